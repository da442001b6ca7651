import type { SizedModel } from './model';
import { precisionBytes, sizingDefaults, type SizingInput } from './section';

/**
 * What serving takes of memory and of arithmetic, whatever the GPU: bytes to hold, bytes to read and
 * FLOPs for a step of decoding and for a prompt.
 */
export interface SizingWork {
  readonly weightBytes: number;
  readonly kvBytesPerToken: number;
  /** Of one sequence at its full length. */
  readonly kvBytesPerSequence: number;
  readonly kvBytes: number;
  readonly overheadBytes: number;
  readonly totalBytes: number;
  readonly batch: number;
  /** Weights that a step reads: of experts only those that the batch touches. */
  readonly decodeWeightBytes: number;
  readonly decodeFlopsPerSequence: number;
  readonly promptTokens: number;
  readonly prefillWeightBytes: number;
  /** Cache that a prompt writes. */
  readonly prefillKvBytes: number;
  readonly prefillFlops: number;
  readonly attentionHeads: number;
  /** 0 for latent attention, whose cache can't be split by heads. */
  readonly kvHeads: number;
}

/**
 * - weights = parameters × bytes of their precision
 * - KV cache of a token = 2 × layers × KV heads × head dimension × bytes of its precision; with
 *   latent attention layers × (compressed + position) × bytes (DeepSeek-AI, 2024, section 2.1,
 *   https://arxiv.org/abs/2405.04434)
 * - KV cache = sequences × Σ over layers of the tokens that a layer keeps: all, or its window
 * - overhead = share × weights; total = weights + KV cache + overhead
 * - a step of decoding reads the weights that the batch touches and the whole cache, and computes
 *   2 × active parameters + attention for each sequence; a prompt computes the same for each of its
 *   tokens, with each token attending to those before it
 */
export function workOf(model: SizedModel, input: SizingInput): SizingWork {
  const {
    contextTokens = sizingDefaults.contextTokens,
    concurrentSequences: batch = sizingDefaults.concurrentSequences,
    promptTokens = contextTokens,
    overheadShare = sizingDefaults.overheadShare,
  } = input;
  const bytes = precisionBytes[input.weightPrecision ?? sizingDefaults.precision];
  const weightBytes = model.parameters * bytes;
  const perLayerToken = kvBytesOfLayer(model, input);
  const kvBytesPerSequence = perLayerToken * keptTokens(model, contextTokens);
  const kvBytes = kvBytesPerSequence * batch;
  const overheadBytes = weightBytes * overheadShare;
  return {
    weightBytes,
    kvBytesPerToken: perLayerToken * model.layers,
    kvBytesPerSequence,
    kvBytes,
    overheadBytes,
    totalBytes: weightBytes + kvBytes + overheadBytes,
    batch,
    decodeWeightBytes: touchedParameters(model, batch) * bytes,
    decodeFlopsPerSequence:
      2 * model.activeParameters + decodePairFlops(model) * keptTokens(model, contextTokens),
    promptTokens,
    prefillWeightBytes: touchedParameters(model, promptTokens) * bytes,
    prefillKvBytes: perLayerToken * keptTokens(model, promptTokens),
    prefillFlops:
      2 * model.activeParameters * promptTokens +
      prefillPairFlops(model) * attendedPairs(model, promptTokens),
    attentionHeads: model.attentionHeads,
    kvHeads: model.mla ? 0 : model.kvHeads,
  };
}

function kvBytesOfLayer({ mla, kvHeads, headDim = 0 }: SizedModel, input: SizingInput): number {
  const bytes = precisionBytes[input.kvPrecision ?? sizingDefaults.precision];
  return (mla ? mla.kvLoraRank + mla.ropeHeadDim : 2 * kvHeads * headDim) * bytes;
}

/** Tokens that all layers keep of a sequence, added up. */
export function keptTokens(
  { layers, windowLayers, windowTokens }: SizedModel,
  tokens: number,
): number {
  return (layers - windowLayers) * tokens + windowLayers * Math.min(tokens, windowTokens);
}

/**
 * Parameters that a batch of tokens is multiplied with. A token goes through k of E experts; a batch
 * of b touches 1 − (1 − k ÷ E)^b of them. The parameters of the experts follow from all and the
 * active ones: (P − A) ÷ (E − k) is one of each layer's experts.
 */
function touchedParameters(model: SizedModel, batch: number): number {
  const { parameters, experts, expertsPerToken } = model;
  if (expertsPerToken >= experts) return parameters;
  return parameters - routedParameters(model) * (1 - expertsPerToken / experts) ** batch;
}

function routedParameters(model: SizedModel): number {
  const { parameters, activeParameters, experts, expertsPerToken } = model;
  if (expertsPerToken >= experts) return 0;
  const routed = ((parameters - activeParameters) / (experts - expertsPerToken)) * experts;
  return Math.min(parameters, routed);
}

/**
 * FLOPs of a query with a key and its value, in one layer: 2 for each product and sum of both. With
 * latent attention decoding works on the compressed cache itself.
 */
function decodePairFlops({ attentionHeads, headDim = 0, mla }: SizedModel): number {
  return mla
    ? 2 * attentionHeads * (2 * mla.kvLoraRank + mla.ropeHeadDim)
    : 4 * attentionHeads * headDim;
}

/** The same for a prompt, whose keys and values are expanded. */
function prefillPairFlops(model: SizedModel): number {
  return model.headDim === undefined
    ? decodePairFlops(model)
    : 4 * model.attentionHeads * model.headDim;
}

/** Pairs of a token and one before it, within the window, over all layers. */
export function attendedPairs(
  { layers, windowLayers, windowTokens }: SizedModel,
  tokens: number,
): number {
  const full = tokens ** 2 / 2;
  const window = Math.min(tokens, windowTokens);
  const windowed = window ** 2 / 2 + (tokens - window) * window;
  return (layers - windowLayers) * full + windowLayers * windowed;
}
