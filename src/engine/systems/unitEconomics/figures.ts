import type { Unit } from '../fields';
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
import { explainMonthlyCosts, type CostSections } from '../monthlyCosts';
import type { Workload } from '../workload';
import { theilSen, type TheilSenSlope } from './theilSen';
import {
  sightingsOf,
  trendConfidence,
  trendFigures,
  type TrendFigure,
  type UnitEconomicsResults,
} from './trends';
import type { UnitEconomicsInput } from './unitEconomics';

/** What the figures of unit economics are explained from. */
export interface UnitEconomicsCase {
  readonly input: UnitEconomicsInput;
  readonly workload: Workload;
  readonly sections: CostSections;
  readonly results: UnitEconomicsResults;
}

/** What a trend is measured in: the change of the figure in a month. */
const trendUnits: Readonly<Record<TrendFigure, Unit>> = {
  costPerRequest: 'money/unit',
  costPerUser: 'money/month',
  costPerDollarRevenue: 'factor',
  margin: 'share',
  costPerToken: 'money/unit',
  costPerSuccessfulTask: 'money/unit',
};

const confidenceSource =
  'Confidence of the interval of slopes between months: Sen (1968), JASA 63, 1379–1389';

export const unitEconomicsFigures: Figures<UnitEconomicsCase> = {
  monthlyCosts: {
    title: 'Costs a month',
    unit: 'money/month',
    explain: ({ input, sections, results }) =>
      explainMonthlyCosts(
        'unitEconomics.monthlyCosts',
        results.monthlyCosts ?? 0,
        input.monthlyCosts,
        sections,
      ),
  },
  costPerRequest: per('Cost of a request', 'requests', 'money/unit'),
  costPerUser: per('Cost of a user', 'users', 'money/month'),
  costPerDollarRevenue: per('Cost of a unit of revenue', 'revenue', 'factor'),
  margin: {
    title: 'Margin',
    unit: 'share',
    headline: true,
    explain: ({ workload, results }) => ({
      formula: '({revenue} − {costs}) ÷ {revenue}',
      terms: {
        revenue: fromInput('workload.revenue', workload.revenue ?? 0, 'money/month'),
        costs: costs(results),
      },
    }),
  },
  costPerToken: per('Cost of a token', 'tokens', 'money/unit'),
  costPerSuccessfulTask: per('Cost of a successful task', 'successfulTasks', 'money/unit'),
  breakEvenPrice: {
    title: 'Price a month, for each paying user, that covers the costs',
    unit: 'money/month',
    headline: true,
    explain: ({ workload, results }) => ({
      formula: '{costs} ÷ {users}',
      terms: {
        costs: costs(results),
        users:
          workload.payingUsers === undefined
            ? fromInput('workload.users', workload.users ?? 0, 'count/month')
            : fromInput('workload.payingUsers', workload.payingUsers, 'count/month'),
      },
    }),
  },
  trends: outcome('Trends of unit costs'),
  ...Object.fromEntries(trendFigures.flatMap(figuresOfTrend)),
};

function figuresOfTrend(
  figure: TrendFigure,
): readonly (readonly [string, Figure<UnitEconomicsCase>])[] {
  const unit = trendUnits[figure];
  const confidence = constant(trendConfidence, 'share', confidenceSource);
  const slopes = (values: readonly number[]): Term =>
    fromInput('unitEconomics.history', values, unit);
  const entry = (
    key: string,
    title: string,
    formula: (slope: TheilSenSlope) => Formula,
  ): readonly [string, Figure<UnitEconomicsCase>] => [
    `trends.${figure}.${key}`,
    { title, unit, explain: ({ input }) => formula(slopeOf(input, figure)) },
  ];
  return [
    [
      `trends.${figure}.months`,
      {
        title: 'Months that have the figure',
        unit: 'count',
        explain: ({ input: { history = [] } }) => ({
          formula: 'count({months})',
          terms: { months: slopes(sightingsOf(history, figure).map(({ y }) => y)) },
        }),
      },
    ],
    entry('slope', 'Change in a month', (found) => ({
      formula: 'median({slopes})',
      terms: { slopes: slopes(found.slopes) },
    })),
    entry('low', 'Least change in a month', (found) => ({
      formula: 'max({lowest})',
      terms: { lowest: slopes(found.slopes.slice(0, found.rank)), confidence },
    })),
    entry('high', 'Greatest change in a month', (found) => ({
      formula: 'min({highest})',
      terms: { highest: slopes(found.slopes.slice(found.slopes.length - found.rank)), confidence },
    })),
  ];
}

function slopeOf({ history = [] }: UnitEconomicsInput, figure: TrendFigure): TheilSenSlope {
  const found = theilSen(sightingsOf(history, figure), trendConfidence);
  return found ?? { slope: 0, interval: null, slopes: [], rank: 0 };
}

function costs(results: UnitEconomicsResults): Term {
  return fromFigure('unitEconomics.monthlyCosts', results.monthlyCosts ?? 0, 'money/month');
}

function per(title: string, units: keyof Workload, unit: Unit): Figure<UnitEconomicsCase> {
  return {
    title,
    unit,
    headline: true,
    explain: ({ workload, results }) => ({
      formula: '{costs} ÷ {units}',
      terms: {
        costs: costs(results),
        units: fromInput(
          `workload.${units}`,
          workload[units] ?? 0,
          units === 'revenue' ? 'money/month' : 'count/month',
        ),
      },
    }),
  };
}
