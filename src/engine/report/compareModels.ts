import type { ModelCatalog } from '../pricing/price';
import type { PromptDocument } from '../prompts/document';
import type { Inclusions } from '../prompts/includes';
import type { TokenCounter } from '../tokens/counter';
import { analyzePrompt, chooseModel, type ReportOptions } from './analyzePrompt';
import { namedModels } from './namedModels';
import type { PromptReport } from './report';

/**
 * The models that a prompt is compared under where nobody names any: of each maker what it sells by
 * its own API today, from its largest to its smallest. None of them has a day of retirement in the
 * price data of 2026-09-23; a test sees to it that the data prices them all.
 */
export const defaultComparedModels: readonly string[] = [
  ...['claude-opus-5-5', 'claude-sonnet-5', 'claude-haiku-4-5'],
  ...['gpt-6-sol', 'gpt-5.6-terra', 'gpt-6-luna'],
  ...['gemini-3.1-pro-preview', 'gemini-3.8-flash', 'gemini-3.5-flash-lite'],
  ...['deepseek-v4-pro', 'grok-4.6', 'mistral-large-2512'],
];

/** Whether the largest request of a prompt goes into a model's context. */
export type ContextFit =
  | 'fits'
  /** The input fits by the likeliest count, but not together with the output, or not by the highest. */
  | 'tight'
  | 'exceeds'
  /** The window is not known. */
  | 'unknown';

/** What a prompt comes to under one model. */
export type ModelComparison = Pick<
  PromptReport,
  | 'model'
  | 'tokens'
  | 'band'
  | 'estimates'
  | 'output'
  | 'price'
  | 'cost'
  | 'cachedCost'
  | 'batchCost'
  | 'context'
> & {
  readonly fit: ContextFit;
  /** True where the provider's cache takes no prompt so short. */
  readonly isBelowCacheMinimum: boolean;
};

/** A prompt with all that is sent with it. */
export interface ComparedPrompt {
  readonly text: string;
  readonly document: PromptDocument;
  readonly inclusions: Inclusions;
}

/** The models of a prompt itself: the one that it is counted for, and all others that it names. */
export function ownModels(
  document: PromptDocument,
  options: ReportOptions,
  catalog: ModelCatalog,
): readonly string[] {
  const { model } = chooseModel(document, options, catalog);
  return [model.name, ...namedModels(document, catalog, options.at)];
}

/** Each model once, whatever it is called, by the first of its names. */
export function eachModelOnce(
  names: readonly string[],
  catalog: ModelCatalog,
  at: Date,
): readonly string[] {
  const byModel = new Map<string, string>();
  for (const name of names) {
    const model = catalog.findModel(name, at);
    const key = model ? `${model.provider}/${model.id}` : name;
    if (!byModel.has(key)) byModel.set(key, name);
  }
  return [...byModel.values()];
}

/** Counts and prices a prompt for one model, in steps (see {@link TokenCounter.steps}). */
export function* compareModel(
  name: string,
  { text, document, inclusions }: ComparedPrompt,
  options: ReportOptions,
  catalog: ModelCatalog,
  counter: TokenCounter,
): Generator<undefined, ModelComparison> {
  const forModel = { ...options, modelOverride: name };
  const report = yield* analyzePrompt(text, document, forModel, catalog, counter, inclusions);
  const { model, tokens, band, estimates, output, price, cost, cachedCost, batchCost } = report;
  return {
    ...{ model, tokens, band, estimates, output, price, cost, cachedCost, batchCost },
    context: report.context,
    fit: contextFit(report),
    isBelowCacheMinimum: report.context.tokens < (model.info?.cacheMinimumTokens ?? 0),
  };
}

/** The window is for input and output together, but some models take less input than that. */
function contextFit({ context, model, tokens, band, output, requests }: PromptReport): ContextFit {
  const { contextWindow, maxInputTokens } = model.info ?? {};
  const windows = [contextWindow, maxInputTokens].filter((window) => window !== undefined);
  if (windows.length === 0) return 'unknown';
  const mostInput = Math.min(...windows);
  if (context.tokens > mostInput) return 'exceeds';
  const highest = band && tokens > 0 ? (context.tokens * band.high) / tokens : context.tokens;
  const reserve = output ? output.tokens / requests : 0;
  const isTight = highest > mostInput || highest + reserve > (contextWindow ?? Infinity);
  return isTight ? 'tight' : 'fits';
}

/** The cheapest first; those without a price last, by name. */
export function byCost(a: ModelComparison, b: ModelComparison): number {
  const usd = ({ cost }: ModelComparison): number =>
    cost.total.known ? cost.total.usd : Number.MAX_VALUE;
  return usd(a) - usd(b) || (a.model.name < b.model.name ? -1 : 1);
}
