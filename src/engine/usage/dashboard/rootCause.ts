import { toNumber } from '../../money/decimal';
import type { Advice } from '../../systems/advice';
import { dayMs, dayNumber } from '../calendar';
import type { Dimension, LedgerFilter, LedgerPort } from '../ledger';
import type { CostKind } from '../record';
import { median } from './baseline';

/** A value of a dimension that explains the better part of an anomaly. */
export interface Cause {
  readonly dimension: Dimension;
  /** null for rows without a value. */
  readonly value: string | null;
  /** What it cost on the day beyond what it usually does on that day of the week. */
  readonly impact: number;
  /** Its part of the whole anomaly's impact. */
  readonly share: number;
}

/** From the most telling: who can act on a key, nobody on a category. */
const dimensions = [
  'apiKey',
  'user',
  'model',
  'project',
  'team',
  'service',
  'category',
  'provider',
] as const satisfies readonly Dimension[];

/** Weeks before the day, whose same weekday says what is usual. */
const weeks = 6;

/** A cause explains at least this share of an anomaly. */
const leastShare = 0.5;

/** The values that explain an anomaly, at most one a dimension, the most telling dimension first. */
export async function rootCauses(
  ledger: LedgerPort,
  where: readonly LedgerFilter[],
  { day, impact }: { readonly day: number; readonly impact: number },
  { currency, cost }: { readonly currency: string; readonly cost: CostKind },
): Promise<readonly Cause[]> {
  const causes: Cause[] = [];
  const range = { from: (day - 7 * weeks) * dayMs, until: (day + 1) * dayMs };
  for (const dimension of dimensions) {
    const groups = await ledger.query({ ...range, where, groupBy: [dimension, 'day'], cost });
    const costs = new Map<string | null, Map<number, number>>();
    for (const { key, sums } of groups) {
      const [value = null, on] = key;
      const sum = sums.find((each) => each.currency === currency);
      const own = costs.get(value) ?? new Map<number, number>();
      if (sum) own.set(dayNumber(on ?? ''), toNumber(sum.amount));
      costs.set(value, own);
    }
    const [found] = [...costs]
      .map(([value, own]) => ({ dimension, value, impact: excess(own, day) }))
      .sort((a, b) => (b.impact - a.impact) * Math.sign(impact));
    // Where all rows are alike, the dimension tells nothing.
    if (!found || costs.size < 2 || found.value === null) continue;
    const share = found.impact / impact;
    if (share >= leastShare) causes.push({ ...found, share });
  }
  return causes;
}

function excess(costs: ReadonlyMap<number, number>, day: number): number {
  const usual = Array.from({ length: weeks }, (_, week) => costs.get(day - 7 * (week + 1)) ?? 0);
  return (costs.get(day) ?? 0) - median(usual);
}

/** What to do about an anomaly. */
export function anomalyAdvice(impact: number, causes: readonly Cause[]): Advice {
  if (impact < 0) return { code: 'spend-drop', params: {} };
  const [cause] = causes;
  if (!cause) return { code: 'spend-spike', params: {} };
  const params = { value: cause.value ?? '' };
  switch (cause.dimension) {
    case 'apiKey':
    case 'user':
      return { code: 'spend-spike-key', params };
    case 'model':
      return { code: 'spend-spike-model', params };
    default:
      return { code: 'spend-spike-owner', params };
  }
}
