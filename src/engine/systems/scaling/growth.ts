import type { BreakdownInput, BreakdownResults } from '../breakdown';
import type { MonthlyCosts } from '../monthlyCosts';
import {
  scalingDefaults,
  type GrowthShares,
  type ScalingInput,
  type ScalingSections,
} from './scaling';

/** Where the growth comes from: shares, items with drivers, or the shares that are the default. */
export type GrowthModel = 'shares' | 'items' | 'default-shares';

/** How a cost grows with users. */
export type Growth =
  | {
      readonly model: 'shares' | 'default-shares';
      readonly shares: GrowthShares;
      readonly exponent: number;
    }
  | {
      readonly model: 'items';
      readonly items: BreakdownInput['items'];
      readonly breakdown: BreakdownResults;
      /** The cost grows as the items do in all; else what it has beside them stays. */
      readonly inAll: boolean;
    };

export function growthOf(
  input: ScalingInput,
  { items, breakdown }: ScalingSections,
  cost: MonthlyCosts,
): Growth {
  const { shares, exponent = scalingDefaults.exponent } = input;
  if (shares) return { model: 'shares', shares: sharesOf(shares), exponent };
  if (items && breakdown && breakdown.totalMonthly > 0 && items.some(({ driver }) => driver)) {
    const isWhole = cost.value !== null && cost.value >= breakdown.totalMonthly;
    const inAll = cost.value !== null && (cost.from === 'input' || !isWhole);
    return { model: 'items', items, breakdown, inAll };
  }
  return { model: 'default-shares', shares: scalingDefaults, exponent };
}

/** One share that is left out is what remains; of two or three nothing is known. */
function sharesOf({ fixed, linear, sublinear }: NonNullable<ScalingInput['shares']>): GrowthShares {
  const given = [fixed, linear, sublinear].filter((one) => one !== undefined);
  const rest = given.length === 2 ? Math.max(1 - sumOf(given), 0) : 0;
  return { fixed: fixed ?? rest, linear: linear ?? rest, sublinear: sublinear ?? rest };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Shares that are written with a few digits add up to 1 but for rounding. */
const shareTolerance = 1e-6;

/** What the shares add up to, where that is not 1. */
export function wrongSum(growth: Growth): number | undefined {
  if (growth.model === 'items') return undefined;
  const { fixed, linear, sublinear } = growth.shares;
  const sum = fixed + linear + sublinear;
  return Math.abs(sum - 1) <= shareTolerance ? undefined : sum;
}

/** What `cost` becomes at `scale` times the users. */
export function grownCost(growth: Growth, cost: number, scale: number): number {
  if (growth.model !== 'items') {
    const { fixed, linear, sublinear } = growth.shares;
    return cost * (fixed + linear * scale + sublinear * scale ** growth.exponent);
  }
  const { breakdown, inAll } = growth;
  let grown = 0;
  for (let index = 0; index < growth.items.length; index++) {
    grown += grownItem(growth, index, scale);
  }
  return inAll ? (cost * grown) / breakdown.totalMonthly : grown + (cost - breakdown.totalMonthly);
}

/** What an item costs at `scale` times the users. */
export function grownItem(
  { items, breakdown }: Growth & { readonly model: 'items' },
  index: number,
  scale: number,
): number {
  const { driver = 'fixed', exponent = 1 } = items[index] ?? {};
  const monthly = breakdown.items[index]?.monthlyCost ?? 0;
  return driver === 'fixed' ? monthly : monthly * scale ** exponent;
}
