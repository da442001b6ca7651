import { theilSen } from '../../systems/unitEconomics/theilSen';
import { weekday } from '../calendar';
import { baselineOf, median } from './baseline';

/** What the days that are left are expected to cost. */
export interface Forecast {
  /** Of the days that are left alone. */
  readonly rest: number;
  /** An 80 % band of it; null where there is too little to tell. */
  readonly low: number | null;
  readonly high: number | null;
  /**
   * `complete`: no days are left; `seasonal`: by the level and the rhythm of the week; `run-rate`:
   * as many a day as so far, where the history is too short for more.
   */
  readonly method: 'complete' | 'seasonal' | 'run-rate';
}

/** How often the band is to hold. */
const bandConfidence = 0.8;

/** Its width in standard deviations: Φ⁻¹(0.9). */
const bandWidth = 1.2816;

/** The days at the end of a series through which the line of its level goes. */
const lineDays = 42;

/** Older days say little of what comes. */
const historyDays = 63;

/** Variance of a median, in that of a mean of as many normal values. */
const medianVariance = Math.PI / 2;

/**
 * Forecasts the sum of the days that follow a series: a line through its last six weeks, by the
 * median of all slopes ({@link theilSen}), times the share of the level that each weekday has. The
 * band takes days to be normal and independent, and the line to be off by what a line by least
 * squares would be, with the variance of medians: σ² (days + π/2 · days² ÷ n · (1 + 12 d² ÷ n²)),
 * where d leads from the middle of the n days that are known to the middle of those that are not.
 *
 * @param values days up to today.
 * @param first the day of the first value.
 * @param days how many days are left.
 */
export function forecastRest(values: readonly number[], first: number, days: number): Forecast {
  if (days === 0) return { rest: 0, low: 0, high: 0, method: 'complete' };
  const recent = values.slice(-historyDays);
  const start = first + values.length - recent.length;
  const baseline = baselineOf(recent, start);
  if (!baseline) {
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    return { rest: mean * days, low: null, high: null, method: 'run-rate' };
  }
  const { factors, spread, level } = baseline;
  const factorOf = (index: number): number => factors[weekday(start + index)] ?? 1;
  const line = lineOf(recent, factorOf);
  let rest = 0;
  for (let index = recent.length; index < recent.length + days; index++) {
    rest += Math.max(0, line(index)) * factorOf(index);
  }
  const known = Math.min(lineDays, recent.length);
  const distance = (known + days) / 2;
  const slack = (days * days * (1 + (12 * distance * distance) / (known * known))) / known;
  const deviation = (level.at(-1) ?? 0) * spread * Math.sqrt(days + medianVariance * slack);
  const error = bandWidth * deviation;
  return { rest, low: Math.max(0, rest - error), high: rest + error, method: 'seasonal' };
}

/** The level by the position of the day, without the rhythm of the week. */
function lineOf(
  values: readonly number[],
  factorOf: (index: number) => number,
): (index: number) => number {
  const points = values
    .map((value, x) => ({ x, y: value / factorOf(x) }))
    .slice(-lineDays)
    .filter(({ y }) => Number.isFinite(y));
  const slope = theilSen(points, bandConfidence)?.slope ?? 0;
  const height = median(points.map(({ x, y }) => y - slope * x));
  return (index) => height + slope * index;
}
