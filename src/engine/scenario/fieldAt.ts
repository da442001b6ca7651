import * as z from 'zod';
import type { FieldMeta } from '../systems/fields';
import type { Path } from '../systems/system';
import { scenarioSchema } from './sections';

/** The schema of the input at a path of a scenario file; undefined where there is no such input. */
export function schemaAt(path: Path): z.ZodType | undefined {
  let schema: z.ZodType | undefined = scenarioSchema;
  for (const step of path) schema = schema && childSchema(unwrapped(schema), step);
  return schema && unwrapped(schema);
}

/** What people are told of the input at a path. */
export function fieldAt(path: Path): FieldMeta | undefined {
  return schemaAt(path)?.meta() as FieldMeta | undefined;
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

function childSchema(schema: z.ZodType, step: string | number): z.ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
    return Object.hasOwn(shape, step) ? shape[step] : undefined;
  }
  return undefined;
}
