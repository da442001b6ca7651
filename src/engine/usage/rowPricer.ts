import { add, decimalOf, divideByPowerOfTen, multiply, type Decimal } from '../money/decimal';
import type { CallRates, ModelCatalog, ServiceTier, Usage } from '../pricing/price';
import { ratesAt } from '../systems/calls/callCosts';
import type { TokenCounts } from './record';

/** What a row says of the calls that it stands for. */
export interface PricedRow {
  readonly at: number;
  readonly provider: string | null;
  readonly model: string | null;
  readonly tier: ServiceTier;
  /** null where the row does not count calls. */
  readonly requests: number | null;
  readonly tokens: TokenCounts;
  /** Input tokens of a typical call, where that is known otherwise. */
  readonly callInput: number | null;
}

/**
 * Computes what rows cost that state tokens and no cost, in US dollars, at the prices of their own
 * day. Cached tokens that a row does not tell apart count as other input does.
 */
export class RowPricer {
  /** The name by which a model is found, by its provider and its own name. */
  private readonly names = new Map<string, string>();

  constructor(private readonly catalog: ModelCatalog) {}

  /** @returns null where no price is known, or the row does not count its input and output. */
  cost(row: PricedRow): Decimal | null {
    const usage = usageOf(row.tokens);
    if (!usage || row.model === null) return null;
    const at = new Date(row.at);
    const name = this.nameOf(row.provider, row.model, at);
    if (row.requests !== 1) return this.costOfMany(name, usage, row, at);
    const cost = this.catalog.costOfCall(name, usage, at, row.tier);
    return cost.known ? decimalOf(cost.totalUsd) : null;
  }

  /**
   * Calls that are added up: where the price depends on a call's size, that of the average one is
   * taken, for the sum would look like one huge call. Where nobody counts them, they are taken as
   * small, which nearly all are.
   */
  private costOfMany(name: string, usage: Usage, row: PricedRow, at: Date): Decimal | null {
    const schedule = this.catalog.priceSchedule(name, at, row.tier);
    if (!schedule.known) return null;
    const average = row.requests ? usage.inputTokens / row.requests : 0;
    const rates = ratesAt(schedule.bands, row.callInput ?? average);
    const needsRates = schedule.bands.length > 1 || (rates?.request ?? 0) > 0;
    if (!needsRates) {
      const cost = this.catalog.costOfCall(name, usage, at, row.tier);
      return cost.known ? decimalOf(cost.totalUsd) : null;
    }
    return rates ? costAt(rates, usage, row.requests) : null;
  }

  /** A provider's own price where there is one, and else that of the model by its name alone. */
  private nameOf(provider: string | null, model: string, at: Date): string {
    if (provider === null) return model;
    const key = `${provider}/${model}`;
    let name = this.names.get(key);
    if (name === undefined) {
      name = this.catalog.findModel(key, at) ? key : model;
      this.names.set(key, name);
    }
    return name;
  }
}

/** @returns undefined where input or output is not counted. */
function usageOf(tokens: TokenCounts): Usage | undefined {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = tokens;
  if (input === null || output === null) return undefined;
  const write1h = cacheWrite1h ?? 0;
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: cacheRead ?? 0,
    cacheWriteTokens: (cacheWrite5m ?? 0) + write1h,
    cacheWrite1hTokens: write1h,
  };
}

/**
 * Tokens × US dollars a million, with the cache at its own prices where it has them. The number of
 * calls has to be known where each is charged for.
 */
function costAt(rates: CallRates, usage: Usage, requests: number | null): Decimal | null {
  const { inputTokens, outputTokens, cacheReadTokens = 0 } = usage;
  const { cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage;
  if (rates.request > 0 && requests === null) return null;
  const short = rates.cacheWrite ?? rates.input;
  const parts: readonly (readonly [number, number | undefined])[] = [
    [inputTokens - cacheReadTokens - cacheWriteTokens, rates.input],
    [cacheReadTokens, rates.cacheRead ?? rates.input],
    [cacheWriteTokens - cacheWrite1hTokens, short],
    [cacheWrite1hTokens, rates.cacheWrite1h ?? short],
    [outputTokens, rates.output],
  ];
  let total = multiply(decimalOf(rates.request), decimalOf(requests ?? 0));
  for (const [tokens, perMillion] of parts) {
    if (tokens === 0) continue;
    if (perMillion === undefined) return null;
    const cost = multiply(decimalOf(tokens), decimalOf(perMillion));
    total = add(total, divideByPowerOfTen(cost, 6));
  }
  return total;
}
