import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { priceFields, useFields } from '../calls/section';
import { quantity, share } from '../fields';

/** The `api` section: what calling a hosted model costs. */
export const apiSection = z.strictObject({
  ...priceFields,
  callsPerDay: quantity({
    description: 'Calls a day. By default the requests of the workload, spread over the month.',
    unit: 'count/day',
    max: 1e15,
    plausible: [0, 1e9],
  }).optional(),
  inputTokens: quantity({
    description: 'Input tokens of a call, cached ones among them.',
    unit: 'tokens',
    max: 1e9,
    plausible: [0, 2_000_000],
  }),
  outputTokens: quantity({
    description: 'Output tokens of a call; 0 for embeddings.',
    unit: 'tokens',
    max: 1e9,
    plausible: [0, 200_000],
  }),
  ...useFields,
  dailyBudget: quantity({ description: 'What a day may cost.', unit: 'money/day' }).optional(),
  cache: z
    .strictObject({
      hitRate: share({ description: 'The share of calls that the cache answers.' }),
      costPerDay: quantity({ description: 'What the cache costs a day.', unit: 'money/day' }),
    })
    .meta({ description: 'A cache of responses in front of the API.' })
    .optional(),
  cheaperModel: z
    .strictObject({
      ...priceFields,
      share: share({ description: 'The share of calls that it can answer as well.' }),
    })
    .meta({ description: 'A cheaper model for simple calls.' })
    .optional(),
});

export type ApiInput = Point<z.infer<typeof apiSection>>;
