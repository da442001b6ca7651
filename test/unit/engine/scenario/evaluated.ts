import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import {
  evaluateScenario,
  type EvaluatedScenario,
  type ScenarioEvaluation,
  type Surroundings,
} from '../../../../src/engine/scenario/evaluateScenario';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';

/** What tests evaluate with: a day on which the built-in prices hold. */
export const surroundings: Surroundings = {
  today: '2026-11-24',
  models: createGenaiPricesCatalog(),
};

/** A scenario given as data, evaluated as a file would be. */
export function evaluation(scenario: object, more: Partial<Surroundings> = {}): ScenarioEvaluation {
  const file = readScenarioFile(JSON.stringify({ costlens: 1, ...scenario }, null, 2), 'json');
  return evaluateScenario(file, { ...surroundings, ...more });
}

/** The base of {@link evaluation}. */
export function evaluated(scenario: object, more: Partial<Surroundings> = {}): EvaluatedScenario {
  const [base] = evaluation(scenario, more).scenarios;
  if (!base) throw new Error('No base');
  return base;
}
