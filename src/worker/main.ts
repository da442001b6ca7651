import { AnalysisSession } from './analysisSession';
import type { WorkerRequest } from './protocol';

/** A browser's worker has these in its global scope; node.ts gives them to Node's threads. */
interface WorkerScope {
  postMessage(message: unknown): void;
  onmessage: (event: { readonly data: WorkerRequest }) => void;
}
const scope = globalThis as unknown as WorkerScope;

const session = new AnalysisSession({
  post: (reply) => {
    scope.postMessage(reply);
  },
  giveWay: () => new Promise((resolve) => setTimeout(resolve, 0)),
  now: () => performance.now(),
});

scope.onmessage = ({ data }) => {
  session.handle(data);
};
