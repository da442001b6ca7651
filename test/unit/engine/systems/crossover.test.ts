import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  buildCosts,
  buildMonthly,
  buyLines,
  buyMonthly,
} from '../../../../src/engine/systems/crossover/costs';
import type { CrossoverInput } from '../../../../src/engine/systems/crossover/crossover';
import { costIntervals } from '../../../../src/engine/systems/crossover/intervals';
import { cheaperOf } from '../../../../src/engine/systems/verdict';
import { evaluated } from '../scenario/evaluated';
import { assertClose } from './approximately';

const intervals = (input: CrossoverInput): ReturnType<typeof costIntervals> =>
  costIntervals(buildCosts(input), buyLines(input));

const plain = {
  build: { fixedCost: 240_000, amortizationMonths: 24, perUnit: 0.0002 },
  buy: { perUnit: 0.0012 },
};

describe('crossover of building and buying', () => {
  it('240,000 over 24 months, 0.0002 against 0.0012: 10 million units (engine oracle)', () => {
    const { results } = evaluated({ crossover: { ...plain, unitsPerMonth: 15_000_000 } });
    assertClose(results.crossover?.crossoverVolume, 10_000_000);
    assertClose(results.crossover?.buildMonthlyCost, 13_000);
    assertClose(results.crossover?.buyMonthlyCost, 18_000);
    assertClose(results.crossover?.annualSavings, 60_000);
    assert.equal(results.crossover?.region, 'build-above');
    assert.equal(results.crossover.recommendation, 'build');
    assertClose(results.crossover.paybackMonths, 240_000 / 15_000);
  });

  it('an order that turns where a step is taken turns at the step', () => {
    const found = intervals({
      build: { fixedCost: 2400, step: { units: 100, cost: 500 } },
      buy: { monthlyFee: 300 },
    });
    assert.deepEqual(found, [
      { from: 0, to: 100, cheaper: 'build' },
      { from: 100, to: null, cheaper: 'buy' },
    ]);
  });

  it('steps as steep as the price alternate without end', () => {
    // Building costs 100 + 100 a step of 1000 units, buying 0.1 a unit and a fee of 50.
    const found = intervals({
      build: { fixedCost: 2400, step: { units: 1000, cost: 100 } },
      buy: { monthlyFee: 50, perUnit: 0.1 },
    });
    assert.deepEqual(found, [
      { from: 0, to: 500, cheaper: 'buy' },
      { from: 500, to: 1000, cheaper: 'build' },
      { from: 1000, to: null, cheaper: 'alternating', period: 1000 },
    ]);
  });

  it('steps that only touch the price do not alternate', () => {
    const found = intervals({
      build: { fixedCost: 2400, step: { units: 1000, cost: 100 } },
      buy: { perUnit: 0.1 },
    });
    assert.deepEqual(found, [{ from: 0, to: null, cheaper: 'buy' }]);
  });

  it('steps a little less steep alternate as long as they do, then building wins', () => {
    const found = intervals({
      build: { fixedCost: 2400, step: { units: 1000, cost: 99.9 } },
      buy: { monthlyFee: 50, perUnit: 0.1 },
    });
    const last = found.at(-1);
    // f at the start of step k is 50 − 0.1 k: above zero below step 500.
    assert.equal(last?.cheaper, 'build');
    assertClose(last.from, 500_000);
    assert.equal(found.at(-2)?.cheaper, 'alternating');
    assert.equal(found.length, 102);
  });

  it('a far crossing among many steps is found without trying them', () => {
    const found = intervals({
      build: { fixedCost: 24e12, step: { units: 1000, cost: 50 } },
      buy: { perUnit: 0.1 },
    });
    assert.equal(found[0]?.cheaper, 'buy');
    assert.equal(found.at(-1)?.cheaper, 'build');
    assertClose(found.at(-1)?.from, 2e13, 1e-6);
  });

  it('equal stretches do not make a crossover of their own', () => {
    const { results } = evaluated({
      crossover: { build: { fixedCost: 2400 }, buy: { monthlyMinimum: 100, perUnit: 0.1 } },
    });
    assert.deepEqual(results.crossover?.intervals, [
      { from: 0, to: 1000, cheaper: 'equal' },
      { from: 1000, to: null, cheaper: 'build' },
    ]);
    assert.equal(results.crossover.region, 'always-build');
    assert.equal(results.crossover.crossoverVolume, null);
  });

  const price = fc.oneof(
    fc.constantFrom(0, 0.01, 0.1, 0.25),
    fc.integer({ min: 0, max: 500_000 }).map((millionths) => millionths / 1e6),
  );
  const fee = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2000 }));
  const input: fc.Arbitrary<CrossoverInput> = fc.record({
    build: fc.record(
      {
        fixedCost: fc.integer({ min: 0, max: 48_000 }),
        monthlyCost: fee,
        perUnit: price,
        step: fc.record({
          units: fc.integer({ min: 50, max: 5000 }),
          cost: fc.integer({ min: 0, max: 500 }),
        }),
      },
      { requiredKeys: ['fixedCost'] },
    ),
    buy: fc.record({ monthlyFee: fee, monthlyMinimum: fee, perUnit: price }, { requiredKeys: [] }),
  });

  it('at every volume the interval says what the costs say', () => {
    fc.assert(
      fc.property(
        input,
        fc.array(fc.integer({ min: 0, max: 2_000_000 }).map((tenths) => tenths / 10)),
        (of, volumes) => {
          const found = intervals(of);
          for (const volume of volumes) {
            const at = found.find(({ from, to }) => volume > from && volume < (to ?? Infinity));
            if (!at || at.cheaper === 'alternating') continue;
            const [build, buy] = [buildMonthly(buildCosts(of), volume), buyMonthly(of, volume)];
            const near = Math.min(volume - at.from, (at.to ?? Infinity) - volume) < 1e-6 * volume;
            if (near || Math.abs(build - buy) < 1e-9 * buy) continue;
            assert.equal(cheaperOf(build, buy), at.cheaper, `at ${volume}`);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('in alternating stretches both are cheaper somewhere in each period', () => {
    fc.assert(
      fc.property(input, (of) => {
        for (const { from, to, cheaper, period = 0 } of intervals(of)) {
          if (cheaper !== 'alternating') continue;
          const top = Math.min(to ?? Infinity, from + 3 * period);
          for (let start = from; start + period <= top; start += period) {
            const at = (volume: number): string =>
              cheaperOf(buildMonthly(buildCosts(of), volume), buyMonthly(of, volume));
            assert.equal(at(start + period * 1e-6), 'buy');
            assert.equal(at(start + period), 'build');
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('intervals cover all volumes, without gaps, each another than the one before', () => {
    fc.assert(
      fc.property(input, (of) => {
        const found = intervals(of);
        assert.equal(found[0]?.from, 0);
        assert.equal(found.at(-1)?.to, null);
        for (const [index, { from, cheaper }] of found.entries()) {
          if (index === 0) continue;
          assert.equal(found[index - 1]?.to, from);
          assert.notEqual(found[index - 1]?.cheaper, cheaper);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('both costs rise with volume and with every price', () => {
    fc.assert(
      fc.property(input, fc.nat(100_000), fc.nat(100_000), (of, volume, more) => {
        const build = buildCosts(of);
        assert.ok(buildMonthly(build, volume + more) >= buildMonthly(build, volume));
        assert.ok(buyMonthly(of, volume + more) >= buyMonthly(of, volume));
        const dearer = {
          build: { ...of.build, perUnit: (of.build.perUnit ?? 0) + 0.1 },
          buy: { ...of.buy, perUnit: (of.buy.perUnit ?? 0) + 0.1 },
        };
        assert.ok(buildMonthly(buildCosts(dearer), volume) >= buildMonthly(build, volume));
        assert.ok(buyMonthly(dearer, volume) >= buyMonthly(of, volume));
      }),
      { numRuns: 500 },
    );
  });

  it('has curves through the crossover and up to twice the payback', () => {
    const { results } = evaluated({ crossover: { ...plain, unitsPerMonth: 15_000_000 } });
    const { curve = [], cumulative, crossoverVolume } = results.crossover ?? {};
    const at = curve.find(({ volume }) => volume === crossoverVolume);
    assert.ok(at);
    assertClose(at.build, at.buy);
    assert.deepEqual(cumulative?.[0], { month: 0, build: 240_000, buy: 0 });
    const paid = cumulative.find(({ month }) => month === 16);
    assert.ok(paid);
    assertClose(paid.build, paid.buy);
    assert.ok((cumulative.at(-1)?.month ?? 0) >= 32);
  });

  it('what never pays back, and a volume that is not known, are said', () => {
    const dear = evaluated({ crossover: { ...plain, unitsPerMonth: 0 } });
    assert.equal(dear.reasons['crossover.paybackMonths'], 'no-payback');
    const unknown = evaluated({ crossover: plain });
    assert.equal(unknown.reasons['crossover.recommendation'], 'not-given');
    assert.equal(unknown.reasons['crossover.cumulative'], 'figure-missing');
  });
});
