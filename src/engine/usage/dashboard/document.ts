import { toDecimalString, toNumber, type Decimal } from '../../money/decimal';
import { adviceMessage } from '../../systems/advice';
import type { Figures } from '../../text/figures';
import type { DocumentSection, ReportDocument } from '../../text/reportDocument';
import type { ReportTable } from '../../text/reportTable';
import { courseDimensions, type Anomaly, type Dashboard, type MonthChange } from './dashboard';
import type { Opportunity } from './opportunities';

/** A dashboard with what the other sections of its scenario recommend. */
export interface DashboardReport {
  readonly system: string;
  readonly dashboard: Dashboard;
  readonly opportunities: readonly Opportunity[];
}

/** Sets the parts of a dashboard as tables. */
class DashboardTables {
  constructor(
    private readonly report: DashboardReport,
    private readonly figures: Figures,
  ) {}

  money(amount: Decimal | number): string {
    const value = typeof amount === 'number' ? amount : toNumber(amount);
    return this.figures.money(value, this.report.dashboard.currency);
  }

  monthToDate(): ReportTable {
    const { monthToDate: month } = this.report.dashboard;
    const { low = null, high = null } = month ?? {};
    const band = low === null || high === null ? '–' : `${this.money(low)} – ${this.money(high)}`;
    return {
      title: 'month to date',
      columns: ['month', 'spent', 'days', 'left', 'forecast', '80 % band', 'at this rate'],
      rows: month
        ? [
            [
              month.month,
              this.money(month.amount),
              this.figures.count(month.days),
              this.figures.count(month.daysLeft),
              `${this.money(month.forecast)} (${month.method})`,
              band,
              this.money(month.runRate),
            ],
          ]
        : [],
    };
  }

  /** The periods at hand alone. */
  budgets(): ReportTable {
    const current = this.report.dashboard.budgets.filter((each) => each.current);
    return {
      title: 'budgets',
      columns: ['budget', 'period', 'spent', 'of', 'used', 'state'],
      rows: current.map(({ budget, period, spent, amount, share, state }) => [
        budget,
        period,
        this.money(spent),
        this.money(amount),
        share === null ? '–' : this.figures.percent(share),
        state,
      ]),
    };
  }

  alerts(): ReportTable {
    return {
      title: 'alerts',
      columns: ['day', 'budget', 'period', 'reached'],
      rows: this.report.dashboard.alerts.map(({ day, budget, period, threshold }) => [
        day,
        budget,
        period,
        this.figures.percent(threshold),
      ]),
    };
  }

  drivers(most = Infinity): ReportTable {
    return {
      title: 'top drivers of the month',
      columns: ['what', 'amount', 'share', 'against the same days before'],
      rows: this.report.dashboard.drivers
        .slice(0, most)
        .map(({ name, amount, share, change }) => [
          name.length === 0 ? '–' : name.join(' / '),
          this.money(amount),
          share === null ? '–' : this.figures.percent(share),
          this.money(change),
        ]),
    };
  }

  changes(): ReportTable {
    return {
      title: 'month over month',
      columns: ['from', 'to', 'before', 'after', 'change', 'price', 'volume', 'mix', 'uncounted'],
      rows: this.report.dashboard.changes.map((change) => [
        change.before,
        change.after,
        ...[
          change.costBefore,
          change.costAfter,
          change.change,
          change.price,
          change.volume,
          change.mix,
          change.uncounted,
        ].map((amount) => this.money(amount)),
      ]),
    };
  }

  over(dimension: (typeof courseDimensions)[number]): ReportTable {
    const { over, months } = this.report.dashboard;
    return {
      title: `by ${dimension}`,
      columns: [dimension, ...months, 'total'],
      rows: over[dimension].map(({ value, months: amounts, total }) => [
        value ?? '–',
        ...amounts.map((amount) => this.money(amount)),
        this.money(total),
      ]),
    };
  }

  trends(): ReportTable {
    const { number } = this.figures;
    return {
      title: 'trends of unit costs, a month',
      columns: ['figure', 'months', 'change', '95 % interval', 'verdict'],
      rows: Object.entries(this.report.dashboard.trends ?? {}).map(
        ([figure, { months, slope, low, high, verdict }]) => [
          figure,
          number(months),
          slope === null ? '–' : number(slope),
          low === null || high === null ? '–' : `${number(low)} – ${number(high)}`,
          verdict,
        ],
      ),
    };
  }

  anomalies(since = ''): ReportTable {
    const found = this.report.dashboard.anomalies.filter(({ day }) => day >= since);
    return {
      title: 'anomalies',
      columns: ['day', 'of', 'actual', 'expected', 'impact', 'cause', 'what to do'],
      rows: found.map((anomaly) => [
        anomaly.day,
        anomaly.dimension === null ? 'all' : `${anomaly.dimension} ${anomaly.value ?? ''}`,
        this.money(anomaly.actual),
        this.money(anomaly.expected),
        this.money(anomaly.impact),
        this.causes(anomaly),
        adviceMessage(anomaly.action, this.figures.number),
      ]),
    };
  }

  private causes({ causes }: Anomaly): string {
    const texts = causes.map(
      ({ dimension, value, share }) =>
        `${dimension} ${value ?? '–'} (${this.figures.percent(share)})`,
    );
    return texts.length === 0 ? '–' : texts.join(', ');
  }

  opportunities(): ReportTable {
    return {
      title: 'opportunities',
      columns: ['section', 'what', 'saves at least', 'at most', 'each', 'effort'],
      rows: this.report.opportunities.map(
        ({ section, advice, savingsLow, savingsHigh, each, effort }) => [
          section,
          adviceMessage(advice, this.figures.number),
          savingsLow === null ? '–' : this.money(savingsLow),
          savingsHigh === null ? '–' : this.money(savingsHigh),
          each,
          effort,
        ],
      ),
    };
  }

  recent(): ReportTable {
    const { number } = this.figures;
    const shown = (value: number | null, write: (value: number) => string): string =>
      value === null ? '–' : write(value);
    const money = (value: number): string => this.money(value);
    return {
      title: 'the last seven days, by model',
      columns: ['model', 'days', 'calls', 'tokens', 'cost', 'a call', 'tokens a call', 'a day'],
      rows: this.report.dashboard.recent.map((each) => [
        each.api ?? '–',
        number(each.daysObserved),
        shown(each.totalCalls, number),
        shown(each.totalTokens, number),
        shown(each.totalCost, money),
        shown(each.averageCostPerCall, money),
        shown(each.averageTokensPerCall, number),
        shown(each.dailyAverageCost, money),
      ]),
    };
  }
}

/** The whole dashboard as a report. */
export function dashboardDocument(report: DashboardReport, figures: Figures): ReportDocument {
  const tables = new DashboardTables(report, figures);
  const { asOf, rows, unknownRows, otherCurrencyRows, currency, cost } = report.dashboard;
  const section = (title: string, ...own: readonly ReportTable[]): DocumentSection => ({
    title,
    paragraphs: own.every((table) => table.rows.length === 0) ? ['Nothing.'] : [],
    tables: own,
  });
  const uncounted = [
    ...(unknownRows > 0 ? [`Rows whose cost is not known: ${figures.count(unknownRows)}.`] : []),
    ...(otherCurrencyRows > 0
      ? [`Rows in another currency than ${currency}: ${figures.count(otherCurrencyRows)}.`]
      : []),
  ];
  return {
    title: `Costs: ${report.system}`,
    sections: [
      {
        title: 'This month',
        paragraphs: [
          asOf === null
            ? 'There is no usage.'
            : `As of ${asOf}, the last day with usage: ${figures.count(rows)} rows, ${cost} cost, UTC.`,
          ...uncounted,
        ],
        tables: [tables.monthToDate(), tables.budgets(), tables.alerts(), tables.drivers()],
      },
      section('What changed', tables.changes(), tables.trends()),
      section('Anomalies', tables.anomalies()),
      section('Opportunities', tables.opportunities()),
      section('Over time', ...courseDimensions.map((dimension) => tables.over(dimension))),
      section('Recent usage', tables.recent()),
    ],
  };
}

/** A dashboard as plain data: sums as exact decimal texts, estimates as numbers. */
export function printedDashboard({ dashboard, opportunities }: DashboardReport): object {
  const { monthToDate, budgets, over, months, drivers, changes, ...rest } = dashboard;
  return {
    ...rest,
    monthToDate: monthToDate && { ...monthToDate, amount: toDecimalString(monthToDate.amount) },
    budgets: budgets.map((budget) => ({ ...budget, spent: toDecimalString(budget.spent) })),
    months,
    over: Object.fromEntries(
      courseDimensions.map((dimension) => [
        dimension,
        over[dimension].map(({ value, total, months: amounts }) => ({
          value,
          total: toDecimalString(total),
          months: amounts.map(toDecimalString),
        })),
      ]),
    ),
    drivers: drivers.map(({ name, amount, share, change }) => ({
      name,
      amount: toDecimalString(amount),
      share,
      change: toDecimalString(change),
    })),
    changes: changes.map(printedChange),
    opportunities,
  };
}

function printedChange({ before, after, ...amounts }: MonthChange): object {
  const texts = Object.entries(amounts).map(([key, amount]) => [key, toDecimalString(amount)]);
  return { before, after, ...(Object.fromEntries(texts) as Record<string, string>) };
}
