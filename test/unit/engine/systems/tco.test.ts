import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tcoComponents } from '../../../../src/engine/systems/tco/components';
import { evaluated } from '../scenario/evaluated';
import { assertClose } from './approximately';

const item = {
  category: 'compute_inference',
  description: 'Serving',
  unit: 'hours',
  unitCost: 2,
  monthlyVolume: 500,
} as const;

const amounts = fc.dictionary(
  fc.constantFrom('compute', 'storage', 'development', 'compliance', 'rent', 'travel'),
  fc.double({ min: 0, max: 1e7, noNaN: true }),
);

describe('total cost of ownership', () => {
  it('6,290 a month and 80 hours at 150: 263,376 a year (engine oracle)', () => {
    const { results } = evaluated({
      tco: { directCosts: { all: 6290 }, engineeringHours: { operations: 80 } },
    });
    assert.equal(results.tco?.infrastructure, 75_480);
    assert.equal(results.tco.engineering, 144_000);
    assert.equal(results.tco.hidden, 43_896);
    assert.equal(results.tco.total, 263_376);
  });

  it('the present value is what its payments are worth one by one', () => {
    const { results } = evaluated({
      tco: { directCosts: { all: 6290 }, engineeringHours: { operations: 80 } },
    });
    const monthlyRate = 1.08 ** (1 / 12) - 1;
    let worth = 0;
    for (let month = 1; month <= 36; month++) worth += 21_948 / (1 + monthlyRate) ** month;
    assertClose(results.tco?.netPresentValue, worth);
  });

  it('a rate next to nothing is as good as none', () => {
    const present = (discountRate: number): number | null | undefined =>
      evaluated({ tco: { directCosts: { all: 100 }, engineeringHours: {}, discountRate } }).results
        .tco?.netPresentValue;
    assertClose(present(1e-15), present(0) ?? 0, 1e-12);
  });

  it('engineering time of the breakdown counts where no hours are given', () => {
    const breakdown = {
      items: [item, { ...item, category: 'engineering_time', unitCost: 100, monthlyVolume: 30 }],
    };
    const { results } = evaluated({ breakdown, tco: { period: 'monthly' } });
    assert.equal(results.tco?.infrastructure, 1000);
    assert.equal(results.tco.engineering, 3000);
    const given = evaluated({ breakdown, tco: { period: 'monthly', engineeringHours: { a: 1 } } });
    assert.equal(given.results.tco?.engineering, 150);
  });

  it('what is not known makes the total unknown, and says what to give', () => {
    const { results, reasons } = evaluated({ tco: { directCosts: { compute: 100 } } });
    assert.equal(results.tco?.infrastructure, 1200);
    assert.equal(results.tco.engineering, null);
    assert.equal(results.tco.total, null);
    assert.equal(reasons['tco.total'], 'no-engineering');
    assert.equal(reasons['tco.netPresentValue'], 'no-engineering');
  });

  it('nothing is taken from a breakdown that has errors', () => {
    const { results, reasons } = evaluated({ breakdown: { items: 3 }, tco: {} });
    assert.equal(results.tco?.total, null);
    assert.equal(reasons['tco.infrastructure'], 'section-invalid');
    assert.equal(reasons['tco.total'], 'section-invalid');
  });

  it('lists the nine components, with what the inputs cover', () => {
    const { results, reasons } = evaluated({
      breakdown: { items: [item, { ...item, category: 'licensing' }] },
      tco: {
        period: 'monthly',
        engineeringHours: { development: 10 },
        components: { failedExperiments: 700, travel: 50 },
      },
    });
    const components = results.tco?.components ?? [];
    assert.deepEqual(
      components.slice(0, 9).map(({ component }) => component),
      Object.keys(tcoComponents),
    );
    assert.deepEqual(
      components
        .filter(({ covered }) => covered)
        .map(({ component, category, amount }) => [component, category, amount]),
      [
        ['compute', 'infrastructure', 1000],
        ['development', 'personnel', 1500],
        ['failedExperiments', 'personnel', 700],
        ['licensing', 'infrastructure', 1000],
        ['travel', 'other', 50],
      ],
    );
    assert.equal(components[1]?.amount, null);
    assert.equal(reasons['tco.components[1].amount'], 'not-given');
  });

  it('components add up to the total, but for the flat rate', () => {
    fc.assert(
      fc.property(amounts, amounts, amounts, (directCosts, engineeringHours, components) => {
        const { results } = evaluated({ tco: { directCosts, engineeringHours, components } });
        const listed = results.tco?.components ?? [];
        const sum = listed.reduce((total, { amount }) => total + (amount ?? 0), 0);
        assert.ok(Math.abs(sum - (results.tco?.total ?? NaN)) <= 1e-9 * Math.max(sum, 1));
      }),
      { numRuns: 200 },
    );
  });

  it('remarks on an amount that counts twice, and on a rate that is not used', () => {
    const { issues } = evaluated({
      tco: {
        directCosts: { compliance: 100 },
        engineeringHours: {},
        components: { compliance: 50 },
        hiddenRate: 0.3,
      },
    });
    assert.deepEqual(
      issues.map(({ code, path, severity }) => [code, path, severity]),
      [
        ['tco-counted-twice', 'tco.components.compliance', 'warning'],
        ['tco-rate-unused', 'tco.hiddenRate', 'information'],
      ],
    );
  });

  it('a range in place of named amounts is refused', () => {
    const { issues, results } = (() => {
      const scenario = { tco: { directCosts: { low: 1, high: 2 }, engineeringHours: {} } };
      return evaluated(scenario);
    })();
    assert.equal(results.tco, undefined);
    assert.deepEqual(issues, []);
  });

  it('rises with every amount, hour and price', () => {
    const inputs = fc.record({
      hours: fc.double({ min: 0, max: 1e4, noNaN: true }),
      rate: fc.double({ min: 0, max: 1e4, noNaN: true }),
      direct: fc.double({ min: 0, max: 1e9, noNaN: true }),
      hidden: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    const total = (of: { hours: number; rate: number; direct: number; hidden: number }): number =>
      evaluated({
        tco: {
          directCosts: { all: of.direct },
          engineeringHours: { all: of.hours },
          engineeringRate: of.rate,
          hiddenRate: of.hidden,
        },
      }).results.tco?.total ?? NaN;
    fc.assert(
      fc.property(inputs, fc.constantFrom('hours', 'rate', 'direct', 'hidden'), (of, key) => {
        assert.ok(total({ ...of, [key]: of[key] * 1.5 + 0.1 }) >= total(of));
      }),
      { numRuns: 200 },
    );
  });
});
