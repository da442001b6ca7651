import * as z from 'zod';
import { costCategories } from '../breakdown';
import type { Point } from '../../uncertainty/quantity';
import { scope } from '../../usage/scope';
import { amounts, choice, moment, name, quantity, text } from '../fields';

/** How the cost of a category finds its owners. */
export const attributionModels = ['direct', 'proportional', 'fixed', 'activity'] as const;

export type AttributionModel = (typeof attributionModels)[number];

/** Amounts up to this keep their cents in a number. */
const greatestAmount = 1e12;

const agreedShares = amounts('fixed: the agreed shares by owner, which add up to 1.', {
  description: 'The owner’s share of each cost.',
  unit: 'share',
  max: 1,
}).optional();

const reason = text('Why costs are split so.').optional();

const rule = z.strictObject({
  category: choice(costCategories, { description: 'The category that the rule is for.' }),
  model: choice(attributionModels, {
    description:
      'direct: each cost names its owner; proportional: by what owners use; fixed: by agreed shares; activity: by what owners do, at the rate of the whole pool.',
  }),
  key: name(
    'direct: the key of the costs’ metadata that names the owner; proportional and activity: the list of `usage` to split by.',
  ).optional(),
  shares: agreedShares,
  description: reason,
});

const usageRule = z.strictObject({
  where: scope(
    'The rows that the rule is for; without it, all that no rule before it is for.',
  ).optional(),
  model: choice(attributionModels, {
    description:
      'direct: rows name their owner; proportional: by what owners use; fixed: by agreed shares; activity: by what owners do, at the rate of the whole pool.',
  }),
  key: name(
    'direct: the dimension or the tag that names the owner; activity: the list of `usage` to split by; proportional: such a list, or cost, requests or tokens as they are measured.',
  ).optional(),
  by: name(
    'proportional to what is measured: the dimension or the tag that names the owner of what is measured.',
  ).optional(),
  shares: agreedShares,
  description: reason,
});

/** What becomes of costs that are nobody's own. */
const poolTargets = ['proportional', 'even', 'apart'] as const;

const pool = z.strictObject({
  where: scope('The rows that are in it.'),
  to: choice(poolTargets, {
    description:
      'proportional: to all owners, by what else they bear; even: to all owners alike; apart: shown by itself.',
  }),
});

const fromLedger = z
  .strictObject({
    rules: z
      .array(usageRule)
      .max(100)
      .meta({ description: 'Rules; the first that is for a row counts.' })
      .optional(),
    idle: pool.meta({ description: 'What is paid for and not used.' }).optional(),
    shared: pool.meta({ description: 'What all use.' }).optional(),
  })
  .meta({ description: 'How the rows of the `ledger` find their owners.' });

const cost = z.strictObject({
  category: choice(costCategories, { description: 'What the money was spent on.' }),
  amount: quantity({
    description: 'What was billed; credits and refunds are negative.',
    unit: 'money',
    min: -greatestAmount,
    max: greatestAmount,
  }),
  at: moment('When the cost arose: a day, or a moment, in UTC where it names no other offset.'),
  description: text('What was paid for.').optional(),
  metadata: z
    .record(name('A key.'), text('Its value.'))
    .meta({ description: 'What is known of the cost: who started the job, which service called.' })
    .optional(),
});

/**
 * The `attribution` section: who caused which cost. What was billed is exact; a planned cost may be a
 * range, which counts at its point.
 */
export const attributionSection = z.strictObject({
  period: z
    .strictObject({
      start: moment('The first moment of the period.'),
      end: moment('The moment after the period: costs of that moment are not in it.'),
    })
    .meta({
      description:
        'The period, in UTC: costs from its start up to, without, its end. Without it, all costs.',
    })
    .optional(),
  rules: z
    .array(rule)
    .max(100)
    .meta({ description: 'One rule a category; what has none is unattributed.' })
    .optional(),
  usage: z
    .record(
      name('What is counted: the key of rules.'),
      amounts('What each owner used or did.', {
        description: 'How much, in any unit.',
        unit: 'count',
      }),
    )
    .meta({ description: 'What owners used or did in the period.' })
    .optional(),
  costs: z
    .array(cost)
    .max(100_000)
    .meta({ description: 'Costs as they were billed, where they are not in a `ledger`.' })
    .optional(),
  ledger: fromLedger.optional(),
});

export type AttributionInput = Point<z.infer<typeof attributionSection>>;
export type UsageRule = Point<z.infer<typeof usageRule>>;
export type CostPool = Point<z.infer<typeof pool>>;
export type AttributedCost = Point<z.infer<typeof cost>>;
