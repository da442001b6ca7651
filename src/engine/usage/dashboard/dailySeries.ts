import { toNumber } from '../../money/decimal';
import { dayNumber } from '../calendar';
import type { LedgerGroup } from '../ledger';

/** Costs day by day, from one day to another without a gap: a day without rows costs nothing. */
export interface DailySeries {
  /** The day of the first value. */
  readonly first: number;
  readonly values: readonly number[];
}

/**
 * @param groups by day, the day being the first of their keys.
 * @param last the last day, inclusive.
 */
export function dailySeries(
  groups: readonly LedgerGroup[],
  currency: string,
  { first, last }: { readonly first: number; readonly last: number },
): DailySeries {
  const values = Array.from({ length: Math.max(0, last + 1 - first) }, () => 0);
  for (const { key, sums } of groups) {
    const index = dayNumber(key[0] ?? '') - first;
    const sum = sums.find((each) => each.currency === currency);
    if (sum && index in values) values[index] = (values[index] ?? 0) + toNumber(sum.amount);
  }
  return { first, values };
}
