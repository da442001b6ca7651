import * as vscode from 'vscode';
import type { SyntaxFile } from '../../engine/prompts/syntax';
import type { EncodingName } from '../../engine/tokens/counter';
import { registerSettingProblems } from '../host/settingProblems';
import { AnalysisClient, type StartWorker } from './analysisClient';
import { registerCodeLenses } from './codeLens';
import { registerDiagnostics } from './diagnostics';
import { FileChoices } from './fileChoices';
import { registerFixes } from './fixes';
import { registerHover } from './hover';
import { IncludedFiles } from '../host/includedFiles';
import type { PromptCosts } from '../host/promptCosts';
import { registerInlayHints } from './inlayHints';
import { registerModelMoves } from './modelChoice';
import { pickModel, registerModelPick } from './modelPick';
import { PromptDocuments } from './promptDocuments';
import { SelectionCounter } from './selectionCounter';
import { registerStatusBar } from './statusBar';
import { registerCalibration } from './tokenFactors';
import { registerTokenColours } from './tokenColours';
import { registerToggles } from './toggles';

/** What editing prompts needs of the host. */
export interface EditorHost {
  readonly startWorker: StartWorker;
  readonly readVocabulary: (encoding: EncodingName) => Promise<Uint8Array>;
  readonly readSyntax: (name: SyntaxFile) => Promise<Uint8Array>;
  readonly workspaceState: vscode.Memento;
  readonly globalState: vscode.Memento;
  /** What prompts cost a month, by the scenarios that list them. */
  readonly promptCosts: PromptCosts;
  readonly log: vscode.LogOutputChannel;
}

/** Counts the prompts that are open, and registers everything that shows the counts. */
export function registerEditor(host: EditorHost): {
  readonly documents: PromptDocuments;
  /** Takes the prices that reports are made with, and evaluates scenarios. */
  readonly client: AnalysisClient;
  /** Asks the user for a model of the catalog, or any other. */
  readonly pickModel: (title: string, placeholder: string) => Promise<string | undefined>;
  readonly disposable: vscode.Disposable;
} {
  const { log } = host;
  const included = new IncludedFiles();
  const client = new AnalysisClient(
    host.startWorker,
    host.readVocabulary,
    host.readSyntax,
    (uri, path) => included.read(uri, path),
    log,
  );
  const choices = new FileChoices(host.workspaceState);
  const documents = new PromptDocuments(client, choices, included, log);
  const selection = new SelectionCounter(client, documents, log);
  return {
    documents,
    client,
    pickModel: async (title, placeholder) =>
      (await pickModel(client, { title, placeholder, first: [] }))?.model,
    disposable: vscode.Disposable.from(
      registerCodeLenses(documents, host.promptCosts),
      registerHover(documents),
      registerInlayHints(documents),
      registerDiagnostics(documents),
      registerFixes(documents),
      registerStatusBar(documents, selection),
      registerModelPick(client, documents, choices, log),
      registerModelMoves(log),
      registerCalibration(documents, host.globalState, log),
      registerTokenColours(documents, log),
      registerToggles(documents, choices, log),
      registerSettingProblems(log),
      selection,
      documents,
      choices,
      client,
      included,
    ),
  };
}
