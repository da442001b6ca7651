import * as z from 'zod';
import type { FieldMeta } from '../systems/fields';
import { parsePath } from '../systems/path';
import type { Path } from '../systems/system';
import { fieldAt, schemaAt } from './fieldAt';

/**
 * The input that a place of the file is about: what a variant sets stands under
 * `variants[i].set["the.path"]`, and is about the input at that path.
 */
export function inputPath(path: Path): Path {
  const [first, , third, written, ...rest] = path;
  if (first !== 'variants' || third !== 'set' || typeof written !== 'string') return path;
  const target = parsePath(written);
  return target ? [...target, ...rest] : path;
}

const rangeKeys: ReadonlySet<string | number> = new Set(['low', 'high', 'min', 'mode', 'max']);

/** The path without the key of a range's number: `unitCost` of `unitCost.low`. */
export function quantityPath(path: Path): Path {
  const parent = path.slice(0, -1);
  return rangeKeys.has(path.at(-1) ?? '') && schemaAt(parent) instanceof z.ZodUnion ? parent : path;
}

/** What people are told of the input at a place of the file, a range's numbers among them. */
export function inputAt(path: Path): FieldMeta | undefined {
  return fieldAt(quantityPath(inputPath(path)));
}

/** The words that an input may be; none where it is not one of a few words. */
export function choicesAt(path: Path): readonly string[] {
  const schema = schemaAt(inputPath(path));
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}
