import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import type { BreakdownResults } from '../breakdown';
import { reasonWithout, type SystemContext } from '../context';
import { amounts, choice, quantity } from '../fields';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';

/** The `tco` section: what owning the system costs, engineers and hidden costs included. */
export const tcoSection = z.strictObject({
  period: choice(['annual', 'monthly'], {
    description: 'What the results are for: a year or a month. Inputs are always a month.',
    default: 'annual',
  }).optional(),
  engineeringRate: quantity({
    description: 'What an hour of engineering costs with all overheads.',
    unit: 'money/hour',
    default: 150,
    plausible: [20, 500],
  }).optional(),
  directCosts: amounts(
    'What is paid for a month, by name. By default the breakdown without engineering time.',
    { description: 'Cost a month.', unit: 'money/month' },
  ).optional(),
  engineeringHours: amounts(
    'Hours of engineering a month, by activity. By default the cost of engineering time in the breakdown.',
    { description: 'Hours a month.', unit: 'hours/month' },
  ).optional(),
  hiddenRate: quantity({
    description: 'Hidden costs as a share of infrastructure and engineering.',
    unit: 'share',
    default: 0.2,
    max: 10,
    plausible: [0, 1],
  }).optional(),
  components: amounts(
    'Hidden costs a month, by name: they replace the flat rate, an empty list with 0.',
    { description: 'Cost a month.', unit: 'money/month' },
  ).optional(),
  horizonMonths: quantity({
    description: 'The months that the present value covers.',
    unit: 'months',
    default: 36,
    min: 1,
    max: 600,
    plausible: [6, 120],
  }).optional(),
  discountRate: quantity({
    description: 'What money costs a year: the rate at which later payments are discounted.',
    unit: 'share',
    default: 0.08,
    max: 10,
    plausible: [0, 0.3],
  }).optional(),
});

export type TcoInput = Point<z.infer<typeof tcoSection>>;

/** Amounts are for the period. */
export interface TcoTotals {
  readonly period: 'annual' | 'monthly';
  readonly infrastructure: number | null;
  readonly engineering: number | null;
  readonly hidden: number | null;
  readonly total: number | null;
  readonly infrastructurePct: number | null;
  readonly engineeringPct: number | null;
  readonly hiddenPct: number | null;
  /** What all payments of the horizon are worth today, as a positive amount. */
  readonly netPresentValue: number | null;
}

/** Taken where the file does not say. The rate and the share are those of the reference. */
export const tcoDefaults = {
  engineeringRate: 150,
  hiddenRate: 0.2,
  horizonMonths: 36,
  discountRate: 0.08,
} as const;

/**
 * Total cost of ownership. With months = 12 for `annual` and 1 for `monthly`:
 *
 * - infrastructure = Σ directCosts × months; by default the breakdown's items that are not
 *   engineering time
 * - engineering = Σ engineeringHours × engineeringRate × months; by default the breakdown's items of
 *   engineering time, of which there may be none
 * - hidden = (infrastructure + engineering) × hiddenRate, or Σ components × months where given
 * - total = infrastructure + engineering + hidden; each part's Pct = part ÷ total × 100
 * - netPresentValue = monthly total × (1 − (1 + i)^−n) ÷ i: n equal payments at the end of each
 *   month at i = (1 + discountRate)^(1/12) − 1, the present value of an ordinary annuity
 *
 * Where neither a list nor a breakdown is given, what it would say is not known, and so is the total.
 */
export function evaluateTco(
  input: TcoInput,
  breakdown: BreakdownResults | undefined,
  context: SystemContext,
): Evaluated<TcoTotals> {
  const notes = new Notes();
  const months = monthsOf(input);
  const missing = reasonWithout('breakdown', context);
  const direct = monthlyDirect(input, breakdown);
  const staff = monthlyEngineering(input, breakdown);
  const directReason = missing === 'not-given' ? 'no-direct-costs' : missing;
  const staffReason = missing === 'not-given' ? 'no-engineering' : missing;
  const unknown = direct === null ? directReason : staffReason;
  const hidden = monthlyHidden(input, direct, staff);
  const total =
    direct === null || staff === null || hidden === null ? null : direct + staff + hidden;
  const scaled = (figure: string, monthly: number | null, reason: ReasonCode): number | null =>
    monthly === null ? notes.none(figure, reason) : monthly * months;
  const percentage = (figure: string, part: number | null): number | null => {
    if (part === null || total === null) return notes.none(figure, unknown);
    return notes.ratio(figure, part * 100, total, 'no-cost');
  };
  return notes.evaluated({
    period: input.period ?? 'annual',
    infrastructure: scaled('infrastructure', direct, directReason),
    engineering: scaled('engineering', staff, staffReason),
    hidden: scaled('hidden', hidden, unknown),
    total: scaled('total', total, unknown),
    infrastructurePct: percentage('infrastructurePct', direct),
    engineeringPct: percentage('engineeringPct', staff),
    hiddenPct: percentage('hiddenPct', hidden),
    netPresentValue:
      total === null ? notes.none('netPresentValue', unknown) : total * annuityFactor(input),
  });
}

/** Months of the period that results are for. */
export function monthsOf({ period }: Pick<TcoTotals, 'period'> | TcoInput): 1 | 12 {
  return period === 'monthly' ? 1 : 12;
}

/** The total of a month, whatever the period of the results. */
export function monthlyTotal(results: TcoTotals): number | null {
  return results.total === null ? null : results.total / monthsOf(results);
}

function monthlyDirect(
  { directCosts }: TcoInput,
  breakdown: BreakdownResults | undefined,
): number | null {
  if (directCosts) return sumOf(directCosts);
  return breakdown ? sumOfItems(breakdown, false) : null;
}

function monthlyEngineering(
  { engineeringHours, engineeringRate = tcoDefaults.engineeringRate }: TcoInput,
  breakdown: BreakdownResults | undefined,
): number | null {
  if (engineeringHours) return sumOf(engineeringHours) * engineeringRate;
  return breakdown ? sumOfItems(breakdown, true) : null;
}

function monthlyHidden(
  { components, hiddenRate = tcoDefaults.hiddenRate }: TcoInput,
  direct: number | null,
  staff: number | null,
): number | null {
  if (components) return sumOf(components);
  return direct === null || staff === null ? null : (direct + staff) * hiddenRate;
}

function sumOfItems({ items }: BreakdownResults, engineering: boolean): number {
  let sum = 0;
  for (const { category, monthlyCost } of items) {
    if ((category === 'engineering_time') === engineering) sum += monthlyCost;
  }
  return sum;
}

function sumOf(named: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const name of Object.keys(named)) sum += named[name] ?? 0;
  return sum;
}

/** In logarithms, which keeps small rates exact. */
function annuityFactor({
  horizonMonths = tcoDefaults.horizonMonths,
  discountRate = tcoDefaults.discountRate,
}: TcoInput): number {
  const monthlyLog = Math.log1p(discountRate) / 12;
  if (monthlyLog === 0) return horizonMonths;
  return -Math.expm1(-horizonMonths * monthlyLog) / Math.expm1(monthlyLog);
}
