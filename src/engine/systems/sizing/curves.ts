import { machineTimes, mostSequences } from './machine';
import { modelOf } from './model';
import type { Assessment, SizingTask } from './option';
import { workOf, type SizingWork } from './work';

/** How fast a replica is with so many sequences under way. */
export interface ThroughputPoint {
  readonly concurrentSequences: number;
  readonly decodeTokensPerSecond: number;
  readonly timePerOutputTokenMs: number;
}

/** How many sequences of a length a replica holds. */
export interface ContextPoint {
  readonly contextTokens: number;
  readonly maxConcurrentSequences: number;
}

/** Doublings that are looked at: to 4,096 sequences, and to a million tokens. */
const mostDoublings = 12;
const shortestContext = 1024;
const longestContext = 2 ** 20;

/** Throughput by batch: 1, 2, 4 … as many as fit. */
export function throughputCurve(
  task: SizingTask,
  { machine, rate }: Assessment,
): readonly ThroughputPoint[] {
  if (!rate) return [];
  const most = mostSequences(task.work, machine, task.input);
  const points: ThroughputPoint[] = [];
  for (let doubling = 0; doubling <= mostDoublings && 2 ** doubling <= most; doubling++) {
    const concurrentSequences = 2 ** doubling;
    const work = workWith(task, { concurrentSequences });
    if (!work) break;
    const { decodeStep } = machineTimes(work, machine, rate.flops, task.input);
    points.push({
      concurrentSequences,
      decodeTokensPerSecond: concurrentSequences / decodeStep,
      timePerOutputTokenMs: decodeStep * 1000,
    });
  }
  return points;
}

/** Sequences by their length: 1,024, 2,048 … as long as the model takes and one fits. */
export function contextCurve(task: SizingTask, { machine }: Assessment): readonly ContextPoint[] {
  const model = modelOf(task.input, task.context);
  const longest = typeof model === 'string' ? 0 : (model.maxContextTokens ?? longestContext);
  const points: ContextPoint[] = [];
  for (let contextTokens = shortestContext; contextTokens <= longest; contextTokens *= 2) {
    const work = workWith(task, { contextTokens });
    const maxConcurrentSequences = work ? mostSequences(work, machine, task.input) : 0;
    if (maxConcurrentSequences === 0) break;
    points.push({ contextTokens, maxConcurrentSequences });
  }
  return points;
}

/** The work with another batch or context. */
function workWith(
  { input, context }: SizingTask,
  changed: { readonly concurrentSequences: number } | { readonly contextTokens: number },
): SizingWork | undefined {
  const model = modelOf(input, context);
  return typeof model === 'string' ? undefined : workOf(model, { ...input, ...changed });
}
