import {
  constant,
  fromFigure,
  fromInput,
  outcome,
  type Figure,
  type Figures,
  type Term,
} from '../figures';
import { monthsOf, type TcoTotals } from '../tco/tco';
import { defaultFeatureParity, scoreSpan, type BuildVsBuyInput } from './buildVsBuy';
import type { BuildVsBuyResults } from './holdProbability';

/** What the figures of build or buy are explained from. */
export interface BuildVsBuyCase {
  readonly input: BuildVsBuyInput;
  readonly tco: TcoTotals | undefined;
  readonly samples: number;
  readonly results: BuildVsBuyResults;
}

const year = constant(12, 'months', 'Months of a year');

export const buildVsBuyFigures: Figures<BuildVsBuyCase> = {
  buildScore: score('Score of building', 'build'),
  buyScore: score('Score of buying', 'buy'),
  recommendation: outcome('Recommendation by scores'),
  margin: {
    title: 'How far the scores lie apart',
    unit: 'share',
    headline: true,
    explain: ({ results }) => ({
      formula: '(max({build}, {buy}) − min({build}, {buy})) ÷ {span}',
      terms: {
        build: figure(results, 'buildScore', 'score'),
        buy: figure(results, 'buyScore', 'score'),
        span: constant(scoreSpan, 'score', 'The scale from 1 to 5'),
      },
    }),
  },
  holdProbability: {
    title: 'Probability that the recommendation holds under other weights',
    unit: 'share',
    explain: ({ results, samples }) => ({
      formula: '{held} ÷ {samples}',
      terms: {
        held: constant(
          Math.round((results.holdProbability ?? 0) * samples),
          'count',
          'Seeded samples with the same recommendation, each weight × a factor of 0.5 to 1.5',
        ),
        samples: fromInput('assumptions.samples', samples, 'count'),
      },
    }),
  },
  buildAnnual: {
    title: 'Building, a year',
    unit: 'money',
    headline: true,
    explain: ({ tco }) => ({
      formula: '{total} ÷ {months} × {year}',
      terms: {
        total: fromFigure('tco.total', tco?.total ?? 0, 'money'),
        months: constant(tco ? monthsOf(tco) : 12, 'months', 'Months of the period'),
        year,
      },
    }),
  },
  buyAnnual: {
    title: 'Buying, a year',
    unit: 'money',
    headline: true,
    explain: ({ input }) => ({
      formula: '{monthly} × {year}',
      terms: {
        monthly: fromInput('buildVsBuy.buyMonthly', input.buyMonthly ?? 0, 'money/month'),
        year,
      },
    }),
  },
  buyAdjusted: {
    title: 'Buying, a year, at the features of building',
    unit: 'money',
    explain: ({ input, results }) => ({
      formula: '{annual} ÷ {parity}',
      terms: {
        annual: figure(results, 'buyAnnual', 'money'),
        parity: fromInput(
          'buildVsBuy.featureParity',
          input.featureParity ?? defaultFeatureParity,
          'share',
        ),
      },
    }),
  },
  tcoRecommendation: outcome('Recommendation by cost'),
  savings: {
    title: 'Saved a year by the cheaper way',
    unit: 'money',
    headline: true,
    explain: ({ results }) => ({
      formula: 'max({build}, {buy}) − min({build}, {buy})',
      terms: {
        build: figure(results, 'buildAnnual', 'money'),
        buy: figure(results, 'buyAdjusted', 'money'),
      },
    }),
  },
  paybackMonths: payback('Months until the investment is paid back', 'buyAnnual'),
  paybackMonthsParityAdjusted: payback(
    'Months until the investment is paid back, at equal features',
    'buyAdjusted',
  ),
};

function figure(
  results: BuildVsBuyResults,
  key: 'buildScore' | 'buyScore' | 'buildAnnual' | 'buyAnnual' | 'buyAdjusted',
  unit: Term['unit'],
): Term {
  return fromFigure(`buildVsBuy.${key}`, results[key] ?? 0, unit);
}

function score(title: string, side: 'build' | 'buy'): Figure<BuildVsBuyCase> {
  return {
    title,
    unit: 'score',
    headline: true,
    explain: ({ input: { factors = [] } }) => ({
      formula: 'sum({weighted}) ÷ sum({weights})',
      terms: {
        weighted: fromInput(
          'buildVsBuy.factors',
          factors.map((factor) => factor.weight * factor[side]),
          'score',
        ),
        weights: fromInput(
          'buildVsBuy.factors',
          factors.map(({ weight }) => weight),
          'share',
        ),
      },
    }),
  };
}

function payback(title: string, buy: 'buyAnnual' | 'buyAdjusted'): Figure<BuildVsBuyCase> {
  return {
    title,
    unit: 'months',
    headline: true,
    explain: ({ input, results }) => ({
      formula: '{investment} ÷ (({buy} − {build}) ÷ {year})',
      terms: {
        investment: fromInput(
          'buildVsBuy.initialInvestment',
          input.initialInvestment ?? 0,
          'money',
        ),
        buy: figure(results, buy, 'money'),
        build: figure(results, 'buildAnnual', 'money'),
        year,
      },
    }),
  };
}
