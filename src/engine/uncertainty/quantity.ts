/** A 90 % interval: the value is below `low` once in twenty times, and above `high` as often. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Three points: the least, the likeliest and the greatest value. */
export interface ThreePoint {
  readonly min: number;
  readonly mode: number;
  readonly max: number;
}

export type Range = Interval | ThreePoint;

/** Any number of a scenario file: exact, or a range. */
export type Quantity = number | Range;

/** `T` with every range replaced by the one number that stands for it. */
export type Point<T> = T extends Range
  ? number
  : T extends readonly (infer Item)[]
    ? readonly Point<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Point<T[Key]> }
      : T;

export function isRange(value: unknown): value is Range {
  return (
    typeof value === 'object' &&
    value !== null &&
    (isInterval(value) || isThreePoint(value)) &&
    Object.values(value).every((part) => typeof part === 'number')
  );
}

export function isInterval(value: object): value is Interval {
  return 'low' in value && 'high' in value;
}

function isThreePoint(value: object): value is ThreePoint {
  return 'min' in value && 'mode' in value && 'max' in value;
}

/**
 * The number that stands for a quantity where one number is wanted: the mode of three points; of an
 * interval the median of its distribution, √(low · high) where both are positive and the midpoint
 * otherwise.
 */
export function pointOf(quantity: Quantity): number {
  if (typeof quantity === 'number') return quantity;
  if (!isInterval(quantity)) return quantity.mode;
  const { low, high } = quantity;
  return low > 0 ? Math.sqrt(low * high) : (low + high) / 2;
}

/** A copy of plain data in which every range is replaced by its {@link pointOf}. */
export function pointsOf<T>(value: T): Point<T> {
  return copyWithPoints(value) as Point<T>;
}

function copyWithPoints(value: unknown): unknown {
  if (isRange(value)) return pointOf(value);
  if (Array.isArray(value)) return value.map(copyWithPoints);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, copyWithPoints(part)]),
  );
}
