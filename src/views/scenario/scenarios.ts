import * as vscode from 'vscode';
import type { PromptCosts } from '../host/promptCosts';
import { registerCodeLenses } from './codeLens';
import { registerCompletion, type NameSource } from './completion';
import { registerDiagnostics } from './diagnostics';
import type { CountingOptions } from './evaluationOptions';
import { registerHover } from './hover';
import { PromptCostScan } from './promptCostScan';
import { registerQuickFixes } from './quickFixes';
import { ScenarioDocuments, type ScenarioEvaluator } from './scenarioDocuments';

/** What scenario files need of the host. */
export interface ScenarioHost {
  readonly evaluator: ScenarioEvaluator & NameSource;
  readonly countingOptions: CountingOptions;
  /** Is told what prompts cost. */
  readonly promptCosts: PromptCosts;
  readonly log: vscode.LogOutputChannel;
}

/** Evaluates the scenario files that are open, and registers everything that shows the results. */
export function registerScenarios(host: ScenarioHost): vscode.Disposable {
  const { evaluator, countingOptions, promptCosts, log } = host;
  const documents = new ScenarioDocuments(evaluator, countingOptions, log);
  return vscode.Disposable.from(
    registerCodeLenses(documents),
    registerDiagnostics(documents),
    registerHover(documents),
    registerQuickFixes(documents),
    registerCompletion(documents, evaluator),
    new PromptCostScan(evaluator, documents, countingOptions, promptCosts, log),
    documents,
  );
}
