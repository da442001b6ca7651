import type { Accelerator } from '../../catalogs/accelerators';
import { reasonWithout, type SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';
import type { Workload } from '../workload';
import { fitsMachine, tensorParallelDegrees } from './machine';
import { modelOf } from './model';
import {
  assess,
  optionOf,
  kindOf,
  type Assessment,
  type SizingOption,
  type SizingTask,
} from './option';
import { cheapestRent, trafficOf } from './rent';
import { sizingDefaults, type SizingInput } from './section';
import { workOf } from './work';

/** What sizing computes in each sample of a simulation. */
export interface SizingFigures {
  readonly weightBytes: number | null;
  readonly kvBytesPerToken: number | null;
  readonly kvBytes: number | null;
  readonly overheadBytes: number | null;
  readonly totalBytes: number | null;
  /** Of weights, in a step of decoding. */
  readonly decodeWeightBytes: number | null;
  /** Of a step of decoding, all sequences. */
  readonly decodeFlops: number | null;
  /** Of a prompt. */
  readonly prefillFlops: number | null;
  /** Requests a second on average. */
  readonly requestsPerSecond: number | null;
  /** The cheapest that fits, can be rented and meets the targets. */
  readonly recommended: SizingOption | null;
}

/**
 * What serving an open-weight model takes, and the cheapest way to rent it.
 *
 * Options are all kinds of GPUs that can be rented, in numbers of 1, 2, 4 and 8 to a replica; see
 * `work.ts` for bytes and FLOPs, `machine.ts` for what fits and how fast it is, `rent.ts` for
 * replicas and prices, and `option.ts` for the costs:
 *
 * - costPerMillionTokens = $/h ÷ (serving replicas × decode tokens/s × 3600) × 1e6 ÷ utilisation
 * - costPerMillionTokensServed = monthly cost ÷ (requests × output tokens of a month) × 1e6
 */
export function evaluateSizing(
  input: SizingInput,
  workload: Workload,
  context: SystemContext,
): Evaluated<SizingFigures> {
  const notes = new Notes();
  const task = taskOf(input, workload, context);
  const traffic = trafficOf(input, workload, context);
  const requestsPerSecond =
    traffic ?? notes.none('requestsPerSecond', reasonWithout('workload', context));
  if (typeof task === 'string') {
    return notes.evaluated({ ...withoutModel(notes, task), requestsPerSecond });
  }
  const { work } = task;
  const best = cheapest(task);
  return notes.evaluated({
    weightBytes: work.weightBytes,
    kvBytesPerToken: work.kvBytesPerToken,
    kvBytes: work.kvBytes,
    overheadBytes: work.overheadBytes,
    totalBytes: work.totalBytes,
    decodeWeightBytes: work.decodeWeightBytes,
    decodeFlops: work.decodeFlopsPerSequence * work.batch,
    prefillFlops: work.prefillFlops,
    requestsPerSecond,
    recommended: best
      ? optionOf(task, best, 'recommended', notes)
      : notes.none('recommended', 'no-option'),
  });
}

/** What all options have in common, or why there is none. */
export function taskOf(
  input: SizingInput,
  workload: Workload,
  context: SystemContext,
): SizingTask | ReasonCode {
  const model = modelOf(input, context);
  if (typeof model === 'string') return model;
  return {
    work: workOf(model, input),
    input,
    context,
    traffic: trafficOf(input, workload, context),
    withoutTraffic: reasonWithout('workload', context),
  };
}

/** Those that are named, else all that can be rented, in the order of the catalog. */
export function candidates({ input, context }: SizingTask): readonly Accelerator[] {
  const { rentable, accelerator } = context.catalogs;
  if (!input.accelerators) return rentable;
  return input.accelerators.flatMap((name) => {
    const found = accelerator(name);
    return found.known ? [found.row] : [];
  });
}

/** Looks at how fast an option is only where one replica of it would be cheaper than the best. */
function cheapest(task: SizingTask): Assessment | undefined {
  const { work, input } = task;
  const { spareReplicas = sizingDefaults.spareReplicas } = input;
  let best: Assessment | undefined;
  let leastUsd = Infinity;
  for (const gpu of candidates(task)) {
    const kind = kindOf(task, gpu);
    for (const gpuCount of tensorParallelDegrees) {
      const machine = { gpu, gpuCount };
      if (!fitsMachine(work, machine, input)) continue;
      const least = cheapestRent(kind.offers, gpuCount, 1 + spareReplicas);
      if (!least || least.hourlyUsd >= leastUsd) continue;
      const found = assess(task, machine, kind);
      if (found.reason !== 'sizing-feasible' || !found.rent) continue;
      if (found.rent.hourlyUsd >= leastUsd) continue;
      best = found;
      leastUsd = found.rent.hourlyUsd;
    }
  }
  return best;
}

function withoutModel(notes: Notes, reason: ReasonCode): Omit<SizingFigures, 'requestsPerSecond'> {
  const none = (key: keyof SizingFigures): null => notes.none(key, reason);
  return {
    weightBytes: none('weightBytes'),
    kvBytesPerToken: none('kvBytesPerToken'),
    kvBytes: none('kvBytes'),
    overheadBytes: none('overheadBytes'),
    totalBytes: none('totalBytes'),
    decodeWeightBytes: none('decodeWeightBytes'),
    decodeFlops: none('decodeFlops'),
    prefillFlops: none('prefillFlops'),
    recommended: none('recommended'),
  };
}
