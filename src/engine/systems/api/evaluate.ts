import { cachingReturn, type CachingReturn } from '../cachingReturn';
import { combinedSavings, type CombinedSavings } from '../combinedSavings';
import { budgetState, type BudgetState } from '../budget';
import {
  callCosts,
  ratesAt,
  readRate,
  totalOf,
  writeRate,
  type CallCosts,
} from '../calls/callCosts';
import { pricesOf, type ChosenPrices } from '../calls/pricesOf';
import { noteShares, useOf } from '../calls/useOf';
import { daysPerMonth, reasonWithout, type SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';
import type { Workload } from '../workload';
import { apiOptimizations, keepingApi, type ApiOptimization } from './optimizations';
import type { ApiInput } from './section';

export interface ApiCosts {
  readonly callsPerDay: number | null;
  readonly costPerCall: number | null;
  readonly dailyCost: number | null;
  readonly monthlyCost: number | null;
  /** The parts of costPerCall. */
  readonly perCall: CallCosts | null;
  /** dailyCost ÷ dailyBudget. */
  readonly budgetUse: number | null;
  readonly budgetState: BudgetState | null;
  readonly caching: (CachingReturn & { readonly breakEvenCacheCost: number }) | null;
  /** How often what is written to the prompt cache has to be read until writing it has paid. */
  readonly promptCacheBreakEvenReads: number | null;
}

export interface ApiResults extends ApiCosts {
  readonly optimizations: readonly ApiOptimization[];
  /** Of the strategies that keep to the API. */
  readonly combined: CombinedSavings;
}

/**
 * What calling a hosted model costs.
 *
 * - costPerCall: see {@link callCosts}, at the prices of the section or of its model on the day of
 *   the scenario
 * - callsPerDay, by default the workload's requests ÷ days of a month
 * - dailyCost = costPerCall × callsPerDay; monthlyCost = dailyCost × days of a month
 * - budgetState: `warning` from 80 % of dailyBudget on, `exceeded` from 100 % on
 * - caching: the cache answers its share of the calls, which then cost nothing;
 *   breakEvenCacheCost = dailyCost × hitRate, what a cache may cost a day
 * - promptCacheBreakEvenReads = (write − input) ÷ (input − read), prices for tokens: the premium of
 *   writing over what one read saves
 */
export function evaluateApi(
  input: ApiInput,
  workload: Workload,
  context: SystemContext,
): Evaluated<ApiCosts> {
  const notes = new Notes();
  noteShares(input, notes);
  const prices = pricesOf(input, context, notes);
  noteWindow(input, prices, notes);
  const use = useOf(input, input.inputTokens, input.outputTokens);
  const perCall = typeof prices === 'string' ? prices : callCosts(prices, use);
  if (perCall === 'no-batch-price') noteBatch(notes);
  const perDay = callsPerDay(input, workload, context);
  const costs = costsOf(notes, perCall, perDay, context);
  return notes.evaluated({
    callsPerDay: asFigure(notes, 'callsPerDay', perDay),
    ...costs,
    perCall: typeof perCall === 'string' ? notes.none('perCall', perCall) : perCall,
    ...budgetOf(notes, input, costs.dailyCost),
    caching: cachingOf(notes, input, costs.dailyCost, context),
    promptCacheBreakEvenReads: asFigure(
      notes,
      'promptCacheBreakEvenReads',
      breakEvenReads(input, prices),
    ),
  });
}

/** The costs with what could be done about them: see {@link apiOptimizations}. */
export function withOptimizations(
  costs: ApiCosts,
  input: ApiInput,
  context: SystemContext,
): Evaluated<ApiResults> {
  const notes = new Notes();
  // What is wrong with the prices has been said.
  const prices = pricesOf(input, context, new Notes());
  const use = useOf(input, input.inputTokens, input.outputTokens);
  const optimizations = apiOptimizations({ ...costs, input, prices, use }, context, notes);
  return notes.evaluated({
    ...costs,
    optimizations,
    combined: combinedSavings(keepingApi(optimizations)),
  });
}

function asFigure(notes: Notes, figure: string, value: number | ReasonCode): number | null {
  return typeof value === 'string' ? notes.none(figure, value) : value;
}

/** Calls a day, or why they are not known. */
function callsPerDay(
  { callsPerDay: given }: ApiInput,
  { requests }: Workload,
  context: SystemContext,
): number | ReasonCode {
  if (given !== undefined) return given;
  return requests === undefined
    ? reasonWithout('workload', context)
    : requests / daysPerMonth(context);
}

type Costs = Pick<ApiCosts, 'costPerCall' | 'dailyCost' | 'monthlyCost'>;

function costsOf(
  notes: Notes,
  perCall: CallCosts | ReasonCode,
  perDay: number | ReasonCode,
  context: SystemContext,
): Costs {
  const costPerCall = typeof perCall === 'string' ? perCall : totalOf(perCall);
  const dailyCost = times(costPerCall, perDay);
  return {
    costPerCall: asFigure(notes, 'costPerCall', costPerCall),
    dailyCost: asFigure(notes, 'dailyCost', dailyCost),
    monthlyCost: asFigure(notes, 'monthlyCost', times(dailyCost, daysPerMonth(context))),
  };
}

/** The product, or why a factor is not known. */
function times(a: number | ReasonCode, b: number | ReasonCode): number | ReasonCode {
  if (typeof a === 'string') return a;
  return typeof b === 'string' ? b : a * b;
}

function budgetOf(
  notes: Notes,
  { dailyBudget }: ApiInput,
  dailyCost: number | null,
): Pick<ApiCosts, 'budgetUse' | 'budgetState'> {
  if (dailyBudget === undefined || dailyCost === null) {
    const reason = dailyBudget === undefined ? 'no-budget' : 'figure-missing';
    return {
      budgetUse: notes.none('budgetUse', reason),
      budgetState: notes.none('budgetState', reason),
    };
  }
  return {
    budgetUse: notes.ratio('budgetUse', dailyCost, dailyBudget, 'budget-zero'),
    budgetState: budgetState(dailyCost, dailyBudget),
  };
}

function cachingOf(
  notes: Notes,
  { cache }: ApiInput,
  dailyCost: number | null,
  context: SystemContext,
): ApiCosts['caching'] {
  if (!cache || dailyCost === null) {
    return notes.none('caching', cache ? 'figure-missing' : 'not-given');
  }
  const { hitRate, costPerDay } = cache;
  return {
    ...cachingReturn(notes, 'caching', {
      currentDailyCost: dailyCost,
      remainingDailyCost: dailyCost * (1 - hitRate),
      costPerDay,
      daysPerMonth: daysPerMonth(context),
    }),
    breakEvenCacheCost: dailyCost * hitRate,
  };
}

function breakEvenReads(
  { inputTokens, cacheLifetime }: ApiInput,
  prices: ChosenPrices | ReasonCode,
): number | ReasonCode {
  if (typeof prices === 'string') return prices;
  const rates = ratesAt(prices.standard, inputTokens);
  const write = rates && writeRate(rates, cacheLifetime === 'hour');
  const read = rates && readRate(rates);
  if (rates?.input === undefined || write === undefined || read === undefined) return 'no-price';
  return read < rates.input ? (write - rates.input) / (rates.input - read) : 'no-cache-discount';
}

function noteBatch(notes: Notes): void {
  notes.add({
    code: 'call-batch-without-price',
    severity: 'error',
    params: {},
    path: ['batchShare'],
  });
}

/** Calls that the model does not take can't be paid for either. */
function noteWindow(
  { inputTokens: tokens }: ApiInput,
  prices: ChosenPrices | ReasonCode,
  notes: Notes,
): void {
  if (typeof prices === 'string' || prices.from === 'input') return;
  const { id, contextWindow, maxInputTokens } = prices.from.model;
  const window = contextWindow ?? maxInputTokens;
  if (window === undefined || tokens <= window) return;
  notes.add({
    code: 'context-overflow',
    severity: 'warning',
    params: { tokens, over: tokens - window, model: id, window },
    path: ['inputTokens'],
  });
}
