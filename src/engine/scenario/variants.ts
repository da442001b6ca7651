import { parsePath } from '../systems/path';
import type { Finding, Path } from '../systems/system';
import { schemaAt } from './fieldAt';
import { sectionSchemas } from './sections';
import { validateScenario, type Variant } from './validate';
import { withValue } from './withValue';

/** What a variant makes of the file's value, and which of its paths lead nowhere. */
export interface VariantValue {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/**
 * The file's value with a variant's values set. A path may lead to an input that the file does not
 * give, in sections and maps that it does not have; not past the end of a list, and not to what is
 * said of the file as a whole: a currency that changes would leave amounts that can't be compared.
 */
export function variantValue(base: unknown, variant: Variant): VariantValue {
  let value = base;
  const findings: Finding[] = [];
  for (const [path, next] of Object.entries(variant.set)) {
    const steps = settablePath(path);
    const changed = steps && withValue(value, steps, () => next);
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

/** A file's value, and what its variants make of it: whatever they name is needed to evaluate it. */
export function allValues(base: unknown): readonly unknown[] {
  const { variants } = validateScenario(base);
  return [base, ...variants.map((variant) => variantValue(base, variant).value)];
}

/** The steps of a path that a variant may set: that of an input, or the day of the prices. */
function settablePath(path: string): Path | undefined {
  const steps = parsePath(path);
  const [first] = steps ?? [];
  if (first === undefined || !schemaAt(steps ?? [])) return undefined;
  return first === 'pricesAsOf' || Object.hasOwn(sectionSchemas, first) ? steps : undefined;
}
