import { add, compare, decimalOf, subtract, zero, type Decimal } from '../../money/decimal';
import { splitAmount, type Weight } from '../../money/split';
import type { AttributionModel } from './section';

/** A cost to be attributed. */
export interface CostRecord {
  readonly category: string;
  readonly amount: Decimal;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The rule of a category. */
export interface Rule {
  readonly model: AttributionModel;
  readonly key?: string | undefined;
  readonly shares?: Readonly<Record<string, number>> | undefined;
}

/** Why a part of a category has no owner. */
export type UnattributedReason =
  | 'no-rule'
  /** The cost's metadata does not name one. */
  | 'no-owner'
  /** The rule lacks its key or its shares. */
  | 'rule-incomplete'
  /** Nothing is counted under the rule's key, or nothing but zeros. */
  | 'no-usage'
  /** The agreed shares leave a rest. */
  | 'shares-below-one'
  | 'shares-above-one';

/** What became of the costs of one category. The owners' parts and the rest add up to its total. */
export interface CategoryOutcome {
  readonly total: Decimal;
  /** By owner; owners of whom nothing is due are left out. */
  readonly owners: ReadonlyMap<string, Decimal>;
  readonly unattributed: Decimal;
  /** Present where a part, even one of 0, found no owner. */
  readonly reason?: UnattributedReason;
}

/**
 * Attributes costs by the rules of their categories, exactly: not a digit is lost or made.
 *
 * - direct: each cost to the owner that its metadata names under the rule's key
 * - proportional: each cost by the owners' shares of what is used under the rule's key
 * - fixed: each cost by the agreed shares
 * - activity: the sum of the costs, the pool, by the owners' shares of the activities: what they
 *   do × the rate, pool ÷ activities
 *
 * Parts are whole cents, by {@link splitAmount}.
 *
 * @param digits decimal places of the currency's smallest unit.
 */
export function attributeCosts(
  costs: readonly CostRecord[],
  ruleOf: (category: string) => Rule | undefined,
  usage: Readonly<Record<string, Readonly<Record<string, number>>>>,
  digits: number,
): ReadonlyMap<string, CategoryOutcome> {
  const byCategory = new Map<string, CostRecord[]>();
  for (const cost of costs) {
    const others = byCategory.get(cost.category);
    if (others) others.push(cost);
    else byCategory.set(cost.category, [cost]);
  }
  const outcomes = new Map<string, CategoryOutcome>();
  for (const [category, own] of byCategory) {
    const rule = ruleOf(category);
    const tally = new Tally();
    const reason = rule ? applyRule(rule, own, usage, digits, tally) : 'no-rule';
    const total = own.reduce((sum, { amount }) => add(sum, amount), zero);
    const unattributed = subtract(total, tally.total);
    outcomes.set(category, {
      total,
      owners: tally.byOwner,
      unattributed,
      ...(reason && { reason }),
    });
  }
  return outcomes;
}

/** Sums by owner. */
class Tally {
  readonly byOwner = new Map<string, Decimal>();
  total: Decimal = zero;

  add(owner: string, amount: Decimal): void {
    this.byOwner.set(owner, add(this.byOwner.get(owner) ?? zero, amount));
    this.total = add(this.total, amount);
  }
}

/** Tallies what has an owner; says why something has none, where that is so. */
function applyRule(
  rule: Rule,
  costs: readonly CostRecord[],
  usage: Readonly<Record<string, Readonly<Record<string, number>>>>,
  digits: number,
  tally: Tally,
): UnattributedReason | undefined {
  if (rule.model === 'direct') return attributeDirectly(rule, costs, tally);
  const weights = weightsOf(rule, usage);
  if (typeof weights === 'string') return weights;
  const amounts = costs.map(({ amount }) => amount);
  const split = rule.model === 'activity' ? [amounts.reduce(add, zero)] : amounts;
  for (const amount of split) {
    const parts = splitAmount(amount, weights, digits);
    for (const [index, { name, weight }] of weights.entries()) {
      if (name !== null && weight.units > 0n) tally.add(name, parts[index] ?? zero);
    }
  }
  return weights.some(({ name }) => name === null) ? 'shares-below-one' : undefined;
}

function attributeDirectly(
  { key }: Rule,
  costs: readonly CostRecord[],
  tally: Tally,
): UnattributedReason | undefined {
  if (key === undefined) return 'rule-incomplete';
  let reason: UnattributedReason | undefined;
  for (const { amount, metadata } of costs) {
    const owner = ownerOf(metadata, key);
    if (owner === undefined) reason = 'no-owner';
    else tally.add(owner, amount);
  }
  return reason;
}

/** The owner that a cost's metadata names; an empty name is none. */
export function ownerOf(
  metadata: Readonly<Record<string, string>>,
  key: string,
): string | undefined {
  const owner = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
  return owner === '' ? undefined : owner;
}

/** What a rule splits by, or why it can't: some weight is positive. */
export function weightsOf(
  { model, key, shares }: Rule,
  usage: Readonly<Record<string, Readonly<Record<string, number>>>>,
): readonly Weight[] | UnattributedReason {
  if (model === 'fixed') return shares ? agreedWeights(shares) : 'rule-incomplete';
  if (key === undefined) return 'rule-incomplete';
  const used = Object.hasOwn(usage, key) ? (usage[key] ?? {}) : {};
  const weights = namedWeights(used);
  return weights.some(({ weight }) => weight.units > 0n) ? weights : 'no-usage';
}

const one = decimalOf(1);

/** Agreed shares; where they leave a rest, that is nobody's. */
function agreedWeights(
  shares: Readonly<Record<string, number>>,
): readonly Weight[] | UnattributedReason {
  const weights = namedWeights(shares);
  const sum = weights.reduce((total, { weight }) => add(total, weight), zero);
  const order = compare(sum, one);
  if (order > 0) return 'shares-above-one';
  return order === 0 ? weights : [...weights, { name: null, weight: subtract(one, sum) }];
}

function namedWeights(amounts: Readonly<Record<string, number>>): readonly Weight[] {
  return Object.entries(amounts).map(([name, amount]) => ({ name, weight: decimalOf(amount) }));
}
