import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evaluated } from '../scenario/evaluated';
import { assertClose } from './approximately';

const now = { currentUsers: 10_000, currentMonthlyCost: 20_000 };

const items = [
  { category: 'infrastructure', description: 'a', unit: 'u', unitCost: 100, monthlyVolume: 1 },
  {
    category: 'compute_inference',
    description: 'b',
    unit: 'u',
    unitCost: 300,
    monthlyVolume: 1,
    driver: 'requests',
  },
  {
    category: 'data_storage',
    description: 'c',
    unit: 'u',
    unitCost: 600,
    monthlyVolume: 1,
    driver: 'users',
    exponent: 0.5,
  },
];

describe('scaling', () => {
  it('10,000 to 100,000 users at 20,000: 134,071.23, gain 32.964 % (engine oracle)', () => {
    const { results } = evaluated({ scaling: { ...now, targetUsers: [100_000] } });
    const [projection] = results.scaling?.projections ?? [];
    assertClose(projection?.projectedCost, 134_071.23, 1e-7);
    assertClose(projection?.efficiencyGainPct, 32.964, 2e-5);
    assert.equal(results.scaling?.model, 'default-shares');
  });

  it('a share that is left out is what remains', () => {
    const cost = (shares: object): number | null | undefined =>
      evaluated({ scaling: { ...now, shares, targetUsers: [40_000] } }).results.scaling
        ?.projections[0]?.projectedCost;
    assertClose(
      cost({ fixed: 0.2, linear: 0.5 }),
      cost({ fixed: 0.2, linear: 0.5, sublinear: 0.3 }) ?? NaN,
    );
    assert.equal(cost({ fixed: 1 }), 20_000);
  });

  it('shares that do not add up to 1 are an error, and nothing is projected', () => {
    for (const shares of [
      { fixed: 0.2, linear: 0.5, sublinear: 0.31 },
      { fixed: 0.7, linear: 0.7 },
      { fixed: 0.4 },
    ]) {
      const { results, reasons, issues } = evaluated({
        scaling: { ...now, shares, targetUsers: [100_000] },
      });
      assert.equal(results.scaling?.projections[0]?.projectedCost, null);
      assert.equal(results.scaling.projections[0].scaleFactor, 10);
      assert.equal(reasons['scaling.projections[0].projectedCost'], 'shares-not-one');
      assert.deepEqual(
        issues.map(({ code, severity, path }) => [code, severity, path]),
        [['scaling-shares', 'error', 'scaling.shares']],
      );
    }
  });

  it('items grow by their drivers, and a stated cost as they do in all', () => {
    const workload = { users: 100 };
    const grown = 100 + 300 * 4 + 600 * 2;
    const own = evaluated({ workload, breakdown: { items }, scaling: { targetUsers: [400] } });
    assert.equal(own.results.scaling?.model, 'items');
    assertClose(own.results.scaling.projections[0]?.projectedCost, grown);
    const stated = evaluated({
      workload,
      breakdown: { items },
      scaling: { currentMonthlyCost: 2000, targetUsers: [400] },
    });
    assertClose(stated.results.scaling?.projections[0]?.projectedCost, 2 * grown);
  });

  it('what the cost of ownership has beside the items stays', () => {
    const { results } = evaluated({
      workload: { users: 100 },
      breakdown: { items },
      tco: { engineeringHours: { operations: 10 }, hiddenRate: 0 },
      scaling: { targetUsers: [400] },
    });
    assertClose(results.scaling?.currentMonthlyCost, 2500);
    assertClose(results.scaling?.projections[0]?.projectedCost, 1500 + 100 + 1200 + 1200);
  });

  it('a cost of ownership that is less than the items grows as they do in all', () => {
    const { results } = evaluated({
      workload: { users: 100 },
      breakdown: { items },
      tco: { directCosts: { a: 100 }, engineeringHours: {}, hiddenRate: 0 },
      scaling: { targetUsers: [25] },
    });
    assertClose(results.scaling?.projections[0]?.projectedCost, (100 * (100 + 75 + 300)) / 1000);
  });

  it('steps are taken when their users are exceeded, and given up below', () => {
    const { results } = evaluated({
      scaling: {
        ...now,
        shares: { fixed: 1 },
        steps: [{ users: 5000, cost: 100 }],
        targetUsers: [10_000, 10_001, 15_000, 15_001, 5000],
      },
    });
    assert.deepEqual(
      results.scaling?.projections.map(({ projectedCost }) => projectedCost),
      [20_000, 20_100, 20_100, 20_200, 19_900],
    );
  });

  it('steps that are given up leave no negative cost', () => {
    const { results } = evaluated({
      scaling: {
        currentUsers: 100,
        currentMonthlyCost: 50,
        steps: [{ users: 10, cost: 20 }],
        targetUsers: [10],
      },
    });
    assert.equal(results.scaling?.projections[0]?.projectedCost, 0);
  });

  it('the cost never falls below what is committed to', () => {
    const { results } = evaluated({
      scaling: {
        ...now,
        shares: { linear: 1 },
        commitments: [{ monthly: 9000 }, { name: 'Support', monthly: 3000 }],
        targetUsers: [5000, 6000, 7000],
      },
    });
    assert.deepEqual(
      results.scaling?.projections.map(({ projectedCost }) => projectedCost),
      [12_000, 12_000, 14_000],
    );
  });

  it('the exponent of a history is that of a regression of logarithms (SciPy 1.17.1, linregress)', () => {
    const history = [
      { users: 5000, monthlyCost: 6100 },
      { users: 8000, monthlyCost: 8300 },
      { users: 12_000, monthlyCost: 11_900 },
      { users: 20_000, monthlyCost: 15_800 },
      { users: 31_000, monthlyCost: 22_500 },
    ];
    const { results } = evaluated({ scaling: { ...now, targetUsers: [40_000, 5000], history } });
    assertClose(results.scaling?.fittedExponent, 0.7115203121031762);
    assertClose(results.scaling?.fittedExponentLow, 0.6311651087231389);
    assertClose(results.scaling?.fittedExponentHigh, 0.7918755154832136);
    const [more, fewer] = results.scaling?.projections ?? [];
    assertClose(more?.fittedCost, 20_000 * 4 ** 0.7115203121031762);
    assertClose(more?.fittedCostHigh, 20_000 * 4 ** 0.7918755154832136);
    assertClose(fewer?.fittedCostLow, 20_000 * 0.5 ** 0.7918755154832136);
  });

  it('two months give an exponent without an interval; months without users are left out', () => {
    const history = [
      { users: 1000, monthlyCost: 1000 },
      { users: 0, monthlyCost: 500 },
      { users: 4000, monthlyCost: 2000 },
    ];
    const { results, reasons, issues } = evaluated({
      scaling: { ...now, targetUsers: [20_000], history },
    });
    assertClose(results.scaling?.fittedExponent, 0.5);
    assert.equal(reasons['scaling.fittedExponentLow'], 'two-months');
    assert.equal(reasons['scaling.projections[0].fittedCostHigh'], 'two-months');
    assert.deepEqual(
      issues.map(({ code, path }) => [code, path]),
      [['scaling-no-logarithm', 'scaling.history[1].users']],
    );
  });

  it('without users nothing is projected, and the reason is theirs', () => {
    const { reasons } = evaluated({ scaling: { currentMonthlyCost: 1, targetUsers: [1] } });
    assert.equal(reasons['scaling.projections[0].projectedCost'], 'not-given');
    const invalid = evaluated({
      workload: { users: -1 },
      scaling: { currentMonthlyCost: 1, targetUsers: [1] },
    });
    assert.equal(invalid.reasons['scaling.projections[0].scaleFactor'], 'section-invalid');
  });

  it('rises with users and with the cost of today', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.nat(100_000), fc.nat(100_000), (a, b, users, more) => {
        const shares = { fixed: a, linear: (1 - a) * b };
        const costs = (cost: number): readonly (number | null)[] =>
          (
            evaluated({
              scaling: {
                currentUsers: 1000,
                currentMonthlyCost: cost,
                shares,
                steps: [{ users: 700, cost: 10 }],
                targetUsers: [users, users + more],
              },
            }).results.scaling?.projections ?? []
          ).map(({ projectedCost }) => projectedCost);
        const [first, second] = costs(1000);
        const [dearer] = costs(1500);
        assert.ok((second ?? NaN) >= (first ?? NaN) * (1 - 1e-12));
        assert.ok((dearer ?? NaN) >= (first ?? NaN));
      }),
      { numRuns: 200 },
    );
  });
});
