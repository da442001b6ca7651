import {
  constant,
  fromFigure,
  fromInput,
  outcome,
  type Figures,
  type Formula,
  type Term,
} from '../figures';
import { toNumber } from '../../money/decimal';
import { ownerOf, weightsOf } from './attributeCosts';
import { costsOfPeriod, ruleOf, type AttributionResults, type PlacedCost } from './evaluate';
import type { AttributionInput } from './section';

/** What the figures of an attribution are explained from. */
export interface AttributionCase {
  readonly input: AttributionInput;
  readonly results: AttributionResults;
}

export const attributionFigures: Figures<AttributionCase> = {
  total: {
    title: 'Costs of the period',
    unit: 'money',
    headline: true,
    explain: ({ results: { byCategory } }) => ({
      formula: 'sum({categories})',
      terms: {
        categories: fromFigure('attribution.byCategory.*', Object.values(byCategory), 'money'),
      },
    }),
  },
  'owners.*.total': {
    title: 'Costs of the owner',
    unit: 'money',
    explain: ({ results }, [owner = '']) => ({
      formula: 'sum({categories})',
      terms: {
        categories: fromFigure('attribution.owners.*.*', partsOf(results, owner), 'money'),
      },
    }),
  },
  'owners.*.*': { title: 'The owner’s part', unit: 'money', explain: part },
  'unattributed.*': {
    title: 'Costs without an owner',
    unit: 'money',
    explain: ({ results }, [category = '']) => ({
      formula: '{category} − sum({owners})',
      terms: {
        category: categoryTerm(results, category),
        owners: fromFigure(
          `attribution.owners.*.${category}`,
          Object.values(results.owners).map((own) => own[category] ?? 0),
          'money',
        ),
      },
    }),
  },
  'unattributedReasons.*': outcome('Why the costs have no owner'),
  'byCategory.*': {
    title: 'Costs of the category',
    unit: 'money',
    explain: ({ input }, [category = '']) => ({
      formula: 'sum({costs})',
      terms: { costs: amountsTerm(costsIn(input, category)) },
    }),
  },
  'outcomes.*': outcome('Rule'),
  'activityRates.*': {
    title: 'Cost of an activity',
    unit: 'money/unit',
    explain: ({ input, results }, [category = '']) => ({
      formula: '{pool} ÷ sum({activities})',
      terms: {
        pool: fromFigure(
          `attribution.byCategory.${category}`,
          results.byCategory[category] ?? 0,
          'money',
        ),
        activities: weightTerm(input, category),
      },
    }),
  },
};

function partsOf({ owners }: AttributionResults, owner: string): readonly number[] {
  return Object.entries(owners[owner] ?? {})
    .filter(([category]) => category !== 'total')
    .map(([, amount]) => amount);
}

function categoryTerm({ byCategory }: AttributionResults, category: string): Term {
  return fromFigure(`attribution.byCategory.${category}`, byCategory[category] ?? 0, 'money');
}

function costsIn(input: AttributionInput, category: string): readonly PlacedCost[] {
  return costsOfPeriod(input).filter(({ cost }) => cost.category === category);
}

function amountsTerm(costs: readonly PlacedCost[]): Term {
  const amounts = costs.map(({ cost }) => cost.amount);
  return fromInput('attribution.costs[*].amount', amounts, 'money');
}

function weightTerm(input: AttributionInput, category: string): Term {
  const rule = ruleOf(input, category);
  const weights = rule && weightsOf(rule, input.usage ?? {});
  const known = weights === undefined || typeof weights === 'string' ? [] : weights;
  const values = known.map(({ weight }) => toNumber(weight));
  return rule?.model === 'fixed'
    ? fromInput(`attribution.rules[*].shares`, values, 'share')
    : fromInput(`attribution.usage.${rule?.key ?? ''}`, values, 'count');
}

function part(
  { input, results }: AttributionCase,
  [owner = '', category = '']: readonly string[],
): Formula {
  const rule = ruleOf(input, category);
  const costs = costsIn(input, category);
  if (rule?.model === 'direct') {
    const own = costs.filter(({ cost }) => ownerOf(cost.metadata ?? {}, rule.key ?? '') === owner);
    return { formula: 'sum({costs})', terms: { costs: amountsTerm(own) } };
  }
  const weights = weightTerm(input, category);
  const claims = rule?.model === 'fixed' ? rule.shares : input.usage?.[rule?.key ?? ''];
  const claim = claims?.[owner] ?? 0;
  const list = typeof weights.value === 'number' ? [weights.value] : weights.value;
  const exact =
    (costs.reduce((sum, { cost }) => sum + cost.amount, 0) * claim) /
    list.reduce((sum, value) => sum + value, 0);
  return {
    formula: 'sum({costs}) × {own} ÷ sum({all}) + {rounding}',
    terms: {
      costs: amountsTerm(costs),
      own: { ...weights, value: claim },
      all: weights,
      rounding: constant(
        (results.owners[owner]?.[category] ?? 0) - exact,
        'money',
        'To whole cents, by largest remainder',
      ),
    },
  };
}
