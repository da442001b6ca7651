import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { add, toDecimalString, zero } from '../../../../src/engine/money/decimal';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import type { GroupKey } from '../../../../src/engine/usage/ledger';
import { MemoryLedger } from '../../../../src/engine/usage/memoryLedger';
import { UsageSet } from '../../../../src/engine/usage/usageSet';
import { billedOf, cut, readPieces, readUsage, rejects, type ReadUsage } from './readUsage';

const sample = path.resolve('../shared/billing/focus_sample.csv');

/** The public sample of FOCUS data; undefined, said loudly, where it is not at hand. */
function focusSample(): string | undefined {
  if (existsSync(sample)) return readFileSync(sample, 'utf8');
  console.warn(`\n!!! SKIPPED: no ${sample} !!!\n`);
  return undefined;
}

async function sums(read: ReadUsage, ...groupBy: GroupKey[]): Promise<readonly string[]> {
  const ledger = new MemoryLedger();
  for (const record of read.records) ledger.add(record);
  return (await ledger.query({ groupBy })).map(
    ({ key, rows, sums: [sum] }) =>
      `${key.join(' ')} ${rows} ${sum ? toDecimalString(sum.amount) : ''}`,
  );
}

const header =
  'BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,EffectiveCost,ListCost,ListUnitPrice,PricingQuantity,ServiceName,ServiceCategory,SubAccountId,ProviderName,Tags';

describe('FOCUS bills', () => {
  it('come out to the last digit on the public sample', async () => {
    const text = focusSample();
    if (text === undefined) return;
    const read = readUsage(text);
    assert.equal(read.format, 'focus');
    assert.equal(read.records.length, 1000);
    assert.deepEqual(read.rejected, []);
    assert.deepEqual(await sums(read), [' 1000 20.52022672899']);
    assert.deepEqual(await sums(read, 'provider'), [
      'AWS 942 18.0066386184',
      'Microsoft 51 1.97651418586',
      'Oracle 7 0.53707392473',
    ]);
    assert.equal(read.records.filter(({ tags }) => Object.keys(tags).length === 0).length, 289);
    const noted = (code: string, subject?: string): number =>
      read.notes.filter((note) => note.code === code && note.subject === subject).length;
    assert.equal(noted('usage-literal-null'), 1000);
    assert.equal(noted('usage-tag-spaces', ' org'), 23);
    assert.equal(noted('usage-list-cost-differs'), 25);
    assert.equal(noted('usage-amount-missing', 'ContractedCost'), 7);
  });

  it('have what is odd about the public sample listed', () => {
    const text = focusSample();
    if (text === undefined) return;
    const set = new UsageSet(createGenaiPricesCatalog());
    const reader = set.open('sample.csv');
    reader.push(text);
    reader.end();
    assert.deepEqual(
      set.findings
        .list()
        .map(({ code, rows, params }) => `${code} ${rows} ${JSON.stringify(params)}`),
      [
        'usage-list-cost-differs 25 {}',
        'usage-tag-spaces 23 {"subject":" org"}',
        'usage-effective-whole 942 {"provider":"AWS"}',
        'usage-literal-null 1000 {}',
        'usage-amount-missing 7 {"subject":"ContractedCost"}',
        'usage-untagged 289 {"of":1000}',
      ],
    );
  });

  it('sum up by a tag with the untagged part explicit', async () => {
    const text = focusSample();
    if (text === undefined) return;
    const read = readUsage(text);
    const ledger = new MemoryLedger();
    for (const record of read.records) ledger.add(record);
    const groups = await ledger.query({ groupBy: ['tag:business_unit'] });
    assert.deepEqual(groups.at(-1)?.key, [null]);
    assert.equal(groups.at(-1)?.rows, 340);
    const parts = groups.flatMap((group) => group.sums.map(({ amount }) => amount));
    assert.equal(toDecimalString(parts.reduce(add, zero)), '20.52022672899');
  });

  it('keep to a row: what is missing is not known, what is wrong is rejected', () => {
    const read = readUsage(
      [
        header,
        '0.10,usd,2026-10-01 00:00:00,2026-10-01T01:00:00Z,NULL,0.2,0.1,2,Compute,Compute,a,Cloud,"{""team"": ""x"", ""n"": 1}"',
        'NULL,USD,2026-10-01,2026-10-02,NULL,NULL,NULL,NULL,,,,,',
        'ten,USD,2026-10-01,2026-10-02,,,,,,,,,',
        '1,Dollar,2026-10-01,2026-10-02,,,,,,,,,',
        '1,USD,,2026-10-02,,,,,,,,,',
        '1,USD,2026-02-30,,,,,,,,,,',
        '1,,2026-10-01,,,,,,,,,,',
        '1,USD,2026-10-01',
        '1,USD,2026-10-01,,,,,,,,,,not JSON',
        '1,USD,2026-10-02,2026-10-01,,,,,,,,,',
      ].join('\n'),
    );
    assert.deepEqual(rejects(read), [
      '4: not-a-number BilledCost',
      '5: not-a-currency BillingCurrency',
      '6: missing ChargePeriodStart',
      '7: not-a-time ChargePeriodStart',
      '8: missing currency',
      '9: field-count',
      '11: contradiction',
    ]);
    assert.deepEqual(read.records.map(billedOf), ['0.1 USD', null, '1 USD']);
    const [first] = read.records;
    assert.equal(first?.at, Date.UTC(2026, 9, 1));
    assert.equal(first.until, Date.UTC(2026, 9, 1, 1));
    assert.deepEqual(first.tags, { team: 'x', n: '1' });
    assert.equal(first.team, 'x');
    assert.deepEqual(
      [first.provider, first.service, first.category, first.project, first.source.line],
      ['Cloud', 'Compute', 'Compute', 'a', 2],
    );
    assert.equal(read.records[1]?.cost, null);
    assert.deepEqual(
      read.notes.filter(({ code }) => code === 'usage-tags-unread').map(({ line }) => line),
      [10],
    );
  });

  it('of version 1.3 name the seller in a column of its own', () => {
    const read = readUsage(
      'BilledCost,BillingCurrency,ChargePeriodStart,ServiceProviderName,HostProviderName\n1,EUR,2026-10-01T00:00:00Z,Seller,Host\n',
    );
    assert.equal(read.records[0]?.provider, 'Seller');
  });

  it('give the same rows wherever the text is cut', () => {
    const text = focusSample()?.slice(0, 40_000) ?? `${header}\n`;
    const whole = readUsage(text);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 10 }), (places) => {
        assert.deepEqual(readPieces(cut(text, places)), whole);
      }),
      { numRuns: 30 },
    );
  });

  it('lose no more than the rows that are damaged', () => {
    const text = focusSample();
    if (text === undefined) return;
    const lines = text.trimEnd().split('\n');
    const damaged = lines.map((line, index) => {
      if (index === 0 || index % 100 !== 50) return line;
      return index % 200 === 50 ? line.slice(0, line.lastIndexOf('"') - 3) : `${line},surplus`;
    });
    const read = readUsage(damaged.join('\n'));
    assert.equal(read.rejected.length, 10);
    assert.equal(read.records.length + read.rejected.length, 1000);
    const cutOff = readUsage(text.slice(0, text.lastIndexOf('""')));
    assert.equal(cutOff.rejected.length, 1);
    assert.equal(cutOff.rejected[0]?.reason, 'broken-quotes');
    assert.ok(cutOff.records.length >= 990);
  });
});
