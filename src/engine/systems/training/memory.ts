import type { ReasonCode } from '../reasons';
import type { Notes } from '../system';
import { trainingDefaults, type TrainingInput } from './section';

const methods = ['full', 'lora', 'qlora'] as const;

export type TrainingMethod = (typeof methods)[number];

const zeroStages = ['zero0', 'zero1', 'zero2', 'zero3'] as const;

export type ZeroStage = (typeof zeroStages)[number];

/** Bytes of weights, gradients and optimizer on each GPU, by how ZeRO divides them. */
export interface TrainingMemory {
  readonly method: TrainingMethod;
  /** Nothing divided: every GPU holds everything. */
  readonly zero0: number;
  /** The optimizer's state divided. */
  readonly zero1: number;
  /** Gradients too. */
  readonly zero2: number;
  /** Weights too. */
  readonly zero3: number;
  /** The first stage that fits into the GPU's memory; null where that is not known. */
  readonly fitsFrom: ZeroStage | 'none' | null;
}

/** Bytes a parameter, of what each stage of ZeRO divides among the GPUs. */
interface StateBytes {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
}

/**
 * Mixed precision with Adam: 16-bit weights and gradients, and 32-bit weights, momentum and
 * variance (Rajbhandari et al., 2020, ZeRO, section 3.1, https://arxiv.org/abs/1910.02054).
 */
export const adamBytes: StateBytes = { weights: 2, gradients: 2, optimizer: 12 };

/**
 * 4-bit weights whose scales take 0.127 bits a parameter after double quantisation (Dettmers et
 * al., 2023, QLoRA, section 3, https://arxiv.org/abs/2305.14314).
 */
const qloraWeightBytes = (4 + 0.127) / 8;

/** Activations and buffers have the rest. */
const usableMemory = 0.9;

/**
 * Memory of the model's states by method and stage:
 *
 * - full: all parameters have weights, gradients and optimizer
 * - LoRA: frozen 16-bit weights, and the trainable share of the parameters beside them has all three
 * - QLoRA: the same with frozen 4-bit weights
 *
 * With n GPUs, stage 1 divides the optimizer by n, stage 2 the gradients too, stage 3 the weights
 * too. Activations are not in it: they depend on batch, length and recomputation.
 *
 * @param memoryBytes of the GPU, or why it is not known.
 */
export function memoryOf(
  input: TrainingInput,
  memoryBytes: number | ReasonCode,
  notes: Notes,
): readonly TrainingMemory[] {
  return methods.map((method, index) => {
    const stages = stagesOf(method, input);
    return {
      method,
      ...stages,
      fitsFrom:
        typeof memoryBytes === 'string'
          ? notes.none(`memory[${index}].fitsFrom`, memoryBytes)
          : firstStage(stages, memoryBytes * usableMemory),
    };
  });
}

type Stages = Pick<TrainingMemory, ZeroStage>;

/** Bytes a parameter that are frozen, by method. */
export const frozenBytes = { full: 0, lora: adamBytes.weights, qlora: qloraWeightBytes } as const;

function stagesOf(method: TrainingMethod, input: TrainingInput): Stages {
  const { parameters, loraTrainableShare = trainingDefaults.loraShare } = input;
  const { gpus = trainingDefaults.gpus } = input;
  const trainable = method === 'full' ? parameters : parameters * loraTrainableShare;
  const weights = parameters * frozenBytes[method] + trainable * adamBytes.weights;
  const gradients = trainable * adamBytes.gradients;
  const optimizer = trainable * adamBytes.optimizer;
  return {
    zero0: weights + gradients + optimizer,
    zero1: weights + gradients + optimizer / gpus,
    zero2: weights + (gradients + optimizer) / gpus,
    zero3: (weights + gradients + optimizer) / gpus,
  };
}

function firstStage(stages: Stages, limit: number): ZeroStage | 'none' {
  return zeroStages.find((stage) => stages[stage] <= limit) ?? 'none';
}
