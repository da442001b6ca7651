import assert from 'node:assert/strict';
import fc from 'fast-check';
import { add, compare, toDecimalString, zero } from '../../../../src/engine/money/decimal';
import { sectionSchemas } from '../../../../src/engine/scenario/sections';
import type { AttributionInput } from '../../../../src/engine/systems/attribution/section';
import { createFigures } from '../../../../src/engine/text/figures';
import { documentMarkdown, documentText } from '../../../../src/engine/text/reportDocument';
import { attributeUsage } from '../../../../src/engine/usage/attribution/attributeUsage';
import { billsByMonth, billsOf, type Bill } from '../../../../src/engine/usage/attribution/bill';
import {
  chargebackDocument,
  printedBill,
} from '../../../../src/engine/usage/attribution/chargeback';
import { focusCsv } from '../../../../src/engine/usage/attribution/focusCsv';
import type { UsageRecord } from '../../../../src/engine/usage/record';
import { anyRecords, ledgerOf } from './ledgers';
import { billed, record } from './records';

function attribute(records: readonly UsageRecord[], input: AttributionInput) {
  sectionSchemas.attribution.parse(input);
  return attributeUsage(ledgerOf(records), input, { cost: 'billed' });
}

/** Of the only currency. */
async function billOf(
  records: readonly UsageRecord[],
  input: AttributionInput,
): Promise<{ owners: Record<string, string>; rest: string; idle: string; total: string }> {
  const [bill] = billsOf((await attribute(records, input)).lines) as readonly [Bill];
  return {
    owners: Object.fromEntries(
      bill.owners.map(({ owner, total }) => [owner, toDecimalString(total)]),
    ),
    rest: toDecimalString(bill.unattributed.total),
    idle: toDecimalString(bill.idle),
    total: toDecimalString(bill.total),
  };
}

describe('attributeUsage', () => {
  it('takes the owner from a tag or a dimension, and leaves what names none unattributed', async () => {
    const records = [
      record({ tags: { business_unit: 'ads' }, cost: billed(0.1) }),
      record({ tags: { business_unit: 'ads' }, cost: billed(0.2) }),
      record({ tags: { business_unit: 'search' }, cost: billed(1) }),
      record({ cost: billed(-0.05) }),
      record({ tags: { business_unit: 'ads' }, cost: null }),
    ];
    const input: AttributionInput = {
      ledger: { rules: [{ model: 'direct', key: 'business_unit' }] },
    };
    assert.deepEqual(await billOf(records, input), {
      owners: { search: '1', ads: '0.3' },
      rest: '-0.05',
      idle: '0',
      total: '1.25',
    });
    const { rows, unknownRows } = await attribute(records, input);
    assert.deepEqual([rows, unknownRows], [5, 1]);
  });

  it('takes the first rule that is for a row; rules by category come last', async () => {
    const records = [
      record({ category: 'compute_training', team: 'ads', project: 'p', cost: billed(1) }),
      record({ category: 'compute_training', team: 'ads', project: null, cost: billed(2) }),
      record({ category: 'data_storage', team: 'ads', cost: billed(10) }),
      record({ category: 'else', team: 'ads', cost: billed(100) }),
    ];
    const bill = await billOf(records, {
      rules: [
        { category: 'compute_training', model: 'direct', key: 'team' },
        { category: 'data_storage', model: 'fixed', shares: { x: 0.25, y: 0.5 } },
      ],
      ledger: { rules: [{ where: { project: ['p'] }, model: 'direct', key: 'project' }] },
    });
    assert.deepEqual(bill.owners, { y: '5', x: '2.5', ads: '2', p: '1' });
    assert.equal(bill.rest, '102.5');
  });

  it('splits in proportion to what the ledger measures of owners in the month', async () => {
    const tokens = (count: number) => ({ ...record().tokens, input: count, output: 0 });
    const records = [
      record({ service: 'GPU cluster', cost: billed(100) }),
      record({ team: 'ads', tokens: tokens(1) }),
      record({ team: 'search', tokens: tokens(2) }),
      record({ team: 'search', tokens: tokens(90), at: Date.UTC(2026, 7, 1) }),
      record({ tokens: tokens(5) }),
    ];
    const bill = await billOf(records, {
      ledger: {
        rules: [{ where: { service: 'GPU cluster' }, model: 'proportional', key: 'tokens' }],
      },
    });
    assert.deepEqual(bill.owners, { search: '66.67', ads: '33.33' });
  });

  it('activity: the pool by what owners did', async () => {
    const bill = await billOf([record({ cost: billed(30) }), record({ cost: billed(40) })], {
      usage: { deployments: { ads: 1, search: 6 } },
      ledger: { rules: [{ model: 'activity', key: 'deployments' }] },
    });
    assert.deepEqual(bill.owners, { search: '60', ads: '10' });
  });

  it('gives idle and shared costs to owners by what they bear, to all alike, or to nobody', async () => {
    const records = [
      record({ team: 'ads', cost: billed(30) }),
      record({ team: 'search', cost: billed(10) }),
      record({ category: 'idle', team: 'ads', cost: billed(8) }),
    ];
    const given = (to: 'proportional' | 'even' | 'apart') =>
      billOf(records, {
        ledger: {
          rules: [{ model: 'direct', key: 'team' }],
          idle: { where: { category: 'idle' }, to },
        },
      });
    assert.deepEqual((await given('proportional')).owners, { ads: '36', search: '12' });
    assert.deepEqual((await given('even')).owners, { ads: '34', search: '14' });
    const apart = await given('apart');
    assert.deepEqual([apart.owners, apart.idle], [{ ads: '30', search: '10' }, '8']);
  });

  it('counts the rows of the period alone, which is half-open', async () => {
    const bill = await billOf(
      [
        record({ team: 'a', at: Date.UTC(2026, 9, 1) - 1, cost: billed(1) }),
        record({ team: 'a', at: Date.UTC(2026, 9, 1), cost: billed(2) }),
        record({ team: 'a', at: Date.UTC(2026, 10, 1), cost: billed(4) }),
      ],
      {
        period: { start: '2026-10-01', end: '2026-11-01' },
        ledger: { rules: [{ model: 'direct', key: 'team' }] },
      },
    );
    assert.equal(bill.total, '2');
  });

  it('prints amounts as exact decimals', async () => {
    const { lines } = await attribute(
      [record({ team: 'ads', category: 'c', cost: billed(0.1) }), record({ cost: billed(0.2) })],
      { ledger: { rules: [{ model: 'direct', key: 'team' }] } },
    );
    assert.deepEqual(billsOf(lines).map(printedBill), [
      {
        currency: 'USD',
        total: '0.3',
        owners: [{ owner: 'ads', total: '0.1', categories: [{ category: 'c', amount: '0.1' }] }],
        unattributed: {
          total: '0.2',
          parts: [{ category: null, reason: 'no-owner', amount: '0.2' }],
        },
        idle: '0',
        shared: '0',
      },
    ]);
  });

  const key = fc.constantFrom('team', 'project', 'unit', 'cost', 'tokens', 'requests', 'listed');
  const where = fc.constantFrom(
    {},
    { team: 'ads' },
    { category: ['shared', ''] },
    { 'tag:job': '' },
  );
  const rule = fc.record(
    {
      where,
      model: fc.constantFrom('direct', 'proportional', 'fixed', 'activity'),
      key,
      by: fc.constantFrom('team', 'unit'),
      shares: fc.constantFrom({ a: 0.5, b: 0.25 }, { a: 1 }, { a: 0.9, b: 0.2 }),
    },
    { requiredKeys: ['model'] },
  );
  const pool = fc.record({ where, to: fc.constantFrom('proportional', 'even', 'apart') });
  const anyInput = fc.record(
    {
      usage: fc.constantFrom({}, { listed: { a: 3, b: 1 } }, { listed: { a: 0 } }),
      ledger: fc.record(
        { rules: fc.array(rule, { maxLength: 4 }), idle: pool, shared: pool },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<AttributionInput>;

  it('always sums to what the ledger holds, month by month, under any rules', () =>
    fc.assert(
      fc.asyncProperty(anyRecords, anyInput, async (records, input) => {
        const { lines } = await attribute(records, input);
        const groups = await ledgerOf(records).query({ groupBy: ['month'] });
        const expected = groups.flatMap(({ key: [month], sums }) =>
          sums.map(({ currency, amount }) => [month, currency, toDecimalString(amount)]),
        );
        const months = billsByMonth(lines);
        const found = months.flatMap(({ month, bills }) =>
          bills.map(({ currency, total }) => [month, currency, toDecimalString(total)]),
        );
        assert.deepEqual(found, expected);
        for (const { owners, unattributed, idle, shared, total } of billsOf(lines)) {
          const parts = [...owners.map((own) => own.total), unattributed.total, idle, shared];
          assert.equal(compare(parts.reduce(add, zero), total), 0);
        }
      }),
    ));

  it('writes a CSV of allocated charges whose ratios add up to 1', async () => {
    const attribution = await attribute(
      [record({ provider: 'aws', service: 'A, "B"', cost: billed(100) })],
      { ledger: { rules: [{ model: 'fixed', shares: { a: 0.25, b: 0.5 } }] } },
    );
    const [header = '', ...rows] = focusCsv(attribution).trimEnd().split('\r\n');
    assert.equal(header.split(',').length, 22);
    assert.equal(rows.length, 3);
    assert.match(
      rows[0] ?? '',
      /^"\{""Elements"":\[\{""AllocatedRatio"":0\.25\}\]\}",fixed,a,a,,25,/,
    );
    assert.match(
      rows[2] ?? '',
      /AllocatedRatio"":0\.25.*,unattributed,,,,25,,,USD,2026-11-01T00:00:00Z,/,
    );
    assert.match(rows[0] ?? '', /,aws,,"A, ""B"""$/);
  });

  it('writes a report that says what nobody bears and why', async () => {
    const attribution = await attribute(
      [record({ team: 'ads', cost: billed(3) }), record({ cost: billed(1) }), record()],
      { ledger: { rules: [{ model: 'direct', key: 'team' }] } },
    );
    const document = chargebackDocument(attribution, 'Shop', createFigures('en-US'));
    const text = documentMarkdown(document);
    assert.match(documentText(document), /^Chargeback: Shop\n\nIn all\n {2}3 rows/);
    assert.match(text, /^# Chargeback: Shop\n/);
    assert.match(text, /\| ads \| \$3\.00 \| 75% \|/);
    assert.match(text, /\| unattributed \| – \| \$1\.00 \| they name no owner \|/);
    assert.match(text, /in no amount here: 1\./);
  });
});
