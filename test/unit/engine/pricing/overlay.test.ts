import assert from 'node:assert/strict';
import data from '../../../../src/engine/pricing/data/overlay.json';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import { overlaySchema } from '../../../../src/engine/pricing/overlaySchema';
import type { ServiceTier, Usage } from '../../../../src/engine/pricing/price';

const catalog = createGenaiPricesCatalog();
const at = new Date('2026-09-24T12:00:00Z');
const million: Usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
const small: Usage = { inputTokens: 100_000, outputTokens: 10_000 };

function usd(name: string, tier: ServiceTier, usage: Usage = small, when = at): number | string {
  const cost = catalog.costOfCall(name, usage, when, tier);
  return cost.known ? cost.totalUsd : cost.reason;
}

describe('overlay', () => {
  const overlay = overlaySchema.parse(data);
  const rows = [overlay.tiers, overlay.cacheMinimums, overlay.limits, overlay.retirements].flat();

  it('is valid, and every row has a source and a line', () => {
    for (const { source, line, also = [] } of rows) {
      for (const evidence of [{ source, line }, ...also]) {
        assert.ok(Object.hasOwn(overlay.sources, evidence.source), evidence.source);
        assert.ok(evidence.line.trim().length > 10, evidence.line);
      }
    }
    const used = new Set(
      rows.flatMap(({ source, also = [] }) => [source, ...also.map((e) => e.source)]),
    );
    assert.deepEqual([...used].sort(), Object.keys(overlay.sources).sort());
  });

  it('says which facts are second-hand: the provider’s own word is not among them', () => {
    const providers = [
      /anthropic/,
      /claude\.com/,
      /openai\.com/,
      /google/,
      /BerriAI\/litellm/,
      /openai\//,
    ];
    for (const { name, url, secondHand } of Object.values(overlay.sources)) {
      const isOwn = providers.some((provider) => provider.test(url));
      assert.equal(secondHand, isOwn ? undefined : true, name);
    }
  });

  it('is about models that the catalog knows, each fact once', () => {
    const seen = new Set<string>();
    const kinds = Object.entries(overlay).filter(([kind]) => kind !== 'sources');
    for (const [kind, list] of kinds as [string, typeof rows][]) {
      for (const row of list) {
        for (const model of row.models) {
          const found = catalog.findModel(`${row.provider}/${model}`, at);
          assert.deepEqual([found?.provider, found?.id], [row.provider, model]);
          const key = `${kind} ${'tier' in row ? row.tier : ''} ${row.provider}/${model}`;
          assert.ok(!seen.has(key), key);
          seen.add(key);
        }
      }
    }
  });

  it('states in each line the figures of its row', () => {
    const perMillion = (line: string) =>
      [...line.matchAll(/\$([\d,.]+\d)|(?<=_[a-z]+ )(\d[\d.]*(?:e-\d+)?)/g)].map(
        ([, dollars, token]) =>
          dollars === undefined
            ? Number((Number(token) * 1e6).toPrecision(10))
            : Number(dollars.replaceAll(',', '')),
      );
    let checked = 0;
    for (const row of overlay.tiers) {
      if (!('prices' in row)) continue;
      const figures = perMillion(row.line);
      for (const price of Object.values(row.prices)) {
        const stated =
          typeof price === 'number' ? [price] : [price.base, ...price.tiers.map((t) => t.price)];
        for (const figure of stated) {
          assert.ok(
            figures.includes(figure),
            `${row.models.join()} ${row.tier}: ${figure} in ${row.line}`,
          );
          checked++;
        }
      }
    }
    assert.ok(checked > 150);
    for (const { line, tokens } of overlay.cacheMinimums) {
      assert.ok(line.replaceAll(',', '').includes(String(tokens)), line);
    }
    for (const { line, maxOutputTokens } of overlay.limits) {
      assert.ok(line.includes(String(maxOutputTokens)), line);
    }
  });

  it('never raises a discount tier above the standard price, nor lowers priority below it', () => {
    for (const { provider, models, tier } of overlay.tiers) {
      for (const model of models) {
        const cost = usd(`${provider}/${model}`, tier, { inputTokens: 1000, outputTokens: 1000 });
        const standard = usd(`${provider}/${model}`, 'standard', {
          inputTokens: 1000,
          outputTokens: 1000,
        });
        if (typeof cost !== 'number' || typeof standard !== 'number') continue;
        assert.ok(
          tier === 'priority' ? cost > standard : cost < standard,
          `${provider}/${model} ${tier}`,
        );
      }
    }
  });

  it('prices a batch call of gpt-4o, a million in and out, at $6.25 against $12.50', () => {
    assert.equal(usd('gpt-4o', 'batch', million), 6.25);
    assert.equal(usd('gpt-4o', 'standard', million), 12.5);
    const cost = catalog.costOfCall('gpt-4o', million, at, 'batch');
    assert.ok(cost.known);
    assert.deepEqual(cost.source, {
      name: 'LiteLLM price map of 2026-07-24',
      url: 'https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json',
      asOf: '2026-07-24',
    });
    assert.equal(cost.tier, 'batch');
  });

  it('prices each tier by its own row', () => {
    assert.equal(usd('gpt-4o', 'priority'), 0.595);
    assert.equal(usd('gpt-5', 'flex'), 0.1125);
    assert.equal(usd('gpt-5', 'batch'), 0.1125);
    assert.equal(usd('gemini-3.1-pro-preview', 'priority'), 0.576);
    // OpenAI's own page has another price than LiteLLM's map: the provider's word counts.
    assert.equal(usd('gpt-5.5', 'priority'), 2);
  });

  it('halves every part of an Anthropic batch, the cache among them', () => {
    const usage = {
      inputTokens: 10_000,
      cacheReadTokens: 4000,
      cacheWriteTokens: 3000,
      cacheWrite1hTokens: 1000,
      outputTokens: 500,
    };
    const batch = usd('claude-opus-4-8', 'batch', usage);
    const standard = usd('claude-opus-4-8', 'standard', usage);
    assert.ok(typeof standard === 'number');
    assert.equal(batch, standard / 2);
  });

  it('has no price where a tier has none, or none for such a request', () => {
    assert.equal(usd('o1', 'flex'), 'no-price-listed');
    assert.equal(usd('mistral-large-latest', 'batch'), 'no-price-listed');
    assert.equal(usd('my-model', 'batch'), 'unknown-model');
    // Azure has OpenAI's prices in the data, not its discounts.
    assert.equal(usd('azure/gpt-4o', 'batch'), 'no-price-listed');
    // Over the threshold of the standard price, and over the tier's own limit.
    assert.equal(
      usd('gpt-5.4', 'batch', { inputTokens: 300_000, outputTokens: 0 }),
      'no-price-listed',
    );
    assert.equal(
      usd('gpt-4.1', 'priority', { inputTokens: 128_001, outputTokens: 0 }),
      'no-price-listed',
    );
    assert.notEqual(
      usd('gpt-4.1', 'priority', { inputTokens: 128_000, outputTokens: 0 }),
      'no-price-listed',
    );
    // With a tiered row it goes on.
    assert.equal(
      usd('gemini-3.1-pro-preview', 'priority', { inputTokens: 300_000, outputTokens: 0 }),
      2.16,
    );
  });

  it('does not use prices that were read beside other standard prices', () => {
    assert.equal(usd('gpt-5.6-sol', 'batch', small, new Date('2026-08-20')), 0.4);
    assert.equal(usd('gpt-5.6-sol', 'batch', small, new Date('2026-08-21')), 'no-price-listed');
    // o3 cost more before 2025-06-10.
    assert.equal(usd('o3', 'priority', small, new Date('2025-06-01')), 'no-price-listed');
  });

  it('knows limits, cache minimums and days of retirement', () => {
    const opus = catalog.findModel('claude-opus-4-8', at);
    assert.deepEqual([opus?.maxOutputTokens, opus?.cacheMinimumTokens], [128_000, 1024]);
    assert.equal(catalog.findModel('gpt-4.1', at)?.contextWindow, 1_047_576);
    const gpt5 = catalog.findModel('gpt-5', at);
    assert.deepEqual([gpt5?.contextWindow, gpt5?.maxInputTokens], [400_000, 272_000]);
    assert.equal(gpt5?.retires?.on, '2026-12-11');
    assert.equal(gpt5.retires.source.url, 'https://developers.openai.com/api/docs/deprecations');
    assert.equal(gpt5.deprecated, false);
    assert.equal(catalog.findModel('gpt-5', new Date('2026-12-11'))?.deprecated, true);
    assert.equal(catalog.findModel('azure/gpt-5', new Date('2026-12-11'))?.deprecated, false);
    assert.deepEqual(catalog.findModel('claude-sonnet-4-0', at)?.prices, {
      input: 3,
      cacheRead: 0.3,
      cacheWrite: 3.75,
      cacheWrite1h: 6,
      output: 15,
    });
  });
});
