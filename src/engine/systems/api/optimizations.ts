import type { Advice, AdviceCode } from '../advice';
import type { Savings } from '../combinedSavings';
import { callCosts, totalOf, type CallUse } from '../calls/callCosts';
import { pricesOf, type ChosenPrices } from '../calls/pricesOf';
import type { SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import type { Notes } from '../system';
import type { ApiInput } from './section';

/** A way to spend less on an API. */
export interface ApiOptimization extends Advice, Savings {
  /** Whether the savings are worked out from the traffic, or are what such measures usually save. */
  readonly basis: 'traffic' | 'rule-of-thumb';
  readonly monthlySavingsLow: number | null;
  readonly monthlySavingsHigh: number | null;
}

/**
 * The reference's figures: batching above 1,000 calls a day, shorter prompts above 500 tokens
 * towards 300, self-hosting above $100 a day, and what each measure usually saves.
 */
export const strategyRules = {
  manyCallsPerDay: 1000,
  longPrompt: 500,
  targetPrompt: 300,
  /** In US dollars. */
  costlyDay: 100,
  cache: { low: 0.2, high: 0.8 },
  batch: { low: 0.1, high: 0.3 },
  cheaperModel: { low: 0.3, high: 0.6 },
  selfHosting: { low: 0.4, high: 0.7 },
} as const;

/** What the strategies start from. */
export interface ApiTraffic {
  readonly input: ApiInput;
  readonly prices: ChosenPrices | ReasonCode;
  readonly use: CallUse;
  readonly callsPerDay: number | null;
  readonly costPerCall: number | null;
  readonly dailyCost: number | null;
  readonly monthlyCost: number | null;
}

/** A saving as a share of the cost, or why it is not known. */
type Saving = number | ReasonCode;

/**
 * What could be done, with what it saves: of the cost of a call as it is now, 1 − cost then ÷ cost
 * now. Batches and shorter prompts save from nothing to that, as far as they go.
 */
export function apiOptimizations(
  traffic: ApiTraffic,
  context: SystemContext,
  notes: Notes,
): readonly ApiOptimization[] {
  const list = new Strategies(traffic, notes);
  addCache(list, traffic);
  addBatches(list, traffic);
  addShorterPrompt(list, traffic);
  addCheaperModel(list, traffic, context, notes);
  addSelfHosting(list, traffic, context);
  return list.found;
}

/** The strategies that can be followed together: one's own model takes the API's place. */
export function keepingApi(found: readonly ApiOptimization[]): readonly ApiOptimization[] {
  return found.filter(({ code }) => code !== 'api-self-host');
}

/** Collects strategies, with their savings in money. */
class Strategies {
  readonly found: ApiOptimization[] = [];

  constructor(
    private readonly traffic: ApiTraffic,
    private readonly notes: Notes,
  ) {}

  /** What such measures usually save. */
  addRule(code: AdviceCode, { low, high }: { readonly low: number; readonly high: number }): void {
    this.add(code, {}, 'rule-of-thumb', low, high);
  }

  addFromTraffic(code: AdviceCode, params: Advice['params'], low: Saving, high: Saving): void {
    this.add(code, params, 'traffic', low, high);
  }

  private add(
    code: AdviceCode,
    params: Advice['params'],
    basis: ApiOptimization['basis'],
    low: Saving,
    high: Saving,
  ): void {
    const at = `optimizations[${this.found.length}]`;
    this.found.push({
      code,
      params,
      basis,
      savingsLow: this.figure(`${at}.savingsLow`, low),
      savingsHigh: this.figure(`${at}.savingsHigh`, high),
      monthlySavingsLow: this.money(`${at}.monthlySavingsLow`, low),
      monthlySavingsHigh: this.money(`${at}.monthlySavingsHigh`, high),
    });
  }

  private figure(key: string, saving: Saving): number | null {
    return typeof saving === 'string' ? this.notes.none(key, saving) : saving;
  }

  private money(key: string, saving: Saving): number | null {
    const { monthlyCost } = this.traffic;
    if (typeof saving === 'string') return this.notes.none(key, saving);
    return monthlyCost === null ? this.notes.none(key, 'figure-missing') : monthlyCost * saving;
  }
}

/** The share that a call saves which costs so much then. */
function savedBy({ prices, costPerCall }: ApiTraffic, use: CallUse): Saving {
  if (typeof prices === 'string') return prices;
  const then = callCosts(prices, use);
  if (typeof then === 'string') return then;
  if (costPerCall === null) return 'figure-missing';
  return costPerCall === 0 ? 'no-cost' : 1 - totalOf(then) / costPerCall;
}

function addCache(list: Strategies, { input: { cache } }: ApiTraffic): void {
  if (!cache) list.addRule('api-cache-unknown', strategyRules.cache);
  else {
    const { hitRate } = cache;
    list.addFromTraffic('api-cache', { hitRatePct: hitRate * 100 }, hitRate, hitRate);
  }
}

/** How calls are made where all of them go in batches. */
export function allInBatches(use: CallUse): CallUse {
  return { ...use, batchShare: 1 };
}

/** Where the batch has a price; a cached prompt can be cheaper than it. */
function addBatches(list: Strategies, traffic: ApiTraffic): void {
  const { use, callsPerDay } = traffic;
  const isMany = callsPerDay !== null && callsPerDay > strategyRules.manyCallsPerDay;
  if (!isMany || use.batchShare === 1) return;
  const saved = savedBy(traffic, allInBatches(use));
  if (typeof saved === 'string') list.addRule('api-batch-unknown', strategyRules.batch);
  else if (saved > 0) list.addFromTraffic('api-batch', { savedPct: saved * 100 }, 0, saved);
}

/** How calls are made whose prompt has the target's length. */
export function withTargetPrompt(use: CallUse): CallUse {
  return { ...use, inputTokens: strategyRules.targetPrompt };
}

function addShorterPrompt(list: Strategies, traffic: ApiTraffic): void {
  const { inputTokens, outputTokens } = traffic.use;
  const { longPrompt, targetPrompt } = strategyRules;
  if (inputTokens <= longPrompt) return;
  const saved = savedBy(traffic, withTargetPrompt(traffic.use));
  const tokens = inputTokens + outputTokens;
  const params = {
    current: inputTokens,
    target: targetPrompt,
    // The reference's: of all tokens, as if the answer were shortened too.
    ruleOfThumbPct: ((tokens - targetPrompt) / tokens) * 100,
  };
  list.addFromTraffic('api-shorten-prompt', params, typeof saved === 'string' ? saved : 0, saved);
}

function addCheaperModel(
  list: Strategies,
  traffic: ApiTraffic,
  context: SystemContext,
  notes: Notes,
): void {
  const cheaper = traffic.input.cheaperModel;
  if (!cheaper) {
    list.addRule('api-cheaper-model-unknown', strategyRules.cheaperModel);
    return;
  }
  const path = ['cheaperModel'];
  const prices = pricesOf(cheaper, context, notes, path);
  const saved = savedBy({ ...traffic, prices }, traffic.use);
  const share = typeof saved === 'string' ? saved : saved * cheaper.share;
  if (typeof saved === 'number' && saved <= 0) {
    notes.add({ code: 'api-not-cheaper', severity: 'warning', params: {}, path });
  }
  list.addFromTraffic('api-cheaper-model', { sharePct: cheaper.share * 100 }, share, share);
}

function addSelfHosting(
  list: Strategies,
  { dailyCost }: ApiTraffic,
  { usdRate }: SystemContext,
): void {
  if (dailyCost === null || usdRate === null) return;
  if (dailyCost > strategyRules.costlyDay * usdRate) {
    list.addRule('api-self-host', strategyRules.selfHosting);
  }
}
