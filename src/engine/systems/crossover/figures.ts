import {
  constant,
  fromFigure,
  fromInput,
  outcome,
  type Figure,
  type Figures,
  type Formula,
  type Term,
} from '../figures';
import { stepsExceeded, stepTolerance } from '../capacitySteps';
import type { Workload } from '../workload';
import { buildCosts, buyLines, defaultAmortizationMonths, type BuyLine } from './costs';
import type { CrossoverInput } from './crossover';
import type { CrossoverResults } from './curves';

/** What the figures of a crossover are explained from. */
export interface CrossoverCase {
  readonly input: CrossoverInput;
  readonly workload: Workload;
  readonly results: CrossoverResults;
}

const year = constant(12, 'months', 'Months of a year');

export const crossoverFigures: Figures<CrossoverCase> = {
  currentVolume: {
    title: 'Units a month',
    unit: 'count/month',
    explain: ({ input, workload }) => ({
      formula: '{volume}',
      terms: {
        volume:
          input.unitsPerMonth === undefined
            ? fromInput('workload.requests', workload.requests ?? 0, 'count/month')
            : fromInput('crossover.unitsPerMonth', input.unitsPerMonth, 'count/month'),
      },
    }),
  },
  buildMonthlyCost: {
    title: 'Building, a month',
    unit: 'money/month',
    headline: true,
    explain: ({ input, results }) => buildFormula(input, currentVolume(results)),
  },
  buyMonthlyCost: {
    title: 'Buying, a month',
    unit: 'money/month',
    headline: true,
    explain: ({ input, results }) => buyFormula(input, currentVolume(results)),
  },
  'intervals[*].from': {
    title: 'From a volume of',
    unit: 'count/month',
    explain: ({ input, results }, [position]) =>
      turnFormula(input, results.intervals[Number(position)]?.from ?? 0),
  },
  'intervals[*].to': {
    title: 'Up to a volume of',
    unit: 'count/month',
    explain: ({ input, results }, [position]) =>
      turnFormula(input, results.intervals[Number(position)]?.to ?? 0),
  },
  'intervals[*].period': {
    title: 'Units after which the pattern repeats',
    unit: 'count/month',
    explain: ({ input }) => ({ formula: '{units}', terms: { units: stepUnits(input) } }),
  },
  crossoverVolume: {
    title: 'Volume at which the order turns',
    unit: 'count/month',
    headline: true,
    explain: ({ input, results }) => turnFormula(input, results.crossoverVolume ?? 0),
  },
  recommendation: outcome('Cheaper at the current volume'),
  monthlySavings: {
    title: 'Saved a month by the cheaper way',
    unit: 'money/month',
    headline: true,
    explain: ({ results }) => ({
      formula: 'max({build}, {buy}) − min({build}, {buy})',
      terms: {
        build: fromFigure(
          'crossover.buildMonthlyCost',
          results.buildMonthlyCost ?? 0,
          'money/month',
        ),
        buy: fromFigure('crossover.buyMonthlyCost', results.buyMonthlyCost ?? 0, 'money/month'),
      },
    }),
  },
  annualSavings: {
    title: 'Saved a year by the cheaper way',
    unit: 'money',
    headline: true,
    explain: ({ results }) => ({
      formula: '{monthly} × {year}',
      terms: {
        monthly: fromFigure('crossover.monthlySavings', results.monthlySavings ?? 0, 'money/month'),
        year,
      },
    }),
  },
  paybackMonths: {
    title: 'Months until the one-time cost is paid back',
    unit: 'months',
    headline: true,
    explain: ({ input, results }) => ({
      formula: '{once} ÷ ({buy} − ({build} − {once} ÷ {months}))',
      terms: {
        once: fromInput('crossover.build.fixedCost', input.build.fixedCost, 'money'),
        months: amortizationMonths(input),
        build: fromFigure(
          'crossover.buildMonthlyCost',
          results.buildMonthlyCost ?? 0,
          'money/month',
        ),
        buy: fromFigure('crossover.buyMonthlyCost', results.buyMonthlyCost ?? 0, 'money/month'),
      },
    }),
  },
  'curve[*].build': onCurve('Building, a month', buildFormula),
  'curve[*].buy': onCurve('Buying, a month', buyFormula),
  cumulative: outcome('Costs in all, by month'),
  'cumulative[*].build': {
    title: 'Building, in all',
    unit: 'money',
    explain: ({ input, results }, [position]) => ({
      formula: '{once} + ({monthly} − {once} ÷ {amortization}) × {month}',
      terms: {
        once: fromInput('crossover.build.fixedCost', input.build.fixedCost, 'money'),
        monthly: fromFigure(
          'crossover.buildMonthlyCost',
          results.buildMonthlyCost ?? 0,
          'money/month',
        ),
        amortization: amortizationMonths(input),
        month: monthTerm(results, position),
      },
    }),
  },
  'cumulative[*].buy': {
    title: 'Buying, in all',
    unit: 'money',
    explain: ({ results }, [position]) => ({
      formula: '{monthly} × {month}',
      terms: {
        monthly: fromFigure('crossover.buyMonthlyCost', results.buyMonthlyCost ?? 0, 'money/month'),
        month: monthTerm(results, position),
      },
    }),
  },
};

function currentVolume(results: CrossoverResults): Term {
  return fromFigure('crossover.currentVolume', results.currentVolume ?? 0, 'count/month');
}

function onCurve(
  title: string,
  formula: (input: CrossoverInput, volume: Term) => Formula,
): Figure<CrossoverCase> {
  return {
    title,
    unit: 'money/month',
    explain: ({ input, results }, [position]) => {
      const volume = results.curve[Number(position)]?.volume ?? 0;
      return formula(input, constant(volume, 'count/month', 'A point of the chart'));
    },
  };
}

function monthTerm({ cumulative }: CrossoverResults, position: string | undefined): Term {
  return constant(cumulative?.[Number(position)]?.month ?? 0, 'months', 'A point of the chart');
}

function amortizationMonths({ build }: CrossoverInput): Term {
  return fromInput(
    'crossover.build.amortizationMonths',
    build.amortizationMonths ?? defaultAmortizationMonths,
    'months',
  );
}

function stepUnits({ build }: CrossoverInput): Term {
  return fromInput('crossover.build.step.units', build.step?.units ?? 0, 'count/month');
}

function stepCost({ build }: CrossoverInput): Term {
  return fromInput('crossover.build.step.cost', build.step?.cost ?? 0, 'money/month');
}

/** The terms of what building costs a month without units, and the formula for it. */
function buildFixed(input: CrossoverInput): Formula {
  const { fixedCost, monthlyCost = 0 } = input.build;
  return {
    formula: '{once} ÷ {months} + {running}',
    terms: {
      once: fromInput('crossover.build.fixedCost', fixedCost, 'money'),
      months: amortizationMonths(input),
      running: fromInput('crossover.build.monthlyCost', monthlyCost, 'money/month'),
    },
  };
}

function buildPerUnit({ build }: CrossoverInput): Term {
  return fromInput('crossover.build.perUnit', build.perUnit ?? 0, 'money/unit');
}

function buildFormula(input: CrossoverInput, volume: Term): Formula {
  const fixed = buildFixed(input);
  const formula = `${fixed.formula} + {perUnit} × {volume}`;
  const terms = { ...fixed.terms, perUnit: buildPerUnit(input), volume };
  if (!input.build.step) return { formula, terms };
  return {
    formula: `${formula} + max(ceil({volume} ÷ {stepUnits} − {rounding}) − 1, 0) × {stepCost}`,
    terms: {
      ...terms,
      stepUnits: stepUnits(input),
      stepCost: stepCost(input),
      rounding: constant(stepTolerance, 'factor', 'Whole steps are not exceeded by rounding'),
    },
  };
}

function buyFormula({ buy }: CrossoverInput, volume: Term): Formula {
  const { monthlyFee = 0, monthlyMinimum = 0, perUnit = 0 } = buy;
  return {
    formula: 'max({minimum}, {fee} + {perUnit} × {volume})',
    terms: {
      minimum: fromInput('crossover.buy.monthlyMinimum', monthlyMinimum, 'money/month'),
      fee: fromInput('crossover.buy.monthlyFee', monthlyFee, 'money/month'),
      perUnit: fromInput('crossover.buy.perUnit', perUnit, 'money/unit'),
      volume,
    },
  };
}

/** The order turns where the two lines cross, or where building takes its next step. */
function turnFormula(input: CrossoverInput, volume: number): Formula {
  if (volume === 0) return { formula: '0', terms: {} };
  const costs = buildCosts(input);
  const steps = stepsExceeded(volume, costs.stepUnits);
  const line = buyLines(input).find((one) => crosses(input, one, steps, volume));
  if (line) return crossingFormula(input, line, steps);
  return {
    formula: '{steps} × {units}',
    terms: {
      steps: constant(Math.round(volume / costs.stepUnits), 'count', 'Steps that are used up'),
      units: stepUnits(input),
    },
  };
}

/** Volumes that two ways of computing them put within this share of each other are one. */
const sameVolume = 1e-9;

function crosses(input: CrossoverInput, line: BuyLine, steps: number, volume: number): boolean {
  const { fixed, perUnit, stepCost: cost } = buildCosts(input);
  const crossing = (line.fixed - fixed - steps * cost) / (perUnit - line.perUnit);
  return Math.abs(crossing - volume) <= sameVolume * volume;
}

function crossingFormula(input: CrossoverInput, line: BuyLine, steps: number): Formula {
  const built = buildFixed(input);
  const stepped: Formula =
    steps === 0
      ? built
      : {
          formula: `${built.formula} + {steps} × {stepCost}`,
          terms: {
            ...built.terms,
            steps: constant(steps, 'count', 'Steps exceeded at this volume'),
            stepCost: stepCost(input),
          },
        };
  const buildTerms = { ...stepped.terms, buildPerUnit: buildPerUnit(input) };
  if (line.isMinimum) {
    return {
      formula: `({minimum} − (${stepped.formula})) ÷ {buildPerUnit}`,
      terms: {
        ...buildTerms,
        minimum: fromInput('crossover.buy.monthlyMinimum', line.fixed, 'money/month'),
      },
    };
  }
  return {
    formula: `({fee} − (${stepped.formula})) ÷ ({buildPerUnit} − {buyPerUnit})`,
    terms: {
      ...buildTerms,
      fee: fromInput('crossover.buy.monthlyFee', line.fixed, 'money/month'),
      buyPerUnit: fromInput('crossover.buy.perUnit', line.perUnit, 'money/unit'),
    },
  };
}
