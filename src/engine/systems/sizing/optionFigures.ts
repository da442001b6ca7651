import type { Unit } from '../fields';
import { constant, fromFigure, outcome, type Figures, type Formula, type Term } from '../figures';
import { degree, figureOf, hoursPerMonth, type Explained } from './explained';
import { memoryPerGpu, mostSequences, prefillTime, stepTime } from './machineFormulas';
import type { SizingOption } from './option';
import {
  averageCost,
  capacity,
  costPerMillion,
  costServed,
  hourlyCost,
  instancesFormula,
  instancesTerms,
  replicas,
} from './rentFormulas';
import { contextTokens, promptTokens, sequences, type SizingCase } from './terms';

type Find = (of: SizingCase, keys: readonly string[]) => SizingOption | null;

/** The figures of the option that is found under `key`: "recommended", or "options[*]". */
export function optionFigures(key: string, find: Find, headline: boolean): Figures<SizingCase> {
  const figure = (
    name: keyof SizingOption,
    title: string,
    unit: Unit,
    explain: (option: Explained) => Formula,
    isHeadline = false,
  ): Figures<SizingCase> => ({
    [`${key}.${name}`]: {
      title,
      unit,
      ...(headline && isHeadline && { headline: true }),
      explain: (of, keys) => {
        const option = find(of, keys);
        if (!option) throw new RangeError(`No option at ${keys.join()}`);
        return explain({ of, option, at: `sizing.${key.replace('*', keys[0] ?? '')}` });
      },
    },
  });
  return {
    ...figure('gpuCount', 'GPUs', 'count', ({ option }) => ({
      formula: '{gpus}',
      terms: { gpus: degree(option) },
    })),
    ...figure('bytesPerGpu', 'Memory of a GPU', 'bytes', memoryPerGpu),
    [`${key}.computePrecision`]: outcome('Computes in'),
    ...figure('maxConcurrentSequences', 'Sequences that fit', 'count', (one) =>
      mostSequences(one, contextTokens(one.of)),
    ),
    ...figure(
      'decodeTokensPerSecond',
      'Tokens a second',
      'count/second',
      ({ of, option, at }) => ({
        formula: '{sequences} ÷ {step} × 1000',
        terms: {
          sequences: sequences(of),
          step: figureOf(at, option, 'timePerOutputTokenMs', 'milliseconds'),
        },
      }),
      true,
    ),
    ...figure(
      'prefillTokensPerSecond',
      'Prompt tokens a second',
      'count/second',
      ({ of, option, at }) => ({
        formula: '{promptTokens} ÷ {prefill} × 1000',
        terms: {
          promptTokens: promptTokens(of),
          prefill: figureOf(at, option, 'timeToFirstTokenMs', 'milliseconds'),
        },
      }),
    ),
    ...figure('timeToFirstTokenMs', 'Time to the first token', 'milliseconds', prefillTime, true),
    ...figure(
      'timePerOutputTokenMs',
      'Time of each further token',
      'milliseconds',
      (one) => stepTime(one, sequences(one.of)),
      true,
    ),
    ...figure('maxRequestsPerSecond', 'Requests a second of a replica', 'count/second', capacity),
    ...figure('replicas', 'Replicas at the peak', 'count', (one) => replicas(one, true), true),
    ...figure('averageReplicas', 'Replicas on average', 'count', (one) => replicas(one, false)),
    [`${key}.instance`]: outcome('Instance'),
    ...figure('instances', 'Instances', 'count', (one) => ({
      formula: instancesFormula,
      terms: instancesTerms(one, 'replicas'),
    })),
    ...figure('hourlyCost', 'Cost an hour', 'money/hour', hourlyCost),
    ...figure(
      'monthlyCost',
      'Cost a month',
      'money/month',
      ({ of, option, at }) => ({
        formula: '{hourly} × {hoursPerMonth}',
        terms: {
          hourly: figureOf(at, option, 'hourlyCost', 'money/hour'),
          hoursPerMonth: hoursPerMonth(of),
        },
      }),
      true,
    ),
    ...figure(
      'averageMonthlyCost',
      'Cost a month where replicas follow the traffic',
      'money/month',
      averageCost,
    ),
    ...figure(
      'costPerMillionTokens',
      'Cost of a million tokens of output',
      'money/unit',
      costPerMillion,
      true,
    ),
    ...figure(
      'costPerMillionTokensServed',
      'Cost of a million tokens that the traffic asks for',
      'money/unit',
      costServed,
      true,
    ),
  };
}

/** The figures of the curves of the recommended option. */
export const curveFigures: Figures<SizingCase> = {
  'throughput[*].concurrentSequences': {
    title: 'Sequences under way',
    unit: 'count',
    explain: (_, keys) => ({ formula: '{sequences}', terms: { sequences: doubled(1, keys) } }),
  },
  'throughput[*].decodeTokensPerSecond': {
    title: 'Tokens a second',
    unit: 'count/second',
    explain: (of, keys) => ({
      formula: '{sequences} ÷ {step} × 1000',
      terms: {
        sequences: doubled(1, keys),
        step: fromFigure(
          `sizing.throughput[${keys[0] ?? ''}].timePerOutputTokenMs`,
          of.results.throughput[Number(keys[0])]?.timePerOutputTokenMs ?? 0,
          'milliseconds',
        ),
      },
    }),
  },
  'throughput[*].timePerOutputTokenMs': {
    title: 'Time of each further token',
    unit: 'milliseconds',
    explain: (of, keys) => stepTime(recommendedOf(of), doubled(1, keys)),
  },
  'concurrency[*].contextTokens': {
    title: 'Tokens of a sequence',
    unit: 'tokens',
    explain: (_, keys) => ({ formula: '{tokens}', terms: { tokens: doubled(1024, keys) } }),
  },
  'concurrency[*].maxConcurrentSequences': {
    title: 'Sequences that fit',
    unit: 'count',
    explain: (of, keys) => mostSequences(recommendedOf(of), doubled(1024, keys)),
  },
};

function recommendedOf(of: SizingCase): Explained {
  const option = of.results.recommended;
  if (!option) throw new RangeError('Nothing is recommended');
  return { of, option, at: 'sizing.recommended' };
}

/** A place of a curve: each is twice the one before. */
function doubled(first: number, [position = '']: readonly string[]): Term {
  return constant(first * 2 ** Number(position), 'count', 'Doubled from place to place');
}
