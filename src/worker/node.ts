import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';

/**
 * Node's worker threads speak through `parentPort` where a browser's speak through the global
 * scope. This gives worker.js the browser's names and runs it, so that both hosts run one file.
 */
const scope = globalThis as unknown as {
  postMessage(message: unknown): void;
  onmessage?: (event: { readonly data: unknown }) => void;
};
scope.postMessage = (message) => {
  parentPort?.postMessage(message);
};
parentPort?.on('message', (data: unknown) => scope.onmessage?.({ data }));

// The bundle beside this one; an import would be bundled into it.
createRequire(__filename)('./worker.js');
