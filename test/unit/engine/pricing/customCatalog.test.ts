import assert from 'node:assert/strict';
import * as z from 'zod';
import { CustomCatalog } from '../../../../src/engine/pricing/customCatalog';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import { readLiteLlmConfig } from '../../../../src/engine/pricing/liteLlmConfig';
import { priceAge, pricesAreStale } from '../../../../src/engine/pricing/priceAge';
import type { ModelCatalog, ServiceTier, Usage } from '../../../../src/engine/pricing/price';
import { readUserPrices, userPricesSchema } from '../../../../src/engine/pricing/userPrices';

const builtIn = createGenaiPricesCatalog();
const at = new Date('2026-09-24T12:00:00Z');
const today = '2026-09-24';
const million: Usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

function withUser(value: unknown, below: ModelCatalog = builtIn): ModelCatalog {
  const { models, issues } = readUserPrices(value, { name: 'costlens.models', asOf: today });
  assert.deepEqual(issues, []);
  return new CustomCatalog({ id: 'settings', name: 'Settings', overrides: true }, models, below);
}

function withConfig(text: string): ModelCatalog {
  const { models, issues } = readLiteLlmConfig(text, { name: 'litellm.yaml', asOf: today });
  assert.deepEqual(issues, []);
  return new CustomCatalog({ id: 'litellm', name: 'LiteLLM', overrides: false }, models, builtIn);
}

function usd(catalog: ModelCatalog, name: string, tier?: ServiceTier, usage = million) {
  const cost = catalog.costOfCall(name, usage, at, tier);
  return cost.known ? cost.totalUsd : cost.reason;
}

describe('prices of the user', () => {
  it('define models that nobody else knows', () => {
    const catalog = withUser({
      'my-model': {
        input: 1,
        output: 2,
        cacheRead: 0.1,
        batch: { input: 0.5, output: 1 },
        contextWindow: 32_000,
        url: 'https://example.com/prices',
        asOf: '2026-09-01',
      },
    });
    assert.equal(usd(catalog, 'my-model'), 3);
    assert.equal(usd(catalog, ' My-Model '), 3);
    assert.equal(usd(catalog, 'settings/my-model'), 3);
    assert.equal(usd(catalog, 'my-model', 'batch'), 1.5);
    assert.equal(usd(catalog, 'my-model', 'flex'), 'no-price-listed');
    const cost = catalog.costOfCall(
      'my-model',
      { inputTokens: 1000, cacheReadTokens: 1000, outputTokens: 0 },
      at,
    );
    assert.ok(cost.known);
    assert.equal(cost.totalUsd, 0.0001);
    assert.deepEqual(cost.source, {
      name: 'costlens.models',
      url: 'https://example.com/prices',
      asOf: '2026-09-01',
    });
    const [first, ...others] = catalog.listModels(at);
    assert.ok([first, ...others].every((model) => model?.resolution === undefined));
    assert.deepEqual(
      [first?.id, first?.provider, first?.contextWindow, first?.prices],
      ['my-model', 'settings', 32_000, { input: 1, cacheRead: 0.1, output: 2 }],
    );
  });

  it('override models that are known, by any of their names', () => {
    const catalog = withUser({ 'gpt-4o': { input: 1, output: 1 } });
    for (const name of ['gpt-4o', 'openai/gpt-4o', 'GPT-4o', 'gpt-4o-2024-08-06']) {
      assert.equal(usd(catalog, name), 2, name);
    }
    assert.equal(usd(catalog, 'gpt-4o-mini'), 0.75);
    assert.equal(catalog.listModels(at).length, builtIn.listModels(at).length);
    const model = catalog.findModel('GPT-4o', at);
    assert.deepEqual(
      [model?.provider, model?.id, model?.contextWindow, model?.source.name],
      ['openai', 'gpt-4o', 128_000, 'costlens.models'],
    );
  });

  it('add to what is known', () => {
    const catalog = withUser({
      'mistral-large-latest': { batch: { input: 1, output: 3 } },
      'our-model': { like: 'anthropic/claude-sonnet-4-5' },
    });
    assert.equal(usd(catalog, 'mistral-large-latest', 'batch'), 4);
    assert.equal(usd(catalog, 'mistral-large-latest'), usd(builtIn, 'mistral-large-latest'));
    assert.equal(usd(catalog, 'our-model'), usd(builtIn, 'claude-sonnet-4-5'));
    assert.equal(usd(catalog, 'our-model', 'batch'), usd(builtIn, 'claude-sonnet-4-5', 'batch'));
    assert.equal(catalog.findModel('our-model', at)?.basedOn, 'anthropic/claude-sonnet-4-5');
    assert.equal(usd(withUser({ x: { like: 'unknown' } }), 'x'), 'no-price-listed');
  });

  it('may depend on the size of the request', () => {
    const catalog = withUser({
      m: { input: 1, output: 1, longContext: { above: 1000, input: 2, output: 3 } },
    });
    assert.equal(usd(catalog, 'm', 'standard', { inputTokens: 1000, outputTokens: 1000 }), 0.002);
    assert.equal(usd(catalog, 'm', 'standard', { inputTokens: 2000, outputTokens: 1000 }), 0.007);
  });

  it('have a JSON Schema for the setting', () => {
    const schema = z.toJSONSchema(userPricesSchema, { target: 'draft-7', io: 'input' });
    const text = JSON.stringify(schema);
    for (const part of ['US dollars per million input tokens', '"format":"date"', '"batch"']) {
      assert.ok(text.includes(part), part);
    }
  });

  it('are read one by one: what is wrong is left out and said', () => {
    const { models, issues } = readUserPrices(
      {
        good: { input: 1 },
        negative: { input: -1 },
        text: { input: '1' },
        typo: { inptu: 1 },
        '': { input: 1 },
        script: { url: 'javascript:alert(1)' },
        nothing: null,
        constructor: { input: 5 },
      },
      { name: 'settings', asOf: today },
    );
    assert.deepEqual(
      models.map(({ name }) => name),
      ['good', 'constructor'],
    );
    assert.deepEqual(
      issues.map(({ code, params }) => [code, params['model']]),
      ['negative', 'text', 'typo', '', 'script', 'nothing'].map((m) => ['user-price-invalid', m]),
    );
    for (const value of [undefined, null]) {
      assert.deepEqual(readUserPrices(value, { name: 's', asOf: today }).issues, []);
    }
    for (const value of [1, 'x', []]) {
      assert.equal(readUserPrices(value, { name: 's', asOf: today }).issues.length, 1);
    }
    const hostile: unknown = JSON.parse('{"__proto__": {"input": 1, "output": 1}}');
    assert.equal(usd(withUser(hostile), '__proto__'), 2);
  });
});

const config = `
model_list:
  - model_name: house
    litellm_params:
      model: azure/gpt-4o-eu
      api_key: os.environ/KEY
      input_cost_per_token: 0.000001
      output_cost_per_token: 2e-06
      cache_read_input_token_cost: 1e-07
      input_cost_per_token_above_200k_tokens: 4e-06
      input_cost_per_token_batches: 5e-07
      output_cost_per_token_batches: 1e-06
    model_info:
      base_model: azure/gpt-4o
  - model_name: alias
    litellm_params: { model: anthropic/claude-sonnet-4-5 }
  - model_name: local
    litellm_params: { model: ollama/llama3 }
  - model_name: info-priced
    litellm_params: { model: openai/facebook/opt-125m }
    model_info: { input_cost_per_token: 0, output_cost_per_token: 0, max_input_tokens: 2048 }
general_settings: { master_key: x }
`;

describe('LiteLLM configurations', () => {
  it('give aliases and prices', () => {
    const catalog = withConfig(config);
    assert.equal(
      usd(catalog, 'house', 'standard', { inputTokens: 100_000, outputTokens: 10_000 }),
      0.12,
    );
    assert.equal(usd(catalog, 'house', 'standard', { inputTokens: 300_000, outputTokens: 0 }), 1.2);
    assert.equal(usd(catalog, 'house', 'batch'), 1.5);
    assert.equal(usd(catalog, 'alias'), usd(builtIn, 'claude-sonnet-4-5'));
    assert.equal(usd(catalog, 'local'), 'no-price-listed');
    // A price of 0 that is stated is one.
    assert.equal(usd(catalog, 'info-priced'), 0);
    assert.equal(catalog.findModel('info-priced', at)?.contextWindow, 2048);
    assert.equal(catalog.findModel('house', at)?.basedOn, 'openai/gpt-4o');
    assert.equal(catalog.findModel('house', at)?.source.name, 'litellm.yaml');
    // Its names are its own: OpenAI's model stays what it is.
    assert.equal(usd(catalog, 'gpt-4o'), 12.5);
  });

  it('come after the user and before the data', () => {
    const proxy = withConfig(`
model_list:
  - model_name: gpt-4o
    litellm_params: { model: azure/gpt-4o, input_cost_per_token: 1e-06, output_cost_per_token: 1e-06 }
`);
    assert.equal(usd(proxy, 'gpt-4o'), 2);
    assert.equal(usd(proxy, 'openai/gpt-4o'), 12.5);
    assert.equal(usd(withUser({ 'gpt-4o': { input: 3, output: 3 } }, proxy), 'gpt-4o'), 6);
  });

  it('are read as far as they can be, with issues where they stand', () => {
    const source = { name: 'litellm.yaml', asOf: today };
    const text = `model_list:
  - model_name: good
    litellm_params: { model: openai/gpt-4o }
  - model_name: bad
  - model_name: dear
    litellm_params: { model: x, input_cost_per_token: much }
  - model_name: twice
    litellm_params: { model: x, input_cost_per_token: 1e-06 }
  - model_name: twice
    litellm_params: { model: y, input_cost_per_token: 2e-06 }
`;
    const { models, issues } = readLiteLlmConfig(text, source);
    assert.deepEqual(
      models.map(({ name }) => name),
      ['good', 'twice'],
    );
    assert.deepEqual(
      issues.map(({ code, range }) => [code, text.slice(range.start, range.end).split('\n')[0]]),
      [
        ['litellm-model-invalid', 'model_name: bad'],
        ['litellm-model-invalid', 'model_name: dear'],
        ['litellm-prices-differ', 'model_name: twice'],
      ],
    );
    const codes = (broken: string) =>
      readLiteLlmConfig(broken, source).issues.map(({ code }) => code);
    assert.deepEqual(codes('a: [1'), ['yaml-invalid']);
    assert.deepEqual(codes('a: 1'), ['litellm-not-a-config']);
    assert.deepEqual(codes(''), ['litellm-not-a-config']);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from(
      { length: 8 },
      (_, i) =>
        `b${i}: &b${i} [${Array(9)
          .fill(i === 0 ? '*a' : `*b${i - 1}`)
          .join(',')}]`,
    ).join('\n')}\nmodel_list: *b7\n`;
    assert.deepEqual(codes(bomb), ['yaml-invalid']);
    assert.deepEqual(codes('model_list: {}'), ['litellm-not-a-config']);
    assert.deepEqual(codes('model_list: []'), []);
  });
});

describe('age of prices', () => {
  it('is counted in whole days', () => {
    const age = (day: string) => priceAge(builtIn, new Date(day));
    assert.equal(age('2026-09-23T23:59:59Z'), 0);
    assert.equal(age('2026-09-24T00:00:00Z'), 1);
    assert.equal(age('2026-10-23T12:00:00Z'), 30);
    assert.equal(age('2025-01-01T00:00:00Z'), 0);
    assert.equal(pricesAreStale(builtIn, new Date('2026-10-23'), 30), false);
    assert.equal(pricesAreStale(builtIn, new Date('2026-10-24'), 30), true);
    assert.equal(priceAge(withUser({ m: { input: 1 } }), new Date('2026-09-25')), 2);
  });

  it('does not read what is nested beyond any stack', () => {
    const { models, issues } = readLiteLlmConfig(`model_list: ${'['.repeat(200_000)}`, {
      name: 'litellm.yaml',
      asOf: '2026-11-01',
    });
    assert.deepEqual(models, []);
    assert.deepEqual(
      issues.map(({ code }) => code),
      ['yaml-deep'],
    );
  });
});
