import { add, decimalOf, divideByPowerOfTen, multiply, zero, type Decimal } from '../money/decimal';
import type { CallRates, ModelCatalog, ServiceTier } from '../pricing/price';
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

/** US dollars a million tokens, and a call, as exact decimals. */
interface ExactRates {
  readonly input: Decimal | undefined;
  readonly cacheRead: Decimal | undefined;
  readonly cacheWrite5m: Decimal | undefined;
  readonly cacheWrite1h: Decimal | undefined;
  readonly output: Decimal | undefined;
  readonly request: Decimal;
}

interface ExactBand {
  readonly above: number;
  readonly rates: ExactRates | undefined;
}

/** Prices are looked up once for so long: some change with the hour, at half past too. */
const slotMs = 15 * 60_000;
/** Prices that are remembered; beyond that they are looked up again. */
const mostRemembered = 5000;

/**
 * Computes what rows cost that state tokens and no cost, in US dollars, at the prices of their own
 * moment: what {@link ModelCatalog.costOfCall} says, call by call, to the last digit, from the same
 * prices ({@link ModelCatalog.priceSchedule}), without looking them up a million times. Cached
 * tokens that a row does not tell apart count as other input does.
 */
export class RowPricer {
  private readonly remembered = new Map<string, readonly ExactBand[]>();

  constructor(private readonly catalog: ModelCatalog) {}

  /** @returns null where no price is known, or the row does not count its input and output. */
  cost(row: PricedRow): Decimal | null {
    const { input, output } = row.tokens;
    if (input === null || output === null || row.model === null) return null;
    const bands = this.bandsOf(row.provider, row.model, row);
    const rates = bandOf(bands, callInputOf(row, input));
    return rates ? costAt(rates, row.tokens, row.requests) : null;
  }

  private bandsOf(provider: string | null, model: string, row: PricedRow): readonly ExactBand[] {
    const slot = Math.floor(row.at / slotMs);
    const key = `${slot} ${row.tier} ${provider ?? ''}/${model}`;
    let bands = this.remembered.get(key);
    if (!bands) {
      if (this.remembered.size >= mostRemembered) this.remembered.clear();
      bands = this.lookUp(provider, model, row);
      this.remembered.set(key, bands);
    }
    return bands;
  }

  /** A provider's own price where there is one, and else that of the model by its name alone. */
  private lookUp(provider: string | null, model: string, row: PricedRow): readonly ExactBand[] {
    const at = new Date(row.at);
    const named = provider === null ? model : `${provider}/${model}`;
    const name = this.catalog.findModel(named, at) ? named : model;
    const schedule = this.catalog.priceSchedule(name, at, row.tier);
    if (!schedule.known) return [];
    return schedule.bands.map(({ above, rates }) => ({ above, rates: rates && exactly(rates) }));
  }
}

/**
 * The size by which a call's price is chosen. Of calls that are added up it is that of the average
 * one, for the sum would look like one huge call; where nobody counts them, they are taken as small,
 * which nearly all are.
 */
function callInputOf({ requests, callInput }: PricedRow, input: number): number {
  if (callInput !== null) return callInput;
  return requests ? input / requests : 0;
}

function bandOf(bands: readonly ExactBand[], callInput: number): ExactRates | undefined {
  let found = bands[0];
  for (const band of bands) if (callInput > band.above) found = band;
  return found?.rates;
}

/** A cache without a price of its own costs what other input does; an hour's, what minutes do. */
function exactly(rates: CallRates): ExactRates {
  const of = (price: number | undefined): Decimal | undefined =>
    price === undefined ? undefined : decimalOf(price);
  const input = of(rates.input);
  const cacheWrite5m = of(rates.cacheWrite) ?? input;
  return {
    input,
    cacheRead: of(rates.cacheRead) ?? input,
    cacheWrite5m,
    cacheWrite1h: of(rates.cacheWrite1h) ?? cacheWrite5m,
    output: of(rates.output),
    request: decimalOf(rates.request),
  };
}

/** @returns null where something is used that has no price, or calls that are not counted have one. */
function costAt(rates: ExactRates, tokens: TokenCounts, requests: number | null): Decimal | null {
  if (rates.request.units !== 0n && requests === null) return null;
  const cacheRead = tokens.cacheRead ?? 0;
  const cacheWrite5m = tokens.cacheWrite5m ?? 0;
  const cacheWrite1h = tokens.cacheWrite1h ?? 0;
  const uncached = (tokens.input ?? 0) - cacheRead - cacheWrite5m - cacheWrite1h;
  const parts = [
    perMillion(uncached, rates.input),
    perMillion(cacheRead, rates.cacheRead),
    perMillion(cacheWrite5m, rates.cacheWrite5m),
    perMillion(cacheWrite1h, rates.cacheWrite1h),
    perMillion(tokens.output ?? 0, rates.output),
  ];
  let total = rates.request.units === 0n ? zero : multiply(wholeOf(requests ?? 0), rates.request);
  for (const part of parts) {
    if (!part) return null;
    if (part !== zero) total = add(total, part);
  }
  return total;
}

function perMillion(tokens: number, rate: Decimal | undefined): Decimal | undefined {
  if (tokens === 0) return zero;
  return rate && divideByPowerOfTen(multiply(wholeOf(tokens), rate), 6);
}

function wholeOf(count: number): Decimal {
  return { units: BigInt(count), scale: 0 };
}
