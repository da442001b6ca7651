import type { ReasonCode } from '../reasons';
import type { Notes } from '../system';
import type { SpotResults } from './spot';
import { trainingDefaults, type TrainingInput } from './section';

export type TrainingStrategyName = 'full' | 'fine-tune' | 'lora' | 'spot';

/** What may go wrong with a strategy; prose in advice.ts. */
export type TrainingRisk =
  'training-risk-full' | 'training-risk-fine-tune' | 'training-risk-lora' | 'training-risk-spot';

/** A way to get to a trained model. */
export interface TrainingStrategy {
  readonly strategy: TrainingStrategyName;
  readonly estimatedCost: number | null;
  readonly expectedPerformance: number;
  readonly savingsVsFullPct: number | null;
  readonly risk: TrainingRisk;
  /** null where no budget is given. */
  readonly withinBudget: boolean | null;
}

/** Parts of the cost and of the performance of full training: the reference's. */
export const strategyFactors = {
  full: { cost: 1, performance: 1 },
  'fine-tune': { cost: 0.1, performance: 0.95 },
  lora: { cost: 0.05, performance: 0.92 },
  spot: { cost: 0.35, performance: 1 },
} as const;

/** Where {@link strategyFactors} are from. */
export const strategySource =
  'Rule of thumb of the cost engineering reference, see docs/systems.md';

const names = ['full', 'fine-tune', 'lora', 'spot'] as const;

/**
 * Ways to train, from the cost of full training: those within the budget first, the best of them
 * first and of equals the cheaper; behind them the others, the cheapest first. The first is
 * recommended. Without a budget all are affordable.
 *
 * @param fullCost null where it is not known, with `reason`.
 */
export function strategiesOf(
  input: TrainingInput,
  fullCost: number | null,
  reason: ReasonCode,
  spot: SpotResults | null,
  notes: Notes,
): readonly TrainingStrategy[] {
  const { budget, targetPerformance = trainingDefaults.targetPerformance } = input;
  const strategies = names.map((strategy): TrainingStrategy => {
    const { cost, performance } = strategyFactors[strategy];
    const factor = strategy === 'spot' && spot ? spot.costFactor : cost;
    const estimatedCost = fullCost === null ? null : fullCost * factor;
    return {
      strategy,
      estimatedCost,
      expectedPerformance: targetPerformance * performance,
      savingsVsFullPct: fullCost === null || fullCost === 0 ? null : (1 - factor) * 100,
      risk: `training-risk-${strategy}`,
      withinBudget: estimatedCost === null || budget === undefined ? null : estimatedCost <= budget,
    };
  });
  if (fullCost !== null) strategies.sort(byPreference);
  strategies.forEach((strategy, index) => {
    explainNulls(strategy, `strategies[${index}]`, reason, notes);
  });
  return strategies;
}

function byPreference(a: TrainingStrategy, b: TrainingStrategy): number {
  const [costA, costB] = [a.estimatedCost ?? 0, b.estimatedCost ?? 0];
  if (a.withinBudget === false) return b.withinBudget === false ? costA - costB : 1;
  if (b.withinBudget === false) return -1;
  return b.expectedPerformance - a.expectedPerformance || costA - costB;
}

function explainNulls(
  { estimatedCost, savingsVsFullPct, withinBudget }: TrainingStrategy,
  figure: string,
  reason: ReasonCode,
  notes: Notes,
): void {
  if (estimatedCost === null) notes.none(`${figure}.estimatedCost`, reason);
  if (savingsVsFullPct === null) {
    notes.none(`${figure}.savingsVsFullPct`, estimatedCost === null ? reason : 'no-cost');
  }
  if (withinBudget === null) {
    notes.none(`${figure}.withinBudget`, estimatedCost === null ? reason : 'not-given');
  }
}
