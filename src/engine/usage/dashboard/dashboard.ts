import { add, subtract, toNumber, zero, type Decimal } from '../../money/decimal';
import type { Advice } from '../../systems/advice';
import type { Finding } from '../../systems/system';
import { withTrends, type Trends } from '../../systems/unitEconomics/trends';
import type { HistoryMonth, UnitCosts } from '../../systems/unitEconomics/unitEconomics';
import { evaluateBudgets, type BudgetAlert, type BudgetPeriod } from '../budgets/evaluateBudgets';
import type { Budget } from '../budgets/section';
import { dayMs, dayNumber, dayText, periodOf, type Period } from '../calendar';
import type { Dimension, GroupKey, LedgerFilter, LedgerGroup, LedgerPort } from '../ledger';
import { recentUsage, type RecentUsage } from '../recentUsage';
import type { CostKind } from '../record';
import { anomaliesOf } from './anomalies';
import { dailySeries } from './dailySeries';
import { forecastRest, type Forecast } from './forecast';
import { costChange, type CostChange, type TwoPeriods } from './priceVolumeMix';
import { anomalyAdvice, rootCauses, type Cause } from './rootCause';

/** What a dashboard is made from, beside the ledger. */
export interface DashboardQuery {
  readonly currency: string;
  readonly cost: CostKind;
  /** YYYY-MM-DD. Rows of later days do not count. */
  readonly today: string;
  readonly budgets: readonly Budget[];
  /** What months brought beside their costs: users, revenue. */
  readonly history: readonly HistoryMonth[];
}

/** What a month cost in all, and how that changed. */
export interface MonthChange extends CostChange {
  readonly before: string;
  readonly after: string;
  readonly costBefore: Decimal;
  readonly costAfter: Decimal;
}

export interface Anomaly {
  readonly day: string;
  /** What the series is of: all usage, or a value of a dimension. */
  readonly dimension: Dimension | null;
  readonly value: string | null;
  readonly actual: number;
  readonly expected: number;
  readonly impact: number;
  /** In standard deviations of the series. */
  readonly score: number;
  readonly causes: readonly Cause[];
  readonly action: Advice;
}

/** Costs of a value of a dimension, month by month. */
export interface Course {
  readonly value: string | null;
  readonly total: Decimal;
  /** One for each of the dashboard's months. */
  readonly months: readonly Decimal[];
}

export interface Driver {
  /** Team, project, service and model, those that rows have. */
  readonly name: readonly string[];
  readonly amount: Decimal;
  /** Of the month to date; null where that is nothing. */
  readonly share: number | null;
  /** Against the same days of the month before. */
  readonly change: Decimal;
}

export interface Dashboard {
  /** The last day that the ledger has rows of: all figures are as of its end. null of an empty one. */
  readonly asOf: string | null;
  readonly currency: string;
  readonly cost: CostKind;
  readonly rows: number;
  readonly unknownRows: number;
  readonly otherCurrencyRows: number;
  readonly monthToDate: {
    readonly month: string;
    readonly amount: Decimal;
    readonly days: number;
    readonly daysLeft: number;
    /** Of the whole month. */
    readonly forecast: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly method: Forecast['method'];
    /** As many a day as so far in the month: the plain estimate, for comparison. */
    readonly runRate: number;
  } | null;
  readonly budgets: readonly BudgetPeriod[];
  readonly alerts: readonly BudgetAlert[];
  /** The months of `over`, the last one up to the day. */
  readonly months: readonly string[];
  readonly over: Readonly<Record<(typeof courseDimensions)[number], readonly Course[]>>;
  readonly drivers: readonly Driver[];
  /** Against the same days of the month before, and the last two whole months. */
  readonly changes: readonly MonthChange[];
  readonly trends: Trends | null;
  readonly trendAdvice: readonly Advice[];
  readonly anomalies: readonly Anomaly[];
  readonly recent: readonly RecentUsage[];
  readonly findings: readonly Finding[];
}

export const courseDimensions = ['category', 'team', 'model', 'provider'] as const;

/** Months that a dashboard goes back, the one at hand among them. */
const monthsBack = 6;

/** Days that are searched for anomalies. */
const anomalyDays = 91;

/** Values of a dimension whose series are searched, the most expensive first. */
const mostSeries = 10;

const mostDrivers = 10;
const recentDays = 7;

/** Makes the data of a dashboard. It never fails: of an empty ledger it says nothing. */
export async function buildDashboard(
  ledger: LedgerPort,
  query: DashboardQuery,
): Promise<Dashboard> {
  const desk = new Desk(ledger, query);
  const until = (dayNumber(query.today) + 1) * dayMs;
  const days = await ledger.query({ until, groupBy: ['day'], cost: query.cost });
  const { periods, alerts, findings } = await evaluateBudgets(ledger, query.budgets, query);
  const rows = sum(days.map((group) => group.rows));
  const inCurrency = sum(days.map(({ sums }) => sumIn(sums, query.currency)?.rows ?? 0));
  const unknownRows = sum(days.map((group) => group.unknownRows));
  const common = {
    currency: query.currency,
    cost: query.cost,
    rows,
    unknownRows,
    otherCurrencyRows: rows - unknownRows - inCurrency,
    budgets: periods,
    alerts,
    findings,
  };
  const [first, last] = [days[0]?.key[0], days.at(-1)?.key[0]];
  if (typeof first !== 'string' || typeof last !== 'string') return { ...common, ...nothing };
  const observed = { first: dayNumber(first), last: dayNumber(last) };
  const month = periodOf(observed.last, 'month');
  const trends = await desk.trends(observed.first, month);
  return {
    ...common,
    asOf: last,
    monthToDate: monthToDate(days, observed, month, query.currency),
    ...(await desk.courses(observed.last)),
    drivers: await desk.drivers(observed.last, month),
    changes: await desk.changes(observed, month),
    trends: trends?.trends ?? null,
    trendAdvice: trends?.recommendations ?? [],
    anomalies: await desk.anomalies(observed),
    recent: await recentUsage(ledger, {
      days: recentDays,
      last: observed.last,
      by: 'model',
      currency: query.currency,
      cost: query.cost,
    }),
  };
}

const nothing = {
  asOf: null,
  monthToDate: null,
  months: [],
  over: { category: [], team: [], model: [], provider: [] },
  drivers: [],
  changes: [],
  trends: null,
  trendAdvice: [],
  anomalies: [],
  recent: [],
} as const;

interface Observed {
  readonly first: number;
  readonly last: number;
}

function monthToDate(
  days: readonly LedgerGroup[],
  observed: Observed,
  month: Period,
  currency: string,
): Dashboard['monthToDate'] {
  const own = days.filter(({ key }) => dayNumber(key[0] ?? '') >= month.from);
  const amount = own.reduce((total, { sums }) => add(total, amountIn(sums, currency)), zero);
  const series = dailySeries(days, currency, observed);
  const daysLeft = month.until - 1 - observed.last;
  const { rest, low, high, method } = forecastRest(series.values, series.first, daysLeft);
  const spent = toNumber(amount);
  const passed = observed.last + 1 - Math.max(month.from, observed.first);
  return {
    month: month.label,
    amount,
    days: passed,
    daysLeft,
    forecast: spent + rest,
    low: low === null ? null : spent + low,
    high: high === null ? null : spent + high,
    method,
    runRate: spent + (spent / passed) * daysLeft,
  };
}

/** Asks the ledger for the parts of a dashboard. */
class Desk {
  constructor(
    private readonly ledger: LedgerPort,
    private readonly query: DashboardQuery,
  ) {}

  /** The groups of a half-open range of days. */
  groups(
    from: number,
    until: number,
    groupBy: readonly GroupKey[],
    where: readonly LedgerFilter[] = [],
  ): Promise<readonly LedgerGroup[]> {
    const { cost } = this.query;
    return this.ledger.query({ from: from * dayMs, until: until * dayMs, groupBy, where, cost });
  }

  async courses(last: number): Promise<Pick<Dashboard, 'months' | 'over'>> {
    const months: Period[] = [];
    for (let at = last; months.length < monthsBack; at = (months[0]?.from ?? 0) - 1) {
      months.unshift(periodOf(at, 'month'));
    }
    const from = months[0]?.from ?? last;
    const over: Partial<Record<(typeof courseDimensions)[number], readonly Course[]>> = {};
    for (const dimension of courseDimensions) {
      const groups = await this.groups(from, last + 1, [dimension, 'month']);
      over[dimension] = coursesOf(groups, months, this.query.currency);
    }
    return { months: months.map(({ label }) => label), over: over as Dashboard['over'] };
  }

  async drivers(last: number, month: Period): Promise<readonly Driver[]> {
    const keys = ['team', 'project', 'service', 'model'] as const;
    const [now, then] = [
      await this.groups(month.from, last + 1, keys),
      await this.groups(...sameDaysBefore(month, last), keys),
    ];
    const { currency } = this.query;
    const before = new Map(then.map(({ key, sums }) => [keyOf(key), amountIn(sums, currency)]));
    const total = now.reduce((all, { sums }) => all + toNumber(amountIn(sums, currency)), 0);
    return now
      .map(({ key, sums }): Driver => {
        const amount = amountIn(sums, currency);
        return {
          name: key.filter((part) => part !== null),
          amount,
          share: total === 0 ? null : toNumber(amount) / total,
          change: subtract(amount, before.get(keyOf(key)) ?? zero),
        };
      })
      .sort((a, b) => toNumber(b.amount) - toNumber(a.amount))
      .slice(0, mostDrivers);
  }

  async changes(observed: Observed, month: Period): Promise<readonly MonthChange[]> {
    const before = periodOf(month.from - 1, 'month');
    const changes: MonthChange[] = [];
    if (observed.first < month.from) {
      const then = sameDaysBefore(month, observed.last);
      const labels = [`${before.label} (${then[1] - then[0]} days)`, `${month.label} to date`];
      changes.push(await this.change(then, [month.from, observed.last + 1], labels));
    }
    const twoBefore = periodOf(before.from - 1, 'month');
    if (observed.first <= twoBefore.from) {
      const labels = [twoBefore.label, before.label];
      const ranges = [twoBefore, before].map(({ from, until }): Range => [from, until]);
      changes.push(await this.change(ranges[0] ?? [0, 0], ranges[1] ?? [0, 0], labels));
    }
    return changes;
  }

  private async change(then: Range, now: Range, labels: readonly string[]): Promise<MonthChange> {
    const keys = ['provider', 'service', 'model'] as const;
    const [before, after] = [await this.groups(...then, keys), await this.groups(...now, keys)];
    const { currency } = this.query;
    const total = (groups: readonly LedgerGroup[]): Decimal =>
      groups.reduce((all, { sums }) => add(all, amountIn(sums, currency)), zero);
    return {
      before: labels[0] ?? '',
      after: labels[1] ?? '',
      costBefore: total(before),
      costAfter: total(after),
      ...costChange(pairsOf(before, after, currency)),
    };
  }

  /** Of whole months, with what the scenario knows of them beside. */
  async trends(
    first: number,
    month: Period,
  ): Promise<{ trends: Trends | null; recommendations: readonly Advice[] } | undefined> {
    const groups = await this.groups(first, month.from, ['month']);
    const whole = groups.filter(({ key }) => dayNumber(key[0] ?? '') >= first);
    if (whole.length === 0) return undefined;
    const known = new Map(this.query.history.map((row) => [row.month, row]));
    const history = whole.map(({ key, sums, requests, tokens }): HistoryMonth => {
      const label = key[0] ?? '';
      const { users, revenue, successfulTasks } = known.get(label) ?? {};
      const count = tokensOf(tokens);
      return {
        month: label,
        cost: toNumber(amountIn(sums, this.query.currency)),
        ...(requests !== null && { requests }),
        ...(count !== null && { tokens: count }),
        ...(users !== undefined && { users }),
        ...(revenue !== undefined && { revenue }),
        ...(successfulTasks !== undefined && { successfulTasks }),
      };
    });
    return withTrends(noCosts, { history }).results;
  }

  async anomalies({ first, last }: Observed): Promise<readonly Anomaly[]> {
    const days = { first: Math.max(first, last + 1 - anomalyDays), last };
    const found = await this.anomaliesIn(days, null, null);
    const seen = new Set(
      found.flatMap(({ day, causes }) =>
        causes.map(({ dimension, value }) => keyOf([day, dimension, value])),
      ),
    );
    for (const dimension of ['team', 'model'] as const) {
      const groups = await this.groups(days.first, last + 1, [dimension]);
      const values = groups
        .map(({ key, sums }) => ({
          value: key[0] ?? null,
          amount: toNumber(amountIn(sums, this.query.currency)),
        }))
        .sort((a, b) => b.amount - a.amount);
      for (const { value } of values.slice(0, mostSeries)) {
        if (value === null || values.length < 2) continue;
        const own = await this.anomaliesIn(days, dimension, value);
        // What explains an anomaly of all usage is told there.
        found.push(...own.filter(({ day }) => !seen.has(keyOf([day, dimension, value]))));
      }
    }
    return found.sort((a, b) => Math.abs(b.impact) - Math.abs(a.impact));
  }

  private async anomaliesIn(
    days: Observed,
    dimension: Dimension | null,
    value: string | null,
  ): Promise<Anomaly[]> {
    const where = dimension ? [{ dimension, anyOf: [value] }] : [];
    const groups = await this.groups(days.first, days.last + 1, ['day'], where);
    const { values, first } = dailySeries(groups, this.query.currency, days);
    const anomalies: Anomaly[] = [];
    for (const { index, ...found } of anomaliesOf(values, first) ?? []) {
      const day = first + index;
      const at = { day, impact: found.impact };
      const causes = await rootCauses(this.ledger, where, at, this.query);
      const action = anomalyAdvice(found.impact, causes);
      anomalies.push({ day: dayText(day), dimension, value, ...found, causes, action });
    }
    return anomalies;
  }
}

type Range = readonly [from: number, until: number];

/** As many days of the month before, all of it at most. */
function sameDaysBefore(month: Period, last: number): Range {
  const before = periodOf(month.from - 1, 'month');
  return [before.from, Math.min(before.until, before.from + last + 1 - month.from)];
}

const noCosts: UnitCosts = {
  monthlyCosts: null,
  costPerRequest: null,
  costPerUser: null,
  costPerDollarRevenue: null,
  margin: null,
  costPerToken: null,
  costPerSuccessfulTask: null,
  breakEvenPrice: null,
};

function coursesOf(
  groups: readonly LedgerGroup[],
  months: readonly Period[],
  currency: string,
): readonly Course[] {
  const amounts = new Map<string | null, Map<string, Decimal>>();
  for (const { key, sums } of groups) {
    const [value = null, month] = key;
    const own = amounts.get(value) ?? new Map<string, Decimal>();
    own.set(month ?? '', amountIn(sums, currency));
    amounts.set(value, own);
  }
  return [...amounts]
    .map(([value, own]) => ({
      value,
      total: [...own.values()].reduce(add, zero),
      months: months.map(({ label }) => own.get(label) ?? zero),
    }))
    .sort((a, b) => toNumber(b.total) - toNumber(a.total));
}

function pairsOf(
  before: readonly LedgerGroup[],
  after: readonly LedgerGroup[],
  currency: string,
): readonly TwoPeriods[] {
  const now = new Map(after.map((group) => [keyOf(group.key), group]));
  const then = new Map(before.map((group) => [keyOf(group.key), group]));
  return [...new Set([...then.keys(), ...now.keys()])].map((key) => ({
    before: quantityOf(then.get(key), currency),
    after: quantityOf(now.get(key), currency),
  }));
}

/** Nothing of what is not there: it cost 0 and there were 0. */
function quantityOf(group: LedgerGroup | undefined, currency: string): TwoPeriods['before'] {
  if (!group) return { cost: zero, quantity: 0 };
  return { cost: amountIn(group.sums, currency), quantity: tokensOf(group.tokens) };
}

function tokensOf({ input, output }: LedgerGroup['tokens']): number | null {
  return input === null && output === null ? null : (input ?? 0) + (output ?? 0);
}

function sumIn(
  sums: LedgerGroup['sums'],
  currency: string,
): LedgerGroup['sums'][number] | undefined {
  return sums.find((each) => each.currency === currency);
}

function amountIn(sums: LedgerGroup['sums'], currency: string): Decimal {
  return sumIn(sums, currency)?.amount ?? zero;
}

function keyOf(key: readonly (string | null)[]): string {
  return JSON.stringify(key);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
