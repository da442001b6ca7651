import * as z from 'zod';

const column = z.string().min(1).max(200);

/** The fields that a mapping can fill, and what they are. */
const mappedFields = {
  at: column.meta({ description: 'When it was used: ISO 8601, or seconds since 1970.' }),
  until: column.optional(),
  id: column.optional().meta({ description: 'Rows of one id count once.' }),
  provider: column.optional(),
  service: column.optional(),
  category: column.optional(),
  team: column.optional(),
  project: column.optional(),
  model: column.optional(),
  apiKey: column.optional(),
  user: column.optional(),
  requests: column.optional(),
  inputTokens: column.optional(),
  cacheReadTokens: column.optional(),
  cacheWriteTokens: column.optional(),
  cacheWrite1hTokens: column.optional(),
  outputTokens: column.optional(),
  reasoningTokens: column.optional(),
  cost: column.optional().meta({ description: 'What is billed.' }),
  effectiveCost: column.optional(),
  listCost: column.optional(),
  contractedCost: column.optional(),
  currency: column.optional(),
};

/**
 * A mapping of the columns of any CSV, or of the keys of any JSON Lines, to the fields of usage: a
 * small file that people keep beside their data.
 */
export const usageMapping = z.strictObject({
  fields: z.strictObject(mappedFields),
  /** Columns that become tags, by the tag's key. */
  tags: z.record(z.string().min(1).max(200), column).optional(),
  /** What all rows have and no column says. */
  values: z
    .strictObject({
      provider: z.string().min(1).max(200).optional(),
      service: z.string().min(1).max(200).optional(),
      category: z.string().min(1).max(200).optional(),
      team: z.string().min(1).max(200).optional(),
      project: z.string().min(1).max(200).optional(),
      currency: z
        .string()
        .regex(/^[A-Za-z]{3}$/)
        .optional(),
    })
    .optional(),
  /**
   * Whether the tokens of the cache are a part of the input, as OpenAI and Google count, or stand
   * beside it, as Anthropic counts.
   */
  cachedTokens: z.enum(['inside', 'beside']).optional(),
});

export type UsageMapping = z.infer<typeof usageMapping>;
