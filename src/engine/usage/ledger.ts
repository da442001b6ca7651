import type { Decimal } from '../money/decimal';
import type { CostKind, tokenKinds } from './record';

/** What rows can be told apart by, apart from their tags and time. */
export const recordDimensions = [
  'provider',
  'service',
  'category',
  'team',
  'project',
  'model',
  'apiKey',
  'user',
] as const;
export type RecordDimension = (typeof recordDimensions)[number];

/** A dimension of the records, or one of their tags. */
export type Dimension = RecordDimension | `tag:${string}`;

/** What groups are made by: dimensions, and days and months in UTC. */
export type GroupKey = Dimension | 'day' | 'month';

/** Which rows count, how they are grouped, and which of their amounts is summed. */
export interface LedgerQuery {
  /** All have to hold; a row's value has to be one of the list, where null stands for none. */
  readonly where?: readonly LedgerFilter[];
  /** Rows at or after this moment, in milliseconds since 1970. */
  readonly from?: number;
  /** Rows before this moment. */
  readonly until?: number;
  /** In the order of the groups' keys; without any, all rows make one group. */
  readonly groupBy?: readonly GroupKey[];
  /** Billed, where nothing is said. */
  readonly cost?: CostKind;
}

export interface LedgerFilter {
  readonly dimension: Dimension;
  readonly anyOf: readonly (string | null)[];
}

/** The rows that are alike in what a query groups by. */
export interface LedgerGroup {
  /**
   * One value for each of the query's `groupBy`: null where rows have none, YYYY-MM-DD for a day,
   * YYYY-MM for a month.
   */
  readonly key: readonly (string | null)[];
  readonly rows: number;
  /** Of these, rows whose amount of the asked kind is not known: they are in no sum. */
  readonly unknownRows: number;
  /** Of these, rows whose amount is computed from prices. */
  readonly computedRows: number;
  /** One for each currency, in the order of their codes: currencies are never added up. */
  readonly sums: readonly CurrencySum[];
  /** Calls, of the rows that count them; null where none does. */
  readonly requests: number | null;
  readonly tokens: TokenSums;
}

export interface CurrencySum {
  /** ISO 4217. */
  readonly currency: string;
  /** The exact sum. */
  readonly amount: Decimal;
  readonly rows: number;
}

/** Sums over the rows that count tokens of the kind; null where none does. */
export type TokenSums = Readonly<Record<(typeof tokenKinds)[number], number | null>>;

/**
 * Where usage is kept and asked for: in memory, or in a database. Sums are exact whatever is behind
 * it.
 */
export interface LedgerPort {
  /**
   * @returns groups in the order of their keys: text by UTF-16 code units, null last. A query that
   * groups by nothing gives exactly one group, even of no rows.
   */
  query(query: LedgerQuery): Promise<readonly LedgerGroup[]>;
}
