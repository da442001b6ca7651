import { toNumber } from '../money/decimal';
import { dayMs, dayNumber } from './calendar';
import type { Dimension, LedgerGroup, LedgerPort } from './ledger';
import type { CostKind } from './record';

/** The days on which a ledger has rows, as numbers of {@link dayNumber}. */
interface ObservedDays {
  readonly first: number;
  readonly last: number;
}

/** The first and the last day of which a ledger has a row; undefined of an empty one. */
async function observedDays(
  ledger: LedgerPort,
  until = Infinity,
): Promise<ObservedDays | undefined> {
  const days = await ledger.query({ groupBy: ['day'], until });
  const [first, last] = [days[0]?.key[0], days.at(-1)?.key[0]];
  if (typeof first !== 'string' || typeof last !== 'string') return undefined;
  return { first: dayNumber(first), last: dayNumber(last) };
}

/** What was used of one API in the last days. */
export interface RecentUsage {
  /** The value of the dimension that tells APIs apart; null where rows have none. */
  readonly api: string | null;
  /** The days that were asked for. */
  readonly periodDays: number;
  /** Those of them that the ledger covers: from its first row, of any API, to its last. */
  readonly daysObserved: number;
  /** null where no row counts calls. */
  readonly totalCalls: number | null;
  /** Input and output; null where no row counts them. */
  readonly totalTokens: number | null;
  /** null where no cost is known, or none in the currency. */
  readonly totalCost: number | null;
  readonly averageCostPerCall: number | null;
  readonly averageTokensPerCall: number | null;
  /** By the days observed. */
  readonly dailyAverageCost: number | null;
}

/** What a summary is about. */
export interface RecentQuery {
  readonly days: number;
  /** The last day of the summary, as a number of {@link dayNumber}. */
  readonly last: number;
  /** What tells APIs apart. */
  readonly by: Dimension;
  readonly currency: string;
  readonly cost: CostKind;
}

/**
 * Sums up the usage of the last days, API by API, the most expensive first. A day's average is over
 * the days that the ledger covers: of a week of which it knows three days, a third.
 */
export async function recentUsage(
  ledger: LedgerPort,
  { days, last, by, currency, cost }: RecentQuery,
): Promise<readonly RecentUsage[]> {
  const first = last + 1 - days;
  const range = { from: first * dayMs, until: (last + 1) * dayMs };
  const observed = await observedDays(ledger);
  const groups = await ledger.query({ ...range, groupBy: [by], cost });
  const daysObserved = observed
    ? Math.max(0, Math.min(observed.last, last) + 1 - Math.max(observed.first, first))
    : 0;
  return groups
    .map((group) => summaryOf(group, { periodDays: days, daysObserved }, currency))
    .sort((a, b) => (b.totalCost ?? 0) - (a.totalCost ?? 0));
}

function summaryOf(
  { key, requests, tokens, sums }: LedgerGroup,
  days: Pick<RecentUsage, 'periodDays' | 'daysObserved'>,
  currency: string,
): RecentUsage {
  const sum = sums.find((each) => each.currency === currency);
  const totalCost = sum ? toNumber(sum.amount) : null;
  const totalTokens =
    tokens.input === null && tokens.output === null
      ? null
      : (tokens.input ?? 0) + (tokens.output ?? 0);
  return {
    api: key[0] ?? null,
    ...days,
    totalCalls: requests,
    totalTokens,
    totalCost,
    averageCostPerCall: per(totalCost, requests),
    averageTokensPerCall: per(totalTokens, requests),
    dailyAverageCost: per(totalCost, days.daysObserved),
  };
}

function per(amount: number | null, units: number | null): number | null {
  return amount === null || units === null || units === 0 ? null : amount / units;
}
