import * as z from 'zod';
import type { Issue, Outcome } from '../issues';
import { DataCatalog } from './dataCatalog';
import { createOverlay } from './overlay';
import type { ModelCatalog, PriceSource } from './price';
import { maxPriceDataLength } from './priceData';
import type { MatchLogic } from './priceData';

const text = z.string().min(1).max(500);
const usd = z.number().nonnegative();
const key = z.string().min(1).max(100);

const price = z.union([
  usd,
  z.object({
    base: usd,
    tiers: z.array(z.object({ start: z.int().nonnegative(), price: usd })).max(20),
  }),
]);
const prices = z.record(key, price);

const time = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/);
const constraint = z.union([
  z.strictObject({ start_date: z.iso.date(), type: z.literal('start_date').optional() }),
  z.strictObject({
    start_time: time,
    end_time: time,
    type: z.literal('time_of_date').optional(),
  }),
]);

/**
 * A pattern that cannot take long on a name: no repeated groups, no back references, few
 * repetitions. (Names are at most 200 characters.)
 */
function isHarmlessPattern(pattern: string): boolean {
  const plain = pattern.replace(/\\[^0-9]/g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (pattern.length > 200 || /\\\d/.test(plain) || /\)[*+{]/.test(plain)) return false;
  if ((plain.match(/[*+]|\{\d*,\d*\}/g) ?? []).length > 3) return false;
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

const match: z.ZodType<MatchLogic> = z.lazy(() =>
  z.union([
    z.strictObject({ or: z.array(match).min(1).max(200) }),
    z.strictObject({ and: z.array(match).min(1).max(200) }),
    z.strictObject({ equals: text }),
    z.strictObject({ starts_with: text }),
    z.strictObject({ ends_with: text }),
    z.strictObject({ contains: text }),
    z.strictObject({ regex: text.refine(isHarmlessPattern, 'not a simple pattern') }),
  ]),
);

const model = z.object({
  id: text,
  name: text.optional(),
  match,
  context_window: z.int().positive().optional(),
  deprecated: z.boolean().optional(),
  prices: z.union([
    prices,
    z
      .array(z.object({ constraint: constraint.optional(), prices }))
      .min(1)
      .max(100),
  ]),
});

const data = z
  .array(
    z.object({
      id: text,
      name: text,
      pricing_urls: z.array(z.url({ protocol: /^https?$/ })).optional(),
      model_match: match.optional(),
      fallback_model_providers: z.array(text).optional(),
      models: z.array(model).max(20_000),
    }),
  )
  .min(1)
  .max(2000)
  .refine(
    (providers) => new Set(providers.map(({ id }) => id)).size === providers.length,
    'two providers of one id',
  );

/**
 * Reads newer prices from the data file that genai-prices publishes
 * (https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json), or
 * from one in its shape. The built-in overlay stays over it; what of it does not fit the new
 * standard prices any more is not used.
 *
 * @param source the file's name or URL, and the day it is of.
 */
export function readPriceData(text: string, source: PriceSource): Outcome<ModelCatalog> {
  if (text.length > maxPriceDataLength) {
    return failure('price-data-too-large', { bytes: text.length, max: maxPriceDataLength });
  }
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return failure('price-data-invalid', { where: '$', detail });
  }
  const nesting = depthOf(value, maxDepth);
  if (nesting >= maxDepth) return failure('price-data-invalid', { where: '$', detail: 'too deep' });
  const parsed = data.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return failure('price-data-invalid', {
      where: `$${(issue?.path ?? []).map((step) => `[${JSON.stringify(step)}]`).join('')}`,
      detail: issue?.message ?? 'invalid',
    });
  }
  // The union of shapes loses the absence of optional fields; it is the same data.
  const providers = parsed.data as unknown as ConstructorParameters<typeof DataCatalog>[0];
  return { ok: true, value: new DataCatalog(providers, source, createOverlay()) };
}

/** Rules may hold rules; deeper than this they are none that a person wrote. */
const maxDepth = 30;

function depthOf(value: unknown, limit: number): number {
  if (limit === 0 || typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  for (const part of Object.values(value)) deepest = Math.max(deepest, depthOf(part, limit - 1));
  return deepest + 1;
}

function failure(code: Issue['code'], params: Issue['params']): Outcome<never> {
  return { ok: false, issues: [{ code, severity: 'error', params, range: { start: 0, end: 0 } }] };
}
