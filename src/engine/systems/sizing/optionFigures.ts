import type { Accelerator } from '../../catalogs/accelerators';
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
import {
  arithmeticTerms,
  layerTokens,
  modelFor,
  contextTokens,
  own,
  pairFlops,
  perLayer,
  promptTokens,
  sequences,
  touchedWeights,
  type SizingCase,
} from './terms';
import type { SizingOption } from './option';
import { sizingDefaults } from './section';
import { computeRate } from './machine';

type Find = (of: SizingCase, keys: readonly string[]) => SizingOption | null;

/** Everything that the formulas of one option are made from. */
interface Explained {
  readonly of: SizingCase;
  readonly option: SizingOption;
  /** The key of the option: "sizing.options[3]". */
  readonly at: string;
}

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

function figureOf(at: string, option: SizingOption, key: keyof SizingOption, unit: Unit): Term {
  return fromFigure(`${at}.${key}`, Number(option[key] ?? 0), unit);
}

function degree({ gpuCount }: SizingOption): Term {
  return constant(gpuCount, 'count', 'GPUs that share a replica: 1, 2, 4 and 8 are looked at');
}

function gpuOf({ of, option }: Explained): Accelerator {
  const gpu = of.context.catalogs.accelerators.get(option.gpu);
  if (!gpu) throw new RangeError(`No accelerator ${option.gpu}`);
  return gpu;
}

function sourceOf({ name, source }: Accelerator): string {
  return `${name}: ${source}`;
}

function hoursPerMonth({ context }: SizingCase): Term {
  return fromInput('assumptions.hoursPerMonth', context.hoursPerMonth, 'hours/month');
}

type SharedDefault =
  | 'memoryShare'
  | 'bandwidthEfficiency'
  | 'computeEfficiency'
  | 'targetUtilization'
  | 'peakFactor'
  | 'spareReplicas';

function shared({ input }: SizingCase, key: SharedDefault, unit: Unit): Term {
  return fromInput(`sizing.${key}`, input[key] ?? sizingDefaults[key], unit);
}

/** The part of the cache on the fullest GPU: nothing to add where it can't be split. */
function kvShare(of: SizingCase): string {
  return modelFor(of).mla ? '' : ' × ceil({kvHeads} ÷ {gpus}) ÷ {kvHeads}';
}

function kvHeads(of: SizingCase): Formula['terms'] {
  const { terms } = perLayer(of, '', {});
  const { kvHeads: heads } = terms;
  return heads ? { kvHeads: heads } : {};
}

function memoryPerGpu({ of, option }: Explained): Formula {
  return {
    formula: `({weights} + {overhead}) ÷ {gpus} + {cache}${kvShare(of)}`,
    terms: {
      weights: own(of.results, 'weightBytes'),
      overhead: own(of.results, 'overheadBytes'),
      cache: own(of.results, 'kvBytes'),
      gpus: degree(option),
      ...kvHeads(of),
    },
  };
}

function mostSequences(one: Explained, tokens: Term): Formula {
  const { of, option } = one;
  const gpu = gpuOf(one);
  const cache = perLayer(of, ' × {keptTokens}', { keptTokens: layerTokens(of, tokens) });
  return {
    formula: `max(0, floor(({usable} × {memory} − ({weights} + {overhead}) ÷ {gpus}) ÷ (${cache.formula}${kvShare(of)})))`,
    terms: {
      usable: shared(of, 'memoryShare', 'share'),
      memory: fromCatalog(gpu.memoryBytes, 'bytes', sourceOf(gpu)),
      weights: own(of.results, 'weightBytes'),
      overhead: own(of.results, 'overheadBytes'),
      gpus: degree(option),
      ...cache.terms,
    },
  };
}

/** The terms of both sides of the roofline. */
function machineTerms(one: Explained): Formula['terms'] {
  const { of, option } = one;
  const gpu = gpuOf(one);
  const rate = computeRate(gpu, of.input.weightPrecision ?? sizingDefaults.precision);
  return {
    gpus: degree(option),
    bandwidth: fromCatalog(gpu.bandwidthBytesPerSecond, 'bytes', sourceOf(gpu)),
    bandwidthEfficiency: shared(of, 'bandwidthEfficiency', 'share'),
    peak: fromCatalog(rate?.flops ?? 0, 'flops', `${sourceOf(gpu)} (${rate?.precision ?? ''})`),
    computeEfficiency: shared(of, 'computeEfficiency', 'share'),
  };
}

function roofline(bytes: string, flops: string): string {
  return `1000 × max((${bytes}) ÷ ({bandwidth} × {bandwidthEfficiency}), (${flops}) ÷ ({gpus} × {peak} × {computeEfficiency}))`;
}

function stepTime(one: Explained, batch: Term): Formula {
  const { of } = one;
  const weights = touchedWeights(of, batch);
  const cache = perLayer(of, ' × {keptTokens} × {sequences}', {
    keptTokens: layerTokens(of, contextTokens(of)),
    sequences: batch,
  });
  return {
    formula: roofline(
      `${weights.formula} ÷ {gpus} + ${cache.formula}${kvShare(of)}`,
      `(2 × {activeParameters} + ${pairFlops(of, 'decode')} × {keptTokens}) × {sequences}`,
    ),
    terms: { ...arithmeticTerms(of), ...weights.terms, ...cache.terms, ...machineTerms(one) },
  };
}

function prefillTime(one: Explained): Formula {
  const { of } = one;
  const prompt = promptTokens(of);
  const weights = touchedWeights(of, prompt);
  const cache = perLayer(of, ' × {keptTokens}', { keptTokens: layerTokens(of, prompt) });
  return {
    formula: roofline(
      `${weights.formula} ÷ {gpus} + ${cache.formula}${kvShare(of)}`,
      '{prefillFlops}',
    ),
    terms: {
      ...weights.terms,
      ...cache.terms,
      ...machineTerms(one),
      prefillFlops: fromFigure('sizing.prefillFlops', of.results.prefillFlops ?? 0, 'flops'),
    },
  };
}

function capacity({ of, option, at }: Explained): Formula {
  return {
    formula: '1000 ÷ ({prefill} + {outputTokens} × {step} ÷ {sequences})',
    terms: {
      prefill: figureOf(at, option, 'timeToFirstTokenMs', 'milliseconds'),
      outputTokens: outputTokens(of),
      step: figureOf(at, option, 'timePerOutputTokenMs', 'milliseconds'),
      sequences: sequences(of),
    },
  };
}

function outputTokens({ input }: SizingCase): Term {
  return fromInput('sizing.outputTokens', input.outputTokens ?? 0, 'tokens');
}

function replicas({ of, option, at }: Explained, atPeak: boolean): Formula {
  const spare = shared(of, 'spareReplicas', 'count');
  const { requestsPerSecond } = of.results;
  if (requestsPerSecond === null || option.maxRequestsPerSecond === null) {
    return {
      formula: '{one} + {spare}',
      terms: {
        one: constant(
          1,
          'count',
          'One replica where the traffic, or the answer’s length, is not given',
        ),
        spare,
      },
    };
  }
  const peak = atPeak ? ' × {peakFactor}' : '';
  return {
    formula: `max(1, ceil({rate}${peak} ÷ ({capacity} × {utilization}) − 0.000000001)) + {spare}`,
    terms: {
      rate: fromFigure('sizing.requestsPerSecond', requestsPerSecond, 'count/second'),
      capacity: figureOf(at, option, 'maxRequestsPerSecond', 'count/second'),
      utilization: shared(of, 'targetUtilization', 'share'),
      spare,
      ...(atPeak && { peakFactor: shared(of, 'peakFactor', 'factor') }),
    },
  };
}

const instancesFormula = 'ceil({replicas} ÷ floor({gpusOfInstance} ÷ {gpus}))';

function instancesTerms(one: Explained, key: 'replicas' | 'averageReplicas'): Formula['terms'] {
  const { option, at } = one;
  return {
    replicas: figureOf(at, option, key, 'count'),
    gpusOfInstance: fromCatalog(instanceOf(one).gpus, 'count', instanceSource(one)),
    gpus: degree(option),
  };
}

function instanceOf({ of, option }: Explained): { readonly gpus: number; readonly price: number } {
  const found = of.context.catalogs.instances.find(({ id }) => id === option.instance);
  return { gpus: found?.gpus ?? 0, price: found?.onDemandHourly ?? 0 };
}

function instanceSource({ of, option }: Explained): string {
  const found = of.context.catalogs.instances.find(({ id }) => id === option.instance);
  const asOf = found?.source.asOf;
  return `${option.instance ?? ''}: ${found?.source.name ?? ''}${asOf === undefined ? '' : `, ${asOf}`}`;
}

function priceTerms(one: Explained): Formula['terms'] {
  const { usdRate } = one.of.context;
  return {
    price: fromCatalog(instanceOf(one).price, 'USD', instanceSource(one)),
    usdRate: fromInput('assumptions.usdRate', usdRate ?? 0, 'factor'),
  };
}

function hourlyCost(one: Explained): Formula {
  return {
    formula: '{instances} × {price} × {usdRate}',
    terms: { instances: figureOf(one.at, one.option, 'instances', 'count'), ...priceTerms(one) },
  };
}

function averageCost(one: Explained): Formula {
  return {
    formula: `${instancesFormula} × {price} × {usdRate} × {hoursPerMonth}`,
    terms: {
      ...instancesTerms(one, 'averageReplicas'),
      ...priceTerms(one),
      hoursPerMonth: hoursPerMonth(one.of),
    },
  };
}

function costPerMillion({ of, option, at }: Explained): Formula {
  return {
    formula:
      '{hourly} ÷ (({replicas} − {spare}) × {tokensPerSecond} × 3600) × 1000000 ÷ {utilization}',
    terms: {
      hourly: figureOf(at, option, 'hourlyCost', 'money/hour'),
      replicas: figureOf(at, option, 'replicas', 'count'),
      spare: shared(of, 'spareReplicas', 'count'),
      tokensPerSecond: figureOf(at, option, 'decodeTokensPerSecond', 'count/second'),
      utilization: shared(of, 'targetUtilization', 'share'),
    },
  };
}

function costServed({ of, option, at }: Explained): Formula {
  return {
    formula: '{monthly} ÷ ({rate} × {outputTokens} × {hoursPerMonth} × 3600) × 1000000',
    terms: {
      monthly: figureOf(at, option, 'monthlyCost', 'money/month'),
      rate: fromFigure(
        'sizing.requestsPerSecond',
        of.results.requestsPerSecond ?? 0,
        'count/second',
      ),
      outputTokens: outputTokens(of),
      hoursPerMonth: hoursPerMonth(of),
    },
  };
}
