import { toNumber } from '../../money/decimal';
import type { Dimension, LedgerGroup, LedgerPort } from '../ledger';
import type { CostKind } from '../record';

/** What a ledger can measure of owners. */
const measureNames = ['cost', 'requests', 'tokens'] as const;
type MeasureName = (typeof measureNames)[number];

/** What is measured, and which dimension names the owner of what is. */
export interface Measure {
  readonly measure: MeasureName;
  readonly by: Dimension;
}

export function isMeasure(name: string): name is MeasureName {
  return (measureNames as readonly string[]).includes(name);
}

/** What owners used of something, by month. */
export interface MeasuredUsage {
  /**
   * By owner, 0 or more, of a month; costs those in the currency. Rows that do not count what is
   * asked for, or name no owner, count for nobody.
   */
  of(measure: Measure, month: string, currency: string): Readonly<Record<string, number>>;
}

/** Asks a ledger once for each dimension that names owners. */
export async function measuredUsage(
  ledger: LedgerPort,
  query: { readonly from: number; readonly until: number; readonly cost: CostKind },
  measures: readonly Measure[],
): Promise<MeasuredUsage> {
  const byDimension = new Map<Dimension, readonly LedgerGroup[]>();
  for (const { by } of measures) {
    if (byDimension.has(by)) continue;
    byDimension.set(by, await ledger.query({ ...query, groupBy: ['month', by] }));
  }
  return {
    of: ({ measure, by }, month, currency) => {
      const used: [string, number][] = [];
      for (const group of byDimension.get(by) ?? []) {
        const [own, owner] = group.key;
        if (own !== month || typeof owner !== 'string') continue;
        used.push([owner, Math.max(0, amountOf(group, measure, currency))]);
      }
      return Object.fromEntries(used);
    },
  };
}

function amountOf(group: LedgerGroup, measure: MeasureName, currency: string): number {
  switch (measure) {
    case 'requests':
      return group.requests ?? 0;
    case 'tokens':
      return (group.tokens.input ?? 0) + (group.tokens.output ?? 0);
    case 'cost': {
      const sum = group.sums.find((each) => each.currency === currency);
      return sum ? toNumber(sum.amount) : 0;
    }
  }
}
