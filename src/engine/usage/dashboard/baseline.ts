import { weekday } from '../calendar';

/** What a series of days usually is, and how far it strays from that. */
export interface Baseline {
  /** What each day would usually be. */
  readonly expected: readonly number[];
  /** The level about each day, without the rhythm of the week. */
  readonly level: readonly number[];
  /** What days of the week are of the level, from Monday. */
  readonly factors: readonly number[];
  /** The standard deviation of (value − expected) ÷ level, as outliers leave it. */
  readonly spread: number;
}

/** A shorter series has not three of each weekday. */
const leastDays = 21;

/** Days about a day from which its level is taken: each weekday three times. */
const levelDays = 21;

/**
 * Makes the median absolute deviation of normal values their standard deviation: 1 ÷ Φ⁻¹(3/4)
 * (Rousseeuw and Croux, 1993, JASA 88, 1273–1283).
 */
const madScale = 1.4826;

/** A series that never strays still may: by this share of its level. */
const leastSpread = 0.01;

/**
 * The robust baseline of a daily series: a running median as the level, times the median share of
 * the level that each weekday has, as in a classical decomposition with medians for means (Cleveland
 * and others, 1990, Journal of Official Statistics 6, 3–73, say why robustness is needed). Up to a
 * quarter or so of the days may be anything without moving it.
 *
 * @param first the day of the first value.
 * @returns undefined of a series that is shorter than {@link leastDays}, or mostly zero.
 */
export function baselineOf(values: readonly number[], first: number): Baseline | undefined {
  if (values.length < leastDays) return undefined;
  const rough = factorsOf(values, runningMedian(values), first);
  const flat = values.map((value, index) => {
    const factor = rough[weekday(first + index)] ?? 1;
    return factor > 0 ? value / factor : NaN;
  });
  const level = runningMedian(flat);
  if (level.some((value) => !(value > 0))) return undefined;
  const factors = factorsOf(values, level, first);
  const expected = level.map((value, index) => value * (factors[weekday(first + index)] ?? 1));
  const strays = values.map(
    (value, index) => (value - (expected[index] ?? 0)) / (level[index] ?? 1),
  );
  const centre = median(strays);
  const deviation = madScale * median(strays.map((value) => Math.abs(value - centre)));
  // Seven weekdays and a level for every 21 days are fitted: what is left strays less than days do.
  const freedom = values.length / (values.length - 7 - values.length / levelDays);
  return {
    expected,
    level,
    factors,
    spread: Math.max(leastSpread, deviation * Math.sqrt(freedom)),
  };
}

/** The median of the days about each one; at the ends, of as many days as elsewhere. */
function runningMedian(values: readonly number[]): readonly number[] {
  return values.map((_, index) => {
    const half = Math.floor(levelDays / 2);
    const start = Math.max(0, Math.min(index - half, values.length - levelDays));
    return median(values.slice(start, start + levelDays).filter((value) => !Number.isNaN(value)));
  });
}

function factorsOf(
  values: readonly number[],
  level: readonly number[],
  first: number,
): readonly number[] {
  const shares: number[][] = Array.from({ length: 7 }, () => []);
  values.forEach((value, index) => {
    const about = level[index] ?? 0;
    if (about > 0) shares[weekday(first + index)]?.push(value / about);
  });
  return shares.map((own) => (own.length === 0 ? 1 : median(own)));
}

/** NaN of no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
