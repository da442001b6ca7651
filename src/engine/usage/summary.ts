import { compare, toDecimalString, type Decimal } from '../money/decimal';
import type { UsageFinding } from './findings';
import type { GroupKey, LedgerGroup, LedgerPort, LedgerQuery } from './ledger';

/** A group of rows in one currency: what a table shows in a line. */
export interface SummaryRow {
  /** One value for each key of the query. */
  readonly key: readonly (string | null)[];
  /** null where no amount is known. */
  readonly currency: string | null;
  readonly amount: Decimal | null;
  readonly rows: number;
}

export interface UsageSummary {
  /** Rows that the query takes. */
  readonly rows: number;
  /** The one currency of all amounts; null where there is none, or several. */
  readonly currency: string | null;
  /** null where nothing is known, or currencies differ. */
  readonly total: Decimal | null;
  /** The sum in each currency. */
  readonly totals: readonly SummaryRow[];
  readonly groups: readonly SummaryRow[];
  readonly findings: readonly UsageFinding[];
}

/**
 * Sums up by groups, the dearest first, or in the order of time where they are days or months.
 * Where amounts are unknown, computed, or in several currencies, a finding says so.
 */
export async function summarizeUsage(
  ledger: LedgerPort,
  query: LedgerQuery,
): Promise<UsageSummary> {
  const { groupBy = [], ...rest } = query;
  const [[all], everything, groups] = await Promise.all([
    ledger.query({ ...rest }),
    ledger.query({}),
    groupBy.length > 0 ? ledger.query(query) : [],
  ]);
  if (!all) throw new RangeError('A query without groups gives one group');
  const sole = all.sums.length === 1 ? all.sums[0] : undefined;
  return {
    rows: all.rows,
    currency: sole?.currency ?? null,
    total: sole?.amount ?? null,
    totals: rowsOf(all),
    groups: sorted(groups.flatMap(rowsOf), groupBy),
    findings: findingsOf(all, everything[0]?.rows ?? 0),
  };
}

/** Rows without a known amount go with the only currency of their group, or stand alone. */
function rowsOf({ key, rows, sums }: LedgerGroup): readonly SummaryRow[] {
  if (sums.length === 0) return rows === 0 ? [] : [{ key, currency: null, amount: null, rows }];
  if (sums.length === 1) {
    return sums.map(({ currency, amount }) => ({ key, currency, amount, rows }));
  }
  const known = sums.reduce((total, sum) => total + sum.rows, 0);
  const unknown = { key, currency: null, amount: null, rows: rows - known };
  return [...sums.map((sum) => ({ key, ...sum })), ...(unknown.rows > 0 ? [unknown] : [])];
}

function sorted(rows: readonly SummaryRow[], groupBy: readonly GroupKey[]): readonly SummaryRow[] {
  if (groupBy.some((key) => key === 'day' || key === 'month')) return rows;
  return [...rows].sort((a, b) => {
    if (!a.amount || !b.amount) return a.amount ? -1 : b.amount ? 1 : 0;
    return compare(b.amount, a.amount);
  });
}

function findingsOf(all: LedgerGroup, everything: number): readonly UsageFinding[] {
  const findings: UsageFinding[] = [];
  const add = (
    code: UsageFinding['code'],
    severity: UsageFinding['severity'],
    rows: number,
    params: UsageFinding['params'] = {},
  ): void => {
    if (rows > 0) findings.push({ code, severity, params, rows });
  };
  if (all.sums.length > 1) {
    const currencies = all.sums.map(({ currency }) => currency).join(', ');
    add('usage-currencies', 'warning', all.rows, { currencies });
  }
  add('usage-cost-unknown', 'warning', all.unknownRows);
  add('usage-cost-computed', 'information', all.computedRows);
  add('usage-outside-range', 'information', everything - all.rows);
  return findings;
}

/** A summary as plain data, amounts as exact decimals; a group has its keys by their names. */
export function summaryData(
  { rows, currency, total, totals, groups }: UsageSummary,
  groupBy: readonly GroupKey[],
): {
  readonly rows: number;
  readonly currency: string | null;
  readonly total: string | null;
  readonly totals?: readonly Readonly<Record<string, string | number | null>>[];
  readonly groups: readonly Readonly<Record<string, string | number | null>>[];
} {
  const isMixed = totals.filter(({ amount }) => amount !== null).length > 1;
  const own = (row: SummaryRow) => ({
    ...(isMixed && { currency: row.currency }),
    amount: row.amount && toDecimalString(row.amount),
    rows: row.rows,
  });
  return {
    rows,
    currency,
    total: total && toDecimalString(total),
    ...(isMixed && { totals: totals.map(own) }),
    groups: groups.map((row) => ({
      ...Object.fromEntries(groupBy.map((key, index) => [key, row.key[index] ?? null])),
      ...own(row),
    })),
  };
}
