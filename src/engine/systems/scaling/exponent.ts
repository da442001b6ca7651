import { studentQuantile } from '../../uncertainty/studentT';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';
import type { Projection, ScalingInput, ScalingProjections } from './scaling';

/** What the fitted exponent makes of a cost, with the ends of its interval. */
export interface FittedProjection extends Projection {
  readonly fittedCost?: number | null;
  readonly fittedCostLow?: number | null;
  readonly fittedCostHigh?: number | null;
}

export interface ScalingResults extends ScalingProjections {
  readonly projections: readonly FittedProjection[];
  /** Cost grows as users to this power; null without a history that tells. */
  readonly fittedExponent: number | null;
  /** Ends of the 95 % interval. */
  readonly fittedExponentLow: number | null;
  readonly fittedExponentHigh: number | null;
}

/** How sure the interval of the exponent is. */
export const exponentConfidence = 0.95;

/** A line through the logarithms of a history. */
export interface ExponentFit {
  readonly exponent: number;
  /** Half the width of the interval; undefined where two months leave nothing to judge it by. */
  readonly halfWidth: number | undefined;
  readonly points: readonly LogPoint[];
  /** The t that the interval reaches to, in standard errors. */
  readonly quantile: number | undefined;
}

interface LogPoint {
  readonly x: number;
  readonly y: number;
}

/**
 * Fits cost = c · users^b to a history: ordinary least squares of ln cost on ln users, with the
 * interval b ± t · √(Σ residuals² ÷ (n − 2) ÷ Σ(x − x̄)²), t of Student's distribution with n − 2
 * degrees of freedom (Lane, HyperStat Online, "Confidence intervals and significance tests for
 * correlation and regression", davidmlane.com/hyperstat/B138450.html). Months without users or
 * without cost have no logarithm and are left out.
 */
export function fitExponent(
  history: NonNullable<ScalingInput['history']>,
): ExponentFit | undefined {
  const points = history
    .filter(({ users, monthlyCost }) => users > 0 && monthlyCost > 0)
    .map(({ users, monthlyCost }) => ({ x: Math.log(users), y: Math.log(monthlyCost) }));
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const spread = sum(points.map(({ x }) => (x - meanX) ** 2));
  if (!(spread > 0)) return undefined;
  const exponent = sum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread;
  const degrees = points.length - 2;
  if (degrees < 1) return { exponent, halfWidth: undefined, quantile: undefined, points };
  const residuals = points.map(({ x, y }) => y - meanY - exponent * (x - meanX));
  const variance = sum(residuals.map((residual) => residual ** 2)) / degrees;
  const quantile = studentQuantile(exponentConfidence, degrees);
  return { exponent, halfWidth: quantile * Math.sqrt(variance / spread), quantile, points };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/**
 * Adds the exponent fitted to the history and, to each projection, what today's cost would become
 * if it grew as the history did: cost × s^exponent, and the same with the ends of its interval.
 */
export function withExponent(
  scaling: ScalingProjections,
  { history }: ScalingInput,
): Evaluated<ScalingResults> {
  const notes = new Notes();
  const fit = history && fitExponent(history);
  const reason: ReasonCode = history ? 'no-spread' : 'no-history';
  const exponents: Exponents = {
    middle: fit?.exponent ?? notes.none('fittedExponent', reason),
    ends:
      fit?.halfWidth === undefined
        ? null
        : [fit.exponent - fit.halfWidth, fit.exponent + fit.halfWidth],
    reason,
    endReason: fit ? 'two-months' : reason,
  };
  const { middle, ends, endReason } = exponents;
  noteUnused(history ?? [], notes);
  return notes.evaluated({
    ...scaling,
    projections: history
      ? scaling.projections.map((projection, index) => ({
          ...projection,
          ...fittedCosts(scaling.currentMonthlyCost, projection, exponents, index, notes),
        }))
      : scaling.projections,
    fittedExponent: middle,
    fittedExponentLow: ends?.[0] ?? notes.none('fittedExponentLow', endReason),
    fittedExponentHigh: ends?.[1] ?? notes.none('fittedExponentHigh', endReason),
  });
}

interface Exponents {
  readonly middle: number | null;
  readonly ends: readonly [number, number] | null;
  /** Why there is none, or no interval. */
  readonly reason: ReasonCode;
  readonly endReason: ReasonCode;
}

function fittedCosts(
  cost: number | null,
  { scaleFactor: scale }: Projection,
  { middle, ends, reason, endReason }: Exponents,
  index: number,
  notes: Notes,
): Required<Omit<FittedProjection, keyof Projection>> {
  const none = (figure: string, why: ReasonCode): null =>
    notes.none(
      `projections[${index}].${figure}`,
      cost === null || scale === null ? 'figure-missing' : why,
    );
  const grown = (exponent: number): number => (cost ?? 0) * (scale ?? 0) ** exponent;
  const isKnown = cost !== null && scale !== null;
  const band = isKnown && ends ? ends.map(grown) : undefined;
  return {
    fittedCost: isKnown && middle !== null ? grown(middle) : none('fittedCost', reason),
    fittedCostLow: band ? Math.min(...band) : none('fittedCostLow', endReason),
    fittedCostHigh: band ? Math.max(...band) : none('fittedCostHigh', endReason),
  };
}

function noteUnused(history: NonNullable<ScalingInput['history']>, notes: Notes): void {
  for (const [index, { users, monthlyCost }] of history.entries()) {
    if (users > 0 && monthlyCost > 0) continue;
    notes.add({
      code: 'scaling-no-logarithm',
      severity: 'warning',
      params: {},
      path: ['history', index, users > 0 ? 'monthlyCost' : 'users'],
    });
  }
}
