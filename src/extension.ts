import './views/host/jitless';

import { startWorker } from '#platform';
import * as vscode from 'vscode';
import { registerEditor } from './views/editor/editor';
import { createLog } from './views/host/log';
import { registerPrices } from './views/prices/prices';
import { registerReportPanel } from './views/report/reportPanel';

/** Builds the services and hands them to each other; every part disposes of itself. */
export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  const log = createLog();
  const { extensionUri } = context;

  const editor = registerEditor({
    startWorker: (listener) => startWorker(extensionUri, listener),
    readVocabulary: async (encoding) => {
      const file = vscode.Uri.joinPath(
        extensionUri,
        'dist',
        'vocabularies',
        `${encoding}.vocabulary`,
      );
      return vscode.workspace.fs.readFile(file);
    },
    workspaceState: context.workspaceState,
    log,
  });

  context.subscriptions.push(
    log,
    editor.disposable,
    registerPrices(editor.priceReader, context, log),
    registerReportPanel(extensionUri, editor.documents, log),
  );
  log.info(`activated in ${(performance.now() - start).toFixed(1)} ms`);
}
