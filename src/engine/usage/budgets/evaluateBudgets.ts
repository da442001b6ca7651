import { add, toNumber, zero, type Decimal } from '../../money/decimal';
import { budgetState, budgetThresholds, reaches, type BudgetState } from '../../systems/budget';
import type { Finding } from '../../systems/system';
import { dayMs, dayNumber, dayText, periodOf, type Period, type PeriodKind } from '../calendar';
import type { LedgerGroup, LedgerPort } from '../ledger';
import type { CostKind } from '../record';
import { filtersOf } from '../scope';
import type { Budget } from './section';

/** How the spending of one period stands to its budget. */
export interface BudgetPeriod {
  readonly budget: string;
  readonly kind: PeriodKind;
  /** 2026-10-03, 2026-W40, 2026-10, 2026-Q4 or 2026. */
  readonly period: string;
  readonly amount: number;
  readonly spent: Decimal;
  /** spent ÷ amount; null of a budget of 0. */
  readonly share: number | null;
  readonly state: BudgetState;
  /** Whether the day at hand is in it. */
  readonly current: boolean;
  /** Rows in scope whose cost is not known, or is in another currency: they are not in `spent`. */
  readonly uncountedRows: number;
}

/** A budget's threshold that was reached in a period. */
export interface BudgetAlert {
  /** The same for the same scope, period and threshold, whenever it is worked out. */
  readonly id: string;
  readonly budget: string;
  readonly period: string;
  /** The share of the budget. */
  readonly threshold: number;
  readonly amount: number;
  /** The day on which it was reached. Credits of later days do not take it back. */
  readonly day: string;
  readonly current: boolean;
}

export interface BudgetReport {
  /** In the order of the budgets; periods in which there is usage, and the one at hand. */
  readonly periods: readonly BudgetPeriod[];
  /** In the order of the days on which they were reached. */
  readonly alerts: readonly BudgetAlert[];
  /** Paths from the top of the file. */
  readonly findings: readonly Finding[];
}

/** What budgets are compared with. */
export interface BudgetQuery {
  readonly currency: string;
  readonly cost: CostKind;
  /** The day at hand, YYYY-MM-DD. */
  readonly today: string;
}

/**
 * Compares the usage of each budget's scope with its amount, period by period, and lists the
 * thresholds that were reached: one alert for each scope, period and threshold.
 */
export async function evaluateBudgets(
  ledger: LedgerPort,
  budgets: readonly Budget[],
  query: BudgetQuery,
): Promise<BudgetReport> {
  const periods: BudgetPeriod[] = [];
  const alerts = new Map<string, BudgetAlert>();
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [index, budget] of budgets.entries()) {
    const id = budgetId(budget);
    if (seen.has(id)) {
      const params = { name: budget.name };
      const path = ['budgets', index];
      findings.push({ code: 'budget-twice', severity: 'warning', params, path });
      continue;
    }
    seen.add(id);
    const days = await ledger.query({
      where: filtersOf(budget.scope ?? {}),
      until: (dayNumber(query.today) + 1) * dayMs,
      groupBy: ['day'],
      cost: query.cost,
    });
    const tallies = tally(days, budget, query);
    periods.push(...tallies.map((each) => periodState(each, budget)));
    for (const alert of tallies.flatMap((each) => alertsOf(each, budget, id))) {
      alerts.set(alert.id, alert);
    }
    const uncounted = tallies.reduce((sum, { uncountedRows }) => sum + uncountedRows, 0);
    if (uncounted > 0) {
      findings.push({
        code: 'budget-uncounted',
        severity: 'warning',
        params: { name: budget.name, rows: uncounted, currency: query.currency },
        path: ['budgets', index],
      });
    }
  }
  return {
    periods,
    alerts: [...alerts.values()].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
    findings,
  };
}

/** The alerts that have not been raised yet. */
export function newAlerts(
  alerts: readonly BudgetAlert[],
  raised: ReadonlySet<string>,
): readonly BudgetAlert[] {
  return alerts.filter(({ id }) => !raised.has(id));
}

/** One text for budgets of the same scope and kind of period, however they are written. */
function budgetId({ scope = {}, period = 'month' }: Budget): string {
  const parts = filtersOf(scope).map(({ dimension, anyOf }) =>
    JSON.stringify([dimension, [...new Set(anyOf.map((value) => value ?? ''))].sort()]),
  );
  return `${period} ${parts.sort().join(' ')}`;
}

/** What was spent in a period, day by day. */
interface Tally {
  readonly period: Period;
  readonly days: { readonly day: number; readonly amount: Decimal }[];
  readonly current: boolean;
  uncountedRows: number;
}

function tally(
  groups: readonly LedgerGroup[],
  { period: kind = 'month' }: Budget,
  { currency, today }: BudgetQuery,
): readonly Tally[] {
  const now = dayNumber(today);
  const tallies = new Map<number, Tally>();
  const at = (day: number): Tally => {
    const period = periodOf(day, kind);
    const known = tallies.get(period.from);
    if (known) return known;
    const current = period.from <= now && now < period.until;
    const added: Tally = { period, days: [], current, uncountedRows: 0 };
    tallies.set(period.from, added);
    return added;
  };
  for (const { key, sums, rows } of groups) {
    const day = dayNumber(key[0] ?? '');
    const own = at(day);
    const sum = sums.find((each) => each.currency === currency);
    if (sum) own.days.push({ day, amount: sum.amount });
    own.uncountedRows += rows - (sum?.rows ?? 0);
  }
  at(now);
  return [...tallies.values()].sort((a, b) => a.period.from - b.period.from);
}

function periodState(
  { period, days, current, uncountedRows }: Tally,
  { name, period: kind = 'month', amount }: Budget,
): BudgetPeriod {
  const spent = days.reduce((sum, day) => add(sum, day.amount), zero);
  return {
    budget: name,
    kind,
    period: period.label,
    amount,
    spent,
    share: amount === 0 ? null : toNumber(spent) / amount,
    state: budgetState(toNumber(spent), amount),
    current,
    uncountedRows,
  };
}

function alertsOf(
  { period, days, current }: Tally,
  { name, amount, alertAt = Object.values(budgetThresholds) }: Budget,
  id: string,
): readonly BudgetAlert[] {
  const open = new Set(alertAt);
  const alerts: BudgetAlert[] = [];
  let spent = zero;
  for (const { day, amount: more } of days) {
    spent = add(spent, more);
    for (const threshold of open) {
      if (spent.units <= 0n || !reaches(toNumber(spent), amount * threshold)) continue;
      open.delete(threshold);
      alerts.push({
        id: `${id} ${period.label} ${threshold}`,
        budget: name,
        period: period.label,
        threshold,
        amount,
        day: dayText(day),
        current,
      });
    }
  }
  return alerts;
}
