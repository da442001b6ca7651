import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import {
  evaluateScenario,
  type EvaluatedScenario,
  type ScenarioEvaluation,
  type Surroundings,
} from '../../../../src/engine/scenario/evaluateScenario';
import { promptsNeeded } from '../../../../src/engine/scenario/promptsNeeded';
import { readScenarioFile, type ScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import {
  promptKey,
  type PromptMeasure,
  type PromptMeasures,
} from '../../../../src/engine/systems/prompts/measure';

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

/** The prompts that a file needs, with the tokens given for each, or with a thousand. */
export function countedPrompts(
  file: ScenarioFile,
  tokens: Readonly<Record<string, number>> = {},
): PromptMeasures {
  return new Map(
    promptsNeeded(file).map((prompt): [string, PromptMeasure] => [
      promptKey(prompt),
      {
        kind: 'measured',
        model: prompt.model ?? 'gpt-4o',
        modelFrom: prompt.model === undefined ? 'file' : 'entry',
        tokens: tokens[prompt.file] ?? 1000,
        band: null,
        requests: 1,
        outputTokens: 100,
        batch: false,
      },
    ]),
  );
}
