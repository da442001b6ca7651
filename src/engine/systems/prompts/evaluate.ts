import { budgetState, worstState, type BudgetState } from '../budget';
import { callCosts, totalOf, type CallUse } from '../calls/callCosts';
import { catalogPrices, unpricedModel } from '../calls/pricesOf';
import { noteShares, useOf } from '../calls/useOf';
import { reasonWithout, type SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';
import type { Workload } from '../workload';
import { promptKey, type MeasuredPrompt, type PromptMeasure } from './measure';
import type { PromptEntry, PromptsInput } from './section';

export interface PromptItem {
  readonly file: string;
  readonly model: string | null;
  /** Input tokens of a call. */
  readonly tokens: number | null;
  /** Between which counts the real one is expected; left out where the count is exact. */
  readonly tokenBand?: { readonly low: number; readonly high: number };
  readonly costPerCall: number | null;
  readonly monthlyCost: number | null;
  readonly budgetState: BudgetState | null;
}

export interface PromptsResults {
  readonly items: readonly PromptItem[];
  /** What all of them cost a month; null where one of them has no cost. */
  readonly total: number | null;
}

/**
 * What prompt files cost. A call sends all requests of its file, which is one but for lists of them.
 *
 * - costPerCall = requests × cost of a request with tokens ÷ requests of input: see
 *   {@link callCosts}, at the catalog's prices on the day of the scenario
 * - monthlyCost = costPerCall × callsPerMonth, by default the workload's requests
 * - budgetState: `warning` from 80 %, `exceeded` from 100 % of a budget on, the worse of both
 * - total = Σ monthlyCost. A sum with parts missing is not the total: it is null then
 */
export function evaluatePrompts(
  input: PromptsInput,
  workload: Workload,
  context: SystemContext,
): Evaluated<PromptsResults> {
  const notes = new Notes();
  const items = input.map((entry, index) => itemOf(entry, index, workload, context, notes));
  let total: number | null = 0;
  for (const { monthlyCost } of items) {
    total = total === null || monthlyCost === null ? null : total + monthlyCost;
  }
  return notes.evaluated({ items, total: total ?? notes.none('total', 'figure-missing') });
}

function itemOf(
  entry: PromptEntry,
  index: number,
  workload: Workload,
  context: SystemContext,
  notes: Notes,
): PromptItem {
  noteShares(entry, notes, [index]);
  const { file, model } = entry;
  const measure = context.prompts.get(promptKey({ file, model }));
  if (!measure) return withoutFile(entry, index, notes, 'not-counted');
  if (measure.kind !== 'measured') return unread(entry, measure, index, notes);
  if (measure.modelFrom === 'default') noteDefaultModel(measure, index, notes);
  const cost = costPerCall(entry, measure, context, notes, index);
  const month = monthlyCost(cost, entry.callsPerMonth ?? workload.requests, context);
  const figure = (key: string, value: number | ReasonCode): number | null =>
    typeof value === 'string' ? notes.none(`items[${index}].${key}`, value) : value;
  return {
    file,
    model: measure.model,
    tokens: measure.tokens,
    ...(measure.band && { tokenBand: measure.band }),
    costPerCall: figure('costPerCall', cost),
    monthlyCost: figure('monthlyCost', month),
    budgetState: stateOf(entry, measure.tokens, cost, index, notes),
  };
}

function unread(
  entry: PromptEntry,
  { kind }: Exclude<PromptMeasure, MeasuredPrompt>,
  index: number,
  notes: Notes,
): PromptItem {
  notes.add({
    code: `prompt-${kind}`,
    severity: 'error',
    params: { file: entry.file },
    path: [index, 'file'],
  });
  return withoutFile(entry, index, notes, 'no-file');
}

/** An entry whose file was not counted, with why. */
function withoutFile(
  { file, model, budget }: PromptEntry,
  index: number,
  notes: Notes,
  why: ReasonCode,
): PromptItem {
  const none = (key: string, reason: ReasonCode = why): null =>
    notes.none(`items[${index}].${key}`, reason);
  return {
    file,
    model: model ?? none('model'),
    tokens: none('tokens'),
    costPerCall: none('costPerCall'),
    monthlyCost: none('monthlyCost'),
    budgetState: none('budgetState', budget ? why : 'no-budget'),
  };
}

function noteDefaultModel({ model }: MeasuredPrompt, index: number, notes: Notes): void {
  notes.add({
    code: 'prompt-default-model',
    severity: 'information',
    params: { model },
    path: [index, 'file'],
  });
}

/** How a request of the file is sent; undefined where nobody says how long the answer is. */
export function requestUse(entry: PromptEntry, measure: MeasuredPrompt): CallUse | undefined {
  const { tokens, requests, batch } = measure;
  const output = entry.outputTokens ?? measure.outputTokens;
  if (output === null) return undefined;
  const inputTokens = requests === 0 ? 0 : tokens / requests;
  return useOf(entry, inputTokens, output, entry.batchShare ?? (batch ? 1 : 0));
}

function costPerCall(
  entry: PromptEntry,
  measure: MeasuredPrompt,
  context: SystemContext,
  notes: Notes,
  index: number,
): number | ReasonCode {
  const found = context.modelPrices.of(measure.model);
  if (!found.known) {
    const path = [index, measure.modelFrom === 'entry' ? 'model' : 'file'];
    notes.add(unpricedModel(measure.model, found, path));
    return 'no-price';
  }
  const use = requestUse(entry, measure);
  if (!use) return 'no-output-tokens';
  if (context.usdRate === null) return 'no-currency-rate';
  const costs = callCosts(catalogPrices(found.price, context.usdRate), use);
  if (costs === 'no-batch-price') {
    const path = [index, 'batchShare'];
    notes.add({ code: 'call-batch-without-price', severity: 'error', params: {}, path });
  }
  return typeof costs === 'string' ? costs : totalOf(costs) * measure.requests;
}

function monthlyCost(
  cost: number | ReasonCode,
  calls: number | undefined,
  context: SystemContext,
): number | ReasonCode {
  if (typeof cost === 'string') return cost;
  return calls === undefined ? reasonWithout('workload', context) : cost * calls;
}

function stateOf(
  { budget }: PromptEntry,
  tokens: number,
  cost: number | ReasonCode,
  index: number,
  notes: Notes,
): BudgetState | null {
  const states: BudgetState[] = [];
  if (budget?.tokens !== undefined) states.push(budgetState(tokens, budget.tokens));
  const isPriced = typeof cost === 'number';
  if (budget?.costPerCall !== undefined && isPriced) {
    states.push(budgetState(cost, budget.costPerCall));
  }
  const worst = worstState(states);
  // What is not known can't make it worse than exceeded.
  const isKnown = budget?.costPerCall === undefined || isPriced || worst === 'exceeded';
  if (worst && isKnown) return worst;
  return notes.none(`items[${index}].budgetState`, isKnown ? 'no-budget' : 'figure-missing');
}
