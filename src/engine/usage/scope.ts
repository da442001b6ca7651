import * as z from 'zod';
import { name, text } from '../systems/fields';
import { recordDimensions, type Dimension, type LedgerFilter } from './ledger';

/** What people write to mean a part of the usage: values by dimensions, all of which have to hold. */
export type Scope = Readonly<Record<string, string | readonly string[]>>;

const dimensionNames = recordDimensions.join(', ');

/** The schema of a part of the usage. */
export function scope(description: string): z.ZodType<Scope> {
  const value = text('A value; an empty one stands for rows without a value.');
  return z
    .record(
      name(`A dimension (${dimensionNames}), or a tag.`),
      z
        .union([value, z.array(value).min(1).max(1000)])
        .meta({ description: 'The value that rows have to have, or several of which one.' }),
    )
    .meta({ description });
}

/** The dimension that people mean by a name: one of the records, and else a tag. */
export function dimensionOf(written: string): Dimension {
  if (written.startsWith('tag:')) return written as Dimension;
  return (recordDimensions as readonly string[]).includes(written)
    ? (written as Dimension)
    : `tag:${written}`;
}

/** A scope as the filters of a query. */
export function filtersOf(scope: Scope): readonly LedgerFilter[] {
  return Object.entries(scope).map(([key, values]) => ({
    dimension: dimensionOf(key),
    anyOf: (typeof values === 'string' ? [values] : values).map((value) =>
      value === '' ? null : value,
    ),
  }));
}
