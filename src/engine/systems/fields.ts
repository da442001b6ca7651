import * as z from 'zod';
import { isInterval, isRange, type Quantity, type Range } from '../uncertainty/quantity';

/** What a number of a scenario is measured in; `money` is in the scenario's currency. */
export type Unit =
  | 'money'
  | 'money/month'
  | 'money/hour'
  | 'money/day'
  | 'money/unit'
  | 'USD'
  | 'share'
  | 'percent'
  | 'count'
  | 'count/month'
  | 'count/day'
  | 'count/second'
  | 'tokens'
  | 'hours'
  | 'hours/month'
  | 'days'
  | 'months'
  | 'minutes'
  | 'milliseconds'
  | 'bytes'
  | 'GB'
  | 'flops'
  | 'score'
  | 'factor'
  /** No number: a word or a list. */
  | 'outcome';

/** What a name in a scenario may stand for: a row of a catalog, a model that has prices, a file. */
export type Reference =
  'accelerator' | 'architecture' | 'instance' | 'model' | 'prompt-file' | 'catalog-file';

/** What people are told of an input, and what a form needs to draw it. */
export interface FieldMeta {
  /** One sentence, in English. */
  readonly description: string;
  readonly unit?: Unit;
  /** Taken where the input is not given. */
  readonly default?: number | string;
  readonly min?: number;
  readonly max?: number;
  /** Values outside are allowed, and remarked upon. */
  readonly plausible?: readonly [number, number];
  /** What the name is of. */
  readonly refersTo?: Reference;
}

/** No input is greater than this: products of a few of them stay finite. */
const greatest = 1e24;

type NumberSpec = FieldMeta & { readonly unit: Unit };

/** A number that must be exact: an id, a seed, a date's part, money that was billed. */
export function exact(spec: NumberSpec): z.ZodNumber {
  return bounded(spec).meta({ ...spec });
}

/**
 * A number of a planning input, 0 or more unless `min` says otherwise; it may be a range:
 * `{ low, high }` or `{ min, mode, max }`.
 */
export function quantity(spec: NumberSpec): z.ZodType<Quantity> {
  const meta = { min: 0, max: greatest, ...spec };
  const number = bounded(meta);
  return z
    .union([
      number,
      z.strictObject({ low: number, high: number }).meta({ description: 'A 90 % interval.' }),
      z
        .strictObject({ min: number, mode: number, max: number })
        .meta({ description: 'The least, the likeliest and the greatest value.' }),
    ])
    .refine((value) => !isRange(value) || isOrdered(value), { params: { code: 'range-order' } })
    .meta(meta);
}

/** A share or a rate from 0 to 1. */
export function share(spec: Omit<FieldMeta, 'unit' | 'min' | 'max'>): z.ZodType<Quantity> {
  return quantity({ ...spec, unit: 'share', min: 0, max: 1 });
}

/** A share from 0 to 1 that something is divided by: at least a thousandth. */
export function divisorShare(spec: Omit<FieldMeta, 'unit' | 'min' | 'max'>): z.ZodType<Quantity> {
  return quantity({ ...spec, unit: 'share', min: 0.001, max: 1 });
}

/** A utilisation from 0 to 100. */
export function percent(spec: Omit<FieldMeta, 'unit' | 'min' | 'max'>): z.ZodType<Quantity> {
  return quantity({ ...spec, unit: 'percent', min: 0, max: 100 });
}

/**
 * Amounts by free names. A range in their place is refused: it would look like two amounts called
 * "low" and "high".
 */
export function amounts(
  description: string,
  each: NumberSpec,
): z.ZodRecord<z.ZodString, z.ZodType<Quantity>> {
  return z
    .record(name('What the amount is called.'), quantity(each))
    .refine((value) => !isRange(value), { params: { code: 'range-of-amounts' } })
    .meta({ description });
}

/** A short text: a name, a note. */
export function text(description: string): z.ZodString {
  return z.string().max(2000).meta({ description });
}

/** A name that something is called by: not empty. */
export function name(description: string): z.ZodString {
  return z.string().min(1).max(200).meta({ description });
}

/** The name of something that stands elsewhere. */
export function reference(refersTo: Reference, description: string): z.ZodString {
  return z.string().min(1).max(1000).meta({ description, refersTo });
}

/** One of a few words. */
export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  spec: FieldMeta,
): z.ZodEnum<{ [Word in Words[number]]: Word }> {
  return z.enum(words).meta({ ...spec });
}

/** The form of an ISO 4217 code. */
export const currencyPattern = /^[A-Z]{3}$/;

/** A month, YYYY-MM. */
export const monthPattern = /^\d{4}-(?:0[1-9]|1[0-2])$/;

export function month(description: string): z.ZodString {
  return z.string().regex(monthPattern).meta({ description });
}

/** A day, YYYY-MM-DD. */
export function day(description: string): z.ZodISODate {
  return z.iso.date().meta({ description });
}

/** A day, or a moment of it; a moment without an offset is in UTC. */
export function moment(description: string): z.ZodUnion<readonly [z.ZodISODate, z.ZodISODateTime]> {
  return z
    .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })])
    .meta({ description });
}

function bounded({ min = 0, max = greatest }: FieldMeta): z.ZodNumber {
  return z.number().min(min).max(max);
}

function isOrdered(range: Range): boolean {
  return isInterval(range)
    ? range.low <= range.high
    : range.min <= range.mode && range.mode <= range.max;
}
