import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { choice, divisorShare, exact, name, quantity, share } from '../fields';

/** How weights and cache are stored; `int4` weights are computed with in 16 bits. */
export const precisions = ['fp16', 'bf16', 'fp8', 'int8', 'fp4', 'int4'] as const;

export type Precision = (typeof precisions)[number];

/** Bytes of a number. Scales of quantised weights are in the overhead. */
export const precisionBytes: Readonly<Record<Precision, number>> = {
  fp16: 2,
  bf16: 2,
  fp8: 1,
  int8: 1,
  fp4: 0.5,
  int4: 0.5,
};

/** What is taken where the section does not say. */
export const sizingDefaults = {
  precision: 'fp16',
  contextTokens: 8192,
  concurrentSequences: 1,
  overheadShare: 0.1,
  memoryShare: 0.9,
  /**
   * Measured with Llama 2 at batch 1 on A100 (2.039 TB/s): 0.69 of the peak for 7B on one GPU, 0.73,
   * 0.66 and 0.56 for 70B on two, four and eight (https://github.com/pytorch-labs/gpt-fast, README).
   */
  bandwidthEfficiency: 0.65,
  /**
   * An assumption, from 0.3 to 0.65: large matrix products reach about half of the peak
   * (https://github.com/cli99/llm-analysis/blob/980a812ae5fc38f73832d8584422c143f8d92181/llm_analysis/constant.py:
   * "efficiency achieved by Megatron-LM is ~0.5 for LLM training").
   */
  computeEfficiency: 0.5,
  targetUtilization: 0.7,
  /** An assumption: traffic by day is about twice the average of a month. */
  peakFactor: 2,
  spareReplicas: 0,
} as const;

const size = (description: string): z.ZodNumber =>
  exact({ description, unit: 'count', min: 1, max: 1e6 }).int();
const parameters = { unit: 'count', min: 1, max: 1e16, plausible: [1e8, 1e13] } as const;
const tokens = { unit: 'tokens', min: 1, max: 1e9 } as const;

const architecture = z
  .strictObject({
    parameters: quantity({ description: 'All weights of the model.', ...parameters }),
    activeParameters: quantity({
      description: 'Weights that one token is multiplied with; all of them by default.',
      ...parameters,
    }).optional(),
    experts: size('Routed experts of a layer, of a mixture of experts.').optional(),
    expertsPerToken: size('Routed experts that a token goes through.').optional(),
    layers: size('Layers.'),
    hiddenSize: size('Width of the model: heads times head dimension by default.').optional(),
    attentionHeads: size('Attention heads.'),
    kvHeads: size('Heads of the KV cache; as many as attention heads by default.').optional(),
    headDim: size(
      'Numbers of a key or a value of one head; hidden size ÷ heads by default.',
    ).optional(),
    mla: z
      .strictObject({
        kvLoraRank: size('Numbers of the compressed cache of a layer and token.'),
        ropeHeadDim: size('Numbers beside them that carry the position.'),
      })
      .meta({ description: 'Multi-head latent attention: its cache replaces that of the heads.' })
      .optional(),
    slidingWindow: z
      .strictObject({
        tokens: size('Tokens that such a layer keeps.'),
        layers: size('How many of the layers do.'),
      })
      .meta({ description: 'Layers that keep no more than a window of tokens.' })
      .optional(),
    maxContextTokens: size('The longest context that the model takes.').optional(),
  })
  .meta({ description: 'The architecture of a model that the catalog does not have.' });

/** The `sizing` section: which GPUs serve an open-weight model, how many, how fast, for how much. */
export const sizingSection = z.strictObject({
  model: name('The model, by a name of the catalog: llama-3.1-70b.').optional(),
  architecture: architecture.optional(),
  weightPrecision: choice(precisions, {
    description: 'How the weights are stored.',
    default: sizingDefaults.precision,
  }).optional(),
  kvPrecision: choice(precisions, {
    description: 'How the KV cache is stored.',
    default: sizingDefaults.precision,
  }).optional(),
  contextTokens: quantity({
    description: 'Tokens of a sequence at its end, prompt and answer.',
    ...tokens,
    default: sizingDefaults.contextTokens,
    plausible: [128, 2e6],
  }).optional(),
  concurrentSequences: quantity({
    description: 'Sequences that one replica works on at the same time: the batch.',
    unit: 'count',
    default: sizingDefaults.concurrentSequences,
    min: 1,
    max: 1e6,
    plausible: [1, 1024],
  }).optional(),
  promptTokens: quantity({
    description: 'Tokens of a prompt; as many as the context by default.',
    ...tokens,
  }).optional(),
  outputTokens: quantity({
    description: 'Tokens of an answer, to know how many requests a replica serves.',
    ...tokens,
  }).optional(),
  overheadShare: share({
    description: 'Memory beside weights and cache, as a share of the weights: buffers, scales.',
    default: sizingDefaults.overheadShare,
    plausible: [0.02, 0.4],
  }).optional(),
  memoryShare: divisorShare({
    description: 'The share of a GPU’s memory that may be used.',
    default: sizingDefaults.memoryShare,
    plausible: [0.7, 0.97],
  }).optional(),
  bandwidthEfficiency: divisorShare({
    description: 'The share of the peak bandwidth that reading weights and cache reaches.',
    default: sizingDefaults.bandwidthEfficiency,
    plausible: [0.3, 0.92],
  }).optional(),
  computeEfficiency: divisorShare({
    description: 'The share of the peak arithmetic that matrix products reach.',
    default: sizingDefaults.computeEfficiency,
    plausible: [0.2, 0.75],
  }).optional(),
  targetUtilization: divisorShare({
    description: 'The share of the capacity that is planned with; the rest is for bursts.',
    default: sizingDefaults.targetUtilization,
    plausible: [0.2, 0.95],
  }).optional(),
  requestsPerSecond: quantity({
    description:
      'Requests a second on average; where it is not given, the requests of the workload spread over the month.',
    unit: 'count/second',
    max: 1e9,
  }).optional(),
  peakFactor: quantity({
    description: 'How many times the average the traffic is at its peak.',
    unit: 'factor',
    default: sizingDefaults.peakFactor,
    min: 1,
    max: 1e6,
    plausible: [1, 20],
  }).optional(),
  spareReplicas: quantity({
    description: 'Replicas beyond those needed, for failures and releases.',
    unit: 'count',
    default: sizingDefaults.spareReplicas,
    max: 1e6,
    plausible: [0, 100],
  }).optional(),
  targets: z
    .strictObject({
      timeToFirstTokenMs: quantity({
        description: 'The first token has to come within this.',
        unit: 'milliseconds',
        max: 1e9,
      }).optional(),
      timePerOutputTokenMs: quantity({
        description: 'Each further token has to come within this.',
        unit: 'milliseconds',
        max: 1e9,
      }).optional(),
    })
    .meta({ description: 'How fast it has to be.' })
    .optional(),
  accelerators: z
    .array(name('A name of the catalog.'))
    .max(100)
    .meta({ description: 'Only these; by default all that an instance of the catalog has.' })
    .optional(),
  providers: z
    .array(name('A provider of the catalog.'))
    .max(100)
    .meta({ description: 'Only instances of these providers.' })
    .optional(),
  regions: z
    .array(name('A region of the catalog.'))
    .max(100)
    .meta({ description: 'Only instances of these regions, and those of one price everywhere.' })
    .optional(),
});

export type SizingInput = Point<z.infer<typeof sizingSection>>;
