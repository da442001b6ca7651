import { decimalOf } from '../../../../src/engine/money/decimal';
import { noTokens, type UsageCost, type UsageRecord } from '../../../../src/engine/usage/record';

/** A record with nothing but what a test is about. */
export function record(own: Partial<UsageRecord> = {}): UsageRecord {
  return {
    at: Date.UTC(2026, 9, 3, 12),
    until: null,
    provider: null,
    service: null,
    category: null,
    team: null,
    project: null,
    model: null,
    apiKey: null,
    user: null,
    tags: {},
    requests: null,
    tokens: noTokens,
    cost: null,
    source: { file: 'usage.jsonl', line: 1 },
    ...own,
  };
}

/** A billed amount. */
export function billed(amount: number, currency = 'USD'): UsageCost {
  return {
    currency,
    billed: decimalOf(amount),
    effective: null,
    list: null,
    contracted: null,
    from: 'ingested',
  };
}
