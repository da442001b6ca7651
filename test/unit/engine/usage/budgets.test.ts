import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toDecimalString } from '../../../../src/engine/money/decimal';
import { sectionSchemas } from '../../../../src/engine/scenario/sections';
import {
  evaluateBudgets,
  newAlerts,
  type BudgetAlert,
} from '../../../../src/engine/usage/budgets/evaluateBudgets';
import type { Budget } from '../../../../src/engine/usage/budgets/section';
import { dayNumber, dayText, periodKinds, periodOf } from '../../../../src/engine/usage/calendar';
import type { UsageRecord } from '../../../../src/engine/usage/record';
import { recentUsage } from '../../../../src/engine/usage/recentUsage';
import { anyRecords, ledgerOf } from './ledgers';
import { billed, record } from './records';

const query = { currency: 'USD', cost: 'billed', today: '2026-10-31' } as const;

function evaluate(records: readonly UsageRecord[], budgets: Budget[], today = query.today) {
  sectionSchemas.budgets.parse(budgets);
  return evaluateBudgets(ledgerOf(records), budgets, { ...query, today });
}

const at = (text: string): number => Date.parse(`${text}T12:00:00Z`);

describe('evaluateBudgets', () => {
  it('compares the usage of a scope with its budget, period by period', async () => {
    const { periods } = await evaluate(
      [
        record({ team: 'ads', at: at('2026-09-30'), cost: billed(120) }),
        record({ team: 'ads', at: at('2026-10-01'), cost: billed(50.5) }),
        record({ team: 'ads', at: at('2026-10-31'), cost: billed(30) }),
        record({ team: 'search', at: at('2026-10-02'), cost: billed(500) }),
      ],
      [{ name: 'Ads', scope: { team: 'ads' }, period: 'month', amount: 100 }],
    );
    assert.deepEqual(
      periods.map(({ period, spent, state, current }) => [
        period,
        toDecimalString(spent),
        state,
        current,
      ]),
      [
        ['2026-09', '120', 'exceeded', false],
        ['2026-10', '80.5', 'warning', true],
      ],
    );
  });

  it('alerts at 80 % and at 100 %, on the day on which they are reached', async () => {
    const { alerts } = await evaluate(
      [
        record({ at: at('2026-10-01'), cost: billed(79.99) }),
        record({ at: at('2026-10-04'), cost: billed(0.01) }),
        record({ at: at('2026-10-09'), cost: billed(40) }),
        record({ at: at('2026-10-10'), cost: billed(-100) }),
        record({ at: at('2026-10-12'), cost: billed(200) }),
      ],
      [{ name: 'All', amount: 100 }],
    );
    assert.deepEqual(
      alerts.map(({ threshold, day, period }) => [threshold, day, period]),
      [
        [0.8, '2026-10-04', '2026-10'],
        [1, '2026-10-09', '2026-10'],
      ],
    );
  });

  it('says what is not counted: unknown costs and other currencies', async () => {
    const { periods, findings } = await evaluate(
      [record({ cost: null }), record({ cost: billed(5, 'EUR') }), record({ cost: billed(1) })],
      [{ name: 'All', amount: 100 }],
    );
    assert.deepEqual(
      periods.map(({ spent, uncountedRows }) => [toDecimalString(spent), uncountedRows]),
      [['1', 2]],
    );
    assert.deepEqual(
      findings.map(({ code, path, params }) => [code, path, params]),
      [['budget-uncounted', ['budgets', 0], { name: 'All', rows: 2, currency: 'USD' }]],
    );
  });

  it('counts the first of two budgets for the same scope and period', async () => {
    const { periods, findings } = await evaluate(
      [],
      [
        { name: 'a', scope: { team: ['x', 'y'], model: 'm' }, amount: 1 },
        { name: 'b', scope: { model: 'm', team: ['y', 'x'] }, period: 'month', amount: 2 },
        { name: 'c', scope: { model: 'm', team: ['y', 'x'] }, period: 'day', amount: 2 },
      ],
    );
    assert.deepEqual(
      periods.map(({ budget, state }) => [budget, state]),
      [
        ['a', 'ok'],
        ['c', 'ok'],
      ],
    );
    assert.deepEqual(
      findings.map(({ code, path }) => [code, path]),
      [['budget-twice', ['budgets', 1]]],
    );
  });

  it('never repeats an alert, in whatever pieces the usage comes and however often it looks', () =>
    fc.assert(
      fc.asyncProperty(
        anyRecords,
        fc.array(fc.nat(40), { maxLength: 5 }),
        fc.constantFrom(...periodKinds),
        async (records, cuts, period) => {
          const budgets: Budget[] = [
            { name: 'All', period, amount: 1000 },
            { name: 'Same', period, amount: 10 },
            { name: 'Ads', scope: { team: 'ads' }, period, amount: 0.5, alertAt: [0.5, 1] },
          ];
          const raised: BudgetAlert[] = [];
          for (const cut of [...cuts.sort((a, b) => a - b), 40, 40]) {
            const { alerts } = await evaluate(records.slice(0, cut), budgets);
            raised.push(...newAlerts(alerts, new Set(raised.map(({ id }) => id))));
          }
          const seen = raised.map(({ budget, period: own, threshold }) =>
            [budget, own, threshold].join(' '),
          );
          assert.equal(new Set(seen).size, seen.length);
          assert.ok(raised.every(({ budget }) => budget !== 'Same'));
        },
      ),
    ));
});

describe('periodOf', () => {
  it('numbers weeks as ISO 8601 does', () => {
    const weeks = ['2026-01-01', '2026-01-05', '2027-01-01', '2024-12-30', '2026-10-03'];
    assert.deepEqual(
      weeks.map((day) => periodOf(dayNumber(day), 'week').label),
      ['2026-W01', '2026-W02', '2026-W53', '2025-W01', '2026-W40'],
    );
  });

  it('puts every day into exactly one period of each kind', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20_000, max: 60_000 }),
        fc.constantFrom(...periodKinds),
        (day, kind) => {
          const { from, until } = periodOf(day, kind);
          assert.ok(from <= day && day < until, dayText(day));
          assert.deepEqual(periodOf(from, kind), periodOf(until - 1, kind));
          assert.equal(periodOf(until, kind).from, until);
        },
      ),
    );
  });
});

describe('recentUsage', () => {
  const call = (day: string, model: string, cost: number | null) =>
    record({
      at: at(day),
      model,
      requests: 2,
      tokens: { ...record().tokens, input: 100, output: 50 },
      cost: cost === null ? null : billed(cost),
    });

  it('sums up the last days, and takes the average of those that are observed', async () => {
    const ledger = ledgerOf([
      call('2026-10-01', 'b', 9),
      call('2026-10-06', 'a', 1),
      call('2026-10-08', 'a', 3),
      call('2026-10-08', 'b', 40),
    ]);
    const summary = await recentUsage(ledger, {
      days: 7,
      last: dayNumber('2026-10-10'),
      by: 'model',
      currency: 'USD',
      cost: 'billed',
    });
    assert.deepEqual(summary[1], {
      api: 'a',
      periodDays: 7,
      daysObserved: 5,
      totalCalls: 4,
      totalTokens: 300,
      totalCost: 4,
      averageCostPerCall: 1,
      averageTokensPerCall: 75,
      dailyAverageCost: 0.8,
    });
    assert.deepEqual(
      summary.map(({ api, totalCost }) => [api, totalCost]),
      [
        ['b', 40],
        ['a', 4],
      ],
    );
  });

  it('does not make up costs that are not known', async () => {
    const [summary] = await recentUsage(ledgerOf([call('2026-10-08', 'a', null)]), {
      days: 7,
      last: dayNumber('2026-10-08'),
      by: 'model',
      currency: 'USD',
      cost: 'billed',
    });
    assert.deepEqual(
      [summary?.totalCost, summary?.averageCostPerCall, summary?.dailyAverageCost],
      [null, null, null],
    );
  });
});
