import * as z from 'zod';

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

const source = z.strictObject({
  name: z.string().min(1),
  url: z.url(),
  /** The mirror that the data was taken from, where that is another place. */
  through: z.url().optional(),
  licence: z.string().optional(),
  /** Where somebody else reports what the provider said, and the provider's page could not be read. */
  secondHand: z.literal(true).optional(),
  /** A day on which it said so; see `dating`. */
  asOf: day,
  /** How `asOf` is known. */
  dating: z.string().min(1),
});

/** The line that a fact was read from, in the words and figures of its source. */
const evidence = z.strictObject({ source: z.string(), line: z.string().min(1) });

const row = z.strictObject({
  ...evidence.shape,
  /** Further lines that the row needs. */
  also: z.array(evidence).optional(),
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
  sources: z.record(z.string(), source),
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
