import { stepsExceeded } from '../capacitySteps';
import type { CrossoverInput } from './crossover';

/** What building costs a month, whatever the volume, for each unit, and for each step of capacity. */
export interface BuildCosts {
  /** The share of the one-time cost that falls on a month, and what a month costs besides. */
  readonly fixed: number;
  readonly perUnit: number;
  /** Units that one step of capacity carries; Infinity where there are no steps. */
  readonly stepUnits: number;
  /** What each further step adds. */
  readonly stepCost: number;
}

/** A part of the buying price that is one straight line. */
export interface BuyLine {
  readonly fixed: number;
  readonly perUnit: number;
  /** The minimum, not fee and units. */
  readonly isMinimum: boolean;
  /** The volume up to which it holds; Infinity for the last. */
  readonly upTo: number;
}

export const defaultAmortizationMonths = 24;

export function buildCosts({ build }: CrossoverInput): BuildCosts {
  const { fixedCost, amortizationMonths = defaultAmortizationMonths, monthlyCost = 0 } = build;
  const { step, perUnit = 0 } = build;
  const hasSteps = step !== undefined && step.cost > 0;
  return {
    fixed: fixedCost / amortizationMonths + monthlyCost,
    perUnit,
    stepUnits: hasSteps ? step.units : Infinity,
    stepCost: hasSteps ? step.cost : 0,
  };
}

/** What the volume adds: units, and steps of capacity. */
export function buildVariable(costs: BuildCosts, volume: number): number {
  return costs.perUnit * volume + stepsExceeded(volume, costs.stepUnits) * costs.stepCost;
}

export function buildMonthly(costs: BuildCosts, volume: number): number {
  return costs.fixed + buildVariable(costs, volume);
}

/** The minimum, as long as it is more than fee and units come to, then fee and units. */
export function buyLines({ buy }: CrossoverInput): readonly [BuyLine, ...BuyLine[]] {
  const { monthlyFee = 0, monthlyMinimum = 0, perUnit = 0 } = buy;
  const metered: BuyLine = { fixed: monthlyFee, perUnit, isMinimum: false, upTo: Infinity };
  if (monthlyMinimum <= monthlyFee) return [metered];
  const upTo = perUnit === 0 ? Infinity : (monthlyMinimum - monthlyFee) / perUnit;
  const least: BuyLine = { fixed: monthlyMinimum, perUnit: 0, isMinimum: true, upTo };
  return Number.isFinite(upTo) ? [least, metered] : [least];
}

export function buyMonthly({ buy }: CrossoverInput, volume: number): number {
  const { monthlyFee = 0, monthlyMinimum = 0, perUnit = 0 } = buy;
  return Math.max(monthlyMinimum, monthlyFee + perUnit * volume);
}
