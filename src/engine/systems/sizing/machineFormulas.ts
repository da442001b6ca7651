import { fromCatalog, fromFigure, type Formula, type Term } from '../figures';
import { degree, gpuOf, shared, sourceOf, type Explained } from './explained';
import { computeRate } from './machine';
import { sizingDefaults } from './section';
import {
  arithmeticTerms,
  contextTokens,
  layerTokens,
  modelFor,
  own,
  pairFlops,
  perLayer,
  promptTokens,
  touchedWeights,
  type SizingCase,
} from './terms';

/** The part of the cache on the fullest GPU: nothing to add where it can't be split. */
function kvShare(of: SizingCase): string {
  return modelFor(of).mla ? '' : ' × ceil({kvHeads} ÷ {gpus}) ÷ {kvHeads}';
}

function kvHeads(of: SizingCase): Formula['terms'] {
  const { terms } = perLayer(of, '', {});
  const { kvHeads: heads } = terms;
  return heads ? { kvHeads: heads } : {};
}

export function memoryPerGpu({ of, option }: Explained): Formula {
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

export function mostSequences(one: Explained, tokens: Term): Formula {
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

export function stepTime(one: Explained, batch: Term): Formula {
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

export function prefillTime(one: Explained): Formula {
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
