/** Tokens of one call. All counts are whole numbers ≥ 0. */
export interface Usage {
  /** All input tokens, the cached ones among them. */
  readonly inputTokens: number;
  /** Input tokens read from the provider's prompt cache. */
  readonly cacheReadTokens?: number;
  /** Input tokens written to the prompt cache, those kept for an hour among them. */
  readonly cacheWriteTokens?: number;
  /** Of the tokens written, those to be kept for an hour instead of five minutes. */
  readonly cacheWrite1hTokens?: number;
  readonly outputTokens: number;
}

/**
 * How a provider serves a call: `batch` answers within a day, `flex` when it has room, `priority`
 * first.
 */
export const serviceTiers = ['standard', 'batch', 'flex', 'priority'] as const;
export type ServiceTier = (typeof serviceTiers)[number];

/** Where a price comes from, so that every $ can say it. */
export interface PriceSource {
  /** The name of the data, such as "genai-prices 0.1.8". */
  readonly name: string;
  /** The provider's own price page, where the data names one. */
  readonly url?: string;
  /** The day up to which the data was known to be right, ISO 8601. */
  readonly asOf: string;
  /** True where somebody else reports what the provider said. */
  readonly secondHand?: true;
}

/** How a name led to a model. */
export interface NameResolution {
  /** The name as it was written. */
  readonly written: string;
  /** The spelling of it that the data knows. */
  readonly matched: string;
  /**
   * `id`: the model's id in the data; `alias`: another of its names there; `pattern`: a dated or
   * otherwise marked revision of it; `display-name`: the name that the data shows for it.
   */
  readonly by: 'id' | 'alias' | 'pattern' | 'display-name';
  /**
   * `named`: the name says the provider; `maker`: it does not, and the model's maker is taken;
   * `fallback`: the named provider has no price of its own for the model, and its maker's is taken.
   */
  readonly provider: 'named' | 'maker' | 'fallback';
}

/** What is known of a model. */
export interface ModelInfo {
  /** The id in the price data. */
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly providerName: string;
  /** Tokens that input and output share, where it is published. */
  readonly contextWindow?: number;
  /** The most input tokens of one request, where that is a limit of its own. */
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  /** The shortest prompt that the provider's cache takes, in tokens. */
  readonly cacheMinimumTokens?: number;
  /** True where the data says so, and from the day of its retirement on. */
  readonly deprecated: boolean;
  /** The day, ISO 8601, from which on the provider refuses the model, as far as announced. */
  readonly retires?: { readonly on: string; readonly source: PriceSource };
  /** Standard prices of the day, for requests below any threshold. */
  readonly prices: ListPrices;
  /** The same for the other tiers, where they have prices. */
  readonly tierPrices?: Partial<Readonly<Record<Exclude<ServiceTier, 'standard'>, ListPrices>>>;
  readonly source: PriceSource;
  /**
   * Where the model is the user's or a configuration's own: the model behind it, as `provider/id`.
   * Its tokenizer is that model's.
   */
  readonly basedOn?: string;
  /** Present where the model was found by a name. */
  readonly resolution?: NameResolution;
}

/** US dollars a million tokens; absent where none is listed. */
export interface ListPrices {
  readonly input?: number;
  readonly cacheRead?: number;
  /** Kept for five minutes, or for the time that the provider has. */
  readonly cacheWrite?: number;
  readonly cacheWrite1h?: number;
  readonly output?: number;
}

/**
 * Why there is no price: no such model in the data, or none that the name clearly means; or the
 * model is there, without prices for such a call.
 */
export type NoPriceReason = 'unknown-model' | 'no-price-listed';

/** What a call costs, in US dollars, input and output apart. */
export type CallCost =
  | {
      readonly known: true;
      readonly tier: ServiceTier;
      /** All input: the sum of the next three. */
      readonly inputUsd: number;
      /** Input that is neither read from the cache nor written to it. */
      readonly uncachedUsd: number;
      readonly cacheReadUsd: number;
      readonly cacheWriteUsd: number;
      readonly outputUsd: number;
      /** What the provider charges for each request whatever its size; 0 for nearly all. */
      readonly requestUsd: number;
      readonly totalUsd: number;
      /** What a call of this size costs per million tokens. */
      readonly rates: ListPrices;
      readonly model: ModelInfo;
      /** Where the prices of this tier are from. */
      readonly source: PriceSource;
    }
  | { readonly known: false; readonly reason: NoPriceReason };

/** US dollars a million tokens, and a request; absent where none is listed. */
export interface CallRates extends ListPrices {
  readonly request: number;
}

/** The rates of calls with more than `above` input tokens, up to where the next band begins. */
export interface PriceBand {
  readonly above: number;
  /** Absent where calls of this size have no price. */
  readonly rates?: CallRates;
}

/**
 * The prices of a model at a moment, by the size of a call: what a plan computes with, which has
 * averages where a bill has whole tokens. Where a cache has no price of its own, its tokens cost
 * what other input costs, or, for an hour's cache, what five minutes cost.
 */
export type PriceSchedule =
  | {
      readonly known: true;
      readonly model: ModelInfo;
      readonly source: PriceSource;
      /** By `above`, from 0 on. */
      readonly bands: readonly PriceBand[];
    }
  | { readonly known: false; readonly reason: NoPriceReason };

/** Prices and facts of models, looked up by any name that people write for them. */
export interface ModelCatalog {
  /** The data behind the prices, on which their age depends. */
  readonly data: PriceSource;
  /** @returns undefined where no model of that name is known. */
  findModel(name: string, at: Date): ModelInfo | undefined;
  /**
   * What the call costs at the prices of the moment `at`, `standard` unless another tier is asked
   * for. Figures are exact sums rounded once, each by itself.
   *
   * @throws RangeError for a usage that no call can have: counts that are not whole, negative ones,
   * or more cached tokens than input.
   */
  costOfCall(name: string, usage: Usage, at: Date, tier?: ServiceTier): CallCost;
  /** The prices by which {@link costOfCall} computes, for calls of any size. */
  priceSchedule(name: string, at: Date, tier?: ServiceTier): PriceSchedule;
  /**
   * All models, for pickers, in the data's order. `provider/id` is a name that finds each of them.
   */
  listModels(at: Date): readonly ModelInfo[];
}
