import assert from 'node:assert/strict';
import { evaluated } from '../scenario/evaluated';
import { assertClose } from './approximately';

const months = (costs: readonly number[], revenue = 1000): object[] =>
  costs.map((cost, index) => ({
    month: `2026-0${index + 1}`,
    cost,
    requests: 100,
    users: 10,
    revenue,
    tokens: 1000,
    successfulTasks: 20,
  }));

describe('unit economics', () => {
  it('divides the costs by everything that the workload counts', () => {
    const { results } = evaluated({
      workload: {
        requests: 1000,
        users: 50,
        payingUsers: 20,
        revenue: 400,
        tokens: 1e6,
        successfulTasks: 800,
      },
      unitEconomics: { monthlyCosts: 200 },
    });
    const { unitEconomics: costs } = results;
    assert.equal(costs?.costPerRequest, 0.2);
    assert.equal(costs.costPerUser, 4);
    assert.equal(costs.breakEvenPrice, 10);
    assert.equal(costs.costPerDollarRevenue, 0.5);
    assert.equal(costs.margin, 0.5);
    assert.equal(costs.costPerToken, 0.0002);
    assert.equal(costs.costPerSuccessfulTask, 0.25);
  });

  it('does not pass over a cost of ownership that has errors, or no total', () => {
    const breakdown = {
      items: [
        {
          category: 'licensing',
          description: 'a',
          unit: 'u',
          unitCost: 1,
          monthlyVolume: 1,
        },
      ],
    };
    const invalid = evaluated({ breakdown, tco: { hiddenRate: -1 }, unitEconomics: {} });
    assert.equal(invalid.results.unitEconomics?.monthlyCosts, null);
    assert.equal(invalid.reasons['unitEconomics.costPerUser'], 'section-invalid');
    const unknown = evaluated({ tco: { directCosts: { a: 1 } }, unitEconomics: {} });
    assert.equal(unknown.reasons['unitEconomics.monthlyCosts'], 'figure-missing');
  });

  it('tells a rise and a fall where the whole interval is on one side of zero', () => {
    const rising = evaluated({ unitEconomics: { history: months([100, 110, 130, 140, 160]) } });
    const { trends, recommendations } = rising.results.unitEconomics ?? {};
    assert.equal(trends?.costPerRequest?.verdict, 'rising');
    assert.equal(trends.margin?.verdict, 'falling');
    assertClose(trends.costPerRequest.slope, 0.15);
    assert.deepEqual(
      recommendations?.map(({ code, params }) => [code, params['figure']]),
      [
        ['unit-cost-rising', 'costPerRequest'],
        ['unit-cost-rising', 'costPerUser'],
        ['unit-cost-rising', 'costPerDollarRevenue'],
        ['margin-falling', 'margin'],
        ['unit-cost-rising', 'costPerToken'],
        ['unit-cost-rising', 'costPerSuccessfulTask'],
      ],
    );
    const falling = evaluated({ unitEconomics: { history: months([160, 140, 130, 110, 100]) } });
    assert.equal(falling.results.unitEconomics?.trends?.margin?.verdict, 'rising');
    assert.deepEqual(
      falling.results.unitEconomics.recommendations.map(({ code }) => code),
      ['unit-costs-improving'],
    );
  });

  it('says that nothing changes where the interval holds zero', () => {
    const { results } = evaluated({ unitEconomics: { history: months([100, 110, 100, 90, 100]) } });
    assert.equal(results.unitEconomics?.trends?.costPerUser?.verdict, 'flat');
    assert.deepEqual(
      results.unitEconomics.recommendations.map(({ code }) => code),
      ['unit-costs-steady'],
    );
  });

  it('does not tell a trend from four months', () => {
    const { results, reasons } = evaluated({
      unitEconomics: { history: months([100, 200, 300, 400]) },
    });
    const trend = results.unitEconomics?.trends?.costPerRequest;
    assertClose(trend?.slope, 1);
    assert.equal(trend?.low, null);
    assert.equal(trend.verdict, 'unclear');
    assert.equal(reasons['unitEconomics.trends.costPerRequest.low'], 'too-few-months');
    assert.deepEqual(results.unitEconomics?.recommendations, [
      { code: 'unit-costs-unclear', params: { months: 5 } },
    ]);
  });

  it('reads the months, gaps between them and in any order', () => {
    const { results } = evaluated({
      unitEconomics: {
        history: [
          { month: '2027-01', cost: 400, requests: 100 },
          { month: '2026-10', cost: 100, requests: 100 },
          { month: '2026-11', cost: 200, requests: 100 },
        ],
      },
    });
    assertClose(results.unitEconomics?.trends?.costPerRequest?.slope, 1);
    assert.equal(results.unitEconomics?.trends?.costPerUser, undefined);
  });

  it('leaves out months without the unit, and counts the first of two that are one', () => {
    const history = [
      ...months([100, 110]),
      { month: '2026-02', cost: 1e6, requests: 100 },
      { month: '2026-03', cost: 120, requests: 0 },
    ];
    const { results, issues } = evaluated({ unitEconomics: { history } });
    assert.equal(results.unitEconomics?.trends?.costPerRequest?.months, 2);
    assertClose(results.unitEconomics.trends.costPerRequest.slope, 0.1);
    assert.deepEqual(
      issues.map(({ code, path }) => [code, path]),
      [['unit-economics-month-twice', 'unitEconomics.history[2].month']],
    );
  });

  it('wants months as YYYY-MM', () => {
    const { results } = evaluated({ unitEconomics: { history: [{ month: '2026-13', cost: 1 }] } });
    assert.equal(results.unitEconomics, undefined);
  });
});
