import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { choice, exact, name } from '../../systems/fields';
import { periodKinds } from '../calendar';
import { scope } from '../scope';

const budget = z.strictObject({
  name: name('What the budget is called.'),
  scope: scope(
    'What it is for: a team, a project, a model, a provider, a key, a tag. Without it, all usage.',
  ).optional(),
  period: choice(periodKinds, {
    description: 'What the amount is for; periods begin and end in UTC, weeks on Monday.',
    default: 'month',
  }).optional(),
  amount: exact({
    description: 'What may be spent in a period, in the currency of the file.',
    unit: 'money',
    max: 1e12,
  }),
  alertAt: z
    .array(exact({ description: 'A share of the budget.', unit: 'share', min: 0.01, max: 10 }))
    .max(20)
    .meta({ description: 'The shares of the budget at which there is an alert: 0.8 and 1.' })
    .optional(),
});

/** The `budgets` section: what usage may cost. */
export const budgetsSection = z
  .array(budget)
  .max(1000)
  .meta({ description: 'What usage may cost, by scope and period.' });

export type Budget = Point<z.infer<typeof budget>>;
