import assert from 'node:assert/strict';
import type { EvaluatedScenario } from '../../../../src/engine/scenario/evaluateScenario';
import { explain, figureKeys } from '../../../../src/engine/scenario/explain';
import { calculated } from './figures';

/** Numbers that results repeat from inputs and catalogs, which need no formula. */
const repeated: readonly RegExp[] = [
  /^breakdown\.items\[\d+\]\.(unitCost|monthlyVolume)$/,
  /^buildVsBuy\.factors\[\d+\]\.(weight|build|buy)$/,
  /^crossover\.(curve\[\d+\]\.volume|cumulative\[\d+\]\.month)$/,
  /^scaling\.projections\[\d+\]\.targetUsers$/,
];

/** Every figure's formula gives the figure, and every null has its reason. */
export function assertExplained(scenario: EvaluatedScenario): void {
  for (const key of figureKeys(scenario)) {
    if (repeated.some((pattern) => pattern.test(key))) continue;
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
}
