import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { reasonWithout, type SystemContext } from '../context';
import { name, quantity, share, text } from '../fields';
import { Notes, type Evaluated } from '../system';
import { monthlyTotal, type TcoTotals } from '../tco/tco';
import { cheaperOf, type Verdict } from '../verdict';

/** Scores are from 1, bad, to 5, good. */
const score = (description: string): ReturnType<typeof quantity> =>
  quantity({ description, unit: 'score', min: 1, max: 5 });

const factor = z.strictObject({
  factor: name('What matters for the decision.'),
  weight: quantity({
    description: 'How much it matters beside the others, usually from 0 to 1.',
    unit: 'share',
    max: 1000,
    plausible: [0, 1],
  }),
  build: score('How well building does, from 1 to 5.'),
  buy: score('How well buying does, from 1 to 5.'),
  notes: text('Why.').optional(),
});

/** The `buildVsBuy` section: weighted scores, and what both ways cost. */
export const buildVsBuySection = z.strictObject({
  factors: z
    .array(factor)
    .max(100)
    .meta({ description: 'What matters, and how both ways do by it.' })
    .optional(),
  buyMonthly: quantity({
    description: 'What buying costs a month. Building costs what the cost of ownership says.',
    unit: 'money/month',
  }).optional(),
  featureParity: share({
    description: 'The share of what building would give that buying gives.',
    default: 0.8,
    plausible: [0.3, 1],
  }).optional(),
  initialInvestment: quantity({
    description: 'What building costs once, before it runs.',
    unit: 'money',
  }).optional(),
});

export type BuildVsBuyInput = Point<z.infer<typeof buildVsBuySection>>;

export interface ScoredFactor {
  readonly factor: string;
  readonly weight: number;
  readonly build: number;
  readonly buy: number;
  readonly notes?: string | undefined;
}

export interface BuildVsBuyScores {
  readonly factors: readonly ScoredFactor[];
  readonly buildScore: number | null;
  readonly buyScore: number | null;
  readonly recommendation: Verdict | null;
  /** How far the scores lie apart, as a share of the four points that they can. */
  readonly margin: number | null;
}

/** There where `buyMonthly` is given. */
export interface BuildVsBuyCosts {
  readonly buildAnnual: number | null;
  readonly buyAnnual: number;
  /** What buying all of what building gives would cost. */
  readonly buyAdjusted: number | null;
  readonly tcoRecommendation: Verdict | null;
  /** The difference of the two, whichever is cheaper. */
  readonly savings: number | null;
  readonly paybackMonths: number | null;
  readonly paybackMonthsParityAdjusted: number | null;
}

export type BuildVsBuyFigures = BuildVsBuyScores & Partial<BuildVsBuyCosts>;

export const defaultFeatureParity = 0.8;

/** The widest that two scores from 1 to 5 can lie apart. */
export const scoreSpan = 4;

/**
 * Whether to build or to buy, by weighted scores and by cost.
 *
 * - buildScore = Σ weight × build ÷ Σ weight, buyScore likewise; margin = |buildScore − buyScore| ÷ 4
 * - recommendation: the higher score; `equal` where they do not differ
 * - buildAnnual = the annual total cost of ownership, without the investment
 * - buyAnnual = buyMonthly × 12, buyAdjusted = buyAnnual ÷ featureParity
 * - tcoRecommendation, savings: buildAnnual against buyAdjusted
 * - paybackMonths = initialInvestment ÷ ((buyAnnual − buildAnnual) ÷ 12), in cash;
 *   paybackMonthsParityAdjusted with buyAdjusted for buyAnnual. Where building is no cheaper to run,
 *   it is never paid back.
 */
export function evaluateBuildVsBuy(
  input: BuildVsBuyInput,
  tco: TcoTotals | undefined,
  context: SystemContext,
): Evaluated<BuildVsBuyFigures> {
  const notes = new Notes();
  const scores = scoresOf(input, notes);
  if (input.buyMonthly === undefined) return notes.evaluated(scores);
  const costs = costsOf(input, input.buyMonthly, tco, context, notes);
  // Not spread: this runs for every sample of a simulation.
  return notes.evaluated({
    factors: scores.factors,
    buildScore: scores.buildScore,
    buyScore: scores.buyScore,
    recommendation: scores.recommendation,
    margin: scores.margin,
    buildAnnual: costs.buildAnnual,
    buyAnnual: costs.buyAnnual,
    buyAdjusted: costs.buyAdjusted,
    tcoRecommendation: costs.tcoRecommendation,
    savings: costs.savings,
    paybackMonths: costs.paybackMonths,
    paybackMonthsParityAdjusted: costs.paybackMonthsParityAdjusted,
  });
}

function scoresOf({ factors = [] }: BuildVsBuyInput, notes: Notes): BuildVsBuyScores {
  const { build, buy } = weightedScores(factors);
  if (build === null || buy === null) {
    for (const figure of ['buildScore', 'buyScore', 'recommendation', 'margin']) {
      notes.none(figure, factors.length === 0 ? 'no-factors' : 'no-weight');
    }
    return { factors, buildScore: null, buyScore: null, recommendation: null, margin: null };
  }
  return {
    factors,
    buildScore: build,
    buyScore: buy,
    recommendation: cheaperOf(-build, -buy),
    margin: Math.abs(build - buy) / scoreSpan,
  };
}

/** Averages of the scores by weight; null where nothing has any weight. */
function weightedScores(factors: readonly ScoredFactor[]): {
  readonly build: number | null;
  readonly buy: number | null;
} {
  let [weights, build, buy] = [0, 0, 0];
  for (const one of factors) {
    weights += one.weight;
    build += one.weight * one.build;
    buy += one.weight * one.buy;
  }
  return weights === 0
    ? { build: null, buy: null }
    : { build: build / weights, buy: buy / weights };
}

function costsOf(
  { featureParity = defaultFeatureParity, initialInvestment }: BuildVsBuyInput,
  buyMonthly: number,
  tco: TcoTotals | undefined,
  context: SystemContext,
  notes: Notes,
): BuildVsBuyCosts {
  const buyAnnual = buyMonthly * 12;
  const buyAdjusted = notes.ratio('buyAdjusted', buyAnnual, featureParity, 'no-parity');
  const build = tco ? monthlyTotal(tco) : null;
  if (build === null) {
    const reason = tco ? 'figure-missing' : reasonWithout('tco', context);
    for (const figure of [
      'buildAnnual',
      'tcoRecommendation',
      'savings',
      'paybackMonths',
      'paybackMonthsParityAdjusted',
    ]) {
      notes.none(figure, reason === 'not-given' ? 'no-tco' : reason);
    }
    return { ...withoutBuild, buyAnnual, buyAdjusted };
  }
  const buildAnnual = build * 12;
  const payback = (figure: string, annual: number | null): number | null => {
    if (annual === null) return notes.none(figure, 'no-parity');
    if (initialInvestment === undefined) return notes.none(figure, 'no-investment');
    return annual > buildAnnual
      ? (initialInvestment / (annual - buildAnnual)) * 12
      : notes.none(figure, 'no-payback');
  };
  return {
    buildAnnual,
    buyAnnual,
    buyAdjusted,
    tcoRecommendation:
      buyAdjusted === null
        ? notes.none('tcoRecommendation', 'no-parity')
        : cheaperOf(buildAnnual, buyAdjusted),
    savings:
      buyAdjusted === null
        ? notes.none('savings', 'no-parity')
        : Math.abs(buildAnnual - buyAdjusted),
    paybackMonths: payback('paybackMonths', buyAnnual),
    paybackMonthsParityAdjusted: payback('paybackMonthsParityAdjusted', buyAdjusted),
  };
}

const withoutBuild = {
  buildAnnual: null,
  tcoRecommendation: null,
  savings: null,
  paybackMonths: null,
  paybackMonthsParityAdjusted: null,
} as const;
