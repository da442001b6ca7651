import { pathText } from '../systems/path';
import type { ReasonCode } from '../systems/reasons';
import type { Path } from '../systems/system';
import type { SectionResults } from './completeSections';
import type { EvaluatedSections } from './evaluateSections';

type Figures = Pick<EvaluatedSections<SectionResults>, 'results' | 'reasons'>;

/**
 * The results with null, and its reason, in place of every figure that floating point could not
 * hold. Inputs have bounds, but a quotient of extremes may still leave the range of numbers.
 */
export function finiteFigures({ results, reasons }: Figures): Figures {
  if (isFinite(results)) return { results, reasons };
  const added: Record<string, ReasonCode> = {};
  const finite = (value: unknown, path: Path): unknown => {
    if (isFinite(value)) return value;
    if (Array.isArray(value)) return value.map((item, index) => finite(item, [...path, index]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, child]) => [name, finite(child, [...path, name])]),
      );
    }
    added[pathText(path)] = 'out-of-range';
    return null;
  };
  return { results: finite(results, []) as typeof results, reasons: { ...reasons, ...added } };
}

/** Whether a value has only finite numbers in it. */
function isFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFinite);
}
