import assert from 'node:assert/strict';
import { breakEven } from '../../../../src/engine/scenario/breakEven';
import { evaluated } from './evaluated';

const scenario = evaluated({
  workload: { requests: 1000 },
  breakdown: {
    items: [
      { category: 'licensing', description: 'a', unit: 'seat', unitCost: 5, monthlyVolume: 10 },
      { category: 'licensing', description: 'b', unit: 'seat', unitCost: 1, monthlyVolume: 100 },
    ],
  },
});

describe('break-even', () => {
  it('finds the value of an input at which a figure reaches a target', () => {
    // 5 · volume + 100 = 1000
    const found = breakEven(
      scenario,
      'breakdown.items[0].monthlyVolume',
      'breakdown.totalMonthly',
      1000,
    );
    assert.equal(found.kind, 'found');
    assert.equal(found.values.length, 1);
    assert.ok(Math.abs((found.values[0] ?? 0) - 180) < 1e-6);
  });

  it('finds where a quotient reaches a target', () => {
    // 150 ÷ requests = 0.05
    const found = breakEven(scenario, 'workload.requests', 'breakdown.costPerPrediction', 0.05);
    assert.equal(found.kind, 'found');
    assert.ok(Math.abs((found.values[0] ?? 0) - 3000) < 1e-3);
  });

  it('finds where a figure touches a target and turns back, as the size of a difference does', () => {
    const crossing = evaluated({
      crossover: {
        build: { fixedCost: 24_000, amortizationMonths: 24, perUnit: 0.0002 },
        buy: { perUnit: 0.0012 },
        unitsPerMonth: 5e6,
      },
    });
    const at = (target: number): readonly number[] => {
      const found = breakEven(
        crossing,
        'crossover.unitsPerMonth',
        'crossover.monthlySavings',
        target,
      );
      assert.equal(found.kind, 'found');
      return found.values;
    };
    // |1000 − 0.001 · units| is 0 at a million, and 500 on both sides of it.
    assert.equal(at(0).length, 1);
    assert.ok(Math.abs((at(0)[0] ?? 0) - 1e6) < 1);
    assert.deepEqual(at(500).map(Math.round), [500_000, 1_500_000]);
    // It is never negative.
    assert.equal(
      breakEven(crossing, 'crossover.unitsPerMonth', 'crossover.monthlySavings', -1).kind,
      'none',
    );
  });

  it('says that there is no such value', () => {
    assert.deepEqual(
      pick(breakEven(scenario, 'breakdown.items[0].monthlyVolume', 'breakdown.totalMonthly', 50)),
      { kind: 'none', why: 'always-above' },
    );
    assert.deepEqual(
      pick(breakEven(scenario, 'breakdown.items[0].exponent', 'breakdown.totalMonthly', 500)),
      { kind: 'none', why: 'always-below' },
    );
    assert.deepEqual(
      pick(breakEven(scenario, 'breakdown.items[0].unitCost', 'breakdown.costPerUser', 1)),
      { kind: 'none', why: 'no-figure' },
    );
    assert.deepEqual(breakEven(scenario, 'breakdown.items[0].owner', 'breakdown.totalMonthly', 1), {
      kind: 'no-input',
    });
    const beyond = 'breakdown.items[2].unitCost';
    assert.deepEqual(breakEven(scenario, beyond, 'breakdown.totalMonthly', 1), {
      kind: 'no-input',
    });
    assert.deepEqual(breakEven(scenario, 'no such path', 'breakdown.totalMonthly', 1), {
      kind: 'no-input',
    });
  });

  it('finds where a figure of a section reaches it that is worked out once for a scenario', () => {
    const attributed = evaluated({
      attribution: {
        period: { start: '2026-10-01', end: '2026-11-01' },
        rules: [{ category: 'licensing', model: 'fixed', shares: { a: 0.25, b: 0.75 } }],
        costs: [{ category: 'licensing', amount: 100, at: '2026-10-01' }],
      },
    });
    const found = breakEven(
      attributed,
      'attribution.costs[0].amount',
      'attribution.owners.b.total',
      150,
    );
    assert.equal(found.kind, 'found');
    assert.ok(Math.abs((found.values[0] ?? 0) - 200) < 0.02);
  });
});

/** A break-even without its bounds. */
function pick(result: ReturnType<typeof breakEven>): object {
  return result.kind === 'none' ? { kind: result.kind, why: result.why } : result;
}
