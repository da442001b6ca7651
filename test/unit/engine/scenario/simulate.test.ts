import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EvaluatedScenario } from '../../../../src/engine/scenario/evaluateScenario';
import { evaluateSections } from '../../../../src/engine/scenario/evaluateSections';
import { fieldAt } from '../../../../src/engine/scenario/fieldAt';
import type { SectionInputs } from '../../../../src/engine/scenario/sections';
import { withValue } from '../../../../src/engine/scenario/withValue';
import { parsePath, valueAt } from '../../../../src/engine/systems/path';
import { distributionOf } from '../../../../src/engine/uncertainty/distribution';
import { isRange } from '../../../../src/engine/uncertainty/quantity';
import { anyScenario } from './anyScenario';
import { evaluated } from './evaluated';

/** The figure with one input at a quantile of its range, all sections evaluated anew. */
function figureAt(
  { inputs, header }: EvaluatedScenario,
  given: object,
  input: string,
  p: number,
  figure: string,
): number | null {
  const path = parsePath(input) ?? [];
  const range = valueAt(given, path);
  assert.ok(isRange(range), input);
  const { min = -Infinity, max = Infinity } = fieldAt(path) ?? {};
  const value = Math.min(Math.max(distributionOf(range).quantile(p), min), max);
  const changed = withValue(inputs, path, () => value) as SectionInputs;
  const found = valueAt(evaluateSections(changed, header).results, parsePath(figure) ?? []);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

describe('the simulation of a scenario', () => {
  it('has in its tornado what each input alone comes to at p10 and p90, wherever it reaches', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyScenario, (given) => {
        const scenario = evaluated(given, { mostSamples: 1 });
        for (const [figure, { tornado }] of Object.entries(scenario.results.distributions ?? {})) {
          for (const { input, low, high } of tornado) {
            assert.equal(low, figureAt(scenario, given, input, 0.1, figure), input);
            assert.equal(high, figureAt(scenario, given, input, 0.9, figure), input);
            compared++;
          }
        }
      }),
      { numRuns: 100 },
    );
    assert.ok(compared > 0);
  });

  it('leaves no input out that moves a figure', () => {
    const given = {
      workload: { requests: { low: 1e5, high: 1e6 }, users: 100 },
      breakdown: {
        items: [
          {
            category: 'licensing',
            description: 'a',
            unit: 'b',
            unitCost: { low: 1, high: 2 },
            monthlyVolume: 10,
          },
        ],
      },
      tco: { engineeringHours: { a: { low: 1, high: 9 } } },
      unitEconomics: {},
      buildVsBuy: { factors: [], buyMonthly: { low: 900, high: 2000 } },
      inference: { averageLatencyMs: { low: 1, high: 2 }, gpuHourlyCost: 1 },
    };
    const { distributions = {} } = evaluated(given).results;
    const inputsOf = (figure: string): readonly string[] =>
      (distributions[figure]?.tornado ?? []).map(({ input }) => input).toSorted();
    const costs = ['breakdown.items[0].unitCost', 'tco.engineeringHours.a'];
    assert.deepEqual(inputsOf('tco.total'), costs);
    assert.deepEqual(inputsOf('unitEconomics.costPerRequest'), [...costs, 'workload.requests']);
    assert.deepEqual(inputsOf('buildVsBuy.savings'), [
      'breakdown.items[0].unitCost',
      'buildVsBuy.buyMonthly',
      'tco.engineeringHours.a',
    ]);
    assert.deepEqual(inputsOf('inference.gpuTimeCostPerRequest'), ['inference.averageLatencyMs']);
  });
});
