import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { evaluateScenario } from '../../../../src/engine/scenario/evaluateScenario';
import { explain, figureKeys } from '../../../../src/engine/scenario/explain';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import { projectRoot } from '../../../host/paths';
import { calculated } from './figures';

const samples = globSync('samples/**/*.cost.{yaml,json}', { cwd: projectRoot }).sort();

/** Numbers that results repeat from inputs and catalogs, which need no formula. */
const repeated = /^breakdown\.items\[\d+\]\.(unitCost|monthlyVolume)$/;

describe('explanations', () => {
  it('there are samples', () => {
    assert.ok(samples.length > 0);
  });
  for (const sample of samples) {
    const text = readFileSync(path.join(projectRoot, sample), 'utf8');
    const file = readScenarioFile(text, sample.endsWith('.json') ? 'json' : 'yaml');
    for (const scenario of evaluateScenario(file, { today: '2026-11-24' }).scenarios) {
      it(`${sample}, ${scenario.name}: every figure's formula gives the figure, every null has a reason`, () => {
        for (const key of figureKeys(scenario)) {
          if (repeated.test(key)) continue;
          const explanation = explain(scenario, key);
          assert.ok(explanation, `${key} has no explanation`);
          if (explanation.value === null) {
            assert.ok(explanation.reason, `${key} is null without a reason`);
            continue;
          }
          const result = calculated(explanation);
          const tolerance = 1e-9 * Math.max(1, Math.abs(explanation.value));
          assert.ok(
            Math.abs(result - explanation.value) <= tolerance,
            `${key} is ${explanation.value}, but ${explanation.formula ?? ''} gives ${result}`,
          );
        }
      });
    }
  }
});
