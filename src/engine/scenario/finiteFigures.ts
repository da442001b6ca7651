import type { ReasonCode } from '../systems/reasons';
import type { SectionResults } from './completeSections';
import type { EvaluatedSections } from './evaluateSections';

/**
 * The results with null, and its reason, in place of every figure that floating point could not
 * hold. Inputs have bounds, but a quotient of extremes may still leave the range of numbers.
 */
export function finiteFigures({
  results,
  reasons,
}: EvaluatedSections<SectionResults>): Pick<
  EvaluatedSections<SectionResults>,
  'results' | 'reasons'
> {
  const added: Record<string, ReasonCode> = {};
  const finite = (value: unknown, key: string): unknown => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      added[key] = 'out-of-range';
      return null;
    }
    if (Array.isArray(value)) return value.map((item, index) => finite(item, `${key}[${index}]`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [
        name,
        finite(child, key === '' ? name : `${key}.${name}`),
      ]),
    );
  };
  const checked = finite(results, '') as typeof results;
  return { results: checked, reasons: { ...reasons, ...added } };
}
