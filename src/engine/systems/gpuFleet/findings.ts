import type { Advice } from '../advice';
import type { SystemContext } from '../context';
import type { Evaluated } from '../system';
import { Notes } from '../system';
import { potentialSavings, type FleetFigures } from './evaluate';
import { betterInstances, type BetterInstance } from './instances';
import { fleetThresholds, type GpuFleetInput, type GpuMetrics } from './section';

export interface GpuFleetResults extends FleetFigures {
  /** What stands out on average, and where averages hide something. */
  readonly issues: readonly Advice[];
  readonly recommendations: readonly Advice[];
  readonly gpus: readonly GpuFinding[];
  /** Cheaper ones that do the same work, best first. */
  readonly instances: readonly BetterInstance[];
}

/** One GPU. */
export interface GpuFinding {
  readonly gpuId: string;
  /** Codes of `issues`, those that hold for this GPU. */
  readonly issues: readonly FleetIssue[];
  readonly potentialSavingsPct: number;
}

type FleetIssue =
  'gpu-low-compute' | 'gpu-low-memory' | 'gpu-high-idle' | 'gpu-memory-bound' | 'gpu-uneven';

/** The reference's advice for each of its issues, and ours for uneven use. */
const advice = {
  'gpu-low-compute': 'gpu-batch-more',
  'gpu-low-memory': 'gpu-less-memory',
  'gpu-high-idle': 'gpu-share',
  'gpu-memory-bound': 'gpu-more-memory',
  'gpu-uneven': 'gpu-balance',
} as const satisfies Record<FleetIssue, string>;

type Thresholds = Readonly<Record<keyof typeof fleetThresholds, number>>;

function thresholdsOf({ thresholds: given = {} }: GpuFleetInput): Thresholds {
  return {
    computeBelow: given.computeBelow ?? fleetThresholds.computeBelow,
    memoryBelow: given.memoryBelow ?? fleetThresholds.memoryBelow,
    idleAbove: given.idleAbove ?? fleetThresholds.idleAbove,
    memoryAbove: given.memoryAbove ?? fleetThresholds.memoryAbove,
    rightSizeBelow: given.rightSizeBelow ?? fleetThresholds.rightSizeBelow,
    unevenAbove: given.unevenAbove ?? fleetThresholds.unevenAbove,
  };
}

interface Utilization {
  readonly compute: number;
  readonly memory: number;
  readonly idle: number;
}

/** Adds what stands out, GPU by GPU too, and which instances would cost less. */
export function withFindings(
  figures: FleetFigures,
  input: GpuFleetInput,
  context: SystemContext,
): Evaluated<GpuFleetResults> {
  const notes = new Notes();
  const thresholds = thresholdsOf(input);
  const issues = fleetIssues(figures, input, thresholds);
  return notes.evaluated({
    ...figures,
    issues,
    recommendations: issues.map(({ code }) => ({ code: advice[code as FleetIssue], params: {} })),
    gpus: input.metrics.map((metrics) => gpuFinding(metrics, thresholds)),
    instances: betterInstances(figures, input, thresholds.rightSizeBelow, context, notes),
  });
}

function fleetIssues(
  figures: FleetFigures,
  { metrics }: GpuFleetInput,
  thresholds: Thresholds,
): readonly Advice[] {
  const compute = figures.averageComputeUtilization;
  const memory = figures.averageMemoryUtilization;
  const idle = figures.averageIdleTime;
  if (compute === null || memory === null || idle === null) return [];
  const step = widestStep(metrics);
  const params: Readonly<Record<FleetIssue, Advice['params']>> = {
    'gpu-low-compute': { found: compute, limit: thresholds.computeBelow },
    'gpu-low-memory': { found: memory, limit: thresholds.memoryBelow },
    'gpu-high-idle': { found: idle, limit: thresholds.idleAbove },
    'gpu-memory-bound': { memory, compute },
    'gpu-uneven': { ...step },
  };
  const found = issuesOf({ compute, memory, idle }, thresholds);
  if (step.to - step.from > thresholds.unevenAbove) found.push('gpu-uneven');
  return found.map((code) => ({ code, params: params[code] }));
}

/** By the reference's comparisons: exactly on a threshold is neither low nor high. */
function issuesOf({ compute, memory, idle }: Utilization, thresholds: Thresholds): FleetIssue[] {
  const issues: FleetIssue[] = [];
  if (compute < thresholds.computeBelow) issues.push('gpu-low-compute');
  if (memory < thresholds.memoryBelow) issues.push('gpu-low-memory');
  if (idle > thresholds.idleAbove) issues.push('gpu-high-idle');
  if (memory > thresholds.memoryAbove && compute < thresholds.computeBelow) {
    issues.push('gpu-memory-bound');
  }
  return issues;
}

/** Where the compute utilisations of the GPUs, in order, are furthest apart. */
function widestStep(metrics: readonly GpuMetrics[]): {
  readonly from: number;
  readonly to: number;
} {
  const ordered = metrics.map(({ computeUtilization }) => computeUtilization).sort((a, b) => a - b);
  let widest = { from: ordered[0] ?? 0, to: ordered[0] ?? 0 };
  for (const [index, to] of ordered.entries()) {
    const from = ordered[index - 1] ?? to;
    if (to - from > widest.to - widest.from) widest = { from, to };
  }
  return widest;
}

function gpuFinding(
  { gpuId, computeUtilization: compute, memoryUtilization: memory, timeIdle: idle }: GpuMetrics,
  thresholds: Thresholds,
): GpuFinding {
  return {
    gpuId,
    issues: issuesOf({ compute, memory, idle }, thresholds),
    potentialSavingsPct: potentialSavings(compute, memory, idle),
  };
}
