/** Tokens of one call. All counts are whole numbers ≥ 0. */
export interface Usage {
  /** All input tokens, the cached ones among them. */
  readonly inputTokens: number;
  /** Input tokens read from the provider's prompt cache. */
  readonly cacheReadTokens?: number;
  /** Input tokens written to the prompt cache. */
  readonly cacheWriteTokens?: number;
  readonly outputTokens: number;
}

/** Where a price comes from, so that every $ can say it. */
export interface PriceSource {
  /** The name of the data, such as "genai-prices 0.1.8". */
  readonly name: string;
  /** The provider's own price page, where the data names one. */
  readonly url?: string;
  /** The day up to which the data was known to be right, ISO 8601. */
  readonly asOf: string;
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
  readonly deprecated: boolean;
  readonly source: PriceSource;
}

/** Why there is no price. */
export type NoPriceReason = 'unknown-model' | 'no-price-listed';

/** What a call costs, in US dollars, input and output apart. */
export type CallCost =
  | {
      readonly known: true;
      readonly inputUsd: number;
      readonly outputUsd: number;
      readonly totalUsd: number;
      readonly model: ModelInfo;
    }
  | { readonly known: false; readonly reason: NoPriceReason };

/** Prices and facts of models, looked up by any name that people write for them. */
export interface ModelCatalog {
  /** @returns undefined where no model of that name is known. */
  findModel(name: string, at: Date): ModelInfo | undefined;
  /** What the call costs at the prices of the day `at`. */
  costOfCall(name: string, usage: Usage, at: Date): CallCost;
  /** All models, for pickers, in the data's order. */
  listModels(at: Date): readonly ModelInfo[];
}
