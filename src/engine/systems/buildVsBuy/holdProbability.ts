import type { RandomStream } from '../../uncertainty/randomStream';
import { Notes, type Evaluated } from '../system';
import { cheaperOf } from '../verdict';
import type { BuildVsBuyFigures, ScoredFactor } from './buildVsBuy';

export type BuildVsBuyResults = BuildVsBuyFigures & {
  /** The probability that the recommendation holds if the weights are not quite right. */
  readonly holdProbability: number | null;
};

/** A weight may be half as great, or half as great again. */
const weightFactors = { least: 0.5, greatest: 1.5 } as const;

/**
 * Adds the share of `samples` in which the recommendation stays what it is when each weight is
 * multiplied by a factor of its own, uniform between 0.5 and 1.5.
 */
export function withHoldProbability(
  figures: BuildVsBuyFigures,
  random: RandomStream,
  samples: number,
): Evaluated<BuildVsBuyResults> {
  const notes = new Notes();
  const { factors, recommendation } = figures;
  if (recommendation === null) {
    const reason = factors.length === 0 ? 'no-factors' : 'no-weight';
    return notes.evaluated({ ...figures, holdProbability: notes.none('holdProbability', reason) });
  }
  let held = 0;
  for (let sample = 0; sample < samples; sample++) {
    if (recommendationOf(factors, random) === recommendation) held++;
  }
  return notes.evaluated({ ...figures, holdProbability: held / samples });
}

function recommendationOf(
  factors: readonly ScoredFactor[],
  random: RandomStream,
): BuildVsBuyFigures['recommendation'] {
  const { least, greatest } = weightFactors;
  let [build, buy] = [0, 0];
  for (const factor of factors) {
    const weight = factor.weight * (least + (greatest - least) * random());
    build += weight * factor.build;
    buy += weight * factor.buy;
  }
  return cheaperOf(-build, -buy);
}
