import {
  add,
  compare,
  decimalOf,
  rescaled,
  subtract,
  zero,
  type Decimal,
} from '../../money/decimal';

/** What one thing cost in two periods, and how much of it there was. */
export interface TwoPeriods {
  readonly before: Amount;
  readonly after: Amount;
}

export interface Amount {
  readonly cost: Decimal;
  /** null where it is not counted; 0 where there was none. */
  readonly quantity: number | null;
}

/** Why a cost changed: the parts add up to the change exactly. */
export interface CostChange {
  readonly change: Decimal;
  /** Each thing's price changed: what is used now × (price now − price then). */
  readonly price: Decimal;
  /** More or less of everything: (all used now − all used then) × the average price then. */
  readonly volume: Decimal;
  /** Dearer or cheaper things: the rest. A thing that is new is at its price of now. */
  readonly mix: Decimal;
  /** The change of what is not counted in both periods. */
  readonly uncounted: Decimal;
}

/** Digits behind the point to which price and volume are rounded. */
const digits = 12;

/**
 * Splits the change of a cost into price, volume and mix, as variance analysis in cost
 * accounting has it: volume and price are rounded once, and mix is what
 * is left, so that the parts add up exactly.
 */
export function costChange(items: readonly TwoPeriods[]): CostChange {
  const counted = items.filter(isCounted);
  const others = items.filter((item) => !isCounted(item));
  const costs = {
    before: sumOf(counted.map(({ before }) => before.cost)),
    after: sumOf(counted.map(({ after }) => after.cost)),
  };
  const quantities = {
    before: sumOf(counted.map(({ before }) => decimalOf(before.quantity ?? 0))),
    after: sumOf(counted.map(({ after }) => decimalOf(after.quantity ?? 0))),
  };
  const more = subtract(quantities.after, quantities.before);
  const hasBoth = compare(quantities.before, zero) > 0 && compare(quantities.after, zero) > 0;
  const volume = hasBoth
    ? scaled(costs.before, more, quantities.before)
    : subtract(costs.after, costs.before);
  const price = hasBoth ? sumOf(counted.map(priceChange)) : zero;
  const own = subtract(costs.after, costs.before);
  const uncounted = sumOf(others.map(({ before, after }) => subtract(after.cost, before.cost)));
  return {
    change: add(own, uncounted),
    price,
    volume,
    mix: subtract(subtract(own, price), volume),
    uncounted,
  };
}

/** A thing that costs something and is not counted tells nothing of its price. */
function isCounted({ before, after }: TwoPeriods): boolean {
  const tells = ({ cost, quantity }: Amount): boolean =>
    quantity !== null && (quantity > 0 || cost.units === 0n);
  return tells(before) && tells(after);
}

/** What is used now, at the price of now less that of then. */
function priceChange({ before, after }: TwoPeriods): Decimal {
  const [then, now] = [decimalOf(before.quantity ?? 0), decimalOf(after.quantity ?? 0)];
  if (then.units === 0n || now.units === 0n) return zero;
  return subtract(after.cost, scaled(before.cost, now, then));
}

/** `amount` × `numerator` ÷ `denominator`, rounded once, towards 0. */
function scaled(amount: Decimal, numerator: Decimal, denominator: Decimal): Decimal {
  const scale = Math.max(numerator.scale, denominator.scale);
  const dividend = amount.units * rescaled(numerator, scale) * 10n ** BigInt(digits);
  const units = dividend / (rescaled(denominator, scale) * 10n ** BigInt(amount.scale));
  return { units, scale: digits };
}

function sumOf(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce(add, zero);
}
