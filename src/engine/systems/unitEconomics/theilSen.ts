/** A point of a series. */
export interface Sighting {
  readonly x: number;
  readonly y: number;
}

/** A slope with its interval. */
export interface TheilSenSlope {
  /** The median of the slopes between all pairs of points. */
  readonly slope: number;
  /** null where there are too few points for an interval. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** The slopes between all pairs, ascending, and how many of them lie outside of the interval at
   * each end, the end itself included. */
  readonly slopes: readonly number[];
  readonly rank: number;
}

/**
 * The line through points that a few outliers do not bend: the median of all pairwise slopes (Theil,
 * 1950), with the confidence interval of Sen (1968, Journal of the American Statistical Association
 * 63, 1379–1389): the slopes of rank k from either end, where k is the greatest with
 * P(D ≤ k − 1) ≤ (1 − confidence) ÷ 2 and D is the number of inversions of a random order of the
 * points (Kendall's statistic), here exactly and not by its normal approximation. Equal values make
 * the interval wider than it need be.
 *
 * `points` have different x. undefined for fewer than two.
 */
export function theilSen(
  points: readonly Sighting[],
  confidence: number,
): TheilSenSlope | undefined {
  const slopes = pairwiseSlopes(points);
  if (slopes.length === 0) return undefined;
  const rank = intervalRank(points.length, confidence);
  const [low, high] = [slopes[rank - 1], slopes[slopes.length - rank]];
  return {
    slope: median(slopes),
    interval: low === undefined || high === undefined ? null : { low, high },
    slopes,
    rank,
  };
}

function pairwiseSlopes(points: readonly Sighting[]): readonly number[] {
  const slopes: number[] = [];
  points.forEach((first, index) => {
    for (const second of points.slice(index + 1)) {
      slopes.push((second.y - first.y) / (second.x - first.x));
    }
  });
  return slopes.sort((a, b) => a - b);
}

/** Of ascending numbers. */
function median(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  const [below = NaN, above = NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (below + above) / 2;
}

/** The rank of the interval's ends; 0 where the points are too few for any. */
function intervalRank(points: number, confidence: number): number {
  const allowed = (1 - confidence) / 2;
  let below = 0;
  let rank = 0;
  for (const probability of inversionProbabilities(points)) {
    below += probability;
    if (below > allowed) return rank;
    rank++;
  }
  return rank;
}

/** The probability that a random order of `points` has 0, 1, 2 … inversions. */
function inversionProbabilities(points: number): Float64Array {
  let probabilities = Float64Array.of(1);
  for (let size = 2; size <= points; size++) {
    const next = new Float64Array((size * (size - 1)) / 2 + 1);
    let window = 0;
    for (let count = 0; count < next.length; count++) {
      window += (probabilities[count] ?? 0) - (probabilities[count - size] ?? 0);
      next[count] = window / size;
    }
    probabilities = next;
  }
  return probabilities;
}
