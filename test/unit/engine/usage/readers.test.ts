import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { mappedFormat } from '../../../../src/engine/usage/readers/mapped';
import { usageMapping } from '../../../../src/engine/usage/readers/mapping';
import { noTokens, type TokenCounts, type UsageRecord } from '../../../../src/engine/usage/record';
import { SeenIds } from '../../../../src/engine/usage/readers/usageFile';
import { billedOf, cut, readPieces, readUsage, rejects } from './readUsage';

const folder = path.resolve('test/fixtures/usage');

function fixture(name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

/** The counts that are known. */
function counts(record: UsageRecord | undefined): Partial<TokenCounts> {
  return Object.fromEntries(
    Object.entries(record?.tokens ?? noTokens).filter(([, count]) => count !== null),
  );
}

function passed(read: ReturnType<typeof readUsage>): readonly string[] {
  return read.passed.map(({ line, reason }) => `${line}: ${reason}`);
}

const october3 = Date.UTC(2026, 9, 3);

describe('LiteLLM spend logs', () => {
  it('have cached tokens inside of the input, whoever the provider is', () => {
    const read = readUsage(fixture('litellm.jsonl'));
    assert.equal(read.format, 'litellm');
    const [openai, anthropic, early, google] = read.records;
    assert.deepEqual(counts(openai), { input: 1000, cacheRead: 400, output: 100, reasoning: 20 });
    assert.deepEqual(counts(anthropic), {
      input: 5000,
      cacheRead: 4000,
      cacheWrite5m: 500,
      output: 100,
    });
    // Early versions: 500 beside 4,000 and 500.
    assert.equal(early?.tokens.input, 5000);
    assert.deepEqual(counts(google), { input: 3000, cacheRead: 1000, output: 100 });
  });

  it('say whose calls they are', () => {
    const [first] = readUsage(fixture('litellm.jsonl')).records;
    assert.ok(first);
    assert.equal(first.at, Date.UTC(2026, 9, 3, 10, 15, 0, 123));
    assert.deepEqual(
      [first.provider, first.category, first.team, first.model, first.apiKey, first.user],
      ['openai', 'acompletion', 'Search', 'gpt-4o', 'search-prod', 'ana'],
    );
    assert.deepEqual(first.tags, { env: 'prod', beta: 'true', end_user: 'customer-7' });
    assert.equal(billedOf(first), '0.0123 USD');
  });

  it('are priced where they state no spend; a spend of 0 is remarked upon', () => {
    const read = readUsage(fixture('litellm.jsonl'));
    // 2,000 × $1.25 + 1,000 × the cached price + 100 × $10 a million.
    assert.equal(read.records[3]?.cost?.from, 'computed');
    assert.deepEqual(
      read.notes.map(({ code, line }) => `${line}: ${code}`),
      ['5: usage-cost-zero'],
    );
    assert.deepEqual(passed(read), ['7: repeated']);
    assert.deepEqual(rejects(read), ['8: missing startTime', '9: not-a-number spend']);
  });

  it('are the same as CSV, and in an array', () => {
    const [first, second] = readUsage(fixture('litellm.csv')).records;
    const lines = readUsage(fixture('litellm.jsonl'));
    assert.deepEqual({ ...first, source: null }, { ...lines.records[0], source: null });
    assert.equal(second?.cost?.from, 'computed');
    const array = `[\n${fixture('litellm.jsonl').trimEnd().split('\n').join(',\n')}\n]\n`;
    const read = readUsage(array);
    assert.equal(read.records.length, lines.records.length);
    assert.deepEqual(rejects(read), ['9: missing startTime', '10: not-a-number spend']);
  });
});

describe('OpenAI exports', () => {
  it('of usage have cached tokens inside of the input, and are priced by their tier', () => {
    const read = readUsage(fixture('openai-usage.json'));
    assert.equal(read.format, 'openai');
    assert.deepEqual(counts(read.records[0]), {
      input: 1_000_000,
      cacheRead: 400_000,
      output: 100_000,
    });
    // 600,000 × $2.50 + 400,000 × $1.25 + 100,000 × $10 a million.
    assert.equal(read.records[0] && billedOf(read.records[0]), '3 USD');
    assert.equal(read.records[0]?.cost?.from, 'computed');
    assert.equal(read.records[0].requests, 500);
    assert.equal(read.records[0].at, october3);
    assert.equal(read.records[0].until, october3 + 86_400_000);
    assert.notEqual(read.records[1]?.cost, null);
    assert.notEqual(read.records[1] && billedOf(read.records[1]), '3 USD');
    // Audio has prices of its own: the cost is unknown.
    assert.equal(read.records[2]?.cost, null);
    // 2,000,000 × $0.02 a million.
    assert.equal(read.records[3] && billedOf(read.records[3]), '0.04 USD');
    assert.equal(read.records[3]?.service, 'embeddings');
  });

  it('tell the line on which a row begins', () => {
    const text = fixture('openai-usage.json');
    const lines = text.split('\n');
    for (const { source } of readUsage(text).records) {
      assert.match(`${lines[source.line - 1] ?? ''}${lines[source.line] ?? ''}`, /\{.*"object"/);
    }
  });

  it('of costs state amounts in their currency', () => {
    const read = readUsage(fixture('openai-costs.json'));
    assert.deepEqual(read.records.map(billedOf), ['0.06 USD', '-0.01 USD']);
    assert.equal(read.records[0]?.model, 'gpt-4o-2024-08-06');
    assert.deepEqual(rejects(read), ['1: not-a-currency amount.currency']);
  });

  it('of costs as CSV keep every digit, and days without costs are no rows', () => {
    const read = readUsage(fixture('openai-costs.csv'));
    assert.deepEqual(read.records.map(billedOf), ['0.003835980000000000000000000001 USD']);
    assert.deepEqual(passed(read), ['2: no-usage']);
    assert.equal(read.records[0]?.project, 'Assistant');
  });
});

describe('Anthropic exports', () => {
  const expected = {
    input: 3200,
    cacheRead: 200,
    cacheWrite5m: 500,
    cacheWrite1h: 1000,
    output: 500,
  };

  it('of usage have cached tokens beside the input', () => {
    const read = readUsage(fixture('anthropic-usage.json'));
    assert.equal(read.format, 'anthropic');
    assert.deepEqual(counts(read.records[0]), expected);
    // 1,500 × $3 + 200 × $0.30 + 500 × $3.75 + 1,000 × $6 + 500 × $15 a million, and half in batches.
    assert.deepEqual(read.records.map(billedOf), ['0.019935 USD', '0.0099675 USD']);
  });

  it('of costs state amounts in cents', () => {
    const read = readUsage(fixture('anthropic-costs.json'));
    assert.deepEqual(read.records.map(billedOf), ['1.2345 USD']);
    assert.equal(read.records[0]?.at, october3);
  });

  it('of the Console count alike', () => {
    const read = readUsage(fixture('anthropic-tokens.csv'));
    assert.deepEqual(counts(read.records[0]), expected);
    assert.equal(read.records[0] && billedOf(read.records[0]), '0.019935 USD');
    assert.equal(read.records[1]?.at, october3 + 5 * 3_600_000);
    assert.deepEqual(readUsage(fixture('anthropic-costs.csv')).records.map(billedOf), ['0.19 USD']);
  });
});

describe('Claude Code sessions', () => {
  it('count a message once, with all of its output, and cached tokens beside the input', () => {
    const read = readUsage(fixture('claude-code.jsonl'));
    assert.equal(read.format, 'claude-code');
    assert.equal(read.records.length, 2);
    const [first, second] = read.records;
    assert.deepEqual(counts(first), {
      input: 5740,
      cacheRead: 1000,
      cacheWrite5m: 4735,
      cacheWrite1h: 0,
      output: 255,
    });
    assert.equal(second?.tokens.cacheWrite1h, 4000);
    assert.equal(second.tokens.cacheWrite5m, 735);
    // 5 × $3 + 1,000 × $0.30 + 4,735 × $3.75 + 255 × $15 a million.
    assert.ok(first);
    assert.equal(billedOf(first), '0.02189625 USD');
    assert.equal(first.source.line, 3);
    assert.equal(first.project, 'shop');
    assert.deepEqual(passed(read), ['1: no-usage', '2: no-usage', '4: repeated', '6: no-usage']);
  });

  it('that resume another count what is new', () => {
    const seen = new SeenIds();
    readUsage(fixture('claude-code.jsonl'), { seen });
    const resumed = readUsage(fixture('claude-code-resumed.jsonl'), { seen });
    assert.equal(resumed.records.length, 1);
    assert.equal(resumed.records[0]?.at, Date.UTC(2026, 9, 4, 9));
    const lines = fixture('claude-code-resumed.jsonl').trimEnd().split('\n').length;
    assert.equal(resumed.records.length + resumed.passed.length, lines);
  });
});

describe('Codex sessions', () => {
  it('count an event once, with cached tokens inside of the input', () => {
    const read = readUsage(fixture('codex.jsonl'));
    assert.equal(read.format, 'codex');
    assert.equal(read.records.length, 2);
    assert.deepEqual(counts(read.records[0]), {
      input: 100_000,
      cacheRead: 90_000,
      output: 2000,
      reasoning: 500,
    });
    assert.equal(read.records[0] && billedOf(read.records[0]), '0.04375 USD');
    assert.equal(read.records[0]?.project, 'shop');
    assert.deepEqual(passed(read), ['1: no-usage', '2: no-usage', '3: no-usage', '5: repeated']);
  });

  it('that are forked count what is new, whichever is read first', () => {
    for (const names of [
      ['codex.jsonl', 'codex-fork.jsonl'],
      ['codex-fork.jsonl', 'codex.jsonl'],
    ]) {
      const seen = new SeenIds();
      const records = names.flatMap((name) => readUsage(fixture(name), { seen }).records);
      assert.equal(records.length, 3);
      assert.equal(
        records.reduce((sum, { tokens }) => sum + (tokens.input ?? 0), 0),
        210_000,
      );
    }
  });
});

describe('Langfuse exports', () => {
  it('tell kinds of tokens apart that stand beside one another', () => {
    const read = readUsage(fixture('langfuse.jsonl'));
    assert.equal(read.format, 'langfuse');
    const [openai, google, anthropic] = read.records;
    assert.deepEqual(counts(openai), { input: 1000, cacheRead: 400, output: 100, reasoning: 20 });
    assert.ok(openai);
    assert.equal(billedOf(openai), '0.003 USD');
    assert.deepEqual(openai.tags, { env: 'prod', environment: 'production', trace: 'support' });
    assert.deepEqual(counts(google), { input: 4000, cacheRead: 1000, output: 100 });
    assert.deepEqual(counts(anthropic), {
      input: 4740,
      cacheRead: 0,
      cacheWrite5m: 4735,
      output: 255,
    });
    // Without a price Langfuse states 0: it is computed.
    assert.equal(anthropic?.cost?.from, 'computed');
    assert.equal(billedOf(anthropic), '0.02159625 USD');
    assert.deepEqual(passed(read), ['3: no-usage']);
    assert.deepEqual(rejects(read), ['5: missing start_time']);
  });

  it('of its tables are read by their own names', () => {
    const [row] = readUsage(fixture('langfuse.csv')).records;
    assert.deepEqual(counts(row), { input: 1000, output: 100 });
    assert.ok(row);
    assert.equal(billedOf(row), '0.0035 USD');
    assert.equal(row.user, 'ana');
    assert.deepEqual(row.tags, { env: 'prod' });
  });
});

describe('mapped files', () => {
  const mapping = usageMapping.parse(JSON.parse(fixture('mapping.json')));

  it('are read as the mapping says', () => {
    const read = readUsage(fixture('mapped.csv'), { formats: [mappedFormat(mapping)] });
    assert.equal(read.format, 'mapped');
    const [computed, stated] = read.records;
    assert.deepEqual(counts(computed), { input: 3000, cacheRead: 1000, output: 100 });
    assert.equal(computed?.cost?.from, 'computed');
    assert.deepEqual([computed.provider, computed.project], ['google', 'Shop']);
    assert.deepEqual(computed.tags, { env: 'prod' });
    assert.equal(stated && billedOf(stated), '0.5 USD');
  });

  it('can have cached tokens beside the input', () => {
    const beside = mappedFormat({ ...mapping, cachedTokens: 'beside' });
    const [computed] = readUsage(fixture('mapped.csv'), { formats: [beside] }).records;
    assert.deepEqual(counts(computed), { input: 4000, cacheRead: 1000, output: 100 });
  });

  it('are not taken for mapped without the columns', () => {
    const read = readUsage('Date,Model\n2026-10-03,a\n', { formats: [mappedFormat(mapping)] });
    assert.equal(read.format, undefined);
  });
});

describe('all readers', () => {
  it('give the same rows wherever the text is cut', () => {
    const names = [
      'litellm.jsonl',
      'litellm.csv',
      'openai-usage.json',
      'anthropic-costs.json',
      'claude-code.jsonl',
      'codex.jsonl',
      'langfuse.jsonl',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.nat(), { maxLength: 10 }),
        (name, places) => {
          const text = fixture(name);
          assert.deepEqual(readPieces(cut(text, places)), readUsage(text));
        },
      ),
    );
  });
});
