import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noTokens } from '../../../../src/engine/usage/record';
import { SeenIds } from '../../../../src/engine/usage/readers/usageFile';
import { billedOf, cut, readPieces, readUsage, rejects } from './readUsage';

function lines(...rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

const call = {
  at: '2026-10-03T10:15:00Z',
  provider: 'openai',
  model: 'gpt-4o',
  inputTokens: 1_000_000,
  cacheReadTokens: 400_000,
  outputTokens: 100_000,
};

describe('usage events', () => {
  it('are read field by field', () => {
    const read = readUsage(
      lines({
        ...call,
        id: 'a',
        team: 'search',
        project: 'assistant',
        apiKey: 'key-1',
        user: 'ana',
        service: 'chat',
        category: 'external_apis',
        tags: { env: 'prod', n: 1 },
        cost: '0.123456789012345678901',
        currency: 'eur',
        reasoningTokens: 50,
        cacheWriteTokens: 30,
        cacheWrite1hTokens: 10,
      }),
    );
    assert.equal(read.format, 'events');
    const [record] = read.records;
    assert.ok(record);
    assert.equal(billedOf(record), '0.123456789012345678901 EUR');
    assert.equal(record.cost?.from, 'ingested');
    assert.deepEqual(record.tokens, {
      input: 1_000_000,
      cacheRead: 400_000,
      cacheWrite5m: 20,
      cacheWrite1h: 10,
      output: 100_000,
      reasoning: 50,
    });
    assert.deepEqual(record.tags, { env: 'prod', n: '1' });
    assert.equal(record.requests, 1);
    assert.equal(record.team, 'search');
  });

  it('without a cost are priced by the day, and say so', () => {
    const [record] = readUsage(lines(call)).records;
    assert.ok(record);
    // 600,000 × $2.50 + 400,000 × $1.25 + 100,000 × $10 a million.
    assert.equal(billedOf(record), '3 USD');
    assert.equal(record.cost?.from, 'computed');
  });

  it('have an unknown cost where there is no price, never 0', () => {
    const { records } = readUsage(
      lines(
        { ...call, provider: 'nobody', model: 'no-such-model-9' },
        { at: call.at, cost: null, model: 'gpt-4o' },
      ),
    );
    assert.deepEqual(records.map(billedOf), [null, null]);
    assert.equal(
      records[1]?.tokens,
      noTokens === records[1]?.tokens ? noTokens : records[1]?.tokens,
    );
    assert.deepEqual(records[1]?.tokens, noTokens);
  });

  it('of one id count once, over all files', () => {
    const seen = new SeenIds();
    const first = readUsage(lines({ ...call, id: 'a' }, { ...call, id: 'a' }, call, call), {
      seen,
    });
    assert.equal(first.records.length, 3);
    assert.deepEqual(first.passed, [{ file: 'usage', line: 2, reason: 'repeated' }]);
    assert.equal(readUsage(lines({ ...call, id: 'a' }), { seen }).records.length, 0);
  });

  it('that are wrong are rejected, with the line and the field', () => {
    const read = readUsage(
      `${lines(
        call,
        { ...call, at: 'yesterday' },
        { ...call, inputTokens: -1 },
        { ...call, inputTokens: 1.5 },
        { ...call, inputTokens: 10 },
        { ...call, cost: '1,5' },
        { ...call, at: undefined },
        { ...call, model: ['a'] },
      )}[]\n{"at":\n`,
    );
    assert.deepEqual(rejects(read), [
      '2: not-a-time at',
      '3: not-a-count inputTokens',
      '4: not-a-count inputTokens',
      '5: contradiction',
      '6: not-a-number cost',
      '7: missing at',
      '8: not-text model',
      '9: not-an-object',
      '10: not-json',
    ]);
    assert.equal(read.records.length, 1);
  });

  it('give the same rows wherever the text is cut', () => {
    const text = `\uFEFF${lines(call, { ...call, team: 'é𝄞' })}{"at":\n\r\n${lines(call)}`;
    const whole = readUsage(text);
    assert.equal(whole.records.length, 3);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 10 }), (places) => {
        assert.deepEqual(readPieces(cut(text, places)), whole);
      }),
    );
  });

  it('may have any tags', () => {
    const [record] = readUsage(
      `{"at":"2026-10-03","cost":1,"tags":{"__proto__":"a","b":null}}\n`,
    ).records;
    assert.deepEqual(Object.entries(record?.tags ?? {}), [['__proto__', 'a']]);
  });

  it('of a file without any format are not guessed at', () => {
    assert.equal(readUsage('a,b\n1,2\n').format, undefined);
    assert.equal(readUsage('').format, undefined);
  });
});
