import assert from 'node:assert/strict';
import fc from 'fast-check';
import { adviceMessage } from '../../../../src/engine/systems/advice';
import { evaluated, surroundings } from '../scenario/evaluated';
import { assertExplained } from '../scenario/assertExplained';

/** The day of the price data that the oracles are of. */
const pricesAsOf = '2026-09-23';

function api(section: object, others: object = {}) {
  const scenario = evaluated({ pricesAsOf, api: section, ...others });
  assert.ok(scenario.results.api);
  assertExplained(scenario);
  return {
    ...scenario.results.api,
    reasons: scenario.reasons,
    issues: scenario.issues.map(({ code, severity, path }) => `${severity} ${code} ${path}`),
  };
}

function close(found: number | null | undefined, expected: number) {
  assert.ok(typeof found === 'number');
  const allowed = 1e-12 * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(found - expected) <= allowed, `${found}, not ${expected}`);
}

const traffic = { callsPerDay: 100_000, inputTokens: 1800, outputTokens: 300 };

describe('api', () => {
  it('prices of calls are the catalog’s oracles', () => {
    // genai-prices 0.1.8, as in the description of the engine.
    const cases: [object, number][] = [
      [
        {
          model: 'claude-sonnet-4-20250514',
          inputTokens: 4740,
          outputTokens: 255,
          cacheWriteShare: 4735 / 4740,
        },
        0.02159625,
      ],
      [
        { model: 'gpt-5', inputTokens: 100_000, outputTokens: 2000, cachedInputShare: 0.9 },
        0.04375,
      ],
      [{ model: 'gpt-3.5-turbo', inputTokens: 1000, outputTokens: 100 }, 0.00065],
      [{ model: 'gpt-4o', inputTokens: 1e6, outputTokens: 1e6 }, 12.5],
      [{ model: 'gpt-4o', inputTokens: 1e6, outputTokens: 1e6, batchShare: 1 }, 6.25],
    ];
    for (const [section, cost] of cases) close(api(section).costPerCall, cost);
  });

  it('a cached discount does not apply in batches, unless the catalog says that it stacks', () => {
    const half = { ...traffic, cachedInputShare: 0.5, batchShare: 0.2 };
    // 0.8 × (900 × 2.5 + 900 × 1.25 + 300 × 10) + 0.2 × (1800 × 1.25 + 300 × 5), a million
    const gpt = api({ model: 'gpt-4o', ...half });
    close(gpt.costPerCall, (0.8 * 6375 + 0.2 * 3750) / 1e6);
    close(gpt.perCall?.batch, (0.2 * 3750) / 1e6);
    close(gpt.perCall?.cacheRead, (0.8 * 1125) / 1e6);
    // Anthropic: half of the read price as well. 0.8 × (900 × 3 + 900 × 0.3 + 300 × 15) + 0.2 × half
    close(
      api({ model: 'claude-sonnet-4-20250514', ...half }).costPerCall,
      (0.8 * 7470 + 0.2 * 3735) / 1e6,
    );
  });

  it('the size of a call decides on its tier', () => {
    const cost = (inputTokens: number) =>
      api({ model: 'gemini-2.5-pro', inputTokens, outputTokens: 0 }).costPerCall;
    const [below, above] = [cost(200_000), cost(200_001)];
    close(below, 0.25);
    close(above, (200_001 * 2.5) / 1e6);
  });

  it('an unlisted API costs what is stated, in the scenario’s currency', () => {
    const eur = { currency: 'EUR' };
    close(api({ costPer1kTokens: 0.01, ...traffic }, eur).costPerCall, 0.021);
    const own = { inputPerMillion: 2, outputPerMillion: 8, ...traffic };
    close(api(own, eur).costPerCall, (1800 * 2 + 300 * 8) / 1e6);
    close(
      api({ ...own, cachedInputShare: 0.5, cacheReadPerMillion: 0.5 }).costPerCall,
      (900 * 2 + 900 * 0.5 + 300 * 8) / 1e6,
    );
    // No price for batches is not the same price.
    const batched = api({ ...own, batchShare: 0.5 });
    assert.equal(batched.costPerCall, null);
    assert.equal(batched.reasons['api.costPerCall'], 'no-batch-price');
    assert.deepEqual(batched.issues, ['error call-batch-without-price api.batchShare']);
    close(
      api({ ...own, batchShare: 0.5, batchDiscount: 0.5 }).costPerCall,
      (0.75 * (1800 * 2 + 300 * 8)) / 1e6,
    );
    const embeddings = { inputPerMillion: 0.02, inputTokens: 500, outputTokens: 0 };
    close(api(embeddings).costPerCall, 0.00001);
    assert.equal(api({ ...embeddings, outputTokens: 1 }).costPerCall, null);
  });

  it('what is stated counts before the catalog, and per million before per thousand', () => {
    const both = api({
      model: 'gpt-4o',
      costPer1kTokens: 1,
      inputPerMillion: 2,
      ...traffic,
      outputTokens: 0,
    });
    close(both.costPerCall, 0.0036);
    assert.deepEqual(both.issues, [
      'information call-prices-stated api.model',
      'warning call-prices-twice api.costPer1kTokens',
    ]);
    assert.deepEqual(api({ model: 'gpt-4o', batchDiscount: 0.1, ...traffic }).issues, [
      'warning call-price-unused api.batchDiscount',
    ]);
  });

  it('catalog prices are in dollars', () => {
    const model = { model: 'gpt-4o', ...traffic };
    const unknown = api(model, { currency: 'EUR' });
    assert.equal(unknown.costPerCall, null);
    assert.equal(unknown.reasons['api.dailyCost'], 'no-currency-rate');
    const converted = api(model, { currency: 'EUR', assumptions: { usdRate: 0.9 } });
    close(converted.costPerCall, 0.9 * 0.0075);
  });

  it('an unknown model has no price, and near ones are named', () => {
    const { costPerCall, reasons, issues } = api({ model: 'gpt-4o-mimi', ...traffic });
    assert.equal(costPerCall, null);
    assert.equal(reasons['api.monthlyCost'], 'no-price');
    assert.deepEqual(issues, ['error priced-model-similar api.model']);
    assert.deepEqual(api({ model: 'nobody knows this one', ...traffic }).issues, [
      'error priced-model-unknown api.model',
    ]);
    assert.equal(api(traffic).reasons['api.costPerCall'], 'no-prices');
  });

  it('calls a day are those of the workload; days are those of the assumptions', () => {
    const section = { costPer1kTokens: 0.001, inputTokens: 1000, outputTokens: 0 };
    const workload = { requests: 3_000_000 };
    const month = api(section, { workload });
    close(month.callsPerDay, 100_000);
    close(month.dailyCost, 100);
    close(month.monthlyCost, 3000);
    const clouds = api(section, { workload, assumptions: { hoursPerMonth: 730 } });
    close(clouds.callsPerDay, 3_000_000 / (730 / 24));
    close(clouds.monthlyCost, 3000);
    const unknown = api(section);
    assert.deepEqual([unknown.costPerCall, unknown.dailyCost], [0.001, null]);
    assert.equal(unknown.reasons['api.dailyCost'], 'not-given');
  });

  it('the budget’s state changes at 80 and at 100 %', () => {
    const state = (dailyBudget: number) =>
      api({ costPer1kTokens: 1, callsPerDay: 100, inputTokens: 4000, outputTokens: 0, dailyBudget })
        .budgetState;
    assert.deepEqual([501, 500, 401, 400, 399].map(state), [
      'ok',
      'warning',
      'warning',
      'exceeded',
      'exceeded',
    ]);
    const { budgetState, reasons } = api({ costPer1kTokens: 1, ...traffic });
    assert.equal(budgetState, null);
    assert.equal(reasons['api.budgetState'], 'no-budget');
  });

  it('strategies come by their thresholds, and are worked out from the traffic', () => {
    const codes = (more: object) =>
      api({
        model: 'gpt-4o',
        callsPerDay: 1000,
        inputTokens: 500,
        outputTokens: 0,
        ...more,
      }).optimizations.map(({ code, basis }) => `${code} ${basis}`);
    const always = ['api-cache-unknown rule-of-thumb', 'api-cheaper-model-unknown rule-of-thumb'];
    assert.deepEqual(codes({}), always);
    assert.deepEqual(codes({ callsPerDay: 1001 }), always.toSpliced(1, 0, 'api-batch traffic'));
    assert.deepEqual(
      codes({ inputTokens: 501 }),
      always.toSpliced(1, 0, 'api-shorten-prompt traffic'),
    );
    // 1,000 calls of 40,000 tokens cost $100.
    const long = 'api-shorten-prompt traffic';
    assert.deepEqual(codes({ inputTokens: 40_000 }), always.toSpliced(1, 0, long));
    assert.deepEqual(codes({ inputTokens: 40_001 }), [
      ...always.toSpliced(1, 0, long),
      'api-self-host rule-of-thumb',
    ]);
  });

  it('savings: batches by their real discount, prompts by their price, models by theirs', () => {
    const { optimizations, monthlyCost, combined } = api({
      model: 'gpt-4o',
      ...traffic,
      cachedInputShare: 0.5,
      batchShare: 0.2,
      cache: { hitRate: 0.3, costPerDay: 20 },
      cheaperModel: { model: 'gpt-4o-mini', share: 0.5 },
    });
    const found = new Map(optimizations.map((one) => [one.code as string, one]));
    const now = (0.8 * 6375 + 0.2 * 3750) / 1e6;
    const expected: [string, number, number][] = [
      ['api-cache', 0.3, 0.3],
      ['api-batch', 0, 1 - 3750 / 1e6 / now],
      ['api-shorten-prompt', 0, 1 - (0.8 * (375 + 187.5 + 3000) + 0.2 * 1875) / 1e6 / now],
      // gpt-4o-mini: 0.15, 0.075 cached, 0.6; half of them in batches
      [
        'api-cheaper-model',
        0.5 * (1 - (0.8 * (135 + 67.5 + 180) + 0.2 * 225) / 1e6 / now),
        0.5 * (1 - (0.8 * (135 + 67.5 + 180) + 0.2 * 225) / 1e6 / now),
      ],
      ['api-self-host', 0.4, 0.7],
    ];
    assert.deepEqual(
      optimizations.map(({ code }) => code),
      expected.map(([code]) => code),
    );
    for (const [code, low, high] of expected) {
      close(found.get(code)?.savingsLow, low);
      close(found.get(code)?.savingsHigh, high);
      close(found.get(code)?.monthlySavingsHigh, high * (monthlyCost ?? 0));
    }
    // Together they multiply, and a model of one's own takes the place of all others.
    const kept = expected.slice(0, 4).reduce((part, [, , high]) => part * (1 - high), 1);
    close(combined.savingsHigh, 1 - kept);
    for (const advice of optimizations) assert.doesNotMatch(adviceMessage(advice), /[{}]/);
  });

  it('a model that is not cheaper is remarked upon', () => {
    const { issues } = api({
      model: 'gpt-4o-mini',
      ...traffic,
      cheaperModel: { model: 'gpt-4o', share: 0.5 },
    });
    assert.deepEqual(issues, ['warning api-not-cheaper api.cheaperModel']);
  });

  it('a cache in front: what it saves, its return, and what it may cost', () => {
    const cached = api({
      costPer1kTokens: 0.01,
      callsPerDay: 10_000,
      inputTokens: 1000,
      outputTokens: 0,
      cache: { hitRate: 0.35, costPerDay: 20 },
    });
    const { caching } = cached;
    close(caching?.currentDailyCost, 100);
    close(caching?.projectedDailyCost, 85);
    close(caching?.dailySavings, 15);
    close(caching?.monthlySavings, 450);
    close(caching?.roiPct, 75);
    close(caching?.costToSavings, 20 / 15);
    close(caching?.breakEvenCacheCost, 35);
  });

  it('the prompt cache pays after so many reads', () => {
    const reads = (more: object) => api({ ...traffic, ...more }).promptCacheBreakEvenReads;
    // Anthropic writes at 1.25 and, for an hour, at twice the price of input, and reads at a tenth.
    close(reads({ model: 'claude-sonnet-4-20250514' }), 0.75 / 2.7);
    close(reads({ model: 'claude-sonnet-4-20250514', cacheLifetime: 'hour' }), 3 / 2.7);
    // OpenAI charges nothing for writing.
    close(reads({ model: 'gpt-4o' }), 0);
    assert.equal(
      api({ costPer1kTokens: 1, ...traffic }).reasons['api.promptCacheBreakEvenReads'],
      'no-cache-discount',
    );
  });

  it('more than all can’t be read and written; more than the window can’t be sent', () => {
    const shares = { cachedInputShare: 0.7, cacheWriteShare: 0.4 };
    const model = 'claude-sonnet-4-20250514';
    const { issues, costPerCall } = api({ model, ...traffic, ...shares });
    assert.deepEqual(issues, ['error call-cache-shares api.cacheWriteShare']);
    close(costPerCall, (1800 * (0.7 * 0.3 + 0.3 * 3.75) + 300 * 15) / 1e6);
    assert.deepEqual(api({ model: 'gpt-4o', ...traffic, inputTokens: 128_001 }).issues, [
      'warning context-overflow api.inputTokens',
    ]);
  });

  it('costs no less with more calls, more tokens or, outside of batches, less cache', () => {
    const models = surroundings.models
      .listModels(new Date('2026-09-23T12:00:00Z'))
      .filter(({ prices }) => prices.input !== undefined && prices.output !== undefined)
      .map(({ provider, id }) => `${provider}/${id}`);
    const use = fc.record({
      model: fc.constantFrom(...models),
      callsPerDay: fc.nat(1_000_000),
      inputTokens: fc.nat(150_000),
      outputTokens: fc.nat(10_000),
      cachedInputShare: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const cost = (section: object) =>
      evaluated({ pricesAsOf, api: section }).results.api?.dailyCost ?? 0;
    fc.assert(
      fc.property(use, fc.nat(1000), (section, more) => {
        const now = cost(section) * (1 - 1e-12);
        assert.ok(cost({ ...section, callsPerDay: section.callsPerDay + more }) >= now);
        assert.ok(cost({ ...section, inputTokens: section.inputTokens + more }) >= now);
        assert.ok(cost({ ...section, outputTokens: section.outputTokens + more }) >= now);
        assert.ok(cost({ ...section, cachedInputShare: 0 }) >= now);
      }),
      { numRuns: 300 },
    );
  });
});
