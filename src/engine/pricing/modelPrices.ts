import { decimalOf, divideByPowerOfTen, toNumber, type Decimal } from '../money/decimal';
import type { CallRates, ListPrices, PriceBand } from './price';
import type { ModelData, ModelPrices, PriceConstraint, PriceData } from './priceData';

/** US dollars a million tokens, for one request of a known size; absent where none is listed. */
export interface Rates {
  readonly input?: Decimal;
  readonly cacheRead?: Decimal;
  readonly cacheWrite5m?: Decimal;
  readonly cacheWrite1h?: Decimal;
  readonly output?: Decimal;
  /** US dollars a thousand requests. */
  readonly requests?: Decimal;
}

/**
 * The prices of a model that hold at a moment: of several, the last one in the data whose condition
 * is met, the first where none is.
 */
export function pricesAt(model: ModelData, at: Date): ModelPrices {
  const { prices } = model;
  if (!isConditional(prices)) return prices;
  const last = prices.findLast(
    ({ constraint }) => constraint === undefined || applies(constraint, at),
  );
  return (last ?? prices[0])?.prices ?? {};
}

/** The rates for a request of so many input tokens, cached ones among them. */
export function ratesFor(prices: ModelPrices, inputTokens: number): Rates {
  const rate = (key: string): Decimal | undefined => {
    const price = prices[key];
    return price === undefined ? undefined : decimalOf(priceFor(price, inputTokens));
  };
  const input = rate('input_mtok');
  const cacheRead = rate('cache_read_mtok');
  const cacheWrite5m = rate('cache_write_5m_mtok') ?? rate('cache_write_mtok');
  const cacheWrite1h = rate('cache_write_1h_mtok');
  const output = rate('output_mtok');
  const requests = rate('requests_kcount');
  return {
    ...(input && { input }),
    ...(cacheRead && { cacheRead }),
    ...(cacheWrite5m && { cacheWrite5m }),
    ...(cacheWrite1h && { cacheWrite1h }),
    ...(output && { output }),
    ...(requests && { requests }),
  };
}

/** Rates as numbers, to show. */
export function listRates(rates: Rates): ListPrices {
  const { input, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h, output } = rates;
  const listed = Object.entries({ input, cacheRead, cacheWrite, cacheWrite1h, output });
  return Object.fromEntries(
    listed.flatMap(([name, rate]) => (rate ? [[name, toNumber(rate)]] : [])),
  );
}

/** The input sizes above which any of the prices changes. */
export function thresholdsOf(prices: ModelPrices): readonly number[] {
  return Object.values(prices).flatMap((price) =>
    typeof price === 'object' ? price.tiers.map(({ start }) => start) : [],
  );
}

/**
 * Rates as numbers, by the size of the request.
 *
 * @param thresholds the sizes above which rates may change, in any order.
 * @param ratesAt the rates of a request of so many input tokens.
 */
export function priceBands(
  thresholds: readonly number[],
  ratesAt: (inputTokens: number) => Rates | undefined,
): readonly PriceBand[] {
  const starts = [...new Set([0, ...thresholds])].sort((a, b) => a - b);
  return starts.map((above) => {
    const rates = ratesAt(above + 1);
    return rates ? { above, rates: callRates(rates) } : { above };
  });
}

function callRates(rates: Rates): CallRates {
  const request = rates.requests ? toNumber(divideByPowerOfTen(rates.requests, 3)) : 0;
  return { ...listRates(rates), request };
}

/** The prices of a request below any threshold, to show. */
export function listPrices(prices: ModelPrices): ListPrices {
  const listed: { -readonly [Key in keyof ListPrices]: number } = {};
  for (const [name, key] of Object.entries(listedKeys) as [keyof ListPrices, string][]) {
    const price = prices[key];
    if (price !== undefined) listed[name] = typeof price === 'number' ? price : price.base;
  }
  return listed;
}

const listedKeys = {
  input: 'input_mtok',
  cacheRead: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  cacheWrite1h: 'cache_write_1h_mtok',
  output: 'output_mtok',
} as const satisfies Record<keyof ListPrices, string>;

function priceFor(price: PriceData, inputTokens: number): number {
  if (typeof price === 'number') return price;
  let found = { start: -1, price: price.base };
  for (const tier of price.tiers) {
    if (inputTokens > tier.start && tier.start > found.start) found = tier;
  }
  return found.price;
}

function isConditional(
  prices: ModelData['prices'],
): prices is Exclude<ModelData['prices'], ModelPrices> {
  return Array.isArray(prices);
}

function applies(constraint: PriceConstraint, at: Date): boolean {
  if ('start_date' in constraint) return at >= new Date(`${constraint.start_date}T00:00:00Z`);
  const now = secondsOfDay(at);
  const start = secondsOf(constraint.start_time);
  const end = secondsOf(constraint.end_time);
  return end < start ? now >= start || now < end : now >= start && now < end;
}

const secondsADay = 86_400;

function secondsOfDay(at: Date): number {
  return (
    at.getUTCHours() * 3600 +
    at.getUTCMinutes() * 60 +
    at.getUTCSeconds() +
    at.getUTCMilliseconds() / 1000
  );
}

/** Seconds after midnight UTC of a time such as "16:30:00Z" or "18:30:00+02:00". */
function secondsOf(time: string): number {
  const [, hours, minutes, seconds, sign, offsetHours = '0', offsetMinutes = '0'] =
    /^(\d{2}):(\d{2}):(\d{2}(?:\.\d+)?)(?:Z|([+-])(\d{2}):(\d{2}))$/.exec(time) ?? [];
  const local = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const offset =
    (Number(offsetHours) * 3600 + Number(offsetMinutes) * 60) * (sign === '-' ? -1 : 1);
  return (((local - offset) % secondsADay) + secondsADay) % secondsADay;
}
