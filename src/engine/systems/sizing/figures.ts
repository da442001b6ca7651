import { constant, fromInput, outcome, type Figures, type Formula } from '../figures';
import { curveFigures, optionFigures } from './optionFigures';
import { sizingDefaults } from './section';
import {
  arithmeticTerms,
  contextTokens,
  layerTokens,
  modelFor,
  ofModel,
  own,
  pairFlops,
  perLayer,
  promptTokens,
  sequences,
  touchedWeights,
  weightPrecision,
  type SizingCase,
} from './terms';
import { attendedPairs } from './work';

export const sizingFigures: Figures<SizingCase> = {
  weightBytes: {
    title: 'Weights',
    unit: 'bytes',
    explain: (of) => ({
      formula: '{parameters} × {bytes}',
      terms: { parameters: ofModel(of, 'parameters', 'count'), bytes: weightPrecision(of) },
    }),
  },
  kvBytesPerToken: {
    title: 'KV cache of a token',
    unit: 'bytes',
    explain: (of) => perLayer(of, ' × {layers}', { layers: ofModel(of, 'layers', 'count') }),
  },
  kvBytes: {
    title: 'KV cache',
    unit: 'bytes',
    explain: (of) =>
      perLayer(of, ' × {keptTokens} × {sequences}', {
        keptTokens: layerTokens(of, contextTokens(of)),
        sequences: sequences(of),
      }),
  },
  overheadBytes: {
    title: 'Memory beside weights and cache',
    unit: 'bytes',
    explain: ({ input, results }) => ({
      formula: '{weights} × {share}',
      terms: {
        weights: own(results, 'weightBytes'),
        share: fromInput(
          'sizing.overheadShare',
          input.overheadShare ?? sizingDefaults.overheadShare,
          'share',
        ),
      },
    }),
  },
  totalBytes: {
    title: 'Memory of a replica',
    unit: 'bytes',
    headline: true,
    explain: ({ results }) => ({
      formula: '{weights} + {cache} + {overhead}',
      terms: {
        weights: own(results, 'weightBytes'),
        cache: own(results, 'kvBytes'),
        overhead: own(results, 'overheadBytes'),
      },
    }),
  },
  decodeWeightBytes: {
    title: 'Weights that a step of decoding reads',
    unit: 'bytes',
    explain: (of) => touchedWeights(of, sequences(of)),
  },
  decodeFlops: {
    title: 'Arithmetic of a step of decoding',
    unit: 'flops',
    explain: (of) => ({
      formula: `(2 × {activeParameters} + ${pairFlops(of, 'decode')} × {keptTokens}) × {sequences}`,
      terms: {
        ...arithmeticTerms(of),
        keptTokens: layerTokens(of, contextTokens(of)),
        sequences: sequences(of),
      },
    }),
  },
  prefillFlops: {
    title: 'Arithmetic of a prompt',
    unit: 'flops',
    explain: (of) => ({
      formula: `2 × {activeParameters} × {promptTokens} + ${pairFlops(of, 'prefill')} × {pairs}`,
      terms: {
        ...arithmeticTerms(of),
        promptTokens: promptTokens(of),
        pairs: constant(
          attendedPairs(modelFor(of), promptTokens(of).value as number),
          'count',
          'Pairs of a token and one before it that it attends to, over all layers: half of the square of the prompt’s tokens, less where a layer has a window',
        ),
      },
    }),
  },
  requestsPerSecond: {
    title: 'Requests a second, on average',
    unit: 'count/second',
    explain: traffic,
  },
  recommended: outcome('Recommended GPUs'),
  ...optionFigures('recommended', ({ results }) => results.recommended, true),
  ...optionFigures(
    'options[*]',
    ({ results }, [position = '']) => results.options[Number(position)] ?? null,
    false,
  ),
  ...curveFigures,
};

function traffic({ input, workload, context }: SizingCase): Formula {
  return input.requestsPerSecond === undefined
    ? {
        formula: '{requests} ÷ ({hoursPerMonth} × 3600)',
        terms: {
          requests: fromInput('workload.requests', workload.requests ?? 0, 'count/month'),
          hoursPerMonth: fromInput(
            'assumptions.hoursPerMonth',
            context.hoursPerMonth,
            'hours/month',
          ),
        },
      }
    : {
        formula: '{given}',
        terms: {
          given: fromInput('sizing.requestsPerSecond', input.requestsPerSecond, 'count/second'),
        },
      };
}
