import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { divisorShare, quantity, share } from '../fields';

/** What is taken where the section does not say. */
export const inferenceDefaults = { batchSize: 1, targetUtilization: 0.7, spareGpus: 0 } as const;

/** The `inference` section: what serving a model on one's own GPUs costs. */
export const inferenceSection = z.strictObject({
  requestsPerSecond: quantity({
    description:
      'Requests a second; where it is not given, the requests of the workload spread over the month.',
    unit: 'count/second',
    max: 1e9,
    plausible: [0, 100_000],
  }).optional(),
  averageLatencyMs: quantity({
    description: 'How long a request takes on the GPU, on average.',
    unit: 'milliseconds',
    max: 1e9,
    plausible: [1, 600_000],
  }),
  gpuHourlyCost: quantity({
    description: 'What a GPU costs an hour.',
    unit: 'money/hour',
    max: 1e9,
    plausible: [0.05, 1000],
  }),
  batchSize: quantity({
    description: 'Requests that a GPU works on at the same time.',
    unit: 'count',
    default: inferenceDefaults.batchSize,
    min: 1,
    max: 1e6,
    plausible: [1, 1024],
  }).optional(),
  targetUtilization: divisorShare({
    description: 'The share of a GPU’s capacity that is planned with; the rest is for peaks.',
    default: inferenceDefaults.targetUtilization,
    plausible: [0.2, 0.95],
  }).optional(),
  spareGpus: quantity({
    description: 'GPUs beyond those needed, for failures and releases.',
    unit: 'count',
    default: inferenceDefaults.spareGpus,
    max: 1e6,
    plausible: [0, 1000],
  }).optional(),
  cache: z
    .strictObject({
      hitRate: share({ description: 'The share of requests that the cache answers.' }),
      costPerDay: quantity({ description: 'What the cache costs a day.', unit: 'money/day' }),
    })
    .meta({ description: 'A cache of responses in front of the model.' })
    .optional(),
});

export type InferenceInput = Point<z.infer<typeof inferenceSection>>;
