import type { Decimal } from '../money/decimal';

/**
 * One row of usage or cost, whatever its source calls things: the one shape that all readers give
 * and that attribution, budgets and dashboards work on. What the source does not say is null, never
 * 0 and never an empty text.
 */
export interface UsageRecord {
  /**
   * When the usage happened, or when its charge period begins: milliseconds since 1970, UTC. Days,
   * months and ranges of time go by this moment alone.
   */
  readonly at: number;
  /** The exclusive end of the charge period; null for the usage of a moment. */
  readonly until: number | null;
  /** Who charges for it, in lower case where a model's provider is meant: openai, anthropic. */
  readonly provider: string | null;
  /** The provider's service or product. */
  readonly service: string | null;
  /** The kind of service or cost. */
  readonly category: string | null;
  readonly team: string | null;
  readonly project: string | null;
  readonly model: string | null;
  /** The id, alias or hash of the key, never the key. */
  readonly apiKey: string | null;
  readonly user: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Calls that the row stands for; null where it does not count calls. */
  readonly requests: number | null;
  readonly tokens: TokenCounts;
  /** null where the source states no cost and no price is known: an unknown cost, not 0. */
  readonly cost: UsageCost | null;
  readonly source: RowPlace;
}

/** Whole numbers of tokens, 0 or more; null where the source does not count them. */
export interface TokenCounts {
  /** All input: what was read from the cache and written to it are parts of it. */
  readonly input: number | null;
  readonly cacheRead: number | null;
  /** Written to a cache that keeps it for five minutes, or for the time that the provider has. */
  readonly cacheWrite5m: number | null;
  /** Written to a cache that keeps it for an hour. */
  readonly cacheWrite1h: number | null;
  /** All output, reasoning among it. */
  readonly output: number | null;
  readonly reasoning: number | null;
}

export const tokenKinds = [
  'input',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'output',
  'reasoning',
] as const satisfies readonly (keyof TokenCounts)[];

/** No counts at all. */
export const noTokens: TokenCounts = {
  input: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: null,
  reasoning: null,
};

/**
 * The four amounts that the FinOps Open Cost and Usage Specification tells apart
 * (https://focus.finops.org/focus-specification/v1-2/, columns BilledCost, EffectiveCost, ListCost
 * and ContractedCost). Sources with one amount state it as billed.
 */
export const costKinds = ['billed', 'effective', 'list', 'contracted'] as const;
export type CostKind = (typeof costKinds)[number];

/** What a row costs. Amounts may be negative: credits and refunds. */
export interface UsageCost {
  /** ISO 4217, in upper case. */
  readonly currency: string;
  /** What the provider invoices; of computed costs, what the price list says. */
  readonly billed: Decimal | null;
  /** With commitments spread over the time that they are for. */
  readonly effective: Decimal | null;
  /** At public prices. */
  readonly list: Decimal | null;
  /** At negotiated prices. */
  readonly contracted: Decimal | null;
  /** `computed`: from the tokens, at the price of the row's day, since the source states no cost. */
  readonly from: 'ingested' | 'computed';
}

/** Where a row was read. */
export interface RowPlace {
  readonly file: string;
  /** The line on which the row begins, from 1. */
  readonly line: number;
}
