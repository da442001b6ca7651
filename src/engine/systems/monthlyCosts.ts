import type { BreakdownResults } from './breakdown';
import { reasonWithout, type SystemContext } from './context';
import { constant, fromFigure, fromInput, type Formula } from './figures';
import type { ReasonCode } from './reasons';
import { monthlyTotal, monthsOf, type TcoTotals } from './tco/tco';

/** What a section that divides or scales the cost of a month starts from. */
export type MonthlyCosts =
  | { readonly value: number; readonly from: 'input' | 'tco' | 'breakdown' }
  | { readonly value: null; readonly reason: ReasonCode };

/** The other sections' results, where they are there. */
export interface CostSections {
  readonly breakdown?: BreakdownResults | undefined;
  readonly tco?: TcoTotals | undefined;
}

/**
 * The cost of a month: what is given, else the monthly total of the cost of ownership if there is
 * such a section, else that of the breakdown. A section with errors is not passed over.
 */
export function monthlyCostsOf(
  given: number | undefined,
  { breakdown, tco }: CostSections,
  context: SystemContext,
): MonthlyCosts {
  if (given !== undefined) return { value: given, from: 'input' };
  if (tco) {
    const value = monthlyTotal(tco);
    return value === null ? { value, reason: 'figure-missing' } : { value, from: 'tco' };
  }
  if (context.invalidSections.has('tco')) return { value: null, reason: 'section-invalid' };
  if (breakdown) return { value: breakdown.totalMonthly, from: 'breakdown' };
  return { value: null, reason: reasonWithout('breakdown', context) };
}

/** How {@link monthlyCostsOf} came to its value; `path` is that of the input. */
export function explainMonthlyCosts(
  path: string,
  value: number,
  given: number | undefined,
  { tco }: CostSections,
): Formula {
  if (given !== undefined) {
    return { formula: '{given}', terms: { given: fromInput(path, given, 'money/month') } };
  }
  if (!tco) {
    return {
      formula: '{total}',
      terms: { total: fromFigure('breakdown.totalMonthly', value, 'money/month') },
    };
  }
  return {
    formula: '{total} ÷ {months}',
    terms: {
      total: fromFigure('tco.total', tco.total ?? 0, 'money'),
      months: constant(monthsOf(tco), 'months', 'Months of the period'),
    },
  };
}
