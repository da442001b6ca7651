import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { divisorShare, quantity, reference, share } from '../fields';

/** What is taken where the section does not say. */
export const trainingDefaults = {
  /** About four bytes of English text a token (OpenAI's help pages: "1 token ~= 4 chars"). */
  bytesPerToken: 4,
  epochs: 1,
  /** The reference's rule of thumb is made for ten. */
  ruleOfThumbEpochs: 10,
  /** Published runs imply 0.35 to 0.43: Llama 2 and 3.1, DeepSeek-V3; see docs/systems.md. */
  mfu: 0.4,
  /** US dollars for an A100; the reference's. */
  gpuHourlyCostUsd: 3,
  gpus: 1,
  spotDiscount: 0.65,
  targetPerformance: 1,
  /** Dettmers et al. (2023, https://arxiv.org/abs/2305.14314, section 2): "commonly used 0.2 %". */
  loraShare: 0.002,
} as const;

const parameters = { unit: 'count', min: 1, max: 1e16, plausible: [1e6, 1e13] } as const;

/** The `training` section: what training a model costs. */
export const trainingSection = z.strictObject({
  parameters: quantity({ description: 'Parameters of the model.', ...parameters }),
  activeParameters: quantity({
    description:
      'Parameters that one token goes through, of a mixture of experts; all of them by default.',
    ...parameters,
  }).optional(),
  tokens: quantity({
    description: 'Tokens of the data set.',
    unit: 'tokens',
    max: 1e18,
    plausible: [1e5, 1e14],
  }).optional(),
  datasetGb: quantity({
    description: 'Size of the data set as text, where its tokens are not known.',
    unit: 'GB',
    max: 1e12,
    plausible: [0.001, 1e6],
  }).optional(),
  bytesPerToken: quantity({
    description: 'Bytes of text a token, to turn gigabytes into tokens.',
    unit: 'bytes',
    default: trainingDefaults.bytesPerToken,
    min: 0.01,
    max: 1e6,
    plausible: [1, 8],
  }).optional(),
  epochs: quantity({
    description:
      'How often the data set is gone through: 1 by default, 10 for the rule of thumb of the reference.',
    unit: 'count',
    default: trainingDefaults.epochs,
    max: 1e6,
    plausible: [0.1, 100],
  }).optional(),
  gpu: reference(
    'accelerator',
    'The accelerator, by a name of the catalog: A100-SXM, H100-SXM.',
  ).optional(),
  mfu: divisorShare({
    description: 'Model FLOPs utilisation: the share of the peak that trains the model.',
    default: trainingDefaults.mfu,
    plausible: [0.1, 0.65],
  }).optional(),
  hfu: divisorShare({
    description:
      'Hardware FLOPs utilisation, in place of mfu: counts full recomputation of activations too.',
    plausible: [0.1, 0.75],
  }).optional(),
  gpuHourlyCost: quantity({
    description: 'What a GPU costs an hour; 3 US dollars by default.',
    unit: 'money/hour',
    default: trainingDefaults.gpuHourlyCostUsd,
    max: 1e9,
    plausible: [0.05, 1000],
  }).optional(),
  gpus: quantity({
    description: 'GPUs that train together.',
    unit: 'count',
    min: 1,
    max: 1e9,
    plausible: [1, 200_000],
  }).optional(),
  publishedGpuHours: quantity({
    description:
      'GPU-hours that a run is said to have taken, to see what utilisation that implies.',
    unit: 'hours',
    max: 1e15,
  }).optional(),
  spot: z
    .strictObject({
      discount: share({
        description: 'How much less spot instances cost.',
        default: trainingDefaults.spotDiscount,
        plausible: [0.1, 0.92],
      }).optional(),
      meanHoursBetweenInterruptions: quantity({
        description: 'Hours between two interruptions of the whole run, on average.',
        unit: 'hours',
        min: 0.001,
        max: 1e6,
        plausible: [0.5, 1000],
      }).optional(),
      checkpointMinutes: quantity({
        description: 'How long writing a checkpoint takes.',
        unit: 'minutes',
        max: 1e5,
        plausible: [0.05, 60],
      }).optional(),
    })
    .meta({ description: 'Training on instances that can be taken away.' })
    .optional(),
  loraTrainableShare: share({
    description: 'The share of the parameters that LoRA adds and trains.',
    default: trainingDefaults.loraShare,
    plausible: [0.0001, 0.05],
  }).optional(),
  targetPerformance: quantity({
    description: 'What full training is expected to reach, on any scale; 1 by default.',
    unit: 'score',
    default: trainingDefaults.targetPerformance,
    max: 1e9,
  }).optional(),
  budget: quantity({ description: 'What training may cost.', unit: 'money' }).optional(),
});

export type TrainingInput = Point<z.infer<typeof trainingSection>>;
