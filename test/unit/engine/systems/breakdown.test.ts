import assert from 'node:assert/strict';
import { evaluated } from '../scenario/evaluated';

/** The example of the reference: a recommendation system. */
const recommendation = [
  {
    category: 'compute_training',
    description: 'Weekly retraining',
    unit: 'GPU-hours',
    unitCost: 3,
    monthlyVolume: 160,
  },
  {
    category: 'compute_inference',
    description: 'Serving',
    unit: 'instance-hours',
    unitCost: 1,
    monthlyVolume: 2160,
  },
  {
    category: 'data_storage',
    description: 'Feature store',
    unit: 'TB-months',
    unitCost: 23,
    monthlyVolume: 50,
  },
  {
    category: 'data_processing',
    description: 'Pipelines',
    unit: 'DBU-hours',
    unitCost: 0.15,
    monthlyVolume: 10_000,
  },
  {
    category: 'external_apis',
    description: 'Embeddings',
    unit: '1M tokens',
    unitCost: 0.1,
    monthlyVolume: 5000,
  },
  {
    category: 'infrastructure',
    description: 'Monitoring',
    unit: 'flat',
    unitCost: 500,
    monthlyVolume: 1,
  },
];

describe('breakdown', () => {
  it('the example of six items totals 6,290', () => {
    const { results } = evaluated({
      workload: { requests: 3_000_000, users: 40_000 },
      breakdown: { items: recommendation },
    });
    assert.equal(results.breakdown?.totalMonthly, 6290);
    assert.equal(results.breakdown.costPerPrediction, 6290 / 3_000_000);
    assert.equal(results.breakdown.costPerUser, 6290 / 40_000);
    assert.deepEqual(results.breakdown.byCategory.data_storage, {
      monthly: 1150,
      share: 1150 / 6290,
    });
  });

  it('a cost stated that is not unit cost × volume is remarked upon, and not used', () => {
    const [first, ...others] = recommendation;
    const { results, issues } = evaluated({
      breakdown: { items: [{ ...first, monthlyCost: 500 }, ...others] },
    });
    assert.equal(results.breakdown?.totalMonthly, 6290);
    assert.deepEqual(
      issues.map(({ code, path, params }) => ({ code, path, params })),
      [
        {
          code: 'scenario-stated-cost',
          path: 'breakdown.items[0].monthlyCost',
          params: { stated: 500, computed: 480 },
        },
      ],
    );
  });

  it('a figure without its denominator is null, with the reason', () => {
    const { results, reasons } = evaluated({
      workload: { requests: 0 },
      breakdown: { items: [] },
    });
    assert.equal(results.breakdown?.costPerPrediction, null);
    assert.deepEqual(reasons, {
      'breakdown.costPerPrediction': 'no-requests',
      'breakdown.costPerUser': 'not-given',
    });
  });
});
