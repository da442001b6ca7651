import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toNumber } from '../../../../src/engine/money/decimal';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import { serviceTiers } from '../../../../src/engine/pricing/price';
import { noTokens } from '../../../../src/engine/usage/record';
import { RowPricer, type PricedRow } from '../../../../src/engine/usage/rowPricer';

const catalog = createGenaiPricesCatalog();
const pricer = new RowPricer(catalog);

const call: PricedRow = {
  at: Date.UTC(2026, 9, 3, 10),
  provider: 'anthropic',
  model: 'claude-sonnet-4-20250514',
  tier: 'standard',
  requests: 1,
  tokens: { ...noTokens, input: 4740, cacheWrite5m: 4735, output: 255 },
  callInput: null,
};

function dollars(row: PricedRow): number | null {
  const cost = pricer.cost(row);
  return cost && toNumber(cost);
}

describe('prices of rows', () => {
  it('are those of a call', () => {
    assert.equal(dollars(call), 0.02159625);
    assert.equal(dollars({ ...call, model: 'no-such-model-9' }), null);
    assert.equal(dollars({ ...call, model: null }), null);
    assert.equal(dollars({ ...call, tokens: { ...call.tokens, output: null } }), null);
  });

  it('of many calls are chosen by the average one', () => {
    const gemini = { ...call, provider: 'google', model: 'gemini-2.5-pro' };
    const tokens = { ...noTokens, input: 1_000_000, output: 0 };
    // $1.25 a million up to 200,000 tokens of input, $2.50 above.
    assert.equal(dollars({ ...gemini, tokens, requests: 1000 }), 1.25);
    assert.equal(dollars({ ...gemini, tokens, requests: null }), 1.25);
    assert.equal(dollars({ ...gemini, tokens, requests: 2 }), 2.5);
    assert.equal(dollars({ ...gemini, tokens, requests: null, callInput: 200_001 }), 2.5);
  });

  it('are what the catalog says of every call, to the last digit', () => {
    const models = [
      ['openai', 'gpt-4o'],
      ['anthropic', 'claude-sonnet-4-20250514'],
      ['google', 'gemini-2.5-pro'],
      ['deepseek', 'deepseek-chat'],
      ['openai', 'text-embedding-3-small'],
      ['mistral', 'mistral-large-latest'],
    ] as const;
    const count = fc.oneof(fc.constant(0), fc.nat(300_000));
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        fc.constantFrom(...serviceTiers),
        fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2026, 10, 1) }),
        fc.tuple(count, count, count, count, count),
        (
          [provider, model],
          tier,
          at,
          [uncached, cacheRead, cacheWrite5m, cacheWrite1h, output],
        ) => {
          const input = uncached + cacheRead + cacheWrite5m + cacheWrite1h;
          const tokens = { ...noTokens, input, cacheRead, cacheWrite5m, cacheWrite1h, output };
          const expected = catalog.costOfCall(
            `${provider}/${model}`,
            {
              inputTokens: input,
              cacheReadTokens: cacheRead,
              cacheWriteTokens: cacheWrite5m + cacheWrite1h,
              cacheWrite1hTokens: cacheWrite1h,
              outputTokens: output,
            },
            new Date(at),
            tier,
          );
          assert.equal(
            dollars({ ...call, provider, model, tier, at, tokens }),
            expected.known ? expected.totalUsd : null,
          );
        },
      ),
    );
  });
});
