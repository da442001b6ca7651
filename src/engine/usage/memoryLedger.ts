import { dayMs, dayOf, dayText } from './calendar';
import { DecimalColumn, ExactSum, NumberColumn, SharedColumn } from './columns';
import {
  recordDimensions,
  type CurrencySum,
  type Dimension,
  type GroupKey,
  type LedgerFilter,
  type LedgerGroup,
  type LedgerPort,
  type LedgerQuery,
  type RecordDimension,
  type TokenSums,
} from './ledger';
import { costKinds, tokenKinds, type CostKind, type UsageRecord } from './record';

type Tags = UsageRecord['tags'];

/**
 * A ledger in memory, for about a million rows: columns of numbers, with texts that rows share kept
 * once. A row takes some 60 bytes and what is in it; where it was read is not kept.
 */
export class MemoryLedger implements LedgerPort {
  private count = 0;
  private readonly at = new NumberColumn();
  private readonly dimensions: Readonly<Record<RecordDimension, SharedColumn<string>>>;
  private readonly tags = new SharedColumn<Tags>();
  private readonly requests = new NumberColumn();
  private readonly tokens: Readonly<Record<(typeof tokenKinds)[number], NumberColumn>>;
  private readonly currency = new SharedColumn<string>();
  private readonly amounts: Readonly<Record<CostKind, DecimalColumn>>;
  private readonly computed = new NumberColumn();

  constructor() {
    this.dimensions = columnsOf(recordDimensions, () => new SharedColumn<string>());
    this.tokens = columnsOf(tokenKinds, () => new NumberColumn());
    this.amounts = columnsOf(costKinds, () => new DecimalColumn());
  }

  get rows(): number {
    return this.count;
  }

  add(record: UsageRecord): void {
    const row = this.count++;
    this.at.set(row, record.at);
    for (const name of recordDimensions) {
      this.dimensions[name].set(row, record[name], record[name]);
    }
    this.tags.set(row, tagsId(record.tags), record.tags);
    this.requests.set(row, record.requests);
    for (const kind of tokenKinds) this.tokens[kind].set(row, record.tokens[kind]);
    const { cost } = record;
    if (!cost) return;
    this.currency.set(row, cost.currency, cost.currency);
    for (const kind of costKinds) this.amounts[kind].set(row, cost[kind]);
    if (cost.from === 'computed') this.computed.set(row, 1);
  }

  query(query: LedgerQuery): Promise<readonly LedgerGroup[]> {
    return Promise.resolve(this.groups(query));
  }

  private groups(query: LedgerQuery): readonly LedgerGroup[] {
    const keys = (query.groupBy ?? []).map((key) => this.lens(key));
    const index = new GroupIndex(keys);
    const groups: GroupTally[] = [];
    if (keys.length === 0) groups.push(new GroupTally());
    const counts = this.filter(query);
    const amounts = this.amounts[query.cost ?? 'billed'];
    for (let row = 0; row < this.count; row++) {
      if (!counts(row)) continue;
      const tally = (groups[index.of(row)] ??= new GroupTally());
      this.tally(tally, amounts, row);
    }
    return groups
      .map((tally, group) => tally.group(index.key(group), this.currency.values))
      .sort((a, b) => compareKeys(a.key, b.key));
  }

  private tally(tally: GroupTally, amounts: DecimalColumn, row: number): void {
    tally.rows++;
    if (amounts.has(row)) {
      amounts.addTo(tally.sum(this.currency.code(row)), row);
      if (this.computed.get(row) === 1) tally.computedRows++;
    } else {
      tally.unknownRows++;
    }
    tally.count(0, this.requests.get(row));
    tokenKinds.forEach((kind, index) => {
      tally.count(index + 1, this.tokens[kind].get(row));
    });
  }

  private filter({ where = [], from = -Infinity, until = Infinity }: LedgerQuery) {
    const tests = where.map((filter) => this.filterTest(filter));
    return (row: number): boolean => {
      const at = this.at.get(row);
      return at >= from && at < until && tests.every((test) => test(row));
    };
  }

  private filterTest({ dimension, anyOf }: LedgerFilter): (row: number) => boolean {
    const { code, value } = this.dimensionLens(dimension);
    const wanted = new Set(anyOf);
    const known = new Map<number, boolean>();
    return (row) => {
      const own = code(row);
      let holds = known.get(own);
      if (holds === undefined) {
        holds = wanted.has(value(own));
        known.set(own, holds);
      }
      return holds;
    };
  }

  private lens(key: GroupKey): Lens {
    if (key === 'day') {
      return { code: (row) => dayOf(this.at.get(row)), value: (day) => dayText(day) };
    }
    if (key === 'month') {
      const monthOf = new Map<number, number>();
      return {
        code: (row) => remembered(monthOf, dayOf(this.at.get(row)), monthOfDay),
        value: (month) => monthText(month),
      };
    }
    return this.dimensionLens(key);
  }

  private dimensionLens(dimension: Dimension): Lens {
    if (isTag(dimension)) return this.tagLens(dimension.slice('tag:'.length));
    const column = this.dimensions[dimension];
    return {
      code: (row) => column.code(row),
      value: (code) => column.values[code] ?? null,
    };
  }

  /** Sets of tags are many, values of one of them few: rows go by the value. */
  private tagLens(tag: string): Lens {
    const values: (string | null)[] = [null];
    const codeOfValue = new Map<string, number>();
    const codeOfSet = this.tags.values.map((tags) => {
      const value = tags && Object.hasOwn(tags, tag) ? tags[tag] : undefined;
      if (value === undefined) return 0;
      return remembered(codeOfValue, value, () => values.push(value) - 1);
    });
    return {
      code: (row) => codeOfSet[this.tags.code(row)] ?? 0,
      value: (code) => values[code] ?? null,
    };
  }
}

/** How rows are seen when they are grouped: each by a code, which stands for a value. */
interface Lens {
  readonly code: (row: number) => number;
  readonly value: (code: number) => string | null;
}

/** The steps of one key: from the group of the keys before it, by the code at hand. */
interface Depth {
  readonly lens: Lens;
  readonly steps: Map<number, Map<number, number>>;
}

/** Numbers groups in the order in which their first rows come. */
class GroupIndex {
  private readonly depths: readonly Depth[];
  private readonly codes: number[][] = [];
  private inner = 0;

  constructor(private readonly lenses: readonly Lens[]) {
    this.depths = lenses.map((lens) => ({ lens, steps: new Map<number, Map<number, number>>() }));
  }

  of(row: number): number {
    let group = 0;
    for (const [depth, { lens, steps }] of this.depths.entries()) {
      const own = remembered(steps, group, () => new Map<number, number>());
      group = remembered(own, lens.code(row), () => this.add(depth, row));
    }
    return group;
  }

  key(group: number): readonly (string | null)[] {
    const codes = this.codes[group] ?? [];
    return this.lenses.map((lens, depth) => lens.value(codes[depth] ?? 0));
  }

  /** Only the last key's steps lead to groups; those before lead to numbers of their own. */
  private add(depth: number, row: number): number {
    if (depth < this.lenses.length - 1) return this.inner++;
    return this.codes.push(this.lenses.map((lens) => lens.code(row))) - 1;
  }
}

/** The sums of a group while its rows are gone through. */
class GroupTally {
  rows = 0;
  unknownRows = 0;
  computedRows = 0;
  /** By the code of the currency. */
  private readonly sums: ({ sum: ExactSum; rows: number } | undefined)[] = [];
  /** Requests, then tokens by kind; undefined where no row counts them. */
  private readonly counts: (number | undefined)[] = [];

  sum(currency: number): ExactSum {
    const own = (this.sums[currency] ??= { sum: new ExactSum(), rows: 0 });
    own.rows++;
    return own.sum;
  }

  count(index: number, value: number): void {
    if (!Number.isNaN(value)) this.counts[index] = (this.counts[index] ?? 0) + value;
  }

  group(key: readonly (string | null)[], currencies: readonly (string | null)[]): LedgerGroup {
    const sums = this.sums.flatMap((own, code): CurrencySum[] =>
      own ? [{ currency: currencies[code] ?? '', amount: own.sum.total(), rows: own.rows }] : [],
    );
    const tokens = Object.fromEntries(
      tokenKinds.map((kind, index) => [kind, this.counts[index + 1] ?? null]),
    ) as TokenSums;
    return {
      key,
      rows: this.rows,
      unknownRows: this.unknownRows,
      computedRows: this.computedRows,
      sums: sums.sort((a, b) => compareText(a.currency, b.currency)),
      requests: this.counts[0] ?? null,
      tokens,
    };
  }
}

function columnsOf<Name extends string, Column>(
  names: readonly Name[],
  create: () => Column,
): Readonly<Record<Name, Column>> {
  return Object.fromEntries(names.map((name) => [name, create()])) as Record<Name, Column>;
}

function remembered<Key, Value>(
  known: Map<Key, Value>,
  key: Key,
  make: (key: Key) => Value,
): Value {
  let value = known.get(key);
  if (value === undefined) {
    value = make(key);
    known.set(key, value);
  }
  return value;
}

/** The same for the same tags, in whatever order they stand; null for none. */
function tagsId(tags: Tags): string | null {
  const names = Object.keys(tags);
  const [only] = names;
  if (only === undefined) return null;
  if (names.length === 1) return `${only.length} ${only}${tags[only] ?? ''}`;
  return JSON.stringify(names.sort().map((name) => [name, tags[name]]));
}

function isTag(dimension: Dimension): dimension is `tag:${string}` {
  return dimension.startsWith('tag:');
}

/** Months since year 0, UTC. */
function monthOfDay(day: number): number {
  const date = new Date(day * dayMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function monthText(month: number): string {
  const year = Math.floor(month / 12);
  return `${String(year).padStart(4, '0')}-${String(month - year * 12 + 1).padStart(2, '0')}`;
}

function compareKeys(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [index, value] of a.entries()) {
    const order = compareValues(value, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
