import assert from 'node:assert/strict';
import fc from 'fast-check';
import { add, compare, decimalOf, zero } from '../../../../src/engine/money/decimal';
import { attributeCosts } from '../../../../src/engine/systems/attribution/attributeCosts';
import { sectionReports } from '../../../../src/engine/scenario/report';
import {
  attributionModels,
  type AttributionModel,
} from '../../../../src/engine/systems/attribution/section';
import { costCategories } from '../../../../src/engine/systems/breakdown';
import { createFigures } from '../../../../src/engine/text/figures';
import { evaluated, evaluation } from '../scenario/evaluated';
import { assertExplained } from '../scenario/assertExplained';

const october = { start: '2026-10-01', end: '2026-11-01' };

function attribution(section: object, currency = 'USD') {
  const scenario = evaluated({ currency, attribution: { period: october, ...section } });
  assert.ok(scenario.results.attribution);
  assertExplained(scenario);
  return { ...scenario.results.attribution, issues: scenario.issues };
}

function cost(category: string, amount: number, owner?: string, at = '2026-10-03') {
  return { category, amount, at, ...(owner === undefined ? {} : { metadata: { team: owner } }) };
}

describe('attribution', () => {
  it('direct: each cost goes to the owner that it names; without a name to nobody', () => {
    const { owners, unattributed, unattributedReasons, total, issues } = attribution({
      rules: [{ category: 'compute_training', model: 'direct', key: 'team' }],
      costs: [
        cost('compute_training', 900, 'search'),
        cost('compute_training', 0.1, 'search'),
        cost('compute_training', 0.2, 'ads'),
        cost('compute_training', 5),
        cost('compute_training', 6, ''),
      ],
    });
    assert.deepEqual(owners, {
      ads: { compute_training: 0.2, total: 0.2 },
      search: { compute_training: 900.1, total: 900.1 },
    });
    assert.deepEqual(unattributed, { compute_training: 11 });
    assert.deepEqual(unattributedReasons, { compute_training: 'no-owner' });
    assert.equal(total, 911.3);
    assert.deepEqual(
      issues.map(({ code, path }) => [code, path]),
      [['attribution-no-owner', 'attribution.rules[0]']],
    );
  });

  it('proportional: each cost by the shares of what is used, to the cent', () => {
    const { owners, outcomes } = attribution({
      rules: [{ category: 'compute_inference', model: 'proportional', key: 'requests' }],
      usage: { requests: { search: 1, ads: 1, maps: 1 } },
      costs: [cost('compute_inference', 100), cost('compute_inference', 100)],
    });
    assert.deepEqual(owners, {
      ads: { compute_inference: 66.68, total: 66.68 },
      maps: { compute_inference: 66.66, total: 66.66 },
      search: { compute_inference: 66.66, total: 66.66 },
    });
    assert.deepEqual(outcomes, { compute_inference: 'proportional' });
  });

  it('activity: the pool of all costs by what owners do, at one rate', () => {
    const { owners, activityRates } = attribution({
      rules: [{ category: 'infrastructure', model: 'activity', key: 'deployments' }],
      usage: { deployments: { search: 1, ads: 1, maps: 1 } },
      costs: [cost('infrastructure', 100), cost('infrastructure', 100)],
    });
    assert.deepEqual(
      Object.entries(owners).map(([name, own]) => [name, own['total']]),
      [
        ['ads', 66.67],
        ['maps', 66.67],
        ['search', 66.66],
      ],
    );
    assert.deepEqual(activityRates, { infrastructure: 200 / 3 });
  });

  it('fixed: by the agreed shares; what they leave is nobody’s, more than 1 is not used', () => {
    const fixed = (shares: object) =>
      attribution({
        rules: [{ category: 'data_storage', model: 'fixed', shares }],
        costs: [cost('data_storage', 10.01)],
      });
    assert.deepEqual(fixed({ search: 0.6, ads: 0.4 }).owners, {
      ads: { data_storage: 4, total: 4 },
      search: { data_storage: 6.01, total: 6.01 },
    });
    const below = fixed({ search: 0.5 });
    assert.deepEqual(below.owners, { search: { data_storage: 5.01, total: 5.01 } });
    assert.deepEqual(below.unattributed, { data_storage: 5 });
    assert.deepEqual(below.unattributedReasons, { data_storage: 'shares-below-one' });
    const above = fixed({ search: 0.6, ads: 0.5 });
    assert.deepEqual(above.unattributed, { data_storage: 10.01 });
    assert.deepEqual(above.outcomes, { data_storage: 'unattributed' });
    // 0.1 + 0.2 + 0.7 is 1, though not in floating point.
    assert.deepEqual(fixed({ a: 0.1, b: 0.2, c: 0.7 }).unattributed, {});
  });

  it('what no rule covers, or a rule without its data, has no owner and says why', () => {
    const { unattributed, unattributedReasons, activityRates, issues } = attribution({
      rules: [
        { category: 'data_storage', model: 'fixed' },
        { category: 'compute_inference', model: 'proportional', key: 'nothing' },
        { category: 'infrastructure', model: 'activity', key: 'zeros' },
        { category: 'external_apis', model: 'direct' },
        { category: 'external_apis', model: 'direct', key: 'team' },
      ],
      usage: { zeros: { search: 0 } },
      costs: [
        cost('licensing', 1, 'search'),
        cost('data_storage', 2),
        cost('compute_inference', 3),
        cost('infrastructure', 4),
        cost('external_apis', 5, 'search'),
      ],
    });
    assert.deepEqual(unattributedReasons, {
      licensing: 'no-rule',
      data_storage: 'rule-incomplete',
      compute_inference: 'no-usage',
      infrastructure: 'no-usage',
      external_apis: 'rule-incomplete',
    });
    assert.equal(
      Object.values(unattributed).reduce((sum, amount) => sum + amount, 0),
      15,
    );
    assert.deepEqual(activityRates, { infrastructure: null });
    assert.deepEqual(
      issues.map(({ code, path }) => `${code} ${path}`),
      [
        'attribution-rule-twice attribution.rules[4].category',
        'attribution-no-rule attribution.costs[0].category',
        'attribution-rule-incomplete attribution.rules[0]',
        'attribution-no-usage attribution.rules[1]',
        'attribution-no-usage attribution.rules[2]',
        'attribution-rule-incomplete attribution.rules[3]',
      ],
    );
  });

  it('the period has its start and not its end, in UTC', () => {
    const at = (moment: string) =>
      attribution({ costs: [cost('licensing', 1, undefined, moment)] }).total;
    for (const inside of [
      '2026-10-01',
      '2026-10-31',
      '2026-10-31T23:59:59.999Z',
      '2026-10-31T23:59',
      '2026-09-30T20:00:00-04:00',
    ]) {
      assert.equal(at(inside), 1, inside);
    }
    for (const outside of [
      '2026-09-30',
      '2026-11-01',
      '2026-11-01T00:00:00Z',
      '2026-10-01T01:00:00+02:00',
      '2026-10-31T20:00:00-04:00',
    ]) {
      assert.equal(at(outside), 0, outside);
    }
    const { issues } = attribution({
      costs: [cost('licensing', 1, undefined, '2026-09-30'), cost('licensing', 1)],
    });
    assert.deepEqual(issues[0]?.params, { count: 1, of: 2 });
  });

  it('a period that ends before it begins, and a day that is none, are errors', () => {
    const { issues } = attribution({
      period: { start: '2026-11-01', end: '2026-10-01' },
      costs: [],
    });
    assert.deepEqual(
      issues.map(({ code, path }) => [code, path]),
      [['attribution-period-empty', 'attribution.period.end']],
    );
    const at = (value: unknown) =>
      evaluation({
        attribution: { period: october, costs: [{ category: 'licensing', amount: 1, at: value }] },
      }).issues.map(({ code, path }) => [code, path]);
    const place = 'attribution.costs[0].at';
    for (const wrong of ['2026-02-30', '2026-10-03T25:00:00Z', 'yesterday', '2026-10-03 12:00']) {
      assert.deepEqual(at(wrong), [['scenario-moment', place]], wrong);
    }
    assert.deepEqual(at(20261003), [['scenario-text', place]]);
    assert.deepEqual(at(undefined), [['scenario-missing', place]]);
  });

  it('a report names categories and owners, not only what they have in common', () => {
    const scenario = evaluated({
      attribution: {
        period: october,
        rules: [{ category: 'licensing', model: 'direct', key: 'team' }],
        costs: [cost('licensing', 1, 'search'), cost('infrastructure', 2)],
      },
    });
    const [report] = sectionReports(scenario, 'USD', createFigures('en-US'));
    const rows = report?.tables.flatMap((table) => [table.columns, ...table.rows]);
    for (const row of [
      ['', 'licensing', 'Costs of the owner'],
      ['search', '$1.00', '$1.00'],
      ['licensing', '$1.00'],
      ['infrastructure', '$2.00'],
      ['infrastructure', 'no-rule'],
    ]) {
      assert.ok(
        rows?.some((found) => found.join() === row.join()),
        `${row.join()} in ${JSON.stringify(rows)}`,
      );
    }
  });

  it('owners may be called as the ends of a range are', () => {
    const { owners } = attribution({
      rules: [{ category: 'licensing', model: 'direct', key: 'low' }],
      costs: [{ ...cost('licensing', 1), metadata: { low: 'a', high: 'b' } }],
    });
    assert.deepEqual(owners, { a: { licensing: 1, total: 1 } });
  });

  it('splits to the smallest unit of the currency', () => {
    const { owners } = attribution(
      {
        rules: [{ category: 'licensing', model: 'fixed', shares: { a: 0.5, b: 0.5 } }],
        costs: [cost('licensing', 101)],
      },
      'JPY',
    );
    assert.deepEqual([owners['a']?.['total'], owners['b']?.['total']], [51, 50]);
  });

  it('owners and what has none add up exactly to the costs, whatever the rules', () => {
    const owner = fc.constantFrom('search', 'ads', 'maps', '');
    const amount = fc.oneof(
      fc.integer({ min: -1e8, max: 1e8 }).map((cents) => cents / 100),
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    );
    const costs = fc.array(
      fc.record({ category: fc.constantFrom(...costCategories), amount, owner }),
      { maxLength: 30 },
    );
    const weights = fc.dictionary(owner, fc.double({ min: 0, max: 1, noNaN: true }), {
      maxKeys: 4,
    });
    const rules = fc.dictionary(
      fc.constantFrom(...costCategories),
      fc.record(
        {
          model: fc.constantFrom<AttributionModel>(...attributionModels),
          key: fc.constantFrom('owner', 'used'),
          shares: weights,
        },
        { requiredKeys: ['model'] },
      ),
    );
    fc.assert(
      fc.property(costs, rules, weights, (given, byCategory, used) => {
        const outcomes = attributeCosts(
          given.map((one) => ({
            category: one.category,
            amount: decimalOf(one.amount),
            metadata: { owner: one.owner },
          })),
          (category) => (Object.hasOwn(byCategory, category) ? byCategory[category] : undefined),
          { used },
          2,
        );
        let attributed = zero;
        for (const { total, owners, unattributed, reason } of outcomes.values()) {
          const sum = [...owners.values()].reduce(add, unattributed);
          assert.equal(compare(sum, total), 0);
          assert.ok(reason !== undefined || unattributed.units === 0n);
          attributed = add(attributed, sum);
        }
        const all = given.map((one) => decimalOf(one.amount)).reduce(add, zero);
        assert.equal(compare(attributed, all), 0);
      }),
      { numRuns: 500 },
    );
  });
});
