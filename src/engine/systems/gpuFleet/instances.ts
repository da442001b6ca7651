import { halfPrecisionFlops, type Accelerator } from '../../catalogs/accelerators';
import type { Instance } from '../../catalogs/instances';
import type { SystemContext } from '../context';
import type { Notes } from '../system';
import { currentInstance, type FleetFigures } from './evaluate';
import type { GpuFleetInput } from './section';

/** An instance that would do the same work for less. */
export interface BetterInstance {
  readonly instance: string;
  readonly hourlyCost: number | null;
  readonly savingsPct: number;
  readonly reason: 'gpu-fewer-gpus' | 'gpu-same-gpus' | 'gpu-more-gpus';
}

/** No more than the reference names. */
const mostInstances = 3;

/** What the work takes of an instance. */
interface Needs {
  readonly memoryBytes: number;
  /** Of which one GPU's work takes so much. */
  readonly memoryBytesOfOne: number;
  /** Dense BF16 (or FP16) FLOP/s; 0 where the work is not known to need any. */
  readonly flops: number;
  readonly bandwidth: number;
  readonly bf16: boolean;
}

/**
 * Cheaper instances of the same provider and region that do the work of the fleet's: only where
 * the GPUs compute less than the threshold on average; the cheapest first, three at most.
 *
 * The work is that of the busiest and of the fullest GPU, as if all were like them: an average
 * would not fit them. So an instance needs, in all its GPUs together,
 *
 * - memory ≥ highest share in use × memory of the present GPUs, and in each of them what one of the
 *   present ones has in use
 * - FLOP/s ≥ highest compute utilisation × theirs, in dense BF16; GPUs without BF16 do not take the
 *   place of GPUs with it
 * - for inference, whose speed is that of reading memory, bandwidth likewise
 */
export function betterInstances(
  { averageComputeUtilization: compute }: FleetFigures,
  input: GpuFleetInput,
  rightSizeBelow: number,
  context: SystemContext,
  notes: Notes,
): readonly BetterInstance[] {
  const current = currentInstance(input, context);
  if (typeof current === 'string' || compute === null || compute >= rightSizeBelow) return [];
  const needs = needsOf(input, current, context);
  if (!needs) return [];
  const better = context.catalogs.instances
    .filter(
      (one) =>
        one.onDemandHourly < current.onDemandHourly &&
        one.provider === current.provider &&
        one.region === current.region &&
        meets(one, needs, context),
    )
    .toSorted((a, b) => a.onDemandHourly - b.onDemandHourly)
    .slice(0, mostInstances);
  return better.map((one, index) => ({
    instance: one.instance,
    hourlyCost:
      context.usdRate === null
        ? notes.none(`instances[${index}].hourlyCost`, 'no-currency-rate')
        : one.onDemandHourly * context.usdRate,
    savingsPct: (1 - one.onDemandHourly / current.onDemandHourly) * 100,
    reason: reasonOf(one.gpus - current.gpus),
  }));
}

function reasonOf(moreGpus: number): BetterInstance['reason'] {
  if (moreGpus === 0) return 'gpu-same-gpus';
  return moreGpus < 0 ? 'gpu-fewer-gpus' : 'gpu-more-gpus';
}

function needsOf(
  { metrics, workload = 'both' }: GpuFleetInput,
  instance: Instance,
  context: SystemContext,
): Needs | undefined {
  const gpu = acceleratorOf(instance, context);
  if (!gpu) return undefined;
  const compute = Math.max(...metrics.map(({ computeUtilization }) => computeUtilization)) / 100;
  const memory = Math.max(...metrics.map(({ memoryUtilization }) => memoryUtilization)) / 100;
  return {
    memoryBytes: memory * gpu.memoryBytes * instance.gpus,
    memoryBytesOfOne: memory * gpu.memoryBytes,
    flops: compute * (halfPrecisionFlops(gpu) ?? 0) * instance.gpus,
    bandwidth: workload === 'training' ? 0 : compute * gpu.bandwidthBytesPerSecond * instance.gpus,
    bf16: gpu.bf16Flops !== undefined,
  };
}

function meets(instance: Instance, needs: Needs, context: SystemContext): boolean {
  const gpu = acceleratorOf(instance, context);
  if (!gpu || (needs.bf16 && gpu.bf16Flops === undefined)) return false;
  return (
    gpu.memoryBytes * instance.gpus >= needs.memoryBytes &&
    gpu.memoryBytes >= needs.memoryBytesOfOne &&
    (halfPrecisionFlops(gpu) ?? 0) * instance.gpus >= needs.flops &&
    gpu.bandwidthBytesPerSecond * instance.gpus >= needs.bandwidth
  );
}

function acceleratorOf(
  { accelerator }: Instance,
  { catalogs }: SystemContext,
): Accelerator | undefined {
  return catalogs.accelerators.get(accelerator);
}
