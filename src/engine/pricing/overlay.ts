import data from './data/overlay.json';
import { decimalOf, multiply, type Decimal } from '../money/decimal';
import { ratesFor, thresholdsOf, type Rates } from './modelPrices';
import type { OverlayData, TierRow } from './overlaySchema';
import type { PriceSource, ServiceTier } from './price';
import type { ModelPrices, PriceData } from './priceData';

/** Facts of a model that genai-prices does not have, each with its source. */
export interface ModelFacts {
  readonly contextWindow?: number;
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  readonly cacheMinimumTokens?: number;
  readonly retires?: { readonly on: string; readonly source: PriceSource };
}

/** Rates of a service tier and where they are from. */
export interface TierRates {
  readonly rates: Rates;
  readonly source: PriceSource;
}

/** The overlay over genai-prices, looked up by the provider's and the model's ids there. */
export class Overlay {
  private readonly facts = new Map<string, ModelFacts>();
  private readonly tiers = new Map<string, TierRow>();

  constructor(private readonly overlay: OverlayData) {
    const { cacheMinimums, limits, retirements } = overlay;
    for (const row of limits) {
      const { contextWindow, maxInputTokens, maxOutputTokens } = row;
      this.learn(row, {
        ...(contextWindow !== undefined && { contextWindow }),
        ...(maxInputTokens !== undefined && { maxInputTokens }),
        ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      });
    }
    for (const row of cacheMinimums) this.learn(row, { cacheMinimumTokens: row.tokens });
    for (const row of retirements) {
      this.learn(row, { retires: { on: row.on, source: this.sourceOf(row.source) } });
    }
    for (const row of overlay.tiers) {
      for (const model of row.models) this.tiers.set(`${row.tier} ${row.provider}/${model}`, row);
    }
  }

  factsOf(provider: string, model: string): ModelFacts {
    return this.facts.get(`${provider}/${model}`) ?? {};
  }

  /**
   * The rates of a tier for a request of so many input tokens.
   *
   * @param standard the model's standard prices of the day. Prices of the overlay that were read
   * beside other standard prices than these are out of date, and not used.
   * @returns undefined where the tier has no price, or none for a request of this size.
   */
  tierRates(
    tier: ServiceTier,
    provider: string,
    model: string,
    standard: ModelPrices,
    inputTokens: number,
  ): TierRates | undefined {
    const row = this.tiers.get(`${tier} ${provider}/${model}`);
    if (!row) return undefined;
    const source = this.sourceOf(row.source);
    if ('factors' in row) {
      return { rates: scaled(ratesFor(standard, inputTokens), row.factors), source };
    }
    const { prices, maxInputTokens = Infinity } = row;
    if (inputTokens > maxInputTokens) return undefined;
    for (const key of ['input_mtok', 'output_mtok'] as const) {
      const now = standard[key];
      if (now === undefined || base(now) !== row.standard[key]) return undefined;
      // A long request at a higher standard price has none here, unless the row says so too.
      if (!sameThresholds(now, prices[key], inputTokens)) return undefined;
    }
    return { rates: ratesFor(prices, inputTokens), source };
  }

  /** The input sizes above which the rates of a tier change, or end, beside those of the standard prices. */
  tierThresholds(tier: ServiceTier, provider: string, model: string): readonly number[] {
    const row = this.tiers.get(`${tier} ${provider}/${model}`);
    if (!row || 'factors' in row) return [];
    const { prices, maxInputTokens } = row;
    return [...thresholdsOf(prices), ...(maxInputTokens === undefined ? [] : [maxInputTokens])];
  }

  private learn(row: { provider: string; models: string[] }, facts: ModelFacts): void {
    for (const model of row.models) {
      const key = `${row.provider}/${model}`;
      this.facts.set(key, { ...this.facts.get(key), ...facts });
    }
  }

  private sourceOf(id: string): PriceSource {
    const source = this.overlay.sources[id];
    if (!source) throw new Error(`The overlay has no source "${id}"`);
    const { name, url, asOf, secondHand } = source;
    return { name, url, asOf, ...(secondHand && { secondHand }) };
  }
}

/** The overlay that is built in. A test validates its data with the schema. */
export function createOverlay(): Overlay {
  return new Overlay(data as unknown as OverlayData);
}

function base(price: PriceData): number {
  return typeof price === 'number' ? price : price.base;
}

function sameThresholds(
  standard: PriceData,
  price: PriceData | undefined,
  inputTokens: number,
): boolean {
  if (typeof standard === 'number') return true;
  const passed = standard.tiers
    .filter(({ start }) => inputTokens > start)
    .map(({ start }) => start);
  if (passed.length === 0) return true;
  return (
    typeof price === 'object' &&
    passed.every((start) => price.tiers.some((other) => other.start === start))
  );
}

function scaled(rates: Rates, factors: Partial<Record<string, number>>): Rates {
  const part = (rate: Decimal | undefined, key: string): Decimal | undefined => {
    const factor = factors[key];
    return rate && factor !== undefined ? multiply(rate, decimalOf(factor)) : undefined;
  };
  const input = part(rates.input, 'input_mtok');
  const cacheRead = part(rates.cacheRead, 'cache_read_mtok');
  const cacheWrite5m = part(rates.cacheWrite5m, 'cache_write_mtok');
  const cacheWrite1h = part(rates.cacheWrite1h, 'cache_write_1h_mtok');
  const output = part(rates.output, 'output_mtok');
  return {
    ...(input && { input }),
    ...(cacheRead && { cacheRead }),
    ...(cacheWrite5m && { cacheWrite5m }),
    ...(cacheWrite1h && { cacheWrite1h }),
    ...(output && { output }),
    ...(rates.requests && { requests: rates.requests }),
  };
}
