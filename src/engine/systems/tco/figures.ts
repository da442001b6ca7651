import type { BreakdownResults } from '../breakdown';
import { constant, fromFigure, fromInput, type Figures, type Formula, type Term } from '../figures';
import { contributions, type TcoResults } from './coverage';
import { monthsOf, tcoDefaults, type TcoInput } from './tco';

/** What the figures of a cost of ownership are explained from. */
export interface TcoCase {
  readonly input: TcoInput;
  readonly breakdown: BreakdownResults | undefined;
  readonly results: TcoResults;
}

export const tcoFigures: Figures<TcoCase> = {
  infrastructure: {
    title: 'Infrastructure',
    unit: 'money',
    explain: (of) => ({
      formula: 'sum({direct}) × {months}',
      terms: { direct: directTerm(of), months: months(of) },
    }),
  },
  engineering: { title: 'Engineering', unit: 'money', explain: engineering },
  hidden: { title: 'Hidden costs', unit: 'money', explain: hidden },
  total: {
    title: 'Total cost of ownership',
    unit: 'money',
    headline: true,
    explain: (of) => ({
      formula: '{infrastructure} + {engineering} + {hidden}',
      terms: {
        infrastructure: part(of, 'infrastructure'),
        engineering: part(of, 'engineering'),
        hidden: part(of, 'hidden'),
      },
    }),
  },
  infrastructurePct: percentage('Share of infrastructure', 'infrastructure'),
  engineeringPct: percentage('Share of engineering', 'engineering'),
  hiddenPct: percentage('Share of hidden costs', 'hidden'),
  netPresentValue: {
    title: 'Present value over the horizon',
    unit: 'money',
    headline: true,
    explain: presentValue,
  },
  'components[*].amount': {
    title: 'Cost of the component',
    unit: 'money',
    explain: (of, [position = '']) => ({
      formula: 'sum({amounts}) × {months}',
      terms: { amounts: componentTerm(of, Number(position)), months: months(of) },
    }),
  },
};

function months({ results }: TcoCase): Term {
  return constant(monthsOf(results), 'months', 'Months of the period');
}

type Part = 'infrastructure' | 'engineering' | 'hidden';

function part({ results }: TcoCase, key: Part | 'total'): Term {
  return fromFigure(`tco.${key}`, results[key] ?? 0, 'money');
}

function directTerm({ input, breakdown }: TcoCase): Term {
  if (input.directCosts)
    return fromInput('tco.directCosts', Object.values(input.directCosts), 'money/month');
  return breakdownTerm(breakdown, false);
}

function breakdownTerm(breakdown: BreakdownResults | undefined, engineering: boolean): Term {
  const items = breakdown?.items ?? [];
  return fromFigure(
    'breakdown.items[*].monthlyCost',
    items
      .filter(({ category }) => (category === 'engineering_time') === engineering)
      .map(({ monthlyCost }) => monthlyCost),
    'money/month',
  );
}

function engineering(of: TcoCase): Formula {
  const { engineeringHours, engineeringRate = tcoDefaults.engineeringRate } = of.input;
  if (!engineeringHours) {
    return {
      formula: 'sum({engineeringTime}) × {months}',
      terms: { engineeringTime: breakdownTerm(of.breakdown, true), months: months(of) },
    };
  }
  return {
    formula: 'sum({hours}) × {rate} × {months}',
    terms: {
      hours: fromInput('tco.engineeringHours', Object.values(engineeringHours), 'hours/month'),
      rate: fromInput('tco.engineeringRate', engineeringRate, 'money/hour'),
      months: months(of),
    },
  };
}

function hidden(of: TcoCase): Formula {
  const { components, hiddenRate = tcoDefaults.hiddenRate } = of.input;
  if (components) {
    return {
      formula: 'sum({components}) × {months}',
      terms: {
        components: fromInput('tco.components', Object.values(components), 'money/month'),
        months: months(of),
      },
    };
  }
  return {
    formula: '({infrastructure} + {engineering}) × {hiddenRate}',
    terms: {
      infrastructure: part(of, 'infrastructure'),
      engineering: part(of, 'engineering'),
      hiddenRate: fromInput('tco.hiddenRate', hiddenRate, 'share'),
    },
  };
}

function percentage(title: string, key: Part): Figures<TcoCase>[string] {
  return {
    title,
    unit: 'percent',
    explain: (of) => ({
      formula: '{part} ÷ {total} × 100',
      terms: { part: part(of, key), total: part(of, 'total') },
    }),
  };
}

function presentValue(of: TcoCase): Formula {
  const { horizonMonths = tcoDefaults.horizonMonths, discountRate = tcoDefaults.discountRate } =
    of.input;
  const terms = {
    total: part(of, 'total'),
    months: months(of),
    horizon: fromInput('tco.horizonMonths', horizonMonths, 'months'),
    rate: fromInput('tco.discountRate', discountRate, 'share'),
  };
  if (discountRate === 0) return { formula: '{total} ÷ {months} × {horizon}', terms };
  return {
    formula:
      '{total} ÷ {months} × (1 − (1 + {rate}) ^ (−{horizon} ÷ 12)) ÷ ((1 + {rate}) ^ (1 ÷ 12) − 1)',
    terms,
  };
}

function componentTerm({ input, breakdown, results }: TcoCase, index: number): Term {
  const wanted = results.components[index]?.component;
  const parts = contributions(input, breakdown).filter(({ component }) => component === wanted);
  const values = parts.map(({ amount }) => amount);
  const from = parts[0]?.from ?? 'tco.components';
  return from.startsWith('tco.')
    ? fromInput(from, values, 'money/month')
    : fromFigure(from, values, 'money/month');
}
