import * as z from 'zod';
import type { FieldMeta } from '../systems/fields';
import type { Path } from '../systems/system';
import { scenarioSchema } from './sections';

/** The schema of the input at a path of a scenario file; undefined where there is no such input. */
export function schemaAt(path: Path): z.ZodType | undefined {
  let schema: z.ZodType | undefined = scenarioSchema;
  for (const step of path) schema = schema && childSchema(schema, step);
  return schema;
}

/** What people are told of the input at a path. */
export function fieldAt(path: Path): FieldMeta | undefined {
  const schema = schemaAt(path);
  return schema && fieldOf(schema);
}

const fields = new WeakMap<z.ZodType, FieldMeta>();

/** What people are told of inputs of a schema: zod puts it together anew each time it is asked. */
export function fieldOf(schema: z.ZodType): FieldMeta | undefined {
  const known = fields.get(schema);
  if (known) return known;
  const field = schema.meta() as FieldMeta | undefined;
  if (field) fields.set(schema, field);
  return field;
}

/**
 * The keys that a map at a path may have, those of a range in the place of a number; none where it
 * is no map, or one with free keys.
 */
export function keysAt(path: Path): readonly string[] {
  const schema = schemaAt(path);
  const maps = schema instanceof z.ZodUnion ? schema.options : [schema];
  return maps.flatMap((map) => (map instanceof z.ZodObject ? Object.keys(map.shape) : []));
}

function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap() as z.ZodType) : schema;
}

/** The schema of what stands under a step of what a schema is of, whether it has to be there or not. */
export function childSchema(schema: z.ZodType, step: string | number): z.ZodType | undefined {
  if (schema instanceof z.ZodArray) return unwrapped(schema.element as z.ZodType);
  if (schema instanceof z.ZodRecord) return unwrapped(schema.valueType as z.ZodType);
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
    const child = Object.hasOwn(shape, step) ? shape[step] : undefined;
    return child && unwrapped(child);
  }
  return undefined;
}
