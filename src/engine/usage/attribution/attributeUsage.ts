import { add, toNumber, zero, type Decimal } from '../../money/decimal';
import { minorDigits } from '../../money/minorDigits';
import {
  attributeCosts,
  type CategoryOutcome,
  type CostRecord,
  type Rule,
  type UnattributedReason,
} from '../../systems/attribution/attributeCosts';
import { timesOf } from '../../systems/attribution/evaluate';
import type {
  AttributionInput,
  AttributionModel,
  CostPool,
  UsageRule,
} from '../../systems/attribution/section';
import type { Dimension, GroupKey, LedgerGroup, LedgerPort } from '../ledger';
import type { CostKind } from '../record';
import { dimensionOf, filtersOf, type Scope } from '../scope';
import { isMeasure, measuredUsage, type Measure, type MeasuredUsage } from './measuredUsage';

/** Where a part of the costs went. */
export type Destination = 'owner' | 'idle' | 'shared' | 'unattributed';

/** A part of the costs of one month, in one currency: the finest that is told apart. */
export interface AttributedLine {
  /** YYYY-MM, UTC. */
  readonly month: string;
  readonly currency: string;
  readonly provider: string | null;
  readonly service: string | null;
  readonly category: string | null;
  readonly destination: Destination;
  /** Of the destination `owner` alone. */
  readonly owner: string | null;
  /** How it came there: a rule's model, or what is done with the pool that it was in. */
  readonly method: AttributionModel | CostPool['to'] | null;
  /** Why nobody bears it. */
  readonly reason: UnattributedReason | null;
  readonly amount: Decimal;
  /** The amount that it is a part of. */
  readonly origin: Decimal;
}

/** Who bears the costs of a ledger. */
export interface UsageAttribution {
  /** They add up to what the ledger holds, currency by currency, to the last digit. */
  readonly lines: readonly AttributedLine[];
  readonly cost: CostKind;
  readonly rows: number;
  /** Rows whose amount is not known: they are in no line. */
  readonly unknownRows: number;
  /** Rows whose amount is computed from prices. */
  readonly computedRows: number;
}

/** What is asked of a ledger. */
export interface AttributionQuery {
  readonly cost: CostKind;
  /** In place of the period of the section: milliseconds since 1970, half-open. */
  readonly from?: number;
  readonly until?: number;
}

/**
 * Attributes the rows of a ledger, each month by itself:
 *
 * 1. What is idle or shared, as the section says, is set apart.
 * 2. Of the rules, the first whose `where` holds is a row's; then those by category. They do what
 *    {@link attributeCosts} says: direct takes the owner from a dimension or a tag, proportional
 *    may go by what the ledger itself measures of owners in the month.
 * 3. The idle and the shared part go to the owners by what they bear so far, or to all alike, or
 *    stay apart. A credit that leaves an owner below 0 gives no claim.
 *
 * What no rule is for, and what a rule finds no owner for, is unattributed.
 */
export async function attributeUsage(
  ledger: LedgerPort,
  input: AttributionInput,
  query: AttributionQuery,
): Promise<UsageAttribution> {
  const { cost } = query;
  const { start, end } = timesOf(input.period);
  const range = { from: query.from ?? start, until: query.until ?? end };
  const plan = planOf(input);
  const dimensions = [...new Set<GroupKey>([...lineKeys, ...plan.dimensions])];
  const groups = await ledger.query({ ...range, groupBy: dimensions, cost });
  const measured = await measuredUsage(ledger, { ...range, cost }, plan.measures);
  const months = new Map<string, Cell[]>();
  for (const cell of groups.flatMap((group) => cellsOf(group, dimensions))) {
    const key = `${cell.month} ${cell.currency}`;
    const others = months.get(key);
    if (others) others.push(cell);
    else months.set(key, [cell]);
  }
  return {
    lines: [...months.values()].flatMap((cells) => attributeMonth(cells, plan, input, measured)),
    cost,
    rows: groups.reduce((sum, { rows }) => sum + rows, 0),
    unknownRows: groups.reduce((sum, { unknownRows }) => sum + unknownRows, 0),
    computedRows: groups.reduce((sum, { computedRows }) => sum + computedRows, 0),
  };
}

const lineKeys = ['month', 'provider', 'service', 'category'] as const satisfies GroupKey[];

/** The rules in the order in which they are tried, and what has to be asked for them. */
interface Plan {
  readonly rules: readonly PlannedRule[];
  readonly pools: readonly Pool[];
  readonly dimensions: ReadonlySet<Dimension>;
  readonly measures: readonly Measure[];
}

interface PlannedRule {
  readonly rule: Rule;
  readonly matches: Matcher;
}

interface Pool {
  readonly name: 'idle' | 'shared';
  readonly to: CostPool['to'];
  readonly matches: Matcher;
}

type Matcher = (cell: Cell) => boolean;

function planOf({ rules = [], usage = {}, ledger = {} }: AttributionInput): Plan {
  const dimensions = new Set<Dimension>();
  const measures: Measure[] = [];
  const matcher = (where: Scope): Matcher => {
    const filters = filtersOf(where);
    for (const { dimension } of filters) dimensions.add(dimension);
    return ({ values }) =>
      filters.every(({ dimension, anyOf }) => anyOf.includes(values.get(dimension) ?? null));
  };
  const planned = (rule: UsageRule): PlannedRule => {
    const { where = {}, model, key, by } = rule;
    const matches = matcher(where);
    if (model === 'direct' && key !== undefined) {
      const dimension = dimensionOf(key);
      dimensions.add(dimension);
      return { rule: { ...rule, key: dimension }, matches };
    }
    const isListed = key !== undefined && Object.hasOwn(usage, key);
    if (model === 'proportional' && key !== undefined && !isListed && isMeasure(key)) {
      const measure = { measure: key, by: dimensionOf(by ?? 'team') };
      measures.push(measure);
      return { rule: { ...rule, key: measureKey(measure) }, matches };
    }
    return { rule, matches };
  };
  const pools = (['idle', 'shared'] as const).flatMap((name) => {
    const pool = ledger[name];
    return pool ? [{ name, to: pool.to, matches: matcher(pool.where) }] : [];
  });
  const byCategory = rules.map(({ category, ...rule }) => ({ ...rule, where: { category } }));
  return {
    rules: [...(ledger.rules ?? []), ...byCategory].map(planned),
    pools,
    dimensions,
    measures,
  };
}

function measureKey({ measure, by }: Measure): string {
  return `${measure} by ${by}`;
}

/** Costs that are alike in everything that lines and rules tell apart. */
interface Cell {
  readonly month: string;
  readonly currency: string;
  readonly values: ReadonlyMap<GroupKey, string | null>;
  readonly amount: Decimal;
}

function cellsOf({ key, sums }: LedgerGroup, dimensions: readonly GroupKey[]): readonly Cell[] {
  const values = new Map(dimensions.map((dimension, index) => [dimension, key[index] ?? null]));
  const month = values.get('month') ?? '';
  return sums.map(({ currency, amount }) => ({ month, currency, values, amount }));
}

type Usage = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Attributes the costs of one month in one currency. */
function attributeMonth(
  cells: readonly Cell[],
  plan: Plan,
  input: AttributionInput,
  measured: MeasuredUsage,
): readonly AttributedLine[] {
  const [{ month, currency }] = cells as readonly [Cell];
  const digits = minorDigits(currency);
  const usage: Record<string, Readonly<Record<string, number>>> = { ...input.usage };
  for (const measure of plan.measures) {
    usage[measureKey(measure)] = measured.of(measure, month, currency);
  }
  const batches = new Map<string, Batch>();
  for (const cell of cells) {
    const pool = plan.pools.findIndex(({ matches }) => matches(cell));
    const rule = pool < 0 ? plan.rules.findIndex(({ matches }) => matches(cell)) : -1;
    const line = lineKeys.map((key) => cell.values.get(key) ?? null);
    const id = JSON.stringify([pool, rule, line]);
    const batch = batches.get(id) ?? { id, pool, rule: plan.rules[rule]?.rule, cells: [] };
    batch.cells.push(cell);
    batches.set(id, batch);
  }
  const all = [...batches.values()];
  const ruled = attribute(
    all.filter(({ pool }) => pool < 0),
    usage,
    digits,
  );
  const claims = claimsOf(ruled);
  return [
    ...ruled,
    ...plan.pools.flatMap((pool, index) =>
      spread(
        pool,
        all.filter((batch) => batch.pool === index),
        claims,
        digits,
      ),
    ),
  ];
}

/** Cells of the same line and rule. */
interface Batch {
  readonly id: string;
  readonly pool: number;
  readonly rule: Rule | undefined;
  readonly cells: Cell[];
}

function attribute(
  batches: readonly Batch[],
  usage: Usage,
  digits: number,
): readonly AttributedLine[] {
  const rules = new Map(batches.map(({ id, rule }) => [id, rule]));
  const costs = batches.flatMap(({ id, cells }) => cells.map((cell) => costOf(id, cell)));
  const outcomes = attributeCosts(costs, (id) => rules.get(id), usage, digits);
  return batches.flatMap((batch) => {
    const outcome = outcomes.get(batch.id);
    return outcome ? linesOf(batch, outcome, batch.rule?.model ?? null, 'unattributed') : [];
  });
}

function costOf(category: string, { values, amount }: Cell): CostRecord {
  const metadata: Record<string, string> = {};
  for (const [dimension, value] of values) if (value !== null) metadata[dimension] = value;
  return { category, amount, metadata };
}

function linesOf(
  { cells }: Batch,
  { total, owners, unattributed, reason }: CategoryOutcome,
  method: AttributedLine['method'],
  rest: Destination,
): readonly AttributedLine[] {
  const [{ month, currency, values }] = cells as readonly Cell[] as readonly [Cell];
  const line = {
    month,
    currency,
    provider: values.get('provider') ?? null,
    service: values.get('service') ?? null,
    category: values.get('category') ?? null,
    origin: total,
  };
  const parts = [...owners].map(([owner, amount]): AttributedLine => ({
    ...line,
    destination: 'owner',
    owner,
    method,
    reason: null,
    amount,
  }));
  if (reason === undefined && unattributed.units === 0n) return parts;
  return [
    ...parts,
    {
      ...line,
      destination: rest,
      owner: null,
      method: rest === 'unattributed' ? null : 'apart',
      reason: rest === 'unattributed' ? (reason ?? null) : null,
      amount: unattributed,
    },
  ];
}

/** What owners bear; those who are owed something claim nothing. */
function claimsOf(lines: readonly AttributedLine[]): ReadonlyMap<string, Decimal> {
  const claims = new Map<string, Decimal>();
  for (const { owner, amount } of lines) {
    if (owner !== null) claims.set(owner, add(claims.get(owner) ?? zero, amount));
  }
  return new Map([...claims].map(([owner, claim]) => [owner, claim.units < 0n ? zero : claim]));
}

const claimKey = 'claims';

/** What becomes of a pool. */
function spread(
  { name, to }: Pool,
  batches: readonly Batch[],
  claims: ReadonlyMap<string, Decimal>,
  digits: number,
): readonly AttributedLine[] {
  const owners = [...claims].map(([owner, claim]) => [owner, to === 'even' ? 1 : toNumber(claim)]);
  const usage: Usage = { [claimKey]: Object.fromEntries(owners) as Record<string, number> };
  // Apart: a rule that nothing is claimed by.
  const rule: Rule = { model: 'proportional', key: to === 'apart' ? 'nothing' : claimKey };
  const costs = batches.flatMap(({ id, cells }) => cells.map((cell) => costOf(id, cell)));
  const outcomes = attributeCosts(costs, () => rule, usage, digits);
  return batches.flatMap((batch) => {
    const outcome = outcomes.get(batch.id);
    return outcome ? linesOf(batch, outcome, to, name) : [];
  });
}
