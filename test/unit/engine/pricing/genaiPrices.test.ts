import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { calcPrice, waitForUpdate } from '@pydantic/genai-prices';
import fc from 'fast-check';
import {
  createGenaiPricesCatalog,
  genaiPricesAsOf,
  genaiPricesProviders,
  genaiPricesVersion,
} from '../../../../src/engine/pricing/genaiPrices';
import type { CallCost, Usage } from '../../../../src/engine/pricing/price';

const catalog = createGenaiPricesCatalog();
const at = new Date('2026-09-24T12:00:00Z');

function known(cost: CallCost): CallCost & { known: true } {
  assert.ok(cost.known, `no price: ${JSON.stringify(cost)}`);
  return cost;
}

describe('genai-prices catalog', () => {
  it('records the version that is installed', () => {
    const manifest: unknown = JSON.parse(
      readFileSync(path.resolve('node_modules/@pydantic/genai-prices/package.json'), 'utf8'),
    );
    assert.equal((manifest as { version: string }).version, genaiPricesVersion);
    assert.match(genaiPricesAsOf, /^\d{4}-\d{2}-\d{2}$/);
  });

  it('knows every provider and model of the package', async () => {
    const providers = await waitForUpdate();
    assert.ok(providers);
    assert.deepEqual(
      providers.map(({ id }) => id),
      genaiPricesProviders,
    );
    assert.deepEqual(
      catalog.listModels(at).map(({ provider, id }) => `${provider}/${id}`),
      providers.flatMap(({ id, models }) => models.map((model) => `${id}/${model.id}`)),
    );
  });

  it('finds every listed model by provider/id', () => {
    for (const { provider, id } of catalog.listModels(at)) {
      const found = catalog.findModel(`${provider}/${id}`, at);
      assert.deepEqual([found?.provider, found?.id], [provider, id]);
    }
  });

  it('says what a model is and where its price is from', () => {
    const model = catalog.findModel('openai/gpt-4o', at);
    assert.deepEqual(model, {
      id: 'gpt-4o',
      name: 'gpt 4o',
      provider: 'openai',
      providerName: 'OpenAI',
      contextWindow: 128_000,
      maxOutputTokens: 16_384,
      cacheMinimumTokens: 1024,
      deprecated: false,
      retires: {
        on: '2027-01-14',
        source: {
          secondHand: true,
          name: 'max_bob, from OpenAI’s deprecations page, compared with GET /v1/models',
          url: 'https://dev.to/max_bob/openai-api-deprecations-2026-2027-every-shutdown-date-and-recommended-replacement-gpt-4o-2ffm',
          asOf: '2026-10-28',
        },
      },
      prices: { input: 2.5, cacheRead: 1.25, output: 10 },
      tierPrices: {
        batch: { input: 1.25, output: 5 },
        priority: { input: 4.25, cacheRead: 2.125, output: 17 },
      },
      source: {
        name: 'genai-prices 0.1.8',
        url: 'https://developers.openai.com/api/docs/pricing',
        asOf: '2026-09-23',
      },
      resolution: { written: 'openai/gpt-4o', matched: 'gpt-4o', by: 'id', provider: 'named' },
    });
  });

  describe('cost of a call', () => {
    it('meets the published examples, to the last digit', () => {
      const written = known(
        catalog.costOfCall(
          'claude-sonnet-4-20250514',
          { inputTokens: 4740, cacheWriteTokens: 4735, outputTokens: 255 },
          at,
        ),
      );
      assert.equal(String(written.totalUsd), '0.02159625');
      assert.equal(String(written.inputUsd), '0.01777125');
      assert.equal(String(written.outputUsd), '0.003825');

      const cached = catalog.costOfCall(
        'gpt-5',
        { inputTokens: 100_000, cacheReadTokens: 90_000, outputTokens: 2000 },
        at,
      );
      assert.equal(String(known(cached).totalUsd), '0.04375');

      const turbo = catalog.costOfCall(
        'gpt-3.5-turbo',
        { inputTokens: 1000, outputTokens: 100 },
        at,
      );
      assert.equal(String(known(turbo).totalUsd), '0.00065');

      const million = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
      assert.equal(known(catalog.costOfCall('gpt-4o', million, at)).totalUsd, 12.5);
    });

    it('prices the hour-long cache apart', () => {
      const usage = {
        inputTokens: 3000,
        cacheWriteTokens: 2000,
        cacheWrite1hTokens: 500,
        outputTokens: 0,
      };
      // (1000 × 3 + 1500 × 3.75 + 500 × 6) ÷ 1e6
      assert.equal(known(catalog.costOfCall('claude-sonnet-4-0', usage, at)).totalUsd, 0.011625);
    });

    it('prices the whole request at the tier of its size', () => {
      const cost = (inputTokens: number) =>
        known(catalog.costOfCall('claude-sonnet-4-5', { inputTokens, outputTokens: 1000 }, at));
      assert.equal(cost(200_000).totalUsd, 0.615);
      assert.equal(cost(200_001).inputUsd, 1.200006);
      assert.equal(cost(200_001).outputUsd, 0.0225);
    });

    it('goes by the day of the call', () => {
      const usage = { inputTokens: 1_000_000, outputTokens: 0 };
      const on = (day: string) => known(catalog.costOfCall('o3', usage, new Date(day))).totalUsd;
      assert.equal(on('2025-06-09T23:59:59Z'), 10);
      assert.equal(on('2025-06-10T00:00:00Z'), 2);
    });

    it('goes by the hour of the call', () => {
      const usage = { inputTokens: 1_000_000, outputTokens: 0 };
      const when = (time: string) =>
        known(catalog.costOfCall('deepseek-chat', usage, new Date(`2026-09-24T${time}Z`))).totalUsd;
      assert.equal(when('16:29:59') === when('00:30:00'), true);
      assert.notEqual(when('16:30:00'), when('16:29:59'));
      assert.equal(when('16:30:00'), when('00:29:59'));
    });

    it('adds what a provider charges for every request', () => {
      const cost = known(
        catalog.costOfCall('perplexity/sonar', { inputTokens: 1000, outputTokens: 0 }, at),
      );
      assert.equal(cost.requestUsd, 0.012);
      assert.equal(cost.totalUsd, 0.013);
    });

    it('has no price where none is listed, instead of 0', () => {
      const usage = { inputTokens: 10, outputTokens: 10 };
      const reason = (name: string, of: Usage = usage) => {
        const cost = catalog.costOfCall(name, of, at);
        return cost.known ? cost.totalUsd : cost.reason;
      };
      assert.equal(reason('my-model'), 'unknown-model');
      assert.equal(reason(''), 'unknown-model');
      assert.equal(reason('github-copilot/gpt-4o'), 'no-price-listed');
      assert.equal(reason('cerebras/qwen-3-coder-480b'), 'no-price-listed');
      assert.equal(reason('whisper-1'), 'no-price-listed');
      // An embedding has no output.
      assert.equal(reason('text-embedding-3-small'), 'no-price-listed');
      assert.equal(
        reason('text-embedding-3-small', { inputTokens: 1000, outputTokens: 0 }),
        0.00002,
      );
      // A variant that is named free is.
      assert.equal(reason('openrouter/deepseek/deepseek-r1:free'), 0);
    });

    it('refuses a usage that no call can have', () => {
      const impossible: Usage[] = [
        { inputTokens: -1, outputTokens: 0 },
        { inputTokens: 1.5, outputTokens: 0 },
        { inputTokens: NaN, outputTokens: 0 },
        { inputTokens: 0, outputTokens: Infinity },
        { inputTokens: 10, cacheReadTokens: 11, outputTokens: 0 },
        { inputTokens: 10, cacheReadTokens: 6, cacheWriteTokens: 5, outputTokens: 0 },
        { inputTokens: 10, cacheWriteTokens: 4, cacheWrite1hTokens: 5, outputTokens: 0 },
      ];
      for (const usage of impossible) {
        assert.throws(() => catalog.costOfCall('gpt-4o', usage, at), RangeError);
      }
    });

    const names = catalog.listModels(at).map(({ provider, id }) => `${provider}/${id}`);
    const anyUsage = fc
      .tuple(fc.nat(600_000), fc.nat(100_000), fc.nat(100_000), fc.nat(100_000), fc.nat(50_000))
      .map(([plain, read, short, long, output]) => ({
        inputTokens: plain + read + short + long,
        cacheReadTokens: read,
        cacheWriteTokens: short + long,
        cacheWrite1hTokens: long,
        outputTokens: output,
      }));

    it('adds up, is never NaN and never below 0', () => {
      fc.assert(
        fc.property(fc.constantFrom(...names), anyUsage, (name, usage) => {
          const cost = catalog.costOfCall(name, usage, at);
          if (!cost.known) return;
          const sum = cost.inputUsd + cost.outputUsd + cost.requestUsd;
          assert.ok(cost.inputUsd >= 0 && cost.outputUsd >= 0 && cost.requestUsd >= 0);
          assert.ok(Math.abs(sum - cost.totalUsd) <= 1e-12 * cost.totalUsd, `${sum}`);
        }),
        { numRuns: 500 },
      );
    });

    it('grows with tokens, also over the tiers, which all cost more', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...names),
          anyUsage,
          fc.nat(100_000),
          fc.nat(10_000),
          (name, usage, input, output) => {
            const less = catalog.costOfCall(name, usage, at);
            const more = catalog.costOfCall(
              name,
              {
                ...usage,
                inputTokens: usage.inputTokens + input,
                outputTokens: usage.outputTokens + output,
              },
              at,
            );
            if (less.known && more.known) assert.ok(more.totalUsd >= less.totalUsd);
          },
        ),
        { numRuns: 500 },
      );
    });

    it('agrees with the package on every model', async () => {
      const providers = await waitForUpdate();
      const usage = {
        inputTokens: 400_000,
        cacheReadTokens: 30_000,
        cacheWriteTokens: 20_000,
        outputTokens: 1000,
      };
      let compared = 0;
      for (const provider of providers ?? []) {
        for (const model of provider.models) {
          const ours = catalog.costOfCall(`${provider.id}/${model.id}`, usage, at);
          if (!ours.known) continue;
          const theirs = calcPrice(
            {
              input_tokens: 400_000,
              cache_read_tokens: 30_000,
              cache_write_tokens: 20_000,
              output_tokens: 1000,
            },
            model.id.toLowerCase(),
            {
              provider: { ...provider, models: [{ ...model, match: { equals: model.id } }] },
              timestamp: at,
            },
          );
          assert.ok(theirs);
          assert.ok(
            Math.abs(theirs.total_price - ours.totalUsd) <= 1e-9 * ours.totalUsd,
            `${provider.id}/${model.id}: ${theirs.total_price} and ${ours.totalUsd}`,
          );
          compared++;
        }
      }
      assert.ok(compared > 1400, `${compared} models compared`);
    });
  });
});
