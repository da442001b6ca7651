import fc from 'fast-check';
import { MemoryLedger } from '../../../../src/engine/usage/memoryLedger';
import type { UsageRecord } from '../../../../src/engine/usage/record';
import { record } from './records';

export function ledgerOf(records: readonly UsageRecord[]): MemoryLedger {
  const ledger = new MemoryLedger();
  for (const each of records) ledger.add(each);
  return ledger;
}

const name = fc.option(fc.constantFrom('search', 'ads', 'maps', 'idle'), { nil: null });

/** Any rows of three months, in two currencies, some without a cost, some with a credit. */
export const anyRecords = fc.array(
  fc
    .record({
      at: fc.integer({ min: Date.UTC(2026, 8, 1), max: Date.UTC(2026, 10, 30) }),
      provider: fc.constantFrom('openai', 'aws', null),
      category: fc.constantFrom('compute_inference', 'shared', null),
      team: name,
      project: name,
      tags: fc.constantFrom({}, { unit: 'a' }, { unit: 'b', job: 'job-17' }),
      requests: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null }),
      cost: fc.option(
        fc.record({
          currency: fc.constantFrom('USD', 'EUR', 'JPY'),
          billed: fc.record({
            units: fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
            scale: fc.integer({ min: 0, max: 12 }),
          }),
        }),
        { nil: null },
      ),
    })
    .map(({ cost, ...own }) =>
      record({
        ...own,
        cost: cost && {
          ...cost,
          effective: null,
          list: null,
          contracted: null,
          from: 'ingested',
        },
      }),
    ),
  { maxLength: 40 },
);
