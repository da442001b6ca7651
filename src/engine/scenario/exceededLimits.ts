import { pathText } from '../systems/path';
import type { EvaluatedScenario } from './evaluateScenario';

/** The keys of the budgets that a scenario exceeds, and of the policies that it violates. */
export function exceededLimits({
  results: { api, prompts, governance },
}: EvaluatedScenario): readonly string[] {
  const states = [
    { path: ['api', 'budgetState'], state: api?.budgetState },
    ...(prompts?.items ?? []).map(({ budgetState }, index) => ({
      path: ['prompts', 'items', index, 'budgetState'],
      state: budgetState,
    })),
  ];
  const budgets = states.filter(({ state }) => state === 'exceeded').map(({ path }) => path);
  const violations = (governance?.violations ?? []).map((_, index) => [
    'governance',
    'violations',
    index,
  ]);
  return [...budgets, ...violations].map(pathText);
}
