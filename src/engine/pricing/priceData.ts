/**
 * The shape of genai-prices' data, in the package as well as in the data file of its repository
 * (https://github.com/pydantic/genai-prices, `prices/data.schema.json`): only what is read here.
 */
export interface ProviderData {
  readonly id: string;
  readonly name: string;
  readonly pricing_urls?: readonly string[];
  /** Names that, without a provider, mean one of this provider's models. */
  readonly model_match?: MatchLogic;
  /** Providers whose models this one offers too, at their prices, by id. */
  readonly fallback_model_providers?: readonly string[];
  readonly models: readonly ModelData[];
}

export interface ModelData {
  readonly id: string;
  readonly name?: string;
  readonly match: MatchLogic;
  readonly context_window?: number;
  readonly deprecated?: boolean;
  /** One set of prices, or several of which the last that applies to the moment counts. */
  readonly prices: ModelPrices | readonly ConditionalPrices[];
}

/** Which names mean a model. Letter case does not count, except in `regex`. */
export type MatchLogic =
  | { readonly or: readonly MatchLogic[] }
  | { readonly and: readonly MatchLogic[] }
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string };

interface ConditionalPrices {
  readonly constraint?: PriceConstraint;
  readonly prices: ModelPrices;
}

/** From a day on, or in hours of the day (UTC, or with an offset). */
export type PriceConstraint =
  | { readonly start_date: string; readonly type?: 'start_date' }
  | {
      readonly start_time: string;
      readonly end_time: string;
      readonly type?: 'time_of_date';
    };

/**
 * Prices by unit: `…_mtok` is US dollars per million tokens, `requests_kcount` per thousand
 * requests. Other units (audio, pages, searches) are not those of a prompt.
 */
export type ModelPrices = Readonly<Record<string, PriceData | undefined>>;

/**
 * A price, or one that depends on the size of the request: with more than `start` input tokens
 * (cached ones among them) the tier's price holds for the whole request, not only for what is over.
 */
export type PriceData =
  | number
  | {
      readonly base: number;
      readonly tiers: readonly { readonly start: number; readonly price: number }[];
    };

/** UTF-16 code units. The published file has about 2 million. */
export const maxPriceDataLength = 20_000_000;
