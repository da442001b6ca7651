import assert from 'node:assert/strict';
import { waitForUpdate } from '@pydantic/genai-prices';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import { maxPriceDataLength } from '../../../../src/engine/pricing/priceData';
import { readPriceData } from '../../../../src/engine/pricing/priceDataFile';

const at = new Date('2026-10-02T12:00:00Z');
const source = { name: 'data.json', asOf: '2026-10-01' };
const model = { id: 'm', match: { equals: 'm' }, prices: { input_mtok: 1, output_mtok: 2 } };
const provider = { id: 'openai', name: 'OpenAI', models: [model] };

function problem(value: unknown): string {
  const read = readPriceData(typeof value === 'string' ? value : JSON.stringify(value), source);
  if (read.ok) return 'ok';
  return read.issues.map(({ code }) => code).join();
}

describe('price data files', () => {
  it('hold the same as the package, if they are of its version', async () => {
    const providers = await waitForUpdate();
    const read = readPriceData(JSON.stringify(providers), source);
    assert.ok(read.ok, JSON.stringify(read));
    const builtIn = createGenaiPricesCatalog();
    const plain = (catalog: typeof builtIn) =>
      catalog.listModels(at).map(({ source: from, ...rest }) => ({ ...rest, url: from.url }));
    assert.deepEqual(plain(read.value), plain(builtIn));
    const usage = { inputTokens: 300_000, outputTokens: 1000 };
    for (const name of ['gpt-5.4', 'claude-sonnet-4-5', 'deepseek-chat', 'o3']) {
      const ours = builtIn.costOfCall(name, usage, at);
      const theirs = read.value.costOfCall(name, usage, at);
      assert.ok(ours.known && theirs.known);
      assert.equal(theirs.totalUsd, ours.totalUsd);
      assert.equal(theirs.source.name, 'data.json');
    }
    assert.deepEqual(read.value.data, source);
  });

  it('may change prices, and then the overlay that does not fit them is not used', () => {
    const changed = {
      ...provider,
      models: [{ ...model, id: 'gpt-4o', match: { equals: 'gpt-4o' } }],
    };
    const read = readPriceData(`\uFEFF${JSON.stringify([changed])}`, source);
    assert.ok(read.ok);
    const cost = read.value.costOfCall('gpt-4o', { inputTokens: 1e6, outputTokens: 1e6 }, at);
    assert.ok(cost.known);
    assert.equal(cost.totalUsd, 3);
    const batch = read.value.costOfCall('gpt-4o', { inputTokens: 1, outputTokens: 1 }, at, 'batch');
    assert.deepEqual(batch, { known: false, reason: 'no-price-listed' });
  });

  it('are refused where they are not as they should be', () => {
    assert.equal(problem([provider]), 'ok');
    assert.equal(problem('{'), 'price-data-invalid');
    assert.equal(problem(''), 'price-data-invalid');
    assert.equal(problem(' '.repeat(maxPriceDataLength + 1)), 'price-data-too-large');
    const withModel = (change: object) => [{ ...provider, models: [{ ...model, ...change }] }];
    for (const value of [
      {},
      [],
      [1],
      [{ ...provider, models: 'all' }],
      [provider, provider],
      [{ ...provider, pricing_urls: ['javascript:alert(1)'] }],
      withModel({ prices: { input_mtok: -1 } }),
      withModel({ prices: { input_mtok: '1' } }),
      withModel({ prices: { input_mtok: { base: 1 } } }),
      withModel({ prices: [] }),
      withModel({ prices: [{ constraint: { start_date: 'soon' }, prices: {} }] }),
      withModel({
        prices: [{ constraint: { start_time: '25:00:00Z', end_time: '01:00:00Z' }, prices: {} }],
      }),
      withModel({ match: {} }),
      withModel({ match: { equals: 'm', contains: 'm' } }),
      // Patterns that could take forever.
      withModel({ match: { regex: '^(a+)+$' } }),
      withModel({ match: { regex: '(?:a|a)*b' } }),
      withModel({ match: { regex: '(a)\\1' } }),
      withModel({ match: { regex: 'a*a*a*a*b' } }),
      withModel({ match: { regex: '(' } }),
    ]) {
      assert.equal(problem(value), 'price-data-invalid', JSON.stringify(value));
    }
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    assert.equal(problem(deep), 'price-data-invalid');
    let rule: object = { equals: 'm' };
    for (let depth = 0; depth < 2000; depth++) rule = { or: [rule] };
    assert.equal(problem(withModel({ match: rule })), 'price-data-invalid');
  });

  it('say where the problem is', () => {
    const read = readPriceData(JSON.stringify([{ ...provider, name: 1 }]), source);
    assert.ok(!read.ok);
    assert.equal(read.issues[0]?.params['where'], '$[0]["name"]');
  });
});
