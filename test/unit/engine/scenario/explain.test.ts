import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { evaluateScenario } from '../../../../src/engine/scenario/evaluateScenario';
import { catalogFileNames } from '../../../../src/engine/scenario/scenarioCatalogs';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import { projectRoot } from '../../../host/paths';
import { assertExplained } from './assertExplained';
import { countedPrompts, surroundings } from './evaluated';

const samples = globSync('samples/**/*.cost.{yaml,json}', { cwd: projectRoot }).sort();

describe('explanations', () => {
  it('there are samples', () => {
    assert.ok(samples.length > 0);
  });
  for (const sample of samples) {
    const text = readFileSync(path.join(projectRoot, sample), 'utf8');
    const file = readScenarioFile(text, sample.endsWith('.json') ? 'json' : 'yaml');
    for (const scenario of evaluateScenario(file, {
      ...surroundings,
      prompts: countedPrompts(file),
      catalogFiles: new Map(
        catalogFileNames(file.value).map((name) => [
          name,
          readFileSync(path.join(projectRoot, path.dirname(sample), name), 'utf8'),
        ]),
      ),
    }).scenarios) {
      it(`${sample}, ${scenario.name}: every figure's formula gives the figure, every null has a reason`, () => {
        assertExplained(scenario);
      });
    }
  }
});
