import type { CallRates, PriceBand } from '../../pricing/price';
import type { ReasonCode } from '../reasons';

/** What calls are made of, on average. */
export interface CallUse {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The share of the input that is read from the provider's prompt cache. */
  readonly cachedShare: number;
  /** The share of the input that is written to it; no more than the rest. */
  readonly writtenShare: number;
  /** The share of the calls that go in batches. */
  readonly batchShare: number;
  /** What is written is kept for an hour, not for minutes. */
  readonly keptAnHour: boolean;
}

/** What tokens cost, by the size of a call. */
export interface CallPrices {
  readonly standard: readonly PriceBand[];
  /** undefined where there is no price for batches. */
  readonly batch: readonly PriceBand[] | undefined;
  /** Units of the scenario's currency for one unit of the prices' own. */
  readonly currencyRate: number;
}

/** The parts of what a call costs on average, in the scenario's currency. They add up to all of it. */
export interface CallCosts {
  /** Input of the calls outside of batches that is neither read from the cache nor written to it. */
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  /** What is charged for a request, whatever its size. */
  readonly request: number;
  /** All of the calls in batches. */
  readonly batch: number;
}

export const callParts = [
  'input',
  'cacheRead',
  'cacheWrite',
  'output',
  'request',
  'batch',
] as const satisfies readonly (keyof CallCosts)[];

/**
 * What a call costs on average. With n = 1 − batchShare, prices for a million tokens, and those of
 * the band that the input of one call falls in:
 *
 * - input = n × inputTokens × (1 − cachedShare − writtenShare) × input price
 * - cacheRead = n × inputTokens × cachedShare × read price, or the input price where there is none
 * - cacheWrite = n × inputTokens × writtenShare × write price, likewise
 * - output = n × outputTokens × output price
 * - batch = batchShare × the same at the batch prices: where those have a read price, the cached
 *   discount stacks with that of the batch, and where they have none it does not
 *
 * @returns why there is no cost, where something is used that has no price.
 */
export function callCosts(prices: CallPrices, use: CallUse): CallCosts | ReasonCode {
  const { batchShare } = use;
  const single = batchShare < 1 ? ratesAt(prices.standard, use.inputTokens) : free;
  if (!single) return 'no-price';
  const batch = batchShare > 0 ? prices.batch && ratesAt(prices.batch, use.inputTokens) : free;
  if (!batch) return 'no-batch-price';
  const now = (1 - batchShare) * prices.currencyRate;
  const later = batchShare * prices.currencyRate;
  const costs: CallCosts = {
    input: now * uncached(single, use),
    cacheRead: now * cacheRead(single, use),
    cacheWrite: now * cacheWrite(single, use),
    output: now * output(single, use),
    request: now * single.request,
    batch:
      later *
      (uncached(batch, use) +
        cacheRead(batch, use) +
        cacheWrite(batch, use) +
        output(batch, use) +
        batch.request),
  };
  if (!Number.isNaN(totalOf(costs))) return costs;
  return Number.isNaN(costs.batch) ? 'no-batch-price' : 'no-price';
}

/** All parts of what a call costs. */
export function totalOf(costs: CallCosts): number {
  const { input, request, batch } = costs;
  return input + costs.cacheRead + costs.cacheWrite + costs.output + request + batch;
}

/** What calls that nobody makes cost. */
const free: CallRates = { input: 0, output: 0, request: 0 };

/** The rates of the band that a call's input falls in; undefined where it has none. */
export function ratesAt(bands: readonly PriceBand[], inputTokens: number): CallRates | undefined {
  let found = bands[0];
  for (const band of bands) if (inputTokens > band.above) found = band;
  return found?.rates;
}

/** NaN where tokens are used that have no price. */
function priced(tokens: number, perMillion: number | undefined): number {
  if (tokens === 0) return 0;
  return perMillion === undefined ? NaN : (tokens * perMillion) / 1e6;
}

function uncached(rates: CallRates, use: CallUse): number {
  return priced(use.inputTokens * Math.max(0, 1 - use.cachedShare - use.writtenShare), rates.input);
}

function cacheRead(rates: CallRates, use: CallUse): number {
  return priced(use.inputTokens * use.cachedShare, readRate(rates));
}

function cacheWrite(rates: CallRates, use: CallUse): number {
  return priced(use.inputTokens * use.writtenShare, writeRate(rates, use.keptAnHour));
}

function output(rates: CallRates, use: CallUse): number {
  return priced(use.outputTokens, rates.output);
}

export function readRate({ input, cacheRead }: CallRates): number | undefined {
  return cacheRead ?? input;
}

export function writeRate(rates: CallRates, keptAnHour: boolean): number | undefined {
  const minutes = rates.cacheWrite ?? rates.input;
  return keptAnHour ? (rates.cacheWrite1h ?? minutes) : minutes;
}
