import { halfPrecisionFlops } from '../../catalogs/accelerators';
import type { SystemContext } from '../context';
import type { Unit } from '../fields';
import {
  constant,
  fromCatalog,
  fromFigure,
  fromInput,
  outcome,
  type Figures,
  type Formula,
  type Term,
} from '../figures';
import { countsRecomputation, flopsPerParameterToken, ruleOfThumb } from './evaluate';
import type { TrainingResults } from './plan';
import { memoryFigures } from './memoryFigures';
import { trainingDefaults, type TrainingInput } from './section';
import { strategyFactors, strategySource } from './strategies';

/** What the figures of training are explained from. */
export interface TrainingCase {
  readonly input: TrainingInput;
  readonly context: SystemContext;
  readonly results: TrainingResults;
}

export const trainingFigures: Figures<TrainingCase> = {
  trainedTokens: {
    title: 'Tokens trained on',
    unit: 'tokens',
    explain: ({ input }) => {
      const { formula, terms } = dataset(input, 'tokens');
      return { formula: `${formula} × {epochs}`, terms: { ...terms, epochs: epochs(input, 1) } };
    },
  },
  flops: {
    title: 'Arithmetic of training',
    unit: 'flops',
    explain: ({ input, results }) => ({
      formula: '{perParameterToken} × {activeParameters} × {tokens}',
      terms: {
        perParameterToken: perParameterToken(countsRecomputation(input) ? 'recomputed' : 'model'),
        activeParameters: activeParameters(input),
        tokens: own(results, 'trainedTokens', 'tokens'),
      },
    }),
  },
  gpuHourlyCost: {
    title: 'Price of a GPU-hour',
    unit: 'money/hour',
    explain: ({ input, context }) =>
      input.gpuHourlyCost === undefined
        ? {
            formula: '{usd} × {usdRate}',
            terms: {
              usd: constant(trainingDefaults.gpuHourlyCostUsd, 'USD', strategySource),
              usdRate: fromInput('assumptions.usdRate', context.usdRate ?? 0, 'factor'),
            },
          }
        : {
            formula: '{given}',
            terms: {
              given: fromInput('training.gpuHourlyCost', input.gpuHourlyCost, 'money/hour'),
            },
          },
  },
  gpuHours: {
    title: 'GPU-hours',
    unit: 'hours',
    headline: true,
    explain: ({ input, results, context }) => ({
      formula: '{flops} ÷ ({peak} × {utilization}) ÷ 3600',
      terms: {
        flops: own(results, 'flops', 'flops'),
        peak: peak(input, context),
        utilization: utilization(input),
      },
    }),
  },
  cost: {
    title: 'Cost of training',
    unit: 'money',
    headline: true,
    explain: ({ results }) => ({
      formula: '{gpuHours} × {hourly}',
      terms: { gpuHours: own(results, 'gpuHours', 'hours'), hourly: hourly(results) },
    }),
  },
  days: {
    title: 'Days of training',
    unit: 'days',
    headline: true,
    explain: ({ input, results }) => ({
      formula: '{gpuHours} ÷ {gpus} ÷ 24',
      terms: { gpuHours: own(results, 'gpuHours', 'hours'), gpus: gpus(input) },
    }),
  },
  impliedMfu: {
    title: 'Utilisation that the published hours imply',
    unit: 'share',
    explain: ({ input, results, context }) => ({
      formula: '{perParameterToken} × {activeParameters} × {tokens} ÷ ({peak} × {hours} × 3600)',
      terms: {
        perParameterToken: perParameterToken('model'),
        activeParameters: activeParameters(input),
        tokens: own(results, 'trainedTokens', 'tokens'),
        peak: peak(input, context),
        hours: publishedHours(input),
      },
    }),
  },
  publishedCost: {
    title: 'Cost of the published hours',
    unit: 'money',
    explain: ({ input, results }) => ({
      formula: '{hours} × {hourly}',
      terms: { hours: publishedHours(input), hourly: hourly(results) },
    }),
  },
  ruleOfThumbCost: {
    title: 'Cost by the rule of thumb',
    unit: 'money',
    headline: true,
    explain: ({ input, results }) => {
      const { formula, terms } = dataset(input, 'GB');
      return {
        formula: `{hours} × {parameters} ÷ 1000000000 × ${formula} × {epochs} ÷ {efficiency} × {hourly}`,
        terms: {
          hours: constant(ruleOfThumb.gpuHours, 'hours', strategySource),
          parameters: fromInput('training.parameters', input.parameters, 'count'),
          ...terms,
          epochs: epochs(input, trainingDefaults.ruleOfThumbEpochs),
          efficiency: constant(ruleOfThumb.efficiency, 'share', strategySource),
          hourly: hourly(results),
        },
      };
    },
  },
  ...memoryFigures,
  spot: outcome('Spot instances'),
  'spot.checkpointIntervalHours': {
    title: 'Hours between checkpoints',
    unit: 'hours',
    explain: ({ input }) => ({
      formula: 'sqrt(2 × {checkpoint} ÷ 60 × {between})',
      terms: interruptions(input),
    }),
  },
  'spot.overhead': {
    title: 'Time lost to checkpoints and interruptions',
    unit: 'share',
    explain: ({ input }) => ({
      formula: 'sqrt(2 × {checkpoint} ÷ 60 ÷ {between})',
      terms: interruptions(input),
    }),
  },
  'spot.costFactor': {
    title: 'Part of the cost that is left on spot instances',
    unit: 'factor',
    explain: ({ input, results }) => ({
      formula: '(1 − {discount}) × (1 + {overhead})',
      terms: {
        discount: fromInput(
          'training.spot.discount',
          input.spot?.discount ?? trainingDefaults.spotDiscount,
          'share',
        ),
        overhead: fromFigure('training.spot.overhead', results.spot?.overhead ?? 0, 'share'),
      },
    }),
  },
  'strategies[*].estimatedCost': {
    title: 'Cost of the strategy',
    unit: 'money',
    explain: ({ results }, [position]) => ({
      formula: '{full} × {factor}',
      terms: { full: fullCost(results), factor: strategyFactor(results, position) },
    }),
  },
  'strategies[*].expectedPerformance': {
    title: 'Performance to expect',
    unit: 'score',
    explain: ({ input, results }, [position]) => ({
      formula: '{target} × {factor}',
      terms: {
        target: fromInput(
          'training.targetPerformance',
          input.targetPerformance ?? trainingDefaults.targetPerformance,
          'score',
        ),
        factor: constant(
          strategyFactors[strategyAt(results, position)].performance,
          'factor',
          strategySource,
        ),
      },
    }),
  },
  'strategies[*].savingsVsFullPct': {
    title: 'Savings against full training',
    unit: 'percent',
    explain: ({ results }, [position = '']) => ({
      formula: '(1 − {cost} ÷ {full}) × 100',
      terms: {
        cost: fromFigure(
          `training.strategies[${position}].estimatedCost`,
          results.strategies[Number(position)]?.estimatedCost ?? 0,
          'money',
        ),
        full: fullCost(results),
      },
    }),
  },
  'strategies[*].withinBudget': outcome('Within the budget'),
  recommendation: outcome('Recommended strategy'),
};

type OwnFigure = 'trainedTokens' | 'flops' | 'gpuHours';

function own(results: TrainingResults, key: OwnFigure, unit: Unit): Term {
  return fromFigure(`training.${key}`, results[key] ?? 0, unit);
}

function hourly({ gpuHourlyCost }: TrainingResults): Term {
  return fromFigure('training.gpuHourlyCost', gpuHourlyCost ?? 0, 'money/hour');
}

function activeParameters({ parameters, activeParameters: active }: TrainingInput): Term {
  return active === undefined
    ? fromInput('training.parameters', parameters, 'count')
    : fromInput('training.activeParameters', active, 'count');
}

function epochs({ epochs: given }: TrainingInput, byDefault: number): Term {
  return fromInput('training.epochs', given ?? byDefault, 'count');
}

function gpus({ gpus: given = trainingDefaults.gpus }: TrainingInput): Term {
  return fromInput('training.gpus', given, 'count');
}

function publishedHours({ publishedGpuHours = 0 }: TrainingInput): Term {
  return fromInput('training.publishedGpuHours', publishedGpuHours, 'hours');
}

function utilization(input: TrainingInput): Term {
  return countsRecomputation(input)
    ? fromInput('training.hfu', input.hfu ?? 0, 'share')
    : fromInput('training.mfu', input.mfu ?? trainingDefaults.mfu, 'share');
}

function perParameterToken(kind: keyof typeof flopsPerParameterToken): Term {
  return constant(
    flopsPerParameterToken[kind],
    'flops',
    kind === 'model'
      ? 'Kaplan et al., 2020, section 2.1, https://arxiv.org/abs/2001.08361'
      : 'Narayanan et al., 2021, section 5.1, https://arxiv.org/abs/2104.04473',
  );
}

function peak({ gpu = '' }: TrainingInput, { catalogs }: SystemContext): Term {
  const found = catalogs.accelerator(gpu);
  return found.known
    ? fromCatalog(
        halfPrecisionFlops(found.row) ?? 0,
        'flops',
        `${found.row.name}: ${found.row.source}`,
      )
    : fromCatalog(0, 'flops', '');
}

/** The data set's tokens or gigabytes, from what is given of the two. */
function dataset(input: TrainingInput, as: 'tokens' | 'GB'): Formula {
  const { tokens, datasetGb, bytesPerToken = trainingDefaults.bytesPerToken } = input;
  const given = as === 'tokens' ? tokens : datasetGb;
  if (given !== undefined) {
    const key = as === 'tokens' ? 'tokens' : 'datasetGb';
    return { formula: '{dataset}', terms: { dataset: fromInput(`training.${key}`, given, as) } };
  }
  const perToken = fromInput('training.bytesPerToken', bytesPerToken, 'bytes');
  return as === 'tokens'
    ? {
        formula: '{dataset} × 1000000000 ÷ {bytesPerToken}',
        terms: {
          dataset: fromInput('training.datasetGb', datasetGb ?? 0, 'GB'),
          bytesPerToken: perToken,
        },
      }
    : {
        formula: '{dataset} × {bytesPerToken} ÷ 1000000000',
        terms: {
          dataset: fromInput('training.tokens', tokens ?? 0, 'tokens'),
          bytesPerToken: perToken,
        },
      };
}

function interruptions({ spot }: TrainingInput): Formula['terms'] {
  return {
    checkpoint: fromInput(
      'training.spot.checkpointMinutes',
      spot?.checkpointMinutes ?? 0,
      'minutes',
    ),
    between: fromInput(
      'training.spot.meanHoursBetweenInterruptions',
      spot?.meanHoursBetweenInterruptions ?? 0,
      'hours',
    ),
  };
}

function fullCost({ cost, ruleOfThumbCost }: TrainingResults): Term {
  return cost === null
    ? fromFigure('training.ruleOfThumbCost', ruleOfThumbCost ?? 0, 'money')
    : fromFigure('training.cost', cost, 'money');
}

function strategyAt(results: TrainingResults, position = ''): keyof typeof strategyFactors {
  return results.strategies[Number(position)]?.strategy ?? 'full';
}

function strategyFactor(results: TrainingResults, position: string | undefined): Term {
  const strategy = strategyAt(results, position);
  return strategy === 'spot' && results.spot
    ? fromFigure('training.spot.costFactor', results.spot.costFactor, 'factor')
    : constant(strategyFactors[strategy].cost, 'factor', strategySource);
}
