import fc from 'fast-check';
import * as z from 'zod';

/**
 * Values that a schema of the scenario format takes: numbers over the whole of their bounds, their
 * ends and zero among them, ranges, optional keys given and left out.
 */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional) return arbitraryOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) {
    // Few ranges: each one is two evaluations more, for the tornado.
    const options = schema.options.map((option, index) => ({
      weight: index === 0 ? 20 : 1,
      arbitrary: arbitraryOf(option as z.ZodType),
    }));
    return fc.oneof(...options).map(ordered);
  }
  if (schema instanceof z.ZodObject) return objectArbitrary(schema);
  if (schema instanceof z.ZodArray) {
    return fc.array(arbitraryOf(schema.element as z.ZodType), {
      minLength: lengthOf(schema),
      maxLength: 3,
    });
  }
  if (schema instanceof z.ZodRecord) {
    const keys = fc.constantFrom('search', 'ads', 'x y', 'total');
    return fc.dictionary(keys, arbitraryOf(schema.valueType as z.ZodType), { maxKeys: 3 });
  }
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodNumber) return numberArbitrary(schema);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodISODate)
    return fc.constantFrom('2026-10-01', '2026-10-31', '2024-02-29');
  if (schema instanceof z.ZodISODateTime)
    return fc.constantFrom('2026-10-01T00:00:00Z', '2026-10-31T23:30:00-01:00', '2026-10-02T12:00');
  const pattern = patternOf(schema);
  if (pattern) return fc.stringMatching(pattern);
  if (schema instanceof z.ZodString && schema.format === 'regex')
    return fc.constantFrom('2026-08', '2026-10', '2025-12');
  if (schema instanceof z.ZodString)
    return fc.constantFrom('gpt-4o', 'H100-SXM', 'llama-3.1-70b', 'search');
  throw new Error(`No values for ${schema.type}`);
}

function patternOf(schema: z.ZodType): RegExp | undefined {
  for (const { _zod } of schema.def.checks ?? []) {
    if ('pattern' in _zod.def && _zod.def.pattern instanceof RegExp) return _zod.def.pattern;
  }
  return undefined;
}

function lengthOf(schema: z.ZodArray): number {
  const check = schema.def.checks?.find(({ _zod }) => _zod.def.check === 'min_length');
  return check ? (check._zod.def as unknown as { minimum: number }).minimum : 0;
}

function objectArbitrary(schema: z.ZodObject<Record<string, z.ZodType>>): fc.Arbitrary<unknown> {
  const entries = Object.entries(schema.shape);
  const required = entries.filter(([, field]) => !(field instanceof z.ZodOptional));
  return fc.record(Object.fromEntries(entries.map(([key, field]) => [key, arbitraryOf(field)])), {
    requiredKeys: required.map(([key]) => key),
  });
}

function numberArbitrary(schema: z.ZodNumber): fc.Arbitrary<number> {
  const min = Math.max(schema.minValue ?? 0, -1e24);
  const max = Math.min(schema.maxValue ?? 1e24, 1e24);
  const usual = fc.double({ min, max: Math.min(max, Math.max(min, 1e6)), noNaN: true });
  const any = fc.oneof(
    usual,
    fc.double({ min, max, noNaN: true }),
    fc.constantFrom(min, max, ...(min <= 0 && max >= 1 ? [0, 1] : [])),
  );
  return schema.format === 'safeint'
    ? any.map((value) => Math.min(Math.max(Math.round(value), min), max))
    : any;
}

/** Ranges as their rules want them: ascending. */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const range = value as Record<string, number>;
  const keys = ['low' in range ? ['low', 'high'] : ['min', 'mode', 'max']].flat();
  if (!keys.every((key) => typeof range[key] === 'number')) return value;
  const numbers = keys.map((key) => range[key] ?? 0).sort((a, b) => a - b);
  return Object.fromEntries(keys.map((key, index) => [key, numbers[index]]));
}
