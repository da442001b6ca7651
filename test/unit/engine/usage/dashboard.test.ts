import assert from 'node:assert/strict';
import { toDecimalString, toNumber } from '../../../../src/engine/money/decimal';
import { dayMs, dayNumber, dayText, weekday } from '../../../../src/engine/usage/calendar';
import { buildDashboard } from '../../../../src/engine/usage/dashboard/dashboard';
import type { UsageRecord } from '../../../../src/engine/usage/record';
import { ledgerOf } from './ledgers';
import { billed, record } from './records';

const query = {
  currency: 'USD',
  cost: 'billed',
  today: '2026-10-20',
  budgets: [{ name: 'All', amount: 4000 }],
  history: [],
} as const;

/** Two teams' calls from August on, with quiet weekends and a runaway key on 14 October. */
function records(): UsageRecord[] {
  const list: UsageRecord[] = [];
  for (let day = dayNumber('2026-08-01'); day <= dayNumber('2026-10-18'); day++) {
    const busy = weekday(day) < 5 ? 1 : 0.2;
    for (const team of ['search', 'support']) {
      const spike = team === 'search' && dayText(day) === '2026-10-14' ? 4 : 1;
      const count = 1000 * busy * spike + (day % 3);
      list.push(
        record({
          at: day * dayMs + 1,
          provider: 'openai',
          model: team === 'search' ? 'gpt-4o-mini' : 'gpt-4o',
          team,
          apiKey: `key-${team}`,
          requests: count,
          tokens: { ...record().tokens, input: count * 100, output: count * 10 },
          cost: billed(Math.round(count * 5) / 100),
        }),
      );
    }
  }
  return list;
}

describe('buildDashboard', () => {
  const ledger = ledgerOf([
    ...records(),
    record({ at: Date.UTC(2026, 9, 2), cost: billed(5, 'EUR') }),
    record({ at: Date.UTC(2026, 9, 2) }),
  ]);

  it('is as of the last day with usage, and says what it does not count', async () => {
    const dashboard = await buildDashboard(ledger, query);
    assert.equal(dashboard.asOf, '2026-10-18');
    assert.deepEqual([dashboard.unknownRows, dashboard.otherCurrencyRows], [1, 1]);
    assert.equal(dashboard.monthToDate?.days, 18);
    assert.equal(dashboard.monthToDate.daysLeft, 13);
  });

  it('forecasts the month by the rhythm of the week', async () => {
    const { monthToDate: month } = await buildDashboard(ledger, query);
    assert.ok(month);
    assert.ok(month.low !== null && month.high !== null);
    assert.equal(month.method, 'seasonal');
    // Ten working days and four days of weekends are left, less one: 19 to 31 October.
    const rest = 2 * 50 * (10 + 3 * 0.2);
    assert.ok(Math.abs(month.forecast - toNumber(month.amount) - rest) < 0.02 * rest);
    assert.ok(month.low < month.forecast && month.forecast < month.high);
  });

  it('finds the spike, its impact and its cause, once', async () => {
    const { anomalies } = await buildDashboard(ledger, query);
    assert.equal(anomalies.length, 1);
    const [found] = anomalies;
    assert.deepEqual([found?.day, found?.dimension], ['2026-10-14', null]);
    assert.ok(Math.abs((found?.impact ?? 0) - 150) < 5);
    assert.deepEqual(
      found?.causes.slice(0, 3).map(({ dimension, value }) => [dimension, value]),
      [
        ['apiKey', 'key-search'],
        ['model', 'gpt-4o-mini'],
        ['team', 'search'],
      ],
    );
    assert.deepEqual(found.action, { code: 'spend-spike-key', params: { value: 'key-search' } });
  });

  it('compares months, and splits the change exactly', async () => {
    const { changes, months, over } = await buildDashboard(ledger, query);
    assert.deepEqual(
      changes.map(({ before, after }) => [before, after]),
      [
        ['2026-09 (18 days)', '2026-10 to date'],
        ['2026-08', '2026-09'],
      ],
    );
    for (const { change, price, volume, mix, uncounted } of changes) {
      const parts = [price, volume, mix, uncounted].map(toNumber).reduce((a, b) => a + b);
      assert.ok(Math.abs(parts - toNumber(change)) < 1e-9);
    }
    assert.equal(months.at(-1), '2026-10');
    assert.deepEqual(
      over.team.map(({ value }) => value),
      ['search', 'support', null],
    );
    assert.equal(toDecimalString(over.team[0]?.months[0] ?? over.team[0]?.total ?? never()), '0');
  });

  it('has the drivers, the budgets and the last days', async () => {
    const { drivers, budgets, recent, trends } = await buildDashboard(ledger, query);
    assert.deepEqual(drivers[0]?.name, ['search', 'gpt-4o-mini']);
    assert.deepEqual(
      budgets.filter(({ current }) => current).map(({ period, state }) => [period, state]),
      [['2026-10', 'ok']],
    );
    assert.deepEqual(
      recent.map(({ api, daysObserved }) => [api, daysObserved]),
      [
        ['gpt-4o-mini', 7],
        ['gpt-4o', 7],
      ],
    );
    assert.equal(trends?.costPerRequest?.verdict, 'unclear');
  });

  it('leaves out later days than the one asked for, and says nothing of an empty ledger', async () => {
    const then = await buildDashboard(ledger, { ...query, today: '2026-10-10' });
    assert.equal(then.asOf, '2026-10-10');
    const empty = await buildDashboard(ledgerOf([]), query);
    assert.deepEqual([empty.asOf, empty.monthToDate, empty.drivers], [null, null, []]);
  });
});

function never(): never {
  throw new Error('no amount');
}
