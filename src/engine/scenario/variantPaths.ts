import * as z from 'zod';
import { pathText } from '../systems/path';
import type { Path } from '../systems/system';
import { schemaAt } from './fieldAt';
import { sectionSchemas } from './sections';

/** More paths than these are no help in a list. */
const mostPaths = 2000;

/**
 * The paths that a variant of a file may set: every input that the file gives, and those that the
 * maps in it could give too. Sections that the file does not have are left out.
 */
export function variantPaths(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const paths: string[] = [];
  for (const [section, child] of Object.entries(value)) {
    if (Object.hasOwn(sectionSchemas, section)) collect(child, [section], paths);
  }
  return paths;
}

function collect(value: unknown, path: Path, paths: string[]): void {
  if (paths.length >= mostPaths) return;
  const schema = schemaAt(path);
  if (schema instanceof z.ZodObject) {
    for (const key of Object.keys(schema.shape)) {
      collect(childOf(value, key), [...path, key], paths);
    }
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collect(item, [...path, index], paths);
    });
  } else if (schema instanceof z.ZodRecord && typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) collect(childOf(value, key), [...path, key], paths);
  } else if (schema && !(schema instanceof z.ZodArray) && !(schema instanceof z.ZodRecord)) {
    paths.push(pathText(path));
  }
}

function childOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
