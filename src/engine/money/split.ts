import { rescaled, type Decimal } from './decimal';

/** A recipient and its claim, in any unit that all recipients share. */
export interface Weight {
  /** null stands for nobody in particular, who comes last where claims are alike. */
  readonly name: string | null;
  /** 0 or more. */
  readonly weight: Decimal;
}

/**
 * Splits an amount in proportion to weights, so that the parts add up to it exactly. Each gets whole
 * units of the currency, such as cents; those that are left over go one by one to the largest
 * remainders (Hamilton's method: Balinski and Young, Fair Representation, 1982, chapter 3), and what
 * the amount has below a unit to the next of them. Equal remainders go by name, in the order of
 * UTF-16 code units. A negative amount is split as its magnitude.
 *
 * @param digits decimal places of the currency's smallest unit.
 * @returns the parts, in the order of the weights.
 * @throws RangeError where no weight is positive.
 */
export function splitAmount(
  amount: Decimal,
  weights: readonly Weight[],
  digits: number,
): readonly Decimal[] {
  const scale = Math.max(amount.scale, digits);
  const signed = rescaled(amount, scale);
  const magnitude = signed < 0n ? -signed : signed;
  const unit = 10n ** BigInt(scale - digits);
  const claims = wholeClaims(weights);
  const sum = claims.reduce((total, claim) => total + claim, 0n);
  if (sum <= 0n) throw new RangeError('Nothing to split by');
  const divisor = sum * unit;
  const parts = claims.map((claim) => ((magnitude * claim) / divisor) * unit);
  const remainders = claims.map((claim) => (magnitude * claim) % divisor);
  let left = parts.reduce((rest, part) => rest - part, magnitude);
  for (const index of byRemainder(weights, remainders)) {
    if (left === 0n) break;
    const more = left < unit ? left : unit;
    parts[index] = (parts[index] ?? 0n) + more;
    left -= more;
  }
  return parts.map((part) => ({ units: signed < 0n ? -part : part, scale }));
}

/** The weights as whole numbers of one and the same unit. */
function wholeClaims(weights: readonly Weight[]): readonly bigint[] {
  const scale = weights.reduce((most, { weight }) => Math.max(most, weight.scale), 0);
  return weights.map(({ weight }) => rescaled(weight, scale));
}

function byRemainder(weights: readonly Weight[], remainders: readonly bigint[]): readonly number[] {
  return weights
    .map((_, index) => index)
    .sort((a, b) => {
      const [left, right] = [remainders[a] ?? 0n, remainders[b] ?? 0n];
      if (left !== right) return left > right ? -1 : 1;
      return compareNames(weights[a]?.name ?? null, weights[b]?.name ?? null);
    });
}

function compareNames(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
