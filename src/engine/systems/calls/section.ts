import type * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { choice, quantity, reference, share } from '../fields';

const perMillion = { unit: 'money/unit', max: 1e9, plausible: [0, 1000] } as const;

/** What calls cost: a model of the catalog, or prices of one's own, which count where both are given. */
export const priceFields = {
  model: reference(
    'model',
    'The model, by any name that people write for it; its prices are looked up.',
  ).optional(),
  costPer1kTokens: quantity({
    description: 'What a thousand tokens cost, input and output alike, in the scenario’s currency.',
    unit: 'money/unit',
    max: 1e6,
    plausible: [0, 1],
  }).optional(),
  inputPerMillion: quantity({
    description: 'What a million input tokens cost, in the scenario’s currency.',
    ...perMillion,
  }).optional(),
  outputPerMillion: quantity({
    description: 'What a million output tokens cost.',
    ...perMillion,
  }).optional(),
  cacheReadPerMillion: quantity({
    description:
      'What a million input tokens cost that are read from the provider’s prompt cache. By default what other input costs.',
    ...perMillion,
  }).optional(),
  cacheWritePerMillion: quantity({
    description:
      'What a million input tokens cost that are written to it. By default what other input costs.',
    ...perMillion,
  }).optional(),
  batchDiscount: share({
    description: 'By how much calls in batches are cheaper, where prices are given here.',
    plausible: [0, 0.75],
  }).optional(),
} as const;

/** How calls use the cache and batches. */
export const useFields = {
  cachedInputShare: share({
    description: 'The share of the input that is read from the provider’s prompt cache.',
    default: 0,
  }).optional(),
  cacheWriteShare: share({
    description: 'The share of the input that is written to it.',
    default: 0,
  }).optional(),
  cacheLifetime: choice(['minutes', 'hour'], {
    description: 'How long what is written is kept: as long as usual, or for an hour.',
    default: 'minutes',
  }).optional(),
  batchShare: share({
    description: 'The share of the calls that go in batches.',
    default: 0,
  }).optional(),
} as const;

export type PriceInput = Point<z.infer<z.ZodObject<typeof priceFields>>>;
export type UseInput = Point<z.infer<z.ZodObject<typeof useFields>>>;
