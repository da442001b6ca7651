import './views/host/jitless';

import { startWorker } from '#platform';
import * as vscode from 'vscode';
import { registerComparePanel } from './views/compare/comparePanel';
import { registerEditor } from './views/editor/editor';
import { createLog } from './views/host/log';
import { PromptCosts } from './views/host/promptCosts';
import { registerPrices } from './views/prices/prices';
import { registerReportPanel } from './views/report/reportPanel';
import { registerScenarios } from './views/scenario/scenarios';

/** What other extensions, and the tests, see of this one. */
export interface Activated {
  /** How long `activate` took, in milliseconds. */
  readonly activationMs: number;
}

/** Builds the services and hands them to each other; every part disposes of itself. */
export function activate(context: vscode.ExtensionContext): Activated {
  const start = performance.now();
  const log = createLog();
  const { extensionUri } = context;
  const readDist = async (...path: string[]): Promise<Uint8Array> =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', ...path));

  const promptCosts = new PromptCosts();
  const editor = registerEditor({
    startWorker: (listener) => startWorker(extensionUri, listener),
    readVocabulary: (encoding) => readDist('vocabularies', `${encoding}.vocabulary`),
    readSyntax: (name) => readDist('syntax', `${name}.wasm`),
    workspaceState: context.workspaceState,
    globalState: context.globalState,
    promptCosts,
    log,
  });

  context.subscriptions.push(
    log,
    editor.disposable,
    registerPrices(editor.client, context, log),
    registerReportPanel(extensionUri, editor.documents, log),
    registerComparePanel(extensionUri, editor.documents, editor.pickModel, log),
    registerScenarios({
      evaluator: editor.client,
      countingOptions: (uri) => editor.documents.options(uri),
      promptCosts,
      log,
    }),
    promptCosts,
  );
  const activationMs = performance.now() - start;
  log.info(`activated in ${activationMs.toFixed(1)} ms`);
  return { activationMs };
}
