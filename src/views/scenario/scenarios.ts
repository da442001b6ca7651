import * as vscode from 'vscode';
import { registerCodeLenses } from './codeLens';
import { registerCompletion, type NameSource } from './completion';
import { registerDiagnostics } from './diagnostics';
import { registerHover } from './hover';
import { registerQuickFixes } from './quickFixes';
import { ScenarioDocuments, type ScenarioEvaluator } from './scenarioDocuments';

/** Evaluates the scenario files that are open, and registers everything that shows the results. */
export function registerScenarios(
  evaluator: ScenarioEvaluator & NameSource,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const documents = new ScenarioDocuments(evaluator, log);
  return vscode.Disposable.from(
    registerCodeLenses(documents),
    registerDiagnostics(documents),
    registerHover(documents),
    registerQuickFixes(documents),
    registerCompletion(documents, evaluator),
    documents,
  );
}
