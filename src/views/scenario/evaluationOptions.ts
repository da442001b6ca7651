import type * as vscode from 'vscode';
import type { Band } from '../../engine/tokens/estimateTokens';
import { readSetting } from '../host/settings';

/** How the prompts that a scenario names are counted, as the editor of prompts counts them. */
export type CountingOptions = (scenario: vscode.Uri) => {
  readonly defaultModel: string;
  readonly tokenFactors?: Readonly<Record<string, Band>> | undefined;
};

/** What an evaluation depends on besides the scenario file. */
export interface EvaluationOptions extends ReturnType<CountingOptions> {
  readonly today: string;
  readonly pricesStaleAfterDays?: number;
  /** No more samples than these are drawn. */
  readonly mostSamples?: number;
}

export function evaluationOptions(
  scenario: vscode.Uri,
  countingOptions: CountingOptions,
): EvaluationOptions {
  const days = readSetting('oldPrices.warnAfterDays');
  const { defaultModel, tokenFactors } = countingOptions(scenario);
  return {
    today: new Date().toISOString().slice(0, 10),
    defaultModel,
    tokenFactors,
    ...(days !== null && { pricesStaleAfterDays: days }),
  };
}
