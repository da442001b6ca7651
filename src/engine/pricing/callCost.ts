import {
  add,
  decimalOf,
  divideByPowerOfTen,
  multiply,
  toNumber,
  zero,
  type Decimal,
} from '../money/decimal';
import { listRates, type Rates } from './modelPrices';
import type { CallCost, ModelInfo, PriceSource, ServiceTier, Usage } from './price';

/** What a call costs, exactly, part by part. */
export interface ExactCost {
  /** Input that is neither read from the cache nor written to it. */
  readonly uncached: Decimal;
  readonly cacheRead: Decimal;
  readonly cacheWrite: Decimal;
  readonly output: Decimal;
  readonly request: Decimal;
}

/**
 * The cost of a call at given rates. Where a cache has no price of its own, its tokens cost what
 * other input costs, or, for an hour's cache, what five minutes cost.
 *
 * @returns undefined where the usage has tokens of a kind that has no price: a part that cannot be
 * priced is not free.
 * @throws RangeError for a usage that no call can have.
 */
export function exactCost(rates: Rates, usage: Usage): ExactCost | undefined {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const { cacheWrite1hTokens = 0 } = usage;
  const counts = {
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    cacheWrite1hTokens,
  };
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`${name} should be a whole number of tokens, not ${count}`);
    }
  }
  const uncachedTokens = inputTokens - cacheReadTokens - cacheWriteTokens;
  if (uncachedTokens < 0) {
    throw new RangeError(
      `${cacheReadTokens} tokens read from the cache and ${cacheWriteTokens} written to it are more than the ${inputTokens} of the input`,
    );
  }
  if (cacheWrite1hTokens > cacheWriteTokens) {
    throw new RangeError(
      `${cacheWrite1hTokens} tokens written for an hour are more than the ${cacheWriteTokens} written`,
    );
  }

  const write5m = rates.cacheWrite5m ?? rates.input;
  const parts = {
    uncached: costOf(uncachedTokens, rates.input),
    cacheRead: costOf(cacheReadTokens, rates.cacheRead ?? rates.input),
    write5m: costOf(cacheWriteTokens - cacheWrite1hTokens, write5m),
    write1h: costOf(cacheWrite1hTokens, rates.cacheWrite1h ?? write5m),
    output: costOf(outputTokens, rates.output),
  };
  const { uncached, cacheRead, output, write5m: short, write1h: long } = parts;
  if (!uncached || !cacheRead || !output || !short || !long) return undefined;
  return {
    uncached,
    cacheRead,
    cacheWrite: add(short, long),
    output,
    request: rates.requests ? divideByPowerOfTen(rates.requests, 3) : zero,
  };
}

function costOf(tokens: number, perMillion: Decimal | undefined): Decimal | undefined {
  if (tokens === 0) return zero;
  return perMillion && divideByPowerOfTen(multiply(decimalOf(tokens), perMillion), 6);
}

/** The cost of a call in dollars: each figure is an exact sum, rounded once by itself. */
export function callCost(
  cost: ExactCost,
  rates: Rates,
  tier: ServiceTier,
  model: ModelInfo,
  source: PriceSource,
): CallCost {
  const input = add(add(cost.uncached, cost.cacheRead), cost.cacheWrite);
  return {
    known: true,
    tier,
    inputUsd: toNumber(input),
    uncachedUsd: toNumber(cost.uncached),
    cacheReadUsd: toNumber(cost.cacheRead),
    cacheWriteUsd: toNumber(cost.cacheWrite),
    outputUsd: toNumber(cost.output),
    requestUsd: toNumber(cost.request),
    totalUsd: toNumber(add(add(input, cost.output), cost.request)),
    rates: listRates(rates),
    model,
    source,
  };
}
