import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { reasonWithout, type SystemContext } from '../context';
import { quantity } from '../fields';
import { Notes, type Evaluated } from '../system';
import { cheaperOf, type Verdict } from '../verdict';
import type { Workload } from '../workload';
import {
  buildCosts,
  buildMonthly,
  buildVariable,
  buyLines,
  buyMonthly,
  type BuildCosts,
} from './costs';
import { costIntervals, type CostInterval } from './intervals';

const step = z.strictObject({
  units: quantity({
    description: 'Units a month that one step of capacity carries.',
    unit: 'count/month',
    min: 0.001,
  }),
  cost: quantity({
    description: 'What is added a month each time these units are exceeded.',
    unit: 'money/month',
  }),
});

const build = z.strictObject({
  fixedCost: quantity({ description: 'What building costs once.', unit: 'money' }),
  amortizationMonths: quantity({
    description: 'The months over which that is spread.',
    unit: 'months',
    default: 24,
    min: 1,
    max: 600,
    plausible: [6, 60],
  }).optional(),
  monthlyCost: quantity({
    description: 'What running it costs a month, whatever the volume.',
    unit: 'money/month',
    default: 0,
  }).optional(),
  perUnit: quantity({
    description: 'What each unit costs.',
    unit: 'money/unit',
    default: 0,
  }).optional(),
  step: step
    .meta({ description: 'Capacity comes in steps: the first is in the fixed costs.' })
    .optional(),
});

const buy = z.strictObject({
  monthlyFee: quantity({
    description: 'A fee a month, to which units are added.',
    unit: 'money/month',
    default: 0,
  }).optional(),
  monthlyMinimum: quantity({
    description: 'The least that is paid a month, whatever the volume.',
    unit: 'money/month',
    default: 0,
  }).optional(),
  perUnit: quantity({
    description: 'The price of each unit.',
    unit: 'money/unit',
    default: 0,
  }).optional(),
});

/** The `crossover` section: from which volume on building costs less than buying. */
export const crossoverSection = z.strictObject({
  build: build.meta({ description: 'What building costs.' }),
  buy: buy.meta({ description: 'What buying costs.' }),
  unitsPerMonth: quantity({
    description: "Units a month at present. By default the workload's requests.",
    unit: 'count/month',
  }).optional(),
});

export type CrossoverInput = Point<z.infer<typeof crossoverSection>>;

/** Which way is never dearer, or where that turns. */
export type CrossoverRegion =
  'always-build' | 'always-buy' | 'build-above' | 'build-below' | 'equal' | 'multiple';

export interface CrossoverCosts {
  readonly currentVolume: number | null;
  readonly buildMonthlyCost: number | null;
  readonly buyMonthlyCost: number | null;
  readonly intervals: readonly CostInterval[];
  readonly region: CrossoverRegion;
  /** The volume at which the order turns; null unless there is exactly one. */
  readonly crossoverVolume: number | null;
  readonly recommendation: Verdict | null;
  /** The difference of the two, whichever is cheaper. */
  readonly monthlySavings: number | null;
  readonly annualSavings: number | null;
  /** Months until the one-time cost is paid back by what building saves at the current volume. */
  readonly paybackMonths: number | null;
}

/**
 * From which volume on building costs less than buying, each a month:
 *
 * - build(x) = fixedCost ÷ amortizationMonths + monthlyCost + perUnit × x + steps × step.cost, where
 *   steps = ⌈x ÷ step.units⌉ − 1: a step is added each time its units are exceeded
 * - buy(x) = max(monthlyMinimum, monthlyFee + perUnit × x)
 * - intervals: which is cheaper at every volume from 0, see {@link costIntervals}
 * - region: with stretches of equal costs left out, one winner is `always-…`, two in order are
 *   `build-above` or `build-below`, none is `equal` and more are `multiple`
 * - monthlySavings = |build − buy| at the current volume, annualSavings = 12 times that
 * - paybackMonths = fixedCost ÷ (buy − (build − fixedCost ÷ amortizationMonths)), in cash
 */
export function evaluateCrossover(
  input: CrossoverInput,
  workload: Workload,
  context: SystemContext,
): Evaluated<CrossoverCosts> {
  const notes = new Notes();
  const costs = buildCosts(input);
  const intervals = costIntervals(costs, buyLines(input));
  const { region, volume: crossing } = regionOf(intervals);
  const volume = input.unitsPerMonth ?? workload.requests;
  const now = volume === undefined ? unknownCosts : currentCosts(input, costs, volume);
  if (intervals.at(-1)?.to === null) notes.none(`intervals[${intervals.length - 1}].to`, 'endless');
  if (volume === undefined) {
    for (const figure of Object.keys(unknownCosts)) {
      notes.none(figure, reasonWithout('workload', context));
    }
  } else if (now.paybackMonths === null) notes.none('paybackMonths', 'no-payback');
  const several = region === 'multiple' ? 'several-crossovers' : 'no-crossover';
  return notes.evaluated({
    currentVolume: now.currentVolume,
    buildMonthlyCost: now.buildMonthlyCost,
    buyMonthlyCost: now.buyMonthlyCost,
    intervals,
    region,
    crossoverVolume: crossing ?? notes.none('crossoverVolume', several),
    recommendation: now.recommendation,
    monthlySavings: now.monthlySavings,
    annualSavings: now.annualSavings,
    paybackMonths: now.paybackMonths,
  });
}

type CurrentCosts = Omit<CrossoverCosts, 'intervals' | 'region' | 'crossoverVolume'>;

const unknownCosts: CurrentCosts = {
  currentVolume: null,
  buildMonthlyCost: null,
  buyMonthlyCost: null,
  recommendation: null,
  monthlySavings: null,
  annualSavings: null,
  paybackMonths: null,
};

function currentCosts(input: CrossoverInput, costs: BuildCosts, volume: number): CurrentCosts {
  const build = buildMonthly(costs, volume);
  const buy = buyMonthly(input, volume);
  const savings = Math.abs(build - buy);
  const saved = buy - buildRunning(input, costs, volume);
  return {
    currentVolume: volume,
    buildMonthlyCost: build,
    buyMonthlyCost: buy,
    recommendation: cheaperOf(build, buy),
    monthlySavings: savings,
    annualSavings: savings * 12,
    paybackMonths: saved > 0 ? input.build.fixedCost / saved : null,
  };
}

/** What building costs in a month once it is built. */
export function buildRunning(input: CrossoverInput, costs: BuildCosts, volume: number): number {
  return (input.build.monthlyCost ?? 0) + buildVariable(costs, volume);
}

interface RegionAndVolume {
  readonly region: CrossoverRegion;
  readonly volume?: number;
}

function regionOf(intervals: readonly CostInterval[]): RegionAndVolume {
  let first: CostInterval | undefined;
  let second: CostInterval | undefined;
  for (const interval of intervals) {
    if (interval.cheaper === 'alternating') return { region: 'multiple' };
    if (interval.cheaper === 'equal') continue;
    if (!first) first = interval;
    else if (interval.cheaper !== (second ?? first).cheaper) {
      if (second) return { region: 'multiple' };
      second = interval;
    }
  }
  if (!first) return { region: 'equal' };
  if (!second) return { region: first.cheaper === 'build' ? 'always-build' : 'always-buy' };
  return {
    region: second.cheaper === 'build' ? 'build-above' : 'build-below',
    volume: second.from,
  };
}
