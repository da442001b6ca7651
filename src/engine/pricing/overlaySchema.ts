import * as z from 'zod';
import { evidenceSchema, sourceSchema } from '../catalogs/sourceSchema';

const day = z.iso.date();
const tokens = z.int().positive();
const usd = z.number().nonnegative();
const priceKeys = z.enum([
  'input_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'cache_write_1h_mtok',
  'output_mtok',
]);

const row = z.strictObject({
  ...evidenceSchema.shape,
  /** Further lines that the row needs. */
  also: z.array(evidenceSchema).optional(),
  /** Ids of genai-prices. */
  provider: z.string(),
  models: z.array(z.string()).min(1),
});

const tier = z.union([
  z.strictObject({
    ...row.shape,
    tier: z.enum(['batch', 'flex', 'priority']),
    /** Parts of the standard price of that day. */
    factors: z.partialRecord(priceKeys, z.number().positive()),
  }),
  z.strictObject({
    ...row.shape,
    tier: z.enum(['batch', 'flex', 'priority']),
    /** Prices that hold as long as the standard ones are these. */
    standard: z.strictObject({ input_mtok: usd, output_mtok: usd }),
    prices: z.partialRecord(
      priceKeys,
      z.union([
        usd,
        z.strictObject({
          base: usd,
          tiers: z.array(z.strictObject({ start: tokens, price: usd })).min(1),
        }),
      ]),
    ),
    /** Requests with more input are not served at these prices. */
    maxInputTokens: tokens.optional(),
  }),
]);

/**
 * What CostLens adds to genai-prices: `data/overlay.json`. A row enters only with the URL and the
 * line that it was read from; what cannot be sourced is left out, and then has no price.
 */
export const overlaySchema = z.strictObject({
  sources: z.record(z.string(), sourceSchema),
  tiers: z.array(tier),
  /** The shortest prompt that the provider's cache takes. */
  cacheMinimums: z.array(z.strictObject({ ...row.shape, tokens })),
  limits: z.array(
    z.strictObject({
      ...row.shape,
      contextWindow: tokens.optional(),
      maxInputTokens: tokens.optional(),
      maxOutputTokens: tokens.optional(),
    }),
  ),
  /** The days from which on the provider's own API refuses the model. */
  retirements: z.array(z.strictObject({ ...row.shape, on: day })),
});

export type OverlayData = z.infer<typeof overlaySchema>;
export type TierRow = OverlayData['tiers'][number];
