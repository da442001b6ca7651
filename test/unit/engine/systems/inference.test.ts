import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InferenceResults } from '../../../../src/engine/systems/inference/optimizations';
import { assertExplained } from '../scenario/assertExplained';
import { evaluated } from '../scenario/evaluated';

/** The example of the reference: 1.16 requests a second of 120 ms at $3 an hour. */
const example = {
  requestsPerSecond: 1.16,
  averageLatencyMs: 120,
  gpuHourlyCost: 3,
  batchSize: 4,
  targetUtilization: 0.7,
};

function inference(input: object, others: object = {}): InferenceResults {
  const scenario = evaluated({ inference: { ...example, ...input }, ...others });
  assertExplained(scenario);
  const { results } = scenario;
  assert.ok(results.inference);
  return results.inference;
}

function near(found: number | null | undefined, expected: number): void {
  assert.ok(
    typeof found === 'number' && Math.abs(found - expected) <= 1e-9 * Math.abs(expected),
    `${String(found)} is not ${expected}`,
  );
}

describe('inference', () => {
  it('a request has the GPU to itself (cost engineering reference)', () => {
    const { gpuTimeCostPerRequest, gpuTimeDailyCost } = inference({});
    near(gpuTimeCostPerRequest, 0.0001);
    near(gpuTimeDailyCost, 0.0001 * 1.16 * 86_400);
  });

  it('whole GPUs are provisioned, spare ones included', () => {
    const { gpusNeeded, provisionedDailyCost, provisionedCostPerRequest } = inference({
      requestsPerSecond: 100,
      spareGpus: 1,
    });
    assert.equal(gpusNeeded, 6);
    assert.equal(provisionedDailyCost, 432);
    near(provisionedCostPerRequest, 432 / 8_640_000);
  });

  it('rounding does not add a GPU: 0.3 ÷ 0.1 is three', () => {
    const { gpusNeeded } = inference({
      requestsPerSecond: 0.3,
      averageLatencyMs: 1000,
      batchSize: 1,
      targetUtilization: 0.1,
    });
    assert.equal(gpusNeeded, 3);
  });

  it('traffic defaults from the workload', () => {
    const { requestsPerSecond } = inference(
      { requestsPerSecond: undefined },
      { workload: { requests: 2_592_000 } },
    );
    assert.equal(requestsPerSecond, 1);
  });

  it('without traffic, or with a workload that has errors, only the cost of a request is known', () => {
    for (const [workload, reason] of [
      [{ users: 5 }, 'not-given'],
      [{ requests: 'many' }, 'section-invalid'],
    ] as const) {
      const scenario = evaluated({
        workload,
        inference: { ...example, requestsPerSecond: undefined, cache: cacheOf(0.5, 1) },
      });
      assertExplained(scenario);
      near(scenario.results.inference?.gpuTimeCostPerRequest, 0.0001);
      assert.equal(scenario.results.inference?.caching, null);
      assert.equal(scenario.reasons['inference.gpusNeeded'], reason);
    }
  });

  it('no requests: nothing but spare GPUs, and no cost by request', () => {
    const { gpusNeeded, provisionedCostPerRequest } = inference({
      requestsPerSecond: 0,
      spareGpus: 2,
    });
    assert.equal(gpusNeeded, 2);
    assert.equal(provisionedCostPerRequest, null);
  });

  it('batches below 8 can grow (thresholds of the reference)', () => {
    const advice = (batchSize: number): unknown => {
      const [first] = inference({ batchSize }).optimizations;
      return first?.code === 'inference-increase-batch' && [first.params, first.savingsLow];
    };
    assert.deepEqual(advice(1), [{ current: 1, recommended: 4, gain: 4 }, 0.75]);
    assert.deepEqual(advice(2), [{ current: 2, recommended: 8, gain: 4 }, 0.75]);
    assert.deepEqual(advice(4), [{ current: 4, recommended: 16, gain: 2 }, 0.5]);
    assert.deepEqual(advice(7.9), [
      { current: 7.9, recommended: 31.6, gain: 8 / 7.9 },
      1 - 1 / (8 / 7.9),
    ]);
    assert.equal(advice(8), false);
  });

  it('savings of overlapping strategies multiply', () => {
    const { combined, optimizations } = inference({ cache: cacheOf(0.2, 1) });
    assert.deepEqual(
      optimizations.map(({ code }) => code),
      ['inference-increase-batch', 'inference-quantize', 'inference-cache', 'inference-spot'],
    );
    near(combined.savingsLow, 1 - 0.5 * 0.7 * 0.8 * 0.4);
    near(combined.savingsHigh, 1 - 0.5 * 0.5 * 0.8 * 0.3);
  });

  it('a cache whose hit rate is not known has no savings, and the others still combine', () => {
    const { combined, optimizations } = inference({ batchSize: 8 });
    assert.equal(
      optimizations.find(({ code }) => code === 'inference-cache-unknown')?.savingsLow,
      null,
    );
    near(combined.savingsHigh, 1 - 0.5 * 0.3);
  });

  it('a cache, on GPU time and on whole GPUs', () => {
    const { caching, provisionedCaching } = inference({
      requestsPerSecond: 100,
      cache: cacheOf(0.35, 20),
    });
    const current = 0.0001 * 100 * 86_400;
    near(caching?.projectedDailyCost, current * 0.65 + 20);
    near(caching?.dailySavings, current * 0.35 - 20);
    near(caching?.monthlySavings, (current * 0.35 - 20) * 30);
    near(caching?.roiPct, ((current * 0.35 - 20) / 20) * 100);
    near(caching?.costToSavings, 20 / (current * 0.35 - 20));
    // 100 × 0.12 ÷ 2.8 = 4.3 GPUs without, 2.8 with the cache.
    assert.equal(provisionedCaching?.gpusNeeded, 3);
    assert.equal(provisionedCaching.currentDailyCost, 360);
    assert.equal(provisionedCaching.projectedDailyCost, 236);
  });

  it('a cache that costs or saves nothing has no ratio of the two', () => {
    assert.equal(inference({ cache: cacheOf(0.35, 0) }).caching?.roiPct, null);
    assert.equal(inference({ cache: cacheOf(0, 5) }).caching?.costToSavings, null);
    assert.equal(inference({ cache: cacheOf(0, 0) }).caching?.costToSavings, null);
  });

  it('more traffic, more latency or a higher price never cost less', () => {
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
    const more = fc.double({ min: 1, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        more,
        fc.constantFrom('requestsPerSecond', 'averageLatencyMs', 'gpuHourlyCost'),
        (requestsPerSecond, averageLatencyMs, gpuHourlyCost, factor, key) => {
          const input = { ...example, requestsPerSecond, averageLatencyMs, gpuHourlyCost };
          const less = evaluated({ inference: input }).results.inference;
          const greater = evaluated({ inference: { ...input, [key]: input[key] * factor } }).results
            .inference;
          assert.ok((greater?.gpuTimeDailyCost ?? 0) >= (less?.gpuTimeDailyCost ?? 0) * (1 - 1e-9));
          assert.ok((greater?.provisionedDailyCost ?? 0) >= (less?.provisionedDailyCost ?? 0));
        },
      ),
    );
  });
});

function cacheOf(hitRate: number, costPerDay: number): object {
  return { hitRate, costPerDay };
}
