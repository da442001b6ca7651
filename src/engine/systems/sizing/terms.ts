import type { SystemContext } from '../context';
import type { Unit } from '../fields';
import { constant, fromCatalog, fromFigure, fromInput, type Formula, type Term } from '../figures';
import type { Workload } from '../workload';
import { modelOf, type SizedModel } from './model';
import type { SizingResults } from './options';
import { precisionBytes, sizingDefaults, type SizingInput } from './section';
import { keptTokens } from './work';

/** What the figures of sizing are explained from. */
export interface SizingCase {
  readonly input: SizingInput;
  readonly workload: Workload;
  readonly context: SystemContext;
  readonly results: SizingResults;
}

/** The model of a case that has figures. */
export function modelFor({ input, context }: SizingCase): SizedModel {
  const model = modelOf(input, context);
  if (typeof model === 'string') throw new RangeError(`No model: ${model}`);
  return model;
}

type ModelNumber =
  | 'parameters'
  | 'activeParameters'
  | 'experts'
  | 'expertsPerToken'
  | 'layers'
  | 'attentionHeads'
  | 'kvHeads'
  | 'headDim';

/** A number of the model: of the catalog, or of the inputs. */
export function ofModel(of: SizingCase, key: ModelNumber, unit: Unit): Term {
  const model = modelFor(of);
  return fromModel(model, key, model[key] ?? 0, unit);
}

function fromModel({ source }: SizedModel, path: string, value: number, unit: Unit): Term {
  return source === ''
    ? fromInput(`sizing.architecture.${path}`, value, unit)
    : fromCatalog(value, unit, source);
}

/** A figure of the section that is a number of bytes. */
export function own(
  results: SizingResults,
  key: 'weightBytes' | 'kvBytes' | 'overheadBytes',
): Term {
  return fromFigure(`sizing.${key}`, results[key] ?? 0, 'bytes');
}

export function sequences({ input }: SizingCase): Term {
  const value = input.concurrentSequences ?? sizingDefaults.concurrentSequences;
  return fromInput('sizing.concurrentSequences', value, 'count');
}

export function contextTokens({ input }: SizingCase): Term {
  const value = input.contextTokens ?? sizingDefaults.contextTokens;
  return fromInput('sizing.contextTokens', value, 'tokens');
}

export function promptTokens(of: SizingCase): Term {
  const { promptTokens: given } = of.input;
  return given === undefined
    ? contextTokens(of)
    : fromInput('sizing.promptTokens', given, 'tokens');
}

export function weightPrecision({ input }: SizingCase): Term {
  return bytesOf('sizing.weightPrecision', input.weightPrecision);
}

function bytesOf(path: string, precision: keyof typeof precisionBytes = 'fp16'): Term {
  return fromInput(path, precisionBytes[precision], 'bytes');
}

/** Tokens that the layers keep, added up: with a window fewer than layers × tokens. */
export function layerTokens(of: SizingCase, tokens: Term): Term {
  const model = modelFor(of);
  const value = keptTokens(model, tokens.value as number);
  const note =
    model.windowLayers === 0
      ? `${model.layers} layers × tokens of a sequence`
      : `${model.layers - model.windowLayers} layers × tokens of a sequence, and ${model.windowLayers} layers × ${model.windowTokens} tokens at most`;
  return constant(value, 'tokens', note);
}

/** Bytes of the cache of one layer and token, × what `rest` says. */
export function perLayer(of: SizingCase, rest: string, terms: Formula['terms']): Formula {
  const model = modelFor(of);
  const bytes = bytesOf('sizing.kvPrecision', of.input.kvPrecision);
  if (model.mla) {
    const { kvLoraRank, ropeHeadDim } = model.mla;
    return {
      formula: `({kvLoraRank} + {ropeHeadDim}) × {kvBytesOfNumber}${rest}`,
      terms: {
        kvLoraRank: fromModel(model, 'mla.kvLoraRank', kvLoraRank, 'count'),
        ropeHeadDim: fromModel(model, 'mla.ropeHeadDim', ropeHeadDim, 'count'),
        kvBytesOfNumber: bytes,
        ...terms,
      },
    };
  }
  return {
    formula: `2 × {kvHeads} × {headDim} × {kvBytesOfNumber}${rest}`,
    terms: {
      kvHeads: ofModel(of, 'kvHeads', 'count'),
      headDim: ofModel(of, 'headDim', 'count'),
      kvBytesOfNumber: bytes,
      ...terms,
    },
  };
}

/** Weights that a batch of so many tokens reads. */
export function touchedWeights(of: SizingCase, tokens: Term): Formula {
  const { experts, expertsPerToken } = modelFor(of);
  const terms = { parameters: ofModel(of, 'parameters', 'count'), bytes: weightPrecision(of) };
  if (expertsPerToken >= experts) return { formula: '{parameters} × {bytes}', terms };
  const routed =
    'min({parameters}, ({parameters} − {activeParameters}) ÷ ({experts} − {expertsPerToken}) × {experts})';
  return {
    formula: `({parameters} − ${routed} × (1 − {expertsPerToken} ÷ {experts}) ^ {tokens}) × {bytes}`,
    terms: {
      ...terms,
      activeParameters: ofModel(of, 'activeParameters', 'count'),
      experts: ofModel(of, 'experts', 'count'),
      expertsPerToken: ofModel(of, 'expertsPerToken', 'count'),
      tokens,
    },
  };
}

/** FLOPs of a query with a key and its value. */
export function pairFlops(of: SizingCase, phase: 'decode' | 'prefill'): string {
  const { mla, headDim } = modelFor(of);
  return mla && (phase === 'decode' || headDim === undefined)
    ? '2 × {attentionHeads} × (2 × {kvLoraRank} + {ropeHeadDim})'
    : '4 × {attentionHeads} × {headDim}';
}

export function arithmeticTerms(of: SizingCase): Formula['terms'] {
  const model = modelFor(of);
  return {
    activeParameters: ofModel(of, 'activeParameters', 'count'),
    attentionHeads: ofModel(of, 'attentionHeads', 'count'),
    ...(model.headDim !== undefined && { headDim: ofModel(of, 'headDim', 'count') }),
    ...(model.mla && {
      kvLoraRank: fromModel(model, 'mla.kvLoraRank', model.mla.kvLoraRank, 'count'),
      ropeHeadDim: fromModel(model, 'mla.ropeHeadDim', model.mla.ropeHeadDim, 'count'),
    }),
  };
}
