import * as z from 'zod';
import type { Point } from '../uncertainty/quantity';
import { reasonWithout, type SystemContext } from './context';
import { choice, name, quantity, text } from './fields';
import { fromFigure, fromInput, type Figures, type Formula, type Term } from './figures';
import { Notes, type Evaluated } from './system';
import type { Workload } from './workload';

/** What an AI system spends money on. */
export const costCategories = [
  'compute_training',
  'compute_inference',
  'data_storage',
  'data_processing',
  'external_apis',
  'engineering_time',
  'infrastructure',
  'licensing',
] as const;

export type CostCategory = (typeof costCategories)[number];

/** What an item's cost grows with. */
const growthDrivers = ['fixed', 'requests', 'users', 'tokens'] as const;

const item = z.strictObject({
  category: choice(costCategories, { description: 'What the money is spent on.' }),
  description: name('What is paid for.'),
  unit: name('What is counted: GPU-hours, TB-months, 1M tokens.'),
  unitCost: quantity({ description: 'The price of one unit.', unit: 'money/unit' }),
  monthlyVolume: quantity({ description: 'Units a month.', unit: 'count/month' }),
  monthlyCost: quantity({
    description: 'What is stated as the cost a month; unit cost × volume is what counts.',
    unit: 'money/month',
  }).optional(),
  driver: choice(growthDrivers, {
    description: 'What the cost grows with.',
    default: 'fixed',
  }).optional(),
  exponent: quantity({
    description: 'Cost grows with the driver to this power: 1 in proportion, below 1 more slowly.',
    unit: 'factor',
    default: 1,
    max: 3,
    plausible: [0.3, 1.2],
  }).optional(),
  owner: text('Who answers for it.').optional(),
  source: text('Where the figures come from: an invoice, a quote, an estimate.').optional(),
});

/** The `breakdown` section: what is spent on what, item by item. */
export const breakdownSection = z.strictObject({
  items: z.array(item).max(1000).meta({ description: 'The cost items of a month.' }),
});

export type BreakdownInput = Point<z.infer<typeof breakdownSection>>;

export interface BreakdownItem {
  readonly category: CostCategory;
  readonly description: string;
  readonly unit: string;
  readonly unitCost: number;
  readonly monthlyVolume: number;
  /** unitCost × monthlyVolume. */
  readonly monthlyCost: number;
}

export interface BreakdownResults {
  readonly totalMonthly: number;
  readonly costPerPrediction: number | null;
  readonly costPerUser: number | null;
  /** Only categories that have items. */
  readonly byCategory: Readonly<
    Partial<Record<CostCategory, { readonly monthly: number; readonly share: number | null }>>
  >;
  readonly items: readonly BreakdownItem[];
}

/** Stated and computed costs that differ by less than half a cent and a ten-thousandth agree. */
const agreement = { absolute: 0.005, relative: 1e-4 };

/**
 * Cost of a month by category.
 *
 * - item = unitCost × monthlyVolume
 * - totalMonthly = Σ items
 * - costPerPrediction = totalMonthly ÷ requests, costPerUser = totalMonthly ÷ users
 * - share = category ÷ totalMonthly
 */
export function evaluateBreakdown(
  input: BreakdownInput,
  workload: Workload,
  context: SystemContext,
): Evaluated<BreakdownResults> {
  const notes = new Notes();
  const missing = reasonWithout('workload', context);
  const items = input.items.map((given, index): BreakdownItem => {
    const { category, description, unit, unitCost, monthlyVolume } = given;
    const monthlyCost = unitCost * monthlyVolume;
    checkStated(notes, given.monthlyCost, monthlyCost, index);
    return { category, description, unit, unitCost, monthlyVolume, monthlyCost };
  });
  const totalMonthly = items.reduce((sum, { monthlyCost }) => sum + monthlyCost, 0);
  return notes.evaluated({
    totalMonthly,
    costPerPrediction: notes.ratio(
      'costPerPrediction',
      totalMonthly,
      workload.requests,
      'no-requests',
      missing,
    ),
    costPerUser: notes.ratio('costPerUser', totalMonthly, workload.users, 'no-users', missing),
    byCategory: byCategory(notes, items, totalMonthly),
    items,
  });
}

function checkStated(
  notes: Notes,
  stated: number | undefined,
  computed: number,
  index: number,
): void {
  if (stated === undefined) return;
  const allowed = Math.max(agreement.absolute, agreement.relative * Math.abs(computed));
  if (Math.abs(stated - computed) <= allowed) return;
  notes.add({
    code: 'scenario-stated-cost',
    severity: 'warning',
    params: { stated, computed },
    path: ['items', index, 'monthlyCost'],
  });
}

function byCategory(
  notes: Notes,
  items: readonly BreakdownItem[],
  total: number,
): BreakdownResults['byCategory'] {
  const sums = new Map<CostCategory, number>();
  for (const { category, monthlyCost } of items) {
    sums.set(category, (sums.get(category) ?? 0) + monthlyCost);
  }
  return Object.fromEntries(
    costCategories.flatMap((category) => {
      const monthly = sums.get(category);
      if (monthly === undefined) return [];
      const share = notes.ratio(`byCategory.${category}.share`, monthly, total, 'no-cost');
      return [[category, { monthly, share }]];
    }),
  );
}

/** What the figures of a breakdown are explained from. */
export interface BreakdownCase {
  readonly input: BreakdownInput;
  readonly workload: Workload;
  readonly results: BreakdownResults;
}

export const breakdownFigures: Figures<BreakdownCase> = {
  totalMonthly: {
    title: 'Cost a month',
    unit: 'money/month',
    headline: true,
    explain: ({ results }) => ({
      formula: 'sum({items})',
      terms: { items: itemCosts(results.items) },
    }),
  },
  costPerPrediction: {
    title: 'Cost of a prediction',
    unit: 'money/unit',
    headline: true,
    explain: ({ results, workload }) => ({
      formula: '{total} ÷ {requests}',
      terms: {
        total: total(results),
        requests: fromInput('workload.requests', workload.requests ?? 0, 'count/month'),
      },
    }),
  },
  costPerUser: {
    title: 'Cost of a user',
    unit: 'money/month',
    headline: true,
    explain: ({ results, workload }) => ({
      formula: '{total} ÷ {users}',
      terms: {
        total: total(results),
        users: fromInput('workload.users', workload.users ?? 0, 'count/month'),
      },
    }),
  },
  'byCategory.*.monthly': {
    title: 'Cost a month of the category',
    unit: 'money/month',
    explain: ({ results }, [category]) => ({
      formula: 'sum({items})',
      terms: { items: itemCosts(results.items.filter((one) => one.category === category)) },
    }),
  },
  'byCategory.*.share': {
    title: 'Share of the category',
    unit: 'share',
    explain: ({ results }, [category = '']) => ({
      formula: '{category} ÷ {total}',
      terms: {
        category: fromFigure(
          `breakdown.byCategory.${category}.monthly`,
          results.byCategory[category as CostCategory]?.monthly ?? 0,
          'money/month',
        ),
        total: total(results),
      },
    }),
  },
  'items[*].monthlyCost': {
    title: 'Cost a month of the item',
    unit: 'money/month',
    explain: ({ input }, [position = '']) => ({
      formula: '{unitCost} × {monthlyVolume}',
      terms: itemInputs(input, Number(position)),
    }),
  },
};

function itemCosts(items: readonly BreakdownItem[]): Term {
  return fromFigure(
    'breakdown.items[*].monthlyCost',
    items.map(({ monthlyCost }) => monthlyCost),
    'money/month',
  );
}

function total(results: BreakdownResults): Term {
  return fromFigure('breakdown.totalMonthly', results.totalMonthly, 'money/month');
}

function itemInputs(input: BreakdownInput, index: number): Formula['terms'] {
  const { unitCost, monthlyVolume } = input.items[index] ?? { unitCost: 0, monthlyVolume: 0 };
  const at = `breakdown.items[${index}]`;
  return {
    unitCost: fromInput(`${at}.unitCost`, unitCost, 'money/unit'),
    monthlyVolume: fromInput(`${at}.monthlyVolume`, monthlyVolume, 'count/month'),
  };
}
