import * as z from 'zod';
import type { Issue } from '../issues';
import type { CustomModel } from './customCatalog';
import { serviceTiers, type PriceSource, type ServiceTier } from './price';
import type { ModelPrices, PriceData } from './priceData';

const usd = z.number().nonnegative().max(1e9);
const tokens = z.int().positive();

const rates = z.strictObject({
  input: usd.optional().describe('US dollars per million input tokens'),
  cacheRead: usd.optional().describe('US dollars per million input tokens read from the cache'),
  cacheWrite: usd.optional().describe('US dollars per million input tokens written to the cache'),
  cacheWrite1h: usd
    .optional()
    .describe('US dollars per million input tokens written to the cache for an hour'),
  output: usd.optional().describe('US dollars per million output tokens'),
});

/** What a user can say of a model. Prices are US dollars per million tokens. */
const userModelSchema = z.strictObject({
  ...rates.shape,
  longContext: z
    .strictObject({ above: tokens, ...rates.shape })
    .optional()
    .describe('Prices of the whole request where it has more input tokens than "above"'),
  batch: rates.optional(),
  flex: rates.optional(),
  priority: rates.optional(),
  like: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A known model that this one is, or is priced like'),
  contextWindow: tokens.optional(),
  maxOutputTokens: tokens.optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where the price is from'),
  asOf: z.iso.date().optional().describe('The day on which the price was right'),
});

/** The setting: models by the name that prompts use. */
export const userPricesSchema = z.record(z.string().min(1).max(200), userModelSchema);

type UserModel = z.infer<typeof userModelSchema>;

type RateSet = z.infer<typeof rates>;

/** More models are no setting written by a person; the rest is not read. */
const maxModels = 1000;

/**
 * Reads the setting. A model that is not as it should be is left out, with an issue; the others
 * count.
 *
 * @param source the setting's name, and the day on which it was read: until a user says when a
 * price was right, it is right as long as it stands there.
 */
export function readUserPrices(
  value: unknown,
  source: PriceSource,
): { readonly models: readonly CustomModel[]; readonly issues: readonly Issue[] } {
  const models: CustomModel[] = [];
  const issues: Issue[] = [];
  const problem = (model: string, detail: string) => {
    issues.push({
      code: 'user-price-invalid',
      severity: 'warning',
      params: { model, detail },
      range: { start: 0, end: 0 },
    });
  };
  if (value === undefined || value === null) return { models, issues };
  if (typeof value !== 'object' || Array.isArray(value)) {
    problem('*', 'models should be given by name');
    return { models, issues };
  }
  for (const [name, entry] of Object.entries(value).slice(0, maxModels)) {
    if (name.trim() === '' || name.length > 200) {
      problem(name.slice(0, 200), 'the name should have 1 to 200 characters');
      continue;
    }
    const parsed = userModelSchema.safeParse(entry);
    if (parsed.success) models.push(customModel(name, parsed.data, source));
    else problem(name, firstProblem(parsed.error));
  }
  return { models, issues };
}

/** The first thing wrong, as "path: message". */
export function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'invalid';
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

function customModel(name: string, model: UserModel, source: PriceSource): CustomModel {
  const { longContext, like, contextWindow, maxOutputTokens, url, asOf } = model;
  const prices: Partial<Record<ServiceTier, ModelPrices>> = {};
  for (const tier of serviceTiers) {
    const own = tier === 'standard' ? model : model[tier];
    const listed = own && modelPrices(own, tier === 'standard' ? longContext : undefined);
    if (listed) prices[tier] = listed;
  }
  return {
    name,
    prices,
    ...(like !== undefined && { like }),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    source: {
      name: source.name,
      ...(url !== undefined && { url }),
      asOf: asOf ?? source.asOf,
    },
  };
}

const keys = {
  input: 'input_mtok',
  cacheRead: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  cacheWrite1h: 'cache_write_1h_mtok',
  output: 'output_mtok',
} as const;

function modelPrices(
  own: RateSet,
  long: (RateSet & { above: number }) | undefined,
): ModelPrices | undefined {
  const prices: Record<string, PriceData> = {};
  for (const [name, key] of Object.entries(keys) as [keyof typeof keys, string][]) {
    const price = own[name];
    if (price === undefined) continue;
    const above = long?.[name];
    prices[key] =
      long && above !== undefined
        ? { base: price, tiers: [{ start: long.above, price: above }] }
        : price;
  }
  return Object.keys(prices).length === 0 ? undefined : prices;
}
