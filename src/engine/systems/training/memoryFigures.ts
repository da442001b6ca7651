import {
  constant,
  fromInput,
  outcome,
  type Figure,
  type Figures,
  type Formula,
  type Term,
} from '../figures';
import type { TrainingCase } from './figures';
import type { TrainingResults } from './plan';
import { adamBytes, frozenBytes, type TrainingMemory } from './memory';
import { trainingDefaults, type TrainingInput } from './section';

export const memoryFigures: Figures<TrainingCase> = {
  'memory[*].zero0': memoryFigure('Memory without ZeRO', 'zero0'),
  'memory[*].zero1': memoryFigure('Memory with ZeRO stage 1', 'zero1'),
  'memory[*].zero2': memoryFigure('Memory with ZeRO stage 2', 'zero2'),
  'memory[*].zero3': memoryFigure('Memory with ZeRO stage 3', 'zero3'),
  'memory[*].fitsFrom': outcome('First ZeRO stage that fits'),
};

const adamSource = 'Rajbhandari et al., 2020, section 3.1, https://arxiv.org/abs/1910.02054';
const qloraSource = 'Dettmers et al., 2023, section 3, https://arxiv.org/abs/2305.14314';

const stageFormulas = {
  zero0: '{frozen} + {trainable} × ({weights} + {gradients} + {optimizer})',
  zero1: '{frozen} + {trainable} × ({weights} + {gradients} + {optimizer} ÷ {gpus})',
  zero2: '{frozen} + {trainable} × ({weights} + ({gradients} + {optimizer}) ÷ {gpus})',
  zero3: '({frozen} + {trainable} × ({weights} + {gradients} + {optimizer})) ÷ {gpus}',
} as const;

function memoryFigure(title: string, stage: keyof typeof stageFormulas): Figure<TrainingCase> {
  return {
    title,
    unit: 'bytes',
    explain: ({ input, results }, [position]) => {
      const { method } = memoryAt(results, position);
      const share = method === 'full' ? '' : ' × {trainableShare}';
      const frozen = method === 'full' ? '0' : '{parameters} × {frozenBytes}';
      return {
        formula: stageFormulas[stage]
          .replace('{frozen}', frozen)
          .replace('{trainable}', `{parameters}${share}`),
        terms: memoryTerms(input, method),
      };
    },
  };
}

function memoryTerms(input: TrainingInput, method: TrainingMemory['method']): Formula['terms'] {
  const adam = (value: number): Term => constant(value, 'bytes', adamSource);
  return {
    parameters: fromInput('training.parameters', input.parameters, 'count'),
    weights: adam(adamBytes.weights),
    gradients: adam(adamBytes.gradients),
    optimizer: adam(adamBytes.optimizer),
    gpus: fromInput('training.gpus', input.gpus ?? trainingDefaults.gpus, 'count'),
    ...(method !== 'full' && {
      frozenBytes: constant(
        frozenBytes[method],
        'bytes',
        method === 'qlora' ? qloraSource : adamSource,
      ),
      trainableShare: fromInput(
        'training.loraTrainableShare',
        input.loraTrainableShare ?? trainingDefaults.loraShare,
        'share',
      ),
    }),
  };
}

function memoryAt({ memory }: TrainingResults, position = ''): TrainingMemory {
  const found = memory[Number(position)];
  if (!found) throw new RangeError(`No memory at ${position}`);
  return found;
}
