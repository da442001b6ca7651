/**
 * An exact decimal number, `units` ÷ 10^`scale`. Prices are published as decimals and tokens are
 * whole, so that a cost is a finite decimal too: computed on integers it comes out as an invoice
 * prints it (0.02159625), where floats would add 0.015 + 0.003 to 0.018000000000000002.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** 0. */
export const zero: Decimal = { units: 0n, scale: 0 };

/**
 * The decimal that a number prints as: the shortest one that reads back as that number, which is
 * what its author wrote.
 *
 * @throws RangeError for NaN and infinities, which no price is.
 */
export function decimalOf(value: number): Decimal {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!parts) throw new RangeError(`Not a decimal number: ${value}`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = BigInt(sign + whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale >= 0
    ? { units: digits, scale }
    : { units: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** `a` + `b`, exactly. */
export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: rescaled(a, scale) + rescaled(b, scale), scale };
}

/** `a` − `b`, exactly. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { units: -b.units, scale: b.scale });
}

/** `a` × `b`, exactly. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** `a` ÷ 10^`power`, exactly. */
export function divideByPowerOfTen(a: Decimal, power: number): Decimal {
  return { units: a.units, scale: a.scale + power };
}

/** Below 0 where `a` < `b`, 0 where they are equal, above 0 where `a` > `b`. */
export function compare(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = rescaled(a, scale) - rescaled(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The number nearest to it: one rounding, at the very end. */
export function toNumber(value: Decimal): number {
  return Number(toDecimalString(value));
}

/** All its digits without trailing zeros, never in exponent notation: "0.02159625". */
export function toDecimalString({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The whole number of units of 10^−`to` that a decimal is; `to` is not below its own scale. */
export function rescaled({ units, scale }: Decimal, to: number): bigint {
  return to === scale ? units : units * 10n ** BigInt(to - scale);
}

/** More than any amount has: what is longer is a mistake, or meant to keep a reader busy. */
const maxDigits = 200;
const maxExponent = 100;

/**
 * The decimal that a text writes in digits, such as "-0.00000080000" or "1.2e-7", to its last one.
 *
 * @returns undefined for anything else: digits grouped by commas, currency signs, no digits.
 */
export function readDecimal(text: string): Decimal | undefined {
  if (text.length > maxDigits) return undefined;
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!parts) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent);
  if (whole + fraction === '' || Math.abs(shift) > maxExponent) return undefined;
  const magnitude = BigInt(whole + fraction);
  const digits = sign === '-' ? -magnitude : magnitude;
  const scale = fraction.length - shift;
  return scale >= 0
    ? { units: digits, scale }
    : { units: digits * 10n ** BigInt(-scale), scale: 0 };
}
