import { halfPrecisionFlops, type Accelerator } from '../../catalogs/accelerators';
import { sizingDefaults, type Precision, type SizingInput } from './section';
import type { SizingWork } from './work';

/** How many GPUs share a replica: as many as a machine has, at most. */
export const tensorParallelDegrees = [1, 2, 4, 8] as const;

/** The number format that the GPU computes in. */
export type ComputePrecision = 'fp16' | 'bf16' | 'fp8' | 'fp4' | 'int8';

/** A kind of GPU, and so many of them as one replica. */
export interface Machine {
  readonly gpu: Accelerator;
  readonly gpuCount: number;
}

/**
 * The share of the KV cache that the fullest GPU of a replica holds: whole heads, and where there
 * are fewer heads than GPUs each of them more than once; of latent attention all of it.
 */
function kvShare({ kvHeads }: SizingWork, gpuCount: number): number {
  return kvHeads === 0 ? 1 : Math.ceil(kvHeads / gpuCount) / kvHeads;
}

/** (weights + overhead) ÷ GPUs + KV cache × {@link kvShare}. */
export function bytesPerGpu(work: SizingWork, gpuCount: number): number {
  return (
    (work.weightBytes + work.overheadBytes) / gpuCount + work.kvBytes * kvShare(work, gpuCount)
  );
}

/** The heads can be shared out evenly. */
export function dividesHeads({ attentionHeads }: SizingWork, gpuCount: number): boolean {
  return attentionHeads % gpuCount === 0;
}

export function fitsMachine(
  work: SizingWork,
  { gpu, gpuCount }: Machine,
  input: SizingInput,
): boolean {
  const { memoryShare = sizingDefaults.memoryShare } = input;
  return (
    dividesHeads(work, gpuCount) && bytesPerGpu(work, gpuCount) <= memoryShare * gpu.memoryBytes
  );
}

/** How many sequences of full length fit beside the weights. */
export function mostSequences(work: SizingWork, machine: Machine, input: SizingInput): number {
  const { memoryShare = sizingDefaults.memoryShare } = input;
  const { gpu, gpuCount } = machine;
  const free = memoryShare * gpu.memoryBytes - (work.weightBytes + work.overheadBytes) / gpuCount;
  return Math.max(0, Math.floor(free / (work.kvBytesPerSequence * kvShare(work, gpuCount))));
}

/**
 * Dense FLOP/s of the GPU for weights of a precision. A GPU without that format computes in 16 bits
 * (or FP4 weights in FP8), as it does with `int4`, which is a way to store weights only.
 */
export function computeRate(
  gpu: Accelerator,
  weights: Precision,
): { readonly precision: ComputePrecision; readonly flops: number } | undefined {
  const rates: readonly (readonly [ComputePrecision, number | undefined])[] = ratesFor(
    gpu,
    weights,
  );
  for (const [precision, flops] of rates) {
    if (flops !== undefined) return { precision, flops };
  }
  return undefined;
}

function ratesFor(
  gpu: Accelerator,
  weights: Precision,
): readonly (readonly [ComputePrecision, number | undefined])[] {
  const half = [gpu.bf16Flops === undefined ? 'fp16' : 'bf16', halfPrecisionFlops(gpu)] as const;
  switch (weights) {
    case 'fp4':
      return [['fp4', gpu.fp4Flops], ['fp8', gpu.fp8Flops], half];
    case 'fp8':
      return [['fp8', gpu.fp8Flops], half];
    case 'int8':
      return [['int8', gpu.int8Flops], half];
    case 'fp16':
    case 'bf16':
    case 'int4':
      return [half];
  }
}

/** How long a replica computes, in seconds. */
export interface MachineTimes {
  /** One step of decoding: a token for each sequence of the batch. */
  readonly decodeStep: number;
  /** One prompt. */
  readonly prefill: number;
}

/**
 * The roofline (Williams et al., 2009, Communications of the ACM 52(4), 65–76): what takes longer,
 * reading the bytes or doing the arithmetic, each at the share of its peak that is reached.
 *
 * max(bytes of the fullest GPU ÷ (bandwidth × efficiency), FLOPs ÷ (GPUs × peak × efficiency))
 *
 * Communication between the GPUs is in the efficiencies.
 */
export function machineTimes(
  work: SizingWork,
  { gpu, gpuCount }: Machine,
  flops: number,
  input: SizingInput,
): MachineTimes {
  const {
    bandwidthEfficiency = sizingDefaults.bandwidthEfficiency,
    computeEfficiency = sizingDefaults.computeEfficiency,
  } = input;
  const bandwidth = gpu.bandwidthBytesPerSecond * bandwidthEfficiency;
  const rate = flops * computeEfficiency * gpuCount;
  const share = kvShare(work, gpuCount);
  const decodeBytes = work.decodeWeightBytes / gpuCount + work.kvBytes * share;
  const prefillBytes = work.prefillWeightBytes / gpuCount + work.prefillKvBytes * share;
  return {
    decodeStep: Math.max(
      decodeBytes / bandwidth,
      (work.decodeFlopsPerSequence * work.batch) / rate,
    ),
    prefill: Math.max(prefillBytes / bandwidth, work.prefillFlops / rate),
  };
}
