import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { reasonWithout, type SystemContext } from '../context';
import { exact, month, quantity } from '../fields';
import { monthlyCostsOf, type CostSections } from '../monthlyCosts';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';
import type { Workload } from '../workload';

const historyMonth = z.strictObject({
  month: month('The month, YYYY-MM.'),
  cost: exact({ description: 'Cost of the month.', unit: 'money/month' }),
  requests: exact({ description: 'Requests of the month.', unit: 'count/month' }).optional(),
  users: exact({ description: 'Users of the month.', unit: 'count/month' }).optional(),
  revenue: exact({ description: 'Revenue of the month.', unit: 'money/month' }).optional(),
  tokens: exact({ description: 'Tokens of the month.', unit: 'count/month' }).optional(),
  successfulTasks: exact({
    description: 'Tasks done to the end in the month.',
    unit: 'count/month',
  }).optional(),
});

export type HistoryMonth = z.infer<typeof historyMonth>;

/** The `unitEconomics` section: what a request, a user, a dollar of revenue costs. */
export const unitEconomicsSection = z.strictObject({
  monthlyCosts: quantity({
    description:
      'All costs of a month. By default the monthly total of the cost of ownership, or else of the breakdown.',
    unit: 'money/month',
  }).optional(),
  history: z
    .array(historyMonth)
    .max(120)
    .meta({ description: 'Past months, for the trends of unit costs.' })
    .optional(),
});

export type UnitEconomicsInput = Point<z.infer<typeof unitEconomicsSection>>;

export interface UnitCosts {
  readonly monthlyCosts: number | null;
  readonly costPerRequest: number | null;
  readonly costPerUser: number | null;
  readonly costPerDollarRevenue: number | null;
  /** Share of the revenue that is left. */
  readonly margin: number | null;
  readonly costPerToken: number | null;
  readonly costPerSuccessfulTask: number | null;
  /** The price a month, for each user who pays, at which revenue meets the costs. */
  readonly breakEvenPrice: number | null;
}

/**
 * Unit costs of a month.
 *
 * - monthlyCosts: given, or the monthly total of the cost of ownership, or that of the breakdown
 * - costPerRequest, costPerUser, costPerDollarRevenue, costPerToken, costPerSuccessfulTask =
 *   monthlyCosts ÷ the workload's requests, users, revenue, tokens, successfulTasks
 * - margin = (revenue − monthlyCosts) ÷ revenue
 * - breakEvenPrice = monthlyCosts ÷ payingUsers, who by default are all users
 */
export function evaluateUnitEconomics(
  input: UnitEconomicsInput,
  workload: Workload,
  sections: CostSections,
  context: SystemContext,
): Evaluated<UnitCosts> {
  const notes = new Notes();
  const costs = monthlyCostsOf(input.monthlyCosts, sections, context);
  const missing = reasonWithout('workload', context);
  const per = (
    figure: keyof UnitCosts,
    units: number | undefined,
    zero: ReasonCode,
  ): number | null =>
    costs.value === null
      ? notes.none(figure, costs.reason)
      : notes.ratio(figure, costs.value, units, zero, missing);
  const { requests, users, revenue, tokens, successfulTasks, payingUsers } = workload;
  return notes.evaluated({
    monthlyCosts: costs.value ?? notes.none('monthlyCosts', costs.reason),
    costPerRequest: per('costPerRequest', requests, 'no-requests'),
    costPerUser: per('costPerUser', users, 'no-users'),
    costPerDollarRevenue: per('costPerDollarRevenue', revenue, 'no-revenue'),
    margin:
      costs.value === null
        ? notes.none('margin', costs.reason)
        : notes.ratio('margin', (revenue ?? 0) - costs.value, revenue, 'no-revenue', missing),
    costPerToken: per('costPerToken', tokens, 'no-tokens'),
    costPerSuccessfulTask: per('costPerSuccessfulTask', successfulTasks, 'no-successful-tasks'),
    breakEvenPrice: per('breakEvenPrice', payingUsers ?? users, 'no-users'),
  });
}
