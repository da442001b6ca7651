import assert from 'node:assert/strict';
import fc from 'fast-check';
import { add, toDecimalString, zero, type Decimal } from '../../../../src/engine/money/decimal';
import type { LedgerGroup, LedgerQuery } from '../../../../src/engine/usage/ledger';
import { MemoryLedger } from '../../../../src/engine/usage/memoryLedger';
import { noTokens, type UsageRecord } from '../../../../src/engine/usage/record';
import { billed, record } from './records';

function ledgerOf(...records: readonly UsageRecord[]): MemoryLedger {
  const ledger = new MemoryLedger();
  for (const each of records) ledger.add(each);
  return ledger;
}

/** Groups as "key: amounts, rows". */
async function summed(ledger: MemoryLedger, query: LedgerQuery): Promise<readonly string[]> {
  return (await ledger.query(query)).map(
    ({ key, sums, rows }) =>
      `${key.map(String).join(' ')}: ${sums.map((sum) => `${toDecimalString(sum.amount)} ${sum.currency}`).join(' + ')}, ${rows}`,
  );
}

const day = (month: number, date: number): number => Date.UTC(2026, month - 1, date);

describe('MemoryLedger', () => {
  it('groups by dimensions, and gives null to rows without a value, last', async () => {
    const ledger = ledgerOf(
      record({ provider: 'openai', model: 'b', cost: billed(0.1) }),
      record({ provider: null, model: 'a', cost: billed(1) }),
      record({ provider: 'openai', model: 'b', cost: billed(0.2) }),
      record({ provider: 'openai', model: 'a', cost: billed(-4) }),
    );
    assert.deepEqual(await summed(ledger, { groupBy: ['provider'] }), [
      'openai: -3.7 USD, 3',
      'null: 1 USD, 1',
    ]);
    assert.deepEqual(await summed(ledger, { groupBy: ['model', 'provider'] }), [
      'a openai: -4 USD, 1',
      'a null: 1 USD, 1',
      'b openai: 0.3 USD, 2',
    ]);
    assert.deepEqual(await summed(ledger, {}), [': -2.7 USD, 4']);
  });

  it('groups by tags, in whatever order they stand', async () => {
    const ledger = ledgerOf(
      record({ tags: { unit: 'a', env: 'dev' }, cost: billed(1) }),
      record({ tags: { env: 'dev', unit: 'a' }, cost: billed(2) }),
      record({ tags: { unit: 'b' }, cost: billed(4) }),
      record({ cost: billed(8) }),
    );
    assert.deepEqual(await summed(ledger, { groupBy: ['tag:unit'] }), [
      'a: 3 USD, 2',
      'b: 4 USD, 1',
      'null: 8 USD, 1',
    ]);
    assert.deepEqual(await summed(ledger, { groupBy: ['tag:env', 'tag:toString'] }), [
      'dev null: 3 USD, 2',
      'null null: 12 USD, 2',
    ]);
  });

  it('groups by day and month in UTC', async () => {
    const ledger = ledgerOf(
      record({ at: day(10, 31) + 86_399_999, cost: billed(1) }),
      record({ at: day(11, 1), cost: billed(2) }),
      record({ at: day(11, 1) + 1, cost: billed(4) }),
    );
    assert.deepEqual(await summed(ledger, { groupBy: ['day'] }), [
      '2026-10-31: 1 USD, 1',
      '2026-11-01: 6 USD, 2',
    ]);
    assert.deepEqual(await summed(ledger, { groupBy: ['month'] }), [
      '2026-10: 1 USD, 1',
      '2026-11: 6 USD, 2',
    ]);
  });

  it('counts rows of a half-open range of time, and of the values that are asked for', async () => {
    const ledger = ledgerOf(
      record({ at: day(11, 1), team: 'a', cost: billed(1) }),
      record({ at: day(11, 2), team: 'b', cost: billed(2) }),
      record({ at: day(11, 3), cost: billed(4) }),
    );
    assert.deepEqual(await summed(ledger, { from: day(11, 1), until: day(11, 3) }), [': 3 USD, 2']);
    const where = [{ dimension: 'team', anyOf: ['b', null] }] as const;
    assert.deepEqual(await summed(ledger, { where }), [': 6 USD, 2']);
    assert.deepEqual(await summed(ledger, { where, until: day(11, 3) }), [': 2 USD, 1']);
    assert.deepEqual(await summed(ledger, { from: day(12, 1) }), [': , 0']);
    assert.deepEqual(await summed(ledger, { from: day(12, 1), groupBy: ['team'] }), []);
  });

  it('never adds currencies up, and never takes an unknown cost for 0', async () => {
    const ledger = ledgerOf(
      record({ cost: billed(1, 'USD') }),
      record({ cost: billed(2, 'EUR') }),
      record(),
      record({ cost: { ...billed(1), billed: null } }),
      record({ cost: { ...billed(3), from: 'computed' } }),
    );
    const [all] = await ledger.query({});
    assert.deepEqual(
      all?.sums.map(({ currency, amount, rows }) => [currency, toDecimalString(amount), rows]),
      [
        ['EUR', '2', 1],
        ['USD', '4', 2],
      ],
    );
    assert.equal(all.unknownRows, 2);
    assert.equal(all.computedRows, 1);
    const [lists] = await ledger.query({ cost: 'list' });
    assert.deepEqual(lists?.sums, []);
    assert.equal(lists.unknownRows, 5);
  });

  it('sums tokens and requests of the rows that count them', async () => {
    const ledger = ledgerOf(
      record({ requests: 1, tokens: { ...noTokens, input: 10, output: 0 } }),
      record({ tokens: { ...noTokens, input: 5 } }),
    );
    const [all] = await ledger.query({});
    assert.equal(all?.requests, 1);
    assert.deepEqual(all.tokens, { ...noTokens, input: 15, output: 0 });
  });

  it('sums exactly, whatever the groups and however large the numbers', async () => {
    const amount = fc.record({
      units: fc.oneof(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.bigInt(-(10n ** 30n), 10n ** 30n)),
      scale: fc.integer({ min: 0, max: 15 }),
    });
    const row = fc.record({
      amount,
      team: fc.constantFrom('a', 'b', null),
      model: fc.constantFrom('x', 'y', null),
      currency: fc.constantFrom('USD', 'EUR'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 60 }), async (rows) => {
        const ledger = ledgerOf(
          ...rows.map(({ amount: cost, team, model, currency }) =>
            record({ team, model, cost: { ...billed(0, currency), billed: cost } }),
          ),
        );
        const groups = await ledger.query({ groupBy: ['team', 'model'] });
        for (const currency of ['USD', 'EUR']) {
          const own = rows.filter((each) => each.currency === currency);
          const expected = own.reduce((sum, each) => add(sum, each.amount), zero);
          assert.equal(toDecimalString(sumOf(groups, currency)), toDecimalString(expected));
        }
        assert.equal(
          groups.reduce((sum, group) => sum + group.rows, 0),
          rows.length,
        );
        const keys = new Set(rows.map(({ team, model }) => `${String(team)} ${String(model)}`));
        assert.equal(groups.length, keys.size);
      }),
    );
  });
});

function sumOf(groups: readonly LedgerGroup[], currency: string): Decimal {
  return groups
    .flatMap(({ sums }) => sums.filter((sum) => sum.currency === currency))
    .reduce((sum, { amount }) => add(sum, amount), zero);
}
