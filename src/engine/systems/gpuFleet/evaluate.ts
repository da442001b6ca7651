import type { Instance } from '../../catalogs/instances';
import type { SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';
import { unknownRow } from '../unknownRow';
import type { GpuFleetInput, GpuMetrics } from './section';

/** The figures of a fleet that each sample of a simulation computes. */
export interface FleetFigures {
  readonly averageComputeUtilization: number | null;
  readonly averageMemoryUtilization: number | null;
  readonly averageTensorCoreUtilization: number | null;
  readonly averageIdleTime: number | null;
  readonly potentialSavingsPct: number | null;
  /** Of the whole instance. */
  readonly hourlyCost: number | null;
  readonly monthlyCost: number | null;
  readonly potentialMonthlySavings: number | null;
}

/** The reference's heuristic: parts of the unused and of the idle capacity, in percent. */
export const savingsHeuristic = { gap: 0.3, idle: 0.8, most: 50 } as const;

/** Where {@link savingsHeuristic} is from. */
export const fleetSource = 'Rule of thumb of the cost engineering reference, see docs/systems.md';

/**
 * How a fleet of GPUs is used, and what it costs.
 *
 * - averages over the GPUs given; of tensor cores over those that have the figure
 * - potentialSavingsPct = min(50, 0.3 × (100 − max(compute, memory)) + 0.8 × idle), the reference's
 *   heuristic, on the averages
 * - monthlyCost = price of the instance ÷ its GPUs × GPUs given × hours of a month
 * - potentialMonthlySavings = monthlyCost × potentialSavingsPct ÷ 100
 */
export function evaluateGpuFleet(
  input: GpuFleetInput,
  context: SystemContext,
): Evaluated<FleetFigures> {
  const notes = new Notes();
  const { metrics } = input;
  const compute = mean(notes, 'averageComputeUtilization', metrics, computeOf);
  const memory = mean(notes, 'averageMemoryUtilization', metrics, memoryOf);
  const idle = mean(notes, 'averageIdleTime', metrics, idleOf);
  const savings =
    compute === null || memory === null || idle === null
      ? notes.none('potentialSavingsPct', 'no-metrics')
      : potentialSavings(compute, memory, idle);
  const costs = costsOf(input, context, notes);
  return notes.evaluated({
    averageComputeUtilization: compute,
    averageMemoryUtilization: memory,
    averageTensorCoreUtilization: tensorCores(notes, metrics),
    averageIdleTime: idle,
    potentialSavingsPct: savings,
    ...costs,
    potentialMonthlySavings:
      costs.monthlyCost === null || savings === null
        ? notes.none('potentialMonthlySavings', notes.reasons['monthlyCost'] ?? 'no-metrics')
        : (costs.monthlyCost * savings) / 100,
  });
}

/** min(50, 0.3 × (100 − max(compute, memory)) + 0.8 × idle), all in percent. */
export function potentialSavings(compute: number, memory: number, idle: number): number {
  const gap = 100 - Math.max(compute, memory);
  return Math.min(savingsHeuristic.most, gap * savingsHeuristic.gap + idle * savingsHeuristic.idle);
}

const computeOf = ({ computeUtilization }: GpuMetrics): number => computeUtilization;
const memoryOf = ({ memoryUtilization }: GpuMetrics): number => memoryUtilization;
const idleOf = ({ timeIdle }: GpuMetrics): number => timeIdle;

function mean(
  notes: Notes,
  figure: string,
  metrics: readonly GpuMetrics[],
  valueOf: (one: GpuMetrics) => number,
): number | null {
  if (metrics.length === 0) return notes.none(figure, 'no-metrics');
  let sum = 0;
  for (const one of metrics) sum += valueOf(one);
  return sum / metrics.length;
}

function tensorCores(notes: Notes, metrics: readonly GpuMetrics[]): number | null {
  let sum = 0;
  let count = 0;
  for (const { tensorCoreUtilization } of metrics) {
    if (tensorCoreUtilization === undefined) continue;
    sum += tensorCoreUtilization;
    count++;
  }
  if (count > 0) return sum / count;
  return notes.none(
    'averageTensorCoreUtilization',
    metrics.length === 0 ? 'no-metrics' : 'not-given',
  );
}

function costsOf(
  input: GpuFleetInput,
  context: SystemContext,
  notes: Notes,
): Pick<FleetFigures, 'hourlyCost' | 'monthlyCost'> {
  const instance = currentInstance(input, context);
  if (typeof instance === 'string') {
    addUnknown(input, context, notes);
    return {
      hourlyCost: notes.none('hourlyCost', instance),
      monthlyCost: notes.none('monthlyCost', instance),
    };
  }
  if (context.usdRate === null) {
    return {
      hourlyCost: notes.none('hourlyCost', 'no-currency-rate'),
      monthlyCost: notes.none('monthlyCost', 'no-currency-rate'),
    };
  }
  const hourlyCost = instance.onDemandHourly * context.usdRate;
  const gpus = input.metrics.length;
  return {
    hourlyCost,
    monthlyCost:
      gpus === 0
        ? notes.none('monthlyCost', 'no-metrics')
        : (hourlyCost / instance.gpus) * gpus * context.hoursPerMonth,
  };
}

/** The fleet's instance, or why there is none. */
export function currentInstance(
  { instance, region }: GpuFleetInput,
  { catalogs }: SystemContext,
): Instance | Extract<ReasonCode, 'not-given' | 'not-in-catalog'> {
  if (instance === undefined) return 'not-given';
  const found = catalogs.instance(instance, region);
  return found.known ? found.row : 'not-in-catalog';
}

function addUnknown(
  { instance, region }: GpuFleetInput,
  { catalogs }: SystemContext,
  notes: Notes,
): void {
  if (instance === undefined) return;
  const found = catalogs.instance(instance, region);
  if (!found.known) notes.add(unknownRow('instance', instance, found.nearest, ['instance']));
}
