import { baselineOf } from './baseline';

/** A day that is not as it usually is. */
export interface DayAnomaly {
  /** Position in the series. */
  readonly index: number;
  readonly actual: number;
  readonly expected: number;
  /** actual − expected. */
  readonly impact: number;
  /** How many standard deviations it strays. */
  readonly score: number;
}

/**
 * Standard deviations from which on a day stands out. Measured on seeded series with a rhythm of the
 * week: see docs/spend.md.
 */
export const anomalyScore = 5;

/** What strays by less than this share of the level is not worth a remark, however odd. */
export const anomalyShare = 0.1;

/**
 * The days of a series that stray from its baseline.
 *
 * @param first the day of the first value.
 * @returns undefined where the series has no baseline: too few days, or mostly zeros.
 */
export function anomaliesOf(
  values: readonly number[],
  first: number,
): readonly DayAnomaly[] | undefined {
  const baseline = baselineOf(values, first);
  if (!baseline) return undefined;
  return values.flatMap((actual, index) => {
    const expected = baseline.expected[index] ?? 0;
    const level = baseline.level[index] ?? 1;
    const impact = actual - expected;
    const share = impact / level;
    const score = share / baseline.spread;
    if (Math.abs(score) < anomalyScore || Math.abs(share) < anomalyShare) return [];
    return [{ index, actual, expected, impact, score }];
  });
}
