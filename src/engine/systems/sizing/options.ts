import type { SystemContext } from '../context';
import { Notes, type Evaluated } from '../system';
import type { Workload } from '../workload';
import { contextCurve, throughputCurve, type ContextPoint, type ThroughputPoint } from './curves';
import { candidates, taskOf, type SizingFigures } from './evaluate';
import { tensorParallelDegrees } from './machine';
import { checkModel } from './model';
import {
  assess,
  optionOf,
  kindOf,
  type Assessment,
  type SizingOption,
  type SizingReason,
} from './option';
import type { SizingInput } from './section';

export interface SizingResults extends SizingFigures {
  /** Feasible ones first, the cheapest first; then the others, each with why it is not. */
  readonly options: readonly SizingOption[];
  /** Of the recommended option, by the number of sequences under way. */
  readonly throughput: readonly ThroughputPoint[];
  /** Of the recommended option: how many sequences it holds, by their length. */
  readonly concurrency: readonly ContextPoint[];
}

/** Adds all options and the curves of the recommended one, and says what is wrong with inputs. */
export function withOptions(
  figures: SizingFigures,
  input: SizingInput,
  workload: Workload,
  context: SystemContext,
): Evaluated<SizingResults> {
  const notes = new Notes();
  checkModel(input, context, notes);
  const task = taskOf(input, workload, context);
  if (typeof task === 'string') {
    return notes.evaluated({ ...figures, options: [], throughput: [], concurrency: [] });
  }
  const assessments = candidates(task).flatMap((gpu) => {
    const kind = kindOf(task, gpu);
    return tensorParallelDegrees.map((gpuCount) => assess(task, { gpu, gpuCount }, kind));
  });
  const ordered = assessments.toSorted(byMerit);
  const [best] = ordered;
  const recommended = best?.reason === 'sizing-feasible' ? best : undefined;
  return notes.evaluated({
    ...figures,
    options: ordered.map((one, index) => optionOf(task, one, `options[${index}]`, notes)),
    throughput: recommended ? throughputCurve(task, recommended) : [],
    concurrency: recommended ? contextCurve(task, recommended) : [],
  });
}

function byMerit(a: Assessment, b: Assessment): number {
  return merit[a.reason] - merit[b.reason] || (a.rent?.hourlyUsd ?? 0) - (b.rent?.hourlyUsd ?? 0);
}

/** Feasible ones, those that are too slow, that can't be rented, that do not fit. */
const merit: Readonly<Record<SizingReason, number>> = {
  'sizing-feasible': 0,
  'sizing-slow-token': 1,
  'sizing-slow-first-token': 1,
  'sizing-no-instance': 2,
  'sizing-no-peak': 3,
  'sizing-too-large': 4,
  'sizing-several-nodes': 5,
  'sizing-heads': 6,
};
