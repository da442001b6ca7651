import { parsePath } from '../systems/path';
import type { Finding } from '../systems/system';
import { schemaAt } from './fieldAt';
import type { Variant } from './validate';
import { withValue } from './withValue';

/** What a variant makes of the file's value, and which of its paths lead nowhere. */
export interface VariantValue {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/**
 * The file's value with a variant's values set. A path may lead to an input that the file does not
 * give, in sections and maps that it does not have; not past the end of a list.
 */
export function variantValue(base: unknown, variant: Variant): VariantValue {
  let value = base;
  const findings: Finding[] = [];
  for (const [path, next] of Object.entries(variant.set)) {
    const steps = parsePath(path);
    const changed = steps && schemaAt(steps) && withValue(value, steps, () => next);
    if (changed !== undefined) value = changed;
    else {
      findings.push({
        code: 'scenario-variant-path',
        severity: 'error',
        params: { path },
        path: ['variants', variant.index, 'set', path],
      });
    }
  }
  return { value, findings };
}
