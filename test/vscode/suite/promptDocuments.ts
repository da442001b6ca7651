import * as vscode from 'vscode';
import { AnalysisClient } from '../../../src/views/editor/analysisClient';
import { FileChoices } from '../../../src/views/editor/fileChoices';
import { IncludedFiles } from '../../../src/views/host/includedFiles';
import { PromptDocuments } from '../../../src/views/editor/promptDocuments';
import { AnalysisSession } from '../../../src/worker/analysisSession';
import type { WorkerReply, WorkerRequest } from '../../../src/worker/protocol';
import { equal, ok } from '../assert';
import { activate, eventually, showNewFile } from '../promptFile';

/** What stands between the editor and a worker's session. */
interface Faults {
  /** True where the worker dies of the request. */
  readonly diesOf?: (request: WorkerRequest) => boolean;
  /** How long a reply takes, in milliseconds. */
  readonly delayOf?: (reply: WorkerReply) => number;
  readonly idleMs?: number;
}

interface Counting {
  readonly documents: PromptDocuments;
  /** How many workers were started, and how many have ended. */
  readonly workers: { started: number; ended: number };
}

/** Documents of their own, whose worker runs here, with faults. */
async function withDocuments(
  faults: Faults,
  use: (counting: Counting) => Promise<void>,
): Promise<void> {
  const extension = vscode.extensions.getExtension('costlens.costlens');
  ok(extension, 'VS Code knows the extension');
  const readShipped = async (folder: string, file: string): Promise<Uint8Array> =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension.extensionUri, 'dist', folder, file));
  const workers = { started: 0, ended: 0 };
  const log = vscode.window.createOutputChannel('CostLens test', { log: true });
  const included = new IncludedFiles();
  const client = new AnalysisClient(
    (listener) => {
      workers.started++;
      const session = new AnalysisSession({
        post: (reply) => {
          setTimeout(
            () => {
              listener.onMessage(reply);
            },
            faults.delayOf?.(reply) ?? 0,
          );
        },
        giveWay: () => new Promise((resolve) => setTimeout(resolve, 0)),
        now: () => performance.now(),
      });
      return Promise.resolve({
        post: (message) => {
          const request = message as WorkerRequest;
          if (faults.diesOf?.(request)) listener.onFailure(new Error('died'));
          else session.handle(request);
        },
        terminate: () => {
          workers.ended++;
        },
      });
    },
    (encoding) => readShipped('vocabularies', `${encoding}.vocabulary`),
    (name) => readShipped('syntax', `${name}.wasm`),
    (uri, path) => included.read(uri, path),
    log,
    faults.idleMs,
  );
  const memento = { keys: () => [], get: () => undefined, update: () => Promise.resolve() };
  const choices = new FileChoices(memento);
  const documents = new PromptDocuments(client, choices, included, log);
  try {
    await use({ documents, workers });
  } finally {
    for (const part of [documents, choices, client, included, log]) part.dispose();
  }
}

describe('Counted documents', () => {
  before(activate);

  it('have token places, also after the worker was ended for being idle', async () => {
    const { document } = await showNewFile('AGENTS.md', 'hello world');
    await withDocuments({ idleMs: 50 }, async ({ documents, workers }) => {
      await documents.current(document);
      await eventually(
        () => workers.ended,
        (ended) => ended > 0,
        'ended workers',
      );
      const places = await documents.tokens(document, { start: 0, end: 11 });
      equal(places, [
        { start: 0, end: 5 },
        { start: 5, end: 11 },
      ]);
    });
  });

  it('are counted by another worker where the first one died', async () => {
    const { document } = await showNewFile('AGENTS.md', 'hello world');
    let deaths = 0;
    const diesOf = ({ type }: WorkerRequest): boolean => type === 'report' && ++deaths === 1;
    await withDocuments({ diesOf }, async ({ documents }) => {
      equal((await documents.current(document))?.tokens, 2);
      equal(documents.failure(document), undefined);
    });
  });

  it('are counted where the worker dies of another one', async () => {
    const { document: bad } = await showNewFile('CLAUDE.md', 'hello world');
    const { document: good } = await showNewFile('AGENTS.md', 'hello');
    const uri = bad.uri.toString();
    const diesOf = (request: WorkerRequest): boolean =>
      request.type === 'report' && request.uri === uri;
    await withDocuments({ diesOf }, async ({ documents, workers }) => {
      const reports = await Promise.all([good, bad, good].map((each) => documents.current(each)));
      equal(
        reports.map((report) => report?.tokens),
        [1, undefined, 1],
      );
      equal([documents.failure(good), documents.failure(bad)], [undefined, 'died']);
      ok(workers.started <= 4, 'it is not tried for ever');
    });
  });

  it('say that they could not be counted where it fails again, and can be counted anew', async () => {
    const { document } = await showNewFile('AGENTS.md', 'hello world');
    let isBroken = true;
    const diesOf = ({ type }: WorkerRequest): boolean => type === 'report' && isBroken;
    await withDocuments({ diesOf }, async ({ documents }) => {
      equal(await documents.current(document), undefined);
      equal(documents.failure(document), 'died');
      isBroken = false;
      await documents.countAgain(document);
      equal(documents.latest(document)?.report.tokens, 2);
      equal(documents.failure(document), undefined);
    });
  });

  it('are shown with newer figures while the user goes on typing, however long a count takes', async () => {
    const editor = await showNewFile('AGENTS.md', 'hello world');
    const { document } = editor;
    // Longer than a count is waited for while somebody types.
    const delayOf = ({ type }: WorkerReply): number => (type === 'report' ? 1500 : 0);
    await withDocuments({ delayOf }, async ({ documents }) => {
      equal((await documents.current(document))?.tokens, 2);
      await eventually(
        async () => {
          await editor.edit((edit) => {
            edit.insert(new vscode.Position(0, 0), 'hello ');
          });
          return documents.latest(document)?.report.tokens ?? 0;
        },
        (tokens) => tokens > 2,
        'tokens while typing',
      );
      ok((documents.latest(document)?.changes.length ?? 0) > 0, 'the figures are of an older text');
    });
  });
});
