import type { Advice } from '../advice';
import { Notes, type Evaluated } from '../system';
import { theilSen, type Sighting } from './theilSen';
import type { HistoryMonth, UnitCosts, UnitEconomicsInput } from './unitEconomics';

/** The figures of a month whose course is looked at. */
export const trendFigures = [
  'costPerRequest',
  'costPerUser',
  'costPerDollarRevenue',
  'margin',
  'costPerToken',
  'costPerSuccessfulTask',
] as const;

export type TrendFigure = (typeof trendFigures)[number];

/** How sure the interval of a trend is. */
export const trendConfidence = 0.95;

/** Fewer months have no interval at {@link trendConfidence}: 2 × 1/4! is more than 5 %. */
const leastMonths = 5;

/** `unclear`: too few months to tell. `flat`: the interval holds 0. */
export type TrendVerdict = 'rising' | 'falling' | 'flat' | 'unclear';

export interface Trend {
  /** How many months of the history have the figure. */
  readonly months: number;
  /** Change a month. */
  readonly slope: number | null;
  /** 95 % interval of the slope. */
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: TrendVerdict;
}

/** Only figures that the history has. */
export type Trends = Readonly<Partial<Record<TrendFigure, Trend>>>;

export interface UnitEconomicsResults extends UnitCosts {
  /** null without a history. */
  readonly trends: Trends | null;
  /** What to make of the trends. */
  readonly recommendations: readonly Advice[];
}

/**
 * Adds the trends of unit costs over the months of the history: the Theil–Sen slope with Sen's 95 %
 * interval, see {@link theilSen}. A figure rises or falls where the whole interval does. Of months
 * that stand twice the first counts.
 */
export function withTrends(
  costs: UnitCosts,
  { history }: UnitEconomicsInput,
): Evaluated<UnitEconomicsResults> {
  const notes = new Notes();
  if (!history) {
    const trends = notes.none('trends', 'no-history');
    return notes.evaluated({ ...costs, trends, recommendations: [] });
  }
  for (const index of repeatedMonths(history)) {
    notes.add({
      code: 'unit-economics-month-twice',
      severity: 'warning',
      params: { month: history[index]?.month ?? '' },
      path: ['history', index, 'month'],
    });
  }
  const trends: Partial<Record<TrendFigure, Trend>> = {};
  for (const figure of trendFigures) {
    const sightings = sightingsOf(history, figure);
    if (sightings.length > 0) trends[figure] = trendOf(figure, sightings, notes);
  }
  return notes.evaluated({ ...costs, trends, recommendations: advice(trends) });
}

/** Where a month stands that is there already. */
function repeatedMonths(history: readonly HistoryMonth[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const repeated = new Set<number>();
  for (const [index, { month }] of history.entries()) {
    if (seen.has(month)) repeated.add(index);
    seen.add(month);
  }
  return repeated;
}

/** The course of a figure: months since year 0, and what the figure was. */
export function sightingsOf(
  history: readonly HistoryMonth[],
  figure: TrendFigure,
): readonly Sighting[] {
  const repeated = repeatedMonths(history);
  return history.flatMap((row, index) => {
    const y = valueOf(row, figure);
    if (repeated.has(index) || y === undefined || !Number.isFinite(y)) return [];
    return [{ x: Number(row.month.slice(0, 4)) * 12 + Number(row.month.slice(5)), y }];
  });
}

/** undefined, or not finite, where the month has no such figure. */
function valueOf(
  { cost, requests, users, revenue, tokens, successfulTasks }: HistoryMonth,
  figure: TrendFigure,
): number | undefined {
  const per = (units: number | undefined): number | undefined =>
    units === undefined ? undefined : cost / units;
  switch (figure) {
    case 'costPerRequest':
      return per(requests);
    case 'costPerUser':
      return per(users);
    case 'costPerDollarRevenue':
      return per(revenue);
    case 'margin':
      return revenue === undefined ? undefined : (revenue - cost) / revenue;
    case 'costPerToken':
      return per(tokens);
    case 'costPerSuccessfulTask':
      return per(successfulTasks);
  }
}

function trendOf(figure: TrendFigure, sightings: readonly Sighting[], notes: Notes): Trend {
  const months = sightings.length;
  const found = theilSen(sightings, trendConfidence);
  const none = (key: string): null => notes.none(`trends.${figure}.${key}`, 'too-few-months');
  if (!found?.interval) {
    const slope = found?.slope ?? none('slope');
    return { months, slope, low: none('low'), high: none('high'), verdict: 'unclear' };
  }
  const { slope, interval } = found;
  return { months, slope, ...interval, verdict: verdictOf(interval) };
}

function verdictOf({ low, high }: { readonly low: number; readonly high: number }): TrendVerdict {
  if (low > 0) return 'rising';
  return high < 0 ? 'falling' : 'flat';
}

/** What got worse, figure by figure; else one word on the whole. */
function advice(trends: Trends): readonly Advice[] {
  const found = trendFigures.flatMap((figure) => {
    const trend = trends[figure];
    return trend ? [{ figure, ...trend }] : [];
  });
  const worse = found.filter(({ figure, verdict }) => verdict === worseVerdict(figure));
  if (worse.length > 0) {
    return worse.map(({ figure, slope }) => ({
      code: figure === 'margin' ? 'margin-falling' : 'unit-cost-rising',
      params: { figure, change: Math.abs(slope ?? 0) },
    }));
  }
  if (found.some(({ verdict }) => verdict === 'rising' || verdict === 'falling')) {
    return [{ code: 'unit-costs-improving', params: {} }];
  }
  return found.some(({ verdict }) => verdict === 'flat')
    ? [{ code: 'unit-costs-steady', params: {} }]
    : [{ code: 'unit-costs-unclear', params: { months: leastMonths } }];
}

function worseVerdict(figure: TrendFigure): TrendVerdict {
  return figure === 'margin' ? 'falling' : 'rising';
}
