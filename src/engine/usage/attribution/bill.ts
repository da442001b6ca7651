import { add, compare, zero, type Decimal } from '../../money/decimal';
import type { UnattributedReason } from '../../systems/attribution/attributeCosts';
import type { AttributedLine } from './attributeUsage';

/** What one bears, of a month or of all months. */
export interface OwnerBill {
  readonly owner: string;
  readonly total: Decimal;
  /** In the order of their names, rows without one last. */
  readonly categories: readonly CategoryAmount[];
}

export interface CategoryAmount {
  readonly category: string | null;
  readonly amount: Decimal;
}

/** What nobody bears, and why. */
export interface UnattributedAmount extends CategoryAmount {
  readonly reason: UnattributedReason | null;
}

/** The costs in one currency: total = owners + unattributed + idle + shared. */
export interface Bill {
  readonly currency: string;
  readonly total: Decimal;
  /** Who bears most comes first. */
  readonly owners: readonly OwnerBill[];
  readonly unattributed: {
    readonly total: Decimal;
    readonly parts: readonly UnattributedAmount[];
  };
  /** What is kept apart. */
  readonly idle: Decimal;
  readonly shared: Decimal;
}

/** Adds up lines, one bill a currency. */
export function billsOf(lines: readonly AttributedLine[]): readonly Bill[] {
  return groupBy(lines, ({ currency }) => currency).map(([currency, own]) => ({
    currency,
    total: totalOf(own),
    owners: ownersOf(own),
    unattributed: unattributedOf(own),
    idle: totalOf(own.filter(({ destination }) => destination === 'idle')),
    shared: totalOf(own.filter(({ destination }) => destination === 'shared')),
  }));
}

/** One list of bills a month. */
export function billsByMonth(
  lines: readonly AttributedLine[],
): readonly { readonly month: string; readonly bills: readonly Bill[] }[] {
  return groupBy(lines, ({ month }) => month).map(([month, own]) => ({
    month,
    bills: billsOf(own),
  }));
}

function totalOf(lines: readonly { readonly amount: Decimal }[]): Decimal {
  return lines.reduce((sum, { amount }) => add(sum, amount), zero);
}

function ownersOf(lines: readonly AttributedLine[]): readonly OwnerBill[] {
  const owned = lines.filter(({ owner }) => owner !== null);
  return groupBy(owned, ({ owner }) => owner ?? '')
    .map(([owner, own]) => ({ owner, total: totalOf(own), categories: categoriesOf(own) }))
    .sort((a, b) => compare(b.total, a.total));
}

function categoriesOf(lines: readonly AttributedLine[]): readonly CategoryAmount[] {
  return groupBy(lines, ({ category }) => category).map(([category, own]) => ({
    category,
    amount: totalOf(own),
  }));
}

function unattributedOf(lines: readonly AttributedLine[]): Bill['unattributed'] {
  const own = lines.filter(({ destination }) => destination === 'unattributed');
  const parts = groupBy(own, ({ category }) => category).flatMap(([category, inCategory]) =>
    groupBy(inCategory, ({ reason }) => reason).map(([reason, same]) => ({
      category,
      reason: reason,
      amount: totalOf(same),
    })),
  );
  return { total: totalOf(own), parts };
}

/** Groups in the order of their keys: text by UTF-16 code units, null last. */
function groupBy<Item, Key extends string | null>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): readonly (readonly [Key, readonly Item[]])[] {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const others = groups.get(key);
    if (others) others.push(item);
    else groups.set(key, [item]);
  }
  return [...groups].sort(([a], [b]) => {
    if (a === b) return 0;
    if (a === null || b === null) return a === null ? 1 : -1;
    return a < b ? -1 : 1;
  });
}
