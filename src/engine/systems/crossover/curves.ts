import { Notes, type Evaluated } from '../system';
import { compareAmounts } from '../verdict';
import { buildCosts, buildMonthly, buyMonthly } from './costs';
import { buildRunning, type CrossoverCosts, type CrossoverInput } from './crossover';

/** Costs of a month at a volume. */
export interface VolumePoint {
  readonly volume: number;
  readonly build: number;
  readonly buy: number;
}

/** What has been paid in all after some months at the current volume, the one-time cost included. */
export interface MonthPoint {
  readonly month: number;
  readonly build: number;
  readonly buy: number;
}

export interface CrossoverResults extends CrossoverCosts {
  /** Ascending volumes: even steps, and those at which the order turns. */
  readonly curve: readonly VolumePoint[];
  /** null where the current volume is not known. */
  readonly cumulative: readonly MonthPoint[] | null;
}

/** Even steps of a curve. */
const curveSteps = 24;

/** Ten years: what is paid back later does not matter to a decision. */
const mostMonths = 120;

/** Adds the points of two charts: costs of a month by volume, and costs in all by month. */
export function withCurves(
  costs: CrossoverCosts,
  input: CrossoverInput,
): Evaluated<CrossoverResults> {
  const notes = new Notes();
  const cumulative =
    costs.currentVolume === null
      ? notes.none('cumulative', 'figure-missing')
      : cumulativeCosts(input, costs.currentVolume, costs.paybackMonths);
  return notes.evaluated({ ...costs, curve: curve(input, costs), cumulative });
}

function curve(
  input: CrossoverInput,
  { currentVolume, intervals }: CrossoverCosts,
): readonly VolumePoint[] {
  const marked = [...intervals.map(({ from }) => from), currentVolume ?? 0];
  const top = 2 * Math.max(...marked) || 1;
  const even = Array.from({ length: curveSteps + 1 }, (_, index) => (top / curveSteps) * index);
  const apart = even.filter((volume) => marked.every((one) => compareAmounts(one, volume) !== 0));
  const volumes = [...new Set([...apart, ...marked])].sort((a, b) => a - b);
  const costs = buildCosts(input);
  return volumes.map((volume) => ({
    volume,
    build: buildMonthly(costs, volume),
    buy: buyMonthly(input, volume),
  }));
}

/** Up to twice the time of payback, or two years. */
function cumulativeCosts(
  input: CrossoverInput,
  volume: number,
  payback: number | null,
): readonly MonthPoint[] {
  const months = Math.min(Math.max(24, Math.ceil(2 * (payback ?? 0))), mostMonths);
  const stride = Math.ceil(months / curveSteps);
  const running = buildRunning(input, buildCosts(input), volume);
  const buy = buyMonthly(input, volume);
  return Array.from({ length: Math.ceil(months / stride) + 1 }, (_, index) => {
    const month = index * stride;
    return { month, build: input.build.fixedCost + running * month, buy: buy * month };
  });
}
