import type { CallRates, PriceSource } from '../../pricing/price';
import type { SystemContext } from '../context';
import { fromCatalog, fromInput, type Formula, type Term } from '../figures';
import { ratesAt, readRate, writeRate, type CallCosts, type CallUse } from './callCosts';
import type { DayPrice } from './dayPrices';
import { hasPerMillion, type ChosenPrices } from './pricesOf';
import type { PriceInput } from './section';

/** A call whose cost is explained. */
export interface ExplainedCall {
  /** The path of what states its prices: "api.cheaperModel". */
  readonly pricePath: string;
  /** The path of what states its use: "api", "prompts[0]". */
  readonly usePath: string;
  readonly input: PriceInput;
  readonly prices: ChosenPrices;
  readonly use: CallUse;
  readonly inputTokens: Term;
  readonly outputTokens: Term;
  readonly batchShare: Term;
  readonly context: SystemContext;
}

/** The formula of a part of what a call costs, in the scenario's currency. */
export function explainPart(call: ExplainedCall, part: keyof CallCosts): Formula {
  const { formula, terms } = part === 'batch' ? batchFormula(call) : singleFormula(call, part);
  const { context, prices } = call;
  if (prices.from === 'input' || context.usdRate === 1) return { formula, terms };
  const usdRate = fromInput('assumptions.usdRate', context.usdRate ?? 0, 'factor');
  return { formula: `${formula} × {usdRate}`, terms: { ...terms, usdRate } };
}

/** The formula of several parts together: those that are nothing are left out. */
export function explainParts(call: ExplainedCall, costs: CallCosts): Formula {
  const parts = (Object.keys(costs) as (keyof CallCosts)[]).filter((part) => costs[part] !== 0);
  const formulas = parts.map((part) => explainPart(call, part));
  return {
    formula: formulas.map(({ formula }) => formula).join(' + ') || '0',
    terms: Object.fromEntries(formulas.flatMap(({ terms }) => Object.entries(terms))),
  };
}

/** A kind of price. */
type Kind = Exclude<keyof CallCosts, 'batch'>;

const quantities = {
  input: '{inputTokens} × (1 − {cached} − {written}) ÷ 1000000',
  cacheRead: '{inputTokens} × {cached} ÷ 1000000',
  cacheWrite: '{inputTokens} × {written} ÷ 1000000',
  output: '{outputTokens} ÷ 1000000',
  request: '1',
} as const satisfies Record<Kind, string>;

function singleFormula(call: ExplainedCall, kind: Kind): Formula {
  const price = priceOf(call, 'standard', kind);
  return {
    formula: `${quantities[kind]} × (1 − {batched}) × ${price.formula}`,
    terms: { ...quantityTerms(call, kind), batched: call.batchShare, ...price.terms },
  };
}

/** The kinds of price that the calls in batches take: what is nothing is left out. */
function batchFormula(call: ExplainedCall): Formula {
  const { use } = call;
  const used: Readonly<Record<Kind, boolean>> = {
    input: use.inputTokens > 0,
    cacheRead: use.inputTokens > 0 && use.cachedShare > 0,
    cacheWrite: use.inputTokens > 0 && use.writtenShare > 0,
    output: use.outputTokens > 0,
    request: rateOf(call, 'batch', 'request') > 0,
  };
  const parts = (Object.keys(used) as Kind[])
    .filter((kind) => used[kind])
    .map((kind) => ({ kind, price: priceOf(call, 'batch', kind) }));
  const sum = parts.map(({ kind, price }) => `${quantities[kind]} × ${price.formula}`).join(' + ');
  return {
    formula: `{batched} × (${sum || '0'})`,
    terms: Object.fromEntries([
      ['batched', call.batchShare],
      ...parts.flatMap(({ kind, price }) =>
        Object.entries({ ...quantityTerms(call, kind), ...price.terms }),
      ),
    ]),
  };
}

function quantityTerms(call: ExplainedCall, kind: Kind): Readonly<Record<string, Term>> {
  const { usePath, use, inputTokens, outputTokens } = call;
  const cached = fromInput(`${usePath}.cachedInputShare`, use.cachedShare, 'share');
  const written = fromInput(`${usePath}.cacheWriteShare`, use.writtenShare, 'share');
  switch (kind) {
    case 'input':
      return { inputTokens, cached, written };
    case 'cacheRead':
      return { inputTokens, cached };
    case 'cacheWrite':
      return { inputTokens, written };
    case 'output':
      return { outputTokens };
    case 'request':
      return {};
  }
}

type Tier = 'standard' | 'batch';

/** A price with the way to it: the catalog's, or the input that states it. */
export function priceOf(call: ExplainedCall, tier: Tier, kind: Kind): Formula {
  const { pricePath, input, prices } = call;
  const value = rateOf(call, tier, kind);
  const name = `${tier === 'batch' ? 'batch' : 'single'}${priceNames[kind]}`;
  if (prices.from !== 'input') {
    const term = fromCatalog(value, 'USD', priceSource(prices.from, tier));
    return { formula: `{${name}}`, terms: { [name]: term } };
  }
  // No price of one's own is for a request as such.
  if (kind === 'request') return { formula: '0', terms: {} };
  const key = statedKey(input, kind, tier);
  const stated = fromInput(`${pricePath}.${key}`, input[key] ?? 0, 'money/unit');
  const perMillion = key === 'costPer1kTokens' ? `{${name}} × 1000` : `{${name}}`;
  if (tier === 'standard') return { formula: perMillion, terms: { [name]: stated } };
  const discount = fromInput(`${pricePath}.batchDiscount`, input.batchDiscount ?? 0, 'share');
  return { formula: `${perMillion} × (1 − {discount})`, terms: { [name]: stated, discount } };
}

const priceNames = {
  input: 'InputPrice',
  cacheRead: 'ReadPrice',
  cacheWrite: 'WritePrice',
  output: 'OutputPrice',
  request: 'RequestPrice',
} as const satisfies Record<Kind, string>;

function rateOf({ prices, use }: ExplainedCall, tier: Tier, kind: Kind): number {
  const rates: CallRates = ratesAt(prices[tier] ?? [], use.inputTokens) ?? { request: 0 };
  switch (kind) {
    case 'cacheRead':
      return readRate(rates) ?? 0;
    case 'cacheWrite':
      return writeRate(rates, use.keptAnHour) ?? 0;
    default:
      return rates[kind] ?? 0;
  }
}

/** The input that a stated price comes from: where the cache has none, as in batches, that of input. */
function statedKey(
  input: PriceInput,
  kind: Kind,
  tier: Tier,
): Exclude<keyof PriceInput, 'model' | 'batchDiscount'> {
  const own = { cacheRead: 'cacheReadPerMillion', cacheWrite: 'cacheWritePerMillion' } as const;
  const isCache = kind === 'cacheRead' || kind === 'cacheWrite';
  if (isCache && tier === 'standard' && input[own[kind]] !== undefined) return own[kind];
  if (!hasPerMillion(input)) return 'costPer1kTokens';
  return kind === 'output' ? 'outputPerMillion' : 'inputPerMillion';
}

/** Where a catalog's price is from, and of which model it is. */
function priceSource({ model, standard, batch }: DayPrice, tier: Tier): string {
  const source = (tier === 'batch' ? batch : undefined)?.source ?? standard.source;
  return `${model.provider}/${model.id}: ${sourceText(source)}`;
}

function sourceText({ name, url, asOf }: PriceSource): string {
  return [name, ...(url === undefined ? [] : [url]), `as of ${asOf}`].join(', ');
}
