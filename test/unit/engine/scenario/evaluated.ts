import {
  evaluateScenario,
  type EvaluatedScenario,
  type ScenarioEvaluation,
} from '../../../../src/engine/scenario/evaluateScenario';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';

/** A scenario given as data, evaluated as a file would be. */
export function evaluation(scenario: object): ScenarioEvaluation {
  const file = readScenarioFile(JSON.stringify({ costlens: 1, ...scenario }, null, 2), 'json');
  return evaluateScenario(file, { today: '2026-11-24' });
}

/** The base of {@link evaluation}. */
export function evaluated(scenario: object): EvaluatedScenario {
  const [base] = evaluation(scenario).scenarios;
  if (!base) throw new Error('No base');
  return base;
}
