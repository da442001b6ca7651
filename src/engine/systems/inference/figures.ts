import { cachingFigures } from '../cachingReturn';
import { combinedFigures } from '../combinedSavings';
import type { SystemContext } from '../context';
import type { Unit } from '../fields';
import { constant, fromFigure, fromInput, type Figures, type Formula, type Term } from '../figures';
import type { Workload } from '../workload';
import { strategyFigures, strategySource, type InferenceResults } from './optimizations';
import { inferenceDefaults, type InferenceInput } from './section';

/** What the figures of inference are explained from. */
export interface InferenceCase {
  readonly input: InferenceInput;
  readonly workload: Workload;
  readonly context: SystemContext;
  readonly results: InferenceResults;
}

export const inferenceFigures: Figures<InferenceCase> = {
  requestsPerSecond: {
    title: 'Requests a second',
    unit: 'count/second',
    explain: ({ input, workload, context }) =>
      input.requestsPerSecond === undefined
        ? {
            formula: '{requests} ÷ ({hoursPerMonth} × 3600)',
            terms: {
              requests: fromInput('workload.requests', workload.requests ?? 0, 'count/month'),
              hoursPerMonth: hoursPerMonth(context),
            },
          }
        : {
            formula: '{given}',
            terms: {
              given: fromInput(
                'inference.requestsPerSecond',
                input.requestsPerSecond,
                'count/second',
              ),
            },
          },
  },
  gpuTimeCostPerRequest: {
    title: 'GPU time of a request',
    unit: 'money/unit',
    headline: true,
    explain: ({ input }) => ({
      formula: '{hourly} ÷ 3600 × {latency} ÷ 1000',
      terms: { hourly: hourly(input), latency: latency(input) },
    }),
  },
  gpuTimeDailyCost: {
    title: 'GPU time of a day',
    unit: 'money/day',
    headline: true,
    explain: ({ results }) => ({
      formula: '{costPerRequest} × {rate} × 86400',
      terms: {
        costPerRequest: own(results, 'gpuTimeCostPerRequest', 'money/unit'),
        rate: rate(results),
      },
    }),
  },
  gpusNeeded: {
    title: 'GPUs needed',
    unit: 'count',
    headline: true,
    explain: ({ input, results }) => ({
      formula: gpusFormula('{rate}'),
      terms: { rate: rate(results), ...gpuTerms(input) },
    }),
  },
  provisionedDailyCost: {
    title: 'Whole GPUs of a day',
    unit: 'money/day',
    headline: true,
    explain: ({ input, results }) => ({
      formula: '{gpus} × {hourly} × 24',
      terms: { gpus: own(results, 'gpusNeeded', 'count'), hourly: hourly(input) },
    }),
  },
  provisionedCostPerRequest: {
    title: 'Whole GPUs by request',
    unit: 'money/unit',
    headline: true,
    explain: ({ results }) => ({
      formula: '{daily} ÷ ({rate} × 86400)',
      terms: { daily: own(results, 'provisionedDailyCost', 'money/day'), rate: rate(results) },
    }),
  },
  'optimizations[*].savingsLow': {
    title: 'Savings of the strategy, at least',
    unit: 'share',
    explain: (of, [position]) => savings(of, Number(position), 'low'),
  },
  'optimizations[*].savingsHigh': {
    title: 'Savings of the strategy, at most',
    unit: 'share',
    explain: (of, [position]) => savings(of, Number(position), 'high'),
  },
  ...combinedFigures<InferenceCase>('inference', ({ results }) => results.optimizations),
  ...cachingFigures<InferenceCase>('inference', 'caching', ({ input, context, results }) => ({
    results: results.caching,
    currentDailyCost: own(results, 'gpuTimeDailyCost', 'money/day'),
    remaining: {
      formula: '{current} × (1 − {hitRate})',
      terms: { current: own(results, 'gpuTimeDailyCost', 'money/day'), hitRate: hitRate(input) },
    },
    costPerDay: cacheCost(input),
    hoursPerMonth: hoursPerMonth(context),
  })),
  ...cachingFigures<InferenceCase>(
    'inference',
    'provisionedCaching',
    ({ input, context, results }) => ({
      results: results.provisionedCaching,
      currentDailyCost: own(results, 'provisionedDailyCost', 'money/day'),
      remaining: {
        formula: '{gpus} × {hourly} × 24',
        terms: {
          gpus: fromFigure(
            'inference.provisionedCaching.gpusNeeded',
            results.provisionedCaching?.gpusNeeded ?? 0,
            'count',
          ),
          hourly: hourly(input),
        },
      },
      costPerDay: cacheCost(input),
      hoursPerMonth: hoursPerMonth(context),
    }),
  ),
  'provisionedCaching.gpusNeeded': {
    title: 'GPUs needed with a cache',
    unit: 'count',
    explain: ({ input, results }) => ({
      formula: gpusFormula('{rate} × (1 − {hitRate})'),
      terms: { rate: rate(results), hitRate: hitRate(input), ...gpuTerms(input) },
    }),
  },
};

type OwnFigure =
  | 'requestsPerSecond'
  | 'gpuTimeCostPerRequest'
  | 'gpuTimeDailyCost'
  | 'gpusNeeded'
  | 'provisionedDailyCost';

function own(results: InferenceResults, key: OwnFigure, unit: Unit): Term {
  return fromFigure(`inference.${key}`, results[key] ?? 0, unit);
}

function rate(results: InferenceResults): Term {
  return own(results, 'requestsPerSecond', 'count/second');
}

function hourly({ gpuHourlyCost }: InferenceInput): Term {
  return fromInput('inference.gpuHourlyCost', gpuHourlyCost, 'money/hour');
}

function latency({ averageLatencyMs }: InferenceInput): Term {
  return fromInput('inference.averageLatencyMs', averageLatencyMs, 'milliseconds');
}

function hitRate({ cache }: InferenceInput): Term {
  return fromInput('inference.cache.hitRate', cache?.hitRate ?? 0, 'share');
}

function cacheCost({ cache }: InferenceInput): Term {
  return fromInput('inference.cache.costPerDay', cache?.costPerDay ?? 0, 'money/day');
}

function hoursPerMonth(context: SystemContext): Term {
  return fromInput('assumptions.hoursPerMonth', context.hoursPerMonth, 'hours/month');
}

function batchSize({ batchSize: given = inferenceDefaults.batchSize }: InferenceInput): Term {
  return fromInput('inference.batchSize', given, 'count');
}

function gpusFormula(requests: string): string {
  return `max(0, ceil(${requests} × {latency} ÷ 1000 ÷ ({batch} × {utilization}) − 0.000000001)) + {spare}`;
}

function gpuTerms(input: InferenceInput): Formula['terms'] {
  const {
    targetUtilization = inferenceDefaults.targetUtilization,
    spareGpus = inferenceDefaults.spareGpus,
  } = input;
  return {
    latency: latency(input),
    batch: batchSize(input),
    utilization: fromInput('inference.targetUtilization', targetUtilization, 'share'),
    spare: fromInput('inference.spareGpus', spareGpus, 'count'),
  };
}

function savings(
  { input, results }: InferenceCase,
  position: number,
  end: 'low' | 'high',
): Formula {
  const { quantization, spot, smallBatch, greatestGain } = strategyFigures;
  const rule = (value: number, unit: Unit): Term => constant(value, unit, strategySource);
  switch (results.optimizations[position]?.code) {
    case 'inference-increase-batch':
      return {
        formula: '1 − 1 ÷ min({greatestGain}, {smallBatch} ÷ {batch})',
        terms: {
          greatestGain: rule(greatestGain, 'factor'),
          smallBatch: rule(smallBatch, 'count'),
          batch: batchSize(input),
        },
      };
    case 'inference-quantize':
      return { formula: '{share}', terms: { share: rule(quantization[end], 'share') } };
    case 'inference-spot':
      return { formula: '{share}', terms: { share: rule(spot[end], 'share') } };
    default:
      return { formula: '{hitRate}', terms: { hitRate: hitRate(input) } };
  }
}
