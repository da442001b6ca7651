import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import { isRetired } from '../../../../src/engine/pricing/retirement';
import { parsePrompt } from '../../../../src/engine/prompts/formats';
import { noInclusions } from '../../../../src/engine/prompts/includes';
import {
  byCost,
  compareModel,
  defaultComparedModels,
  eachModelOnce,
  ownModels,
  type ModelComparison,
} from '../../../../src/engine/report/compareModels';
import {
  rememberingCounter,
  runToEnd,
  type TokenCounter,
} from '../../../../src/engine/tokens/counter';

const catalog = createGenaiPricesCatalog();
const at = new Date('2026-09-23T00:00:00Z');

/** A token a character: what is compared here is not the tokenizer. */
const counter: TokenCounter = {
  encoding: 'o200k_base',
  // eslint-disable-next-line require-yield -- there is nothing to wait for
  *steps(text) {
    return text.length;
  },
};

function compare(name: string, text: string, expectedOutputTokens?: number): ModelComparison {
  const document = parsePrompt(text, { path: 'AGENTS.md' }, 'text');
  const options = { defaultModel: 'gpt-4o', expectedOutputTokens, at };
  const prompt = { text, document, inclusions: noInclusions };
  return runToEnd(compareModel(name, prompt, options, catalog, counter));
}

describe('Comparing models', () => {
  it('begins with models that the price data prices, has windows of and lets live', () => {
    for (const name of defaultComparedModels) {
      const info = catalog.findModel(name, at);
      assert.ok(info, name);
      assert.ok(info.prices.input !== undefined && info.prices.output !== undefined, name);
      assert.ok((info.contextWindow ?? info.maxInputTokens) !== undefined, name);
      assert.ok(!info.deprecated && !isRetired(info, at) && !info.retires, name);
      assert.equal(info.resolution?.provider, 'maker', name);
    }
  });

  it('takes each model once, whatever it is called, the file’s own first', () => {
    const text = '---\nmodel: openai/gpt-6-sol\n---\nHello';
    const document = parsePrompt(text, { path: 'a.prompty' }, 'prompty');
    const own = ownModels(document, { defaultModel: 'gpt-4o', at }, catalog);
    const names = eachModelOnce(
      [...own, 'gpt-6-luna', 'nobody', 'gpt-6-sol', 'nobody'],
      catalog,
      at,
    );
    assert.deepEqual(names, ['openai/gpt-6-sol', 'gpt-6-luna', 'nobody']);
  });

  it('gives the cost of a call, as a batch and with all input from the cache', () => {
    // Per million: input $2.50, cache read $1.25, output $10, a batch half.
    const row = compare('gpt-4o', 'a'.repeat(2000), 100);
    assert.deepEqual(row.cost.total, { known: true, usd: 0.006 });
    assert.deepEqual(row.cachedCost, { known: true, usd: 0.0035 });
    assert.deepEqual(row.batchCost, { known: true, usd: 0.003 });
    assert.equal(row.isBelowCacheMinimum, false);
    assert.equal(compare('gpt-4o', 'short').isBelowCacheMinimum, true);
  });

  it('has no price, not 0, where none is listed', () => {
    const unknown = compare('nobody-knows-this', 'hello');
    for (const cost of [unknown.cost.total, unknown.cachedCost, unknown.batchCost]) {
      assert.deepEqual(cost, { known: false, reason: 'unknown-model' });
    }
    const uncached = compare('claude-3-opus', 'a'.repeat(5000));
    if (uncached.price?.rates.cacheRead === undefined) {
      assert.equal(uncached.cachedCost.known, false);
    }
  });

  it('tells whether the prompt fits, with its output and at the upper end of the band', () => {
    assert.equal(compare('gpt-4o', 'a'.repeat(1000)).fit, 'fits');
    assert.equal(compare('gpt-4o', 'a'.repeat(128_000)).fit, 'fits');
    assert.equal(compare('gpt-4o', 'a'.repeat(127_999), 2).fit, 'tight');
    assert.equal(compare('gpt-4o', 'a'.repeat(128_001)).fit, 'exceeds');
    // gpt-5 shares 400,000 tokens, of which input may be 272,000.
    assert.equal(compare('gpt-5', 'a'.repeat(272_001)).fit, 'exceeds');
    const estimate = compare('claude-haiku-4-5', 'word '.repeat(33_000));
    assert.ok(estimate.band && estimate.band.high > 200_000 && estimate.tokens < 200_000);
    assert.equal(estimate.fit, 'tight');
    assert.equal(compare('nobody-knows-this', 'hello').fit, 'unknown');
  });

  it('sorts by cost, models without a price last', () => {
    const names = ['nobody', 'claude-opus-5', 'anybody', 'gpt-6-luna', 'gpt-4o'];
    const anyOrder = fc.shuffledSubarray(names, { minLength: names.length });
    fc.assert(
      fc.property(anyOrder, (order) => {
        const rows = order.map((name) => compare(name, 'a'.repeat(100))).sort(byCost);
        assert.deepEqual(
          rows.map(({ model }) => model.name),
          ['gpt-6-luna', 'gpt-4o', 'claude-opus-5', 'anybody', 'nobody'],
        );
      }),
      { numRuns: 10 },
    );
  });

  it('counts each text once in each vocabulary', () => {
    let counted = 0;
    const counting = rememberingCounter({
      encoding: 'o200k_base',
      // eslint-disable-next-line require-yield -- there is nothing to wait for
      *steps(text) {
        counted++;
        return text.length;
      },
    });
    for (let time = 0; time < 3; time++) assert.equal(runToEnd(counting.steps('hello')), 5);
    assert.equal(counted, 1);
  });
});
