import assert from 'node:assert/strict';
import type { Io } from '../../../src/cli/io';
import { modelsCommand, type ListedModel } from '../../../src/cli/models';
import { priceCommand, readDay, type PricedCall } from '../../../src/cli/price';

type Command = typeof priceCommand;

async function run(command: Command, ...args: string[]) {
  return runOn('2026-09-24', command, ...args);
}

/** Runs a command as if the day were another. */
async function runOn(day: string, command: Command, ...args: string[]) {
  let out = '';
  let error = '';
  const io: Io = { out: (text) => (out += text), error: (text) => (error += text) };
  const code = await command(args, io, undefined, new Date(`${day}T12:00:00Z`));
  return { code, out, error };
}

async function price(...args: string[]) {
  const { code, out } = await run(priceCommand, ...args, '--json', '--at', '2026-09-24');
  return { code, call: JSON.parse(out) as PricedCall };
}

describe('costlens price', () => {
  it('meets the published examples', async () => {
    const cases: [string[], number][] = [
      [
        ['claude-sonnet-4-20250514', '--input', '4740', '--cache-write', '4735', '--output', '255'],
        0.02159625,
      ],
      [['gpt-5', '--input', '100000', '--cached', '90000', '--output', '2000'], 0.04375],
      [['gpt-3.5-turbo', '--input', '1000', '--output', '100'], 0.00065],
      [['gpt-4o', '--input', '1_000_000', '--output', '1,000,000', '--batch'], 6.25],
      [['gpt-4o', '--input', '1000000', '--output', '1000000'], 12.5],
    ];
    for (const [args, usd] of cases) {
      const { code, call } = await price(...args);
      assert.equal(call.costUsd, usd, args.join(' '));
      assert.equal(code, 0);
    }
  });

  it('prints the parts, the source and the usage', async () => {
    const { call } = await price(
      ...['claude-sonnet-4-5', '--input', '1000', '--cached', '500', '--cache-write', '300'],
      ...['--cache-write-1h', '100', '--output', '10'],
    );
    assert.deepEqual(call, {
      model: 'claude-sonnet-4-5',
      provider: 'anthropic',
      resolution: {
        written: 'claude-sonnet-4-5',
        matched: 'claude-sonnet-4-5',
        by: 'id',
        provider: 'maker',
      },
      retires: '2026-11-30',
      at: '2026-09-24T12:00:00.000Z',
      tier: 'standard',
      usage: {
        inputTokens: 1000,
        cacheReadTokens: 500,
        cacheWriteTokens: 300,
        cacheWrite1hTokens: 100,
        outputTokens: 10,
      },
      inputUsd: 0.0006,
      cachedUsd: 0.00015,
      cacheWriteUsd: 0.00135,
      outputUsd: 0.00015,
      requestUsd: 0,
      costUsd: 0.00225,
      source: {
        name: 'genai-prices 0.1.8',
        url: 'https://www.anthropic.com/pricing#api',
        asOf: '2026-09-23',
      },
    });
  });

  it('says why there is no price', async () => {
    const unknown = await price('my-model', '--input', '1', '--output', '1');
    assert.deepEqual(
      [unknown.code, unknown.call.model, unknown.call.costUsd, unknown.call.source],
      [1, 'my-model', null, null],
    );
    assert.equal(unknown.call.reason, 'unknown-model');
    const tier = await price('o1', '--input', '1', '--output', '1', '--tier', 'flex');
    assert.deepEqual([tier.call.provider, tier.call.reason], ['openai', 'no-price-listed']);
    const { error } = await run(priceCommand, 'my-model', '--input', '1', '--output', '1');
    assert.equal(error, 'costlens price: no price: no model is known by "my-model"\n');
    const host = await run(priceCommand, 'llama-3.3-70b', '--input', '1', '--output', '1');
    assert.match(host.error, /\ndid you mean: (?:[a-z_-]+\/\S+, ){5}… \(costlens models llama/);
  });

  it('writes a table with every digit', async () => {
    const { out } = await run(
      priceCommand,
      ...['GPT-5', '--input', '100000', '--cached', '90001', '--output', '1', '--at', '2026-09-24'],
    );
    assert.equal(
      out,
      `openai/gpt-5, standard, 2026-09-24
  input    9,999  $0.01249875
  cached  90,001  $0.011250125
  output       1  $0.00001
  total           $0.023758875
Prices: genai-prices 0.1.8, https://developers.openai.com/api/docs/pricing (as of 2026-09-23)
The model retires on 2026-12-11.
`,
    );
  });

  it('says what a reader has to know of the price', async () => {
    const call = ['--input', '1', '--output', '1'];
    const last = ({ out }: { out: string }): string | undefined => out.trimEnd().split('\n').at(-1);
    for (const [name, maker] of [
      ['azure/gpt-4o', 'openai/gpt-4o'],
      ['GPT-4.1 (copilot)', 'openai/gpt-4.1'],
    ] as const) {
      const text = `"${name}": its provider lists no price; that of the maker, ${maker}, is taken.`;
      assert.equal(last(await run(priceCommand, name, ...call)), text);
      const { call: priced } = await price(name, ...call);
      assert.equal(priced.resolution?.provider, 'fallback');
    }
    assert.equal(
      last(await run(priceCommand, 'claude-2', ...call)),
      'The model is retired since 2025-07-21.',
    );
    const old = await runOn('2027-01-01', priceCommand, 'gpt-4o', ...call, '--at', '2026-09-24');
    assert.equal(last(old), 'The prices are 100 days old.');
  });

  it('takes names as people and tools write them', async () => {
    const names: [string, string][] = [
      ['gpt-4o-2024-08-06', 'openai/gpt-4o'],
      ['openai:chat:gpt-4o', 'openai/gpt-4o'],
      ['OpenAI/GPT-4o', 'openai/gpt-4o'],
      ['bedrock/us-east-1/anthropic.claude-3-5-sonnet-20240620-v1:0', 'aws/'],
      ['vertex_ai/gemini-2.5-pro', 'google/gemini-2.5-pro'],
      ['vertex_ai/claude-sonnet-4-5@20250929', 'google/claude-sonnet-4-5'],
      ['Claude Sonnet 4.5 (copilot)', 'anthropic/claude-sonnet-4-5'],
      ['GPT-5 mini (copilot)', 'github-copilot/'],
    ];
    for (const [name, expected] of names) {
      const { code, call } = await price(name, '--input', '1', '--output', '1');
      assert.ok(`${call.provider ?? ''}/${call.model}`.startsWith(expected), name);
      assert.equal(code, 0, name);
      assert.ok(call.costUsd !== null && call.costUsd > 0);
    }
    // Names that several models share, that only begin like one, or that nothing has.
    for (const name of ['claude', 'gpt', 'openai/', '/', 'gpt-4o-ultra', 'x'.repeat(1000), '💰']) {
      const { code, call } = await price(name, '--input', '1', '--output', '1');
      assert.deepEqual([code, call.costUsd, call.reason], [1, null, 'unknown-model'], name);
    }
    const { error } = await run(priceCommand, 'a\u001b[2J', '--input', '1', '--output', '1');
    assert.match(error, /^costlens price: no price: no model is known by "a\\u001b\[2J"\n/);
  });

  it('refuses what makes no sense', async () => {
    for (const args of [
      [],
      ['gpt-4o'],
      ['gpt-4o', '--input', '1'],
      ['gpt-4o', '--input', 'many', '--output', '1'],
      ['gpt-4o', '--input', '-1', '--output', '1'],
      ['gpt-4o', '--input', '1.5', '--output', '1'],
      ['gpt-4o', '--input=-1', '--output', '1'],
      ['gpt-4o', '--input', '1e999', '--output', '1'],
      ['gpt-4o', '--input', '1e3', '--output', '1'],
      ['gpt-4o', '--input', '0x10', '--output', '1'],
      ['gpt-4o', '--input', 'NaN', '--output', '1'],
      ['gpt-4o', '--input', '', '--output', '1'],
      ['gpt-4o', '--input', ',', '--output', '1'],
      ['gpt-4o', '--input', '1_', '--output', '1'],
      ['gpt-4o', '--input', '9007199254740992', '--output', '1'],
      ['', '--input', '1', '--output', '1'],
      ['  ', '--input', '1', '--output', '1'],
      ['gpt-4o', '--input', '1', '--cached', '2', '--output', '1'],
      ['gpt-4o', '--input', '9', '--cache-write', '1', '--cache-write-1h', '2', '--output', '1'],
      ['gpt-4o', '--input', '1', '--output', '1', '--tier', 'fast'],
      ['gpt-4o', '--input', '1', '--output', '1', '--tier', 'flex', '--batch'],
      ['gpt-4o', '--input', '1', '--output', '1', '--at', 'yesterday'],
      ['gpt-4o', '--input', '1', '--output', '1', '--at', '2026-02-30'],
      ['gpt-4o', '--input', '1', '--output', '1', '--at', '1e999'],
      ['gpt-4o', '--input', '1', '--output', '1', '--at', '2026-11-24T25:00:00Z'],
      ['gpt-4o', '--input', '1', '--output', '1', '--at', ''],
      ['gpt-4o', '--nonsense'],
    ]) {
      const { code, out, error } = await run(priceCommand, ...args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(error, /^costlens price: [^]+\n\ncostlens price MODEL/);
    }
    assert.equal((await run(priceCommand, '--help')).code, 0);
  });

  it('goes by the day', async () => {
    const usd = async (day: string) => {
      const { out } = await run(
        priceCommand,
        ...['o3', '--input', '1000000', '--output', '0', '--json', '--at', day],
      );
      return (JSON.parse(out) as PricedCall).costUsd;
    };
    assert.equal(await usd('2025-06-09'), 10);
    assert.equal(await usd('2025-06-10'), 2);
    assert.equal(await usd('2025-06-10T01:00:00+02:00'), 10);
    assert.equal(readDay('2026-09-24')?.toISOString(), '2026-09-24T12:00:00.000Z');
  });
});

describe('costlens models', () => {
  const list = async (...args: string[]) => {
    const { code, out } = await run(modelsCommand, ...args, '--json', '--at', '2026-09-24');
    return { code, models: JSON.parse(out) as ListedModel[] };
  };

  it('finds models by words', async () => {
    const { code, models } = await list('openai', 'mini');
    assert.equal(code, 0);
    assert.ok(models.length > 5);
    for (const { provider, id, name } of models) assert.match(`${provider}/${id} ${name}`, /mini/i);
    const all = await list();
    assert.ok(all.models.length > 1600);
  });

  it('puts the model first that the query names', async () => {
    const { models } = await list('GPT-4o', '(copilot)');
    assert.deepEqual(models[0], {
      id: 'gpt-4o',
      provider: 'openai',
      name: 'gpt 4o',
      contextWindow: 128_000,
      maxInputTokens: null,
      maxOutputTokens: 16_384,
      inputPerMillion: 2.5,
      outputPerMillion: 10,
      cacheReadPerMillion: 1.25,
      cacheWritePerMillion: null,
      cacheWrite1hPerMillion: null,
      batchInputPerMillion: null,
      batchOutputPerMillion: null,
      cacheMinimumTokens: 1024,
      deprecated: false,
      retires: null,
      retirementSource: null,
      source: {
        name: 'genai-prices 0.1.8',
        url: 'https://developers.openai.com/api/docs/pricing',
        asOf: '2026-09-23',
      },
    });
    const own = (await list('openai/gpt-4o')).models[0];
    assert.deepEqual(
      [own?.id, own?.batchInputPerMillion, own?.batchOutputPerMillion, own?.retires],
      ['gpt-4o', 1.25, 5, '2027-01-14'],
    );
  });

  it('writes a table', async () => {
    const { out } = await run(modelsCommand, 'openai/gpt-4o-mini', '--at', '2026-09-24');
    const [, first = ''] = out.split('\n');
    assert.deepEqual(first.split(/ {2,}/), [
      ...['openai/gpt-4o-mini', '128K', '$0.15', '$0.075', '$0.60', '$0.075', '$0.30'],
      'retires 2027-01-14 (second-hand)',
    ]);
  });

  it('tells since when a model is retired, and by whose word', async () => {
    const at = ['--at', '2026-11-24'];
    const { out } = await run(modelsCommand, 'anthropic/claude-sonnet-4-0', ...at);
    assert.match(out.split('\n')[1] ?? '', / retired since 2026-06-15$/);
    const second = await run(modelsCommand, 'anthropic/claude-opus-4-1', '--json', ...at);
    const [opus] = JSON.parse(second.out) as ListedModel[];
    assert.deepEqual(
      [opus?.retires, opus?.deprecated, opus?.retirementSource?.secondHand],
      ['2026-08-05', true, true],
    );
  });

  it('proposes what a slip may have meant', async () => {
    const { code, error } = await run(modelsCommand, 'gpt-4oo');
    assert.equal(code, 1);
    assert.match(error, /\ndid you mean: openai\/gpt-4o[,\n]/);
  });

  it('fails where there is nothing, or nothing sensible was asked', async () => {
    const { code, models } = await list('no-such-model');
    assert.deepEqual([code, models], [1, []]);
    assert.equal((await run(modelsCommand, '--at', 'x')).code, 2);
    assert.equal((await run(modelsCommand, '--nonsense')).code, 2);
    assert.equal((await run(modelsCommand, '-h')).code, 0);
  });
});
