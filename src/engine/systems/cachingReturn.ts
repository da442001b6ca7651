import type { Unit } from './fields';
import { fromFigure, outcome, type Figures, type Term } from './figures';
import type { Notes } from './system';

/** What a cache in front of a model costs and saves. */
export interface CachingReturn {
  readonly currentDailyCost: number;
  readonly projectedDailyCost: number;
  readonly dailySavings: number;
  readonly monthlySavings: number;
  /** Savings for each 100 spent on the cache. */
  readonly roiPct: number | null;
  /** What the cache costs for each unit of money that it saves. */
  readonly costToSavings: number | null;
}

export interface CachingInput {
  /** What a day costs without the cache. */
  readonly currentDailyCost: number;
  /** What is left of that where the cache answers its share. */
  readonly remainingDailyCost: number;
  readonly costPerDay: number;
  readonly daysPerMonth: number;
}

/**
 * What a cache is worth.
 *
 * - projectedDailyCost = remaining cost + cost of the cache
 * - dailySavings = currentDailyCost − projectedDailyCost; monthlySavings = × days of a month
 * - roiPct = dailySavings ÷ cost of the cache × 100; null for a cache that costs nothing
 * - costToSavings = cost of the cache ÷ dailySavings; null where nothing is saved. Where the
 *   reference speaks of payback in days it computes this ratio: a running cost is never paid back.
 */
export function cachingReturn(notes: Notes, figure: string, input: CachingInput): CachingReturn {
  const { currentDailyCost, remainingDailyCost, costPerDay, daysPerMonth } = input;
  const projectedDailyCost = remainingDailyCost + costPerDay;
  const dailySavings = currentDailyCost - projectedDailyCost;
  return {
    currentDailyCost,
    projectedDailyCost,
    dailySavings,
    monthlySavings: dailySavings * daysPerMonth,
    roiPct:
      costPerDay === 0
        ? notes.none(`${figure}.roiPct`, 'no-cache-cost')
        : (dailySavings / costPerDay) * 100,
    costToSavings:
      dailySavings > 0
        ? costPerDay / dailySavings
        : notes.none(`${figure}.costToSavings`, 'no-savings'),
  };
}

/** What the figures of a cache are explained from, beside its results. */
export interface CachingTerms {
  readonly results: CachingReturn | null;
  readonly currentDailyCost: Term;
  /** `formula` gives the cost that is left, in the terms given. */
  readonly remaining: { readonly formula: string; readonly terms: Readonly<Record<string, Term>> };
  readonly costPerDay: Term;
  readonly hoursPerMonth: Term;
}

/** The figures of a cache under `key`, the figure's key with its section: "api.caching". */
export function cachingFigures<Case>(
  section: string,
  key: string,
  termsOf: (of: Case) => CachingTerms,
): Figures<Case> {
  const own = (of: Case, name: keyof CachingReturn, unit: Unit): Term =>
    fromFigure(`${section}.${key}.${name}`, termsOf(of).results?.[name] ?? 0, unit);
  return {
    [key]: outcome('Return of a cache'),
    [`${key}.currentDailyCost`]: {
      title: 'Cost a day without a cache',
      unit: 'money/day',
      explain: (of) => ({
        formula: '{current}',
        terms: { current: termsOf(of).currentDailyCost },
      }),
    },
    [`${key}.projectedDailyCost`]: {
      title: 'Cost a day with a cache',
      unit: 'money/day',
      explain: (of) => {
        const { remaining, costPerDay } = termsOf(of);
        return {
          formula: `${remaining.formula} + {cache}`,
          terms: { ...remaining.terms, cache: costPerDay },
        };
      },
    },
    [`${key}.dailySavings`]: {
      title: 'Savings a day by a cache',
      unit: 'money/day',
      explain: (of) => ({
        formula: '{current} − {projected}',
        terms: {
          current: own(of, 'currentDailyCost', 'money/day'),
          projected: own(of, 'projectedDailyCost', 'money/day'),
        },
      }),
    },
    [`${key}.monthlySavings`]: {
      title: 'Savings a month by a cache',
      unit: 'money/month',
      explain: (of) => ({
        formula: '{saved} × {hoursPerMonth} ÷ 24',
        terms: {
          saved: own(of, 'dailySavings', 'money/day'),
          hoursPerMonth: termsOf(of).hoursPerMonth,
        },
      }),
    },
    [`${key}.roiPct`]: {
      title: 'Return on what a cache costs',
      unit: 'percent',
      explain: (of) => ({
        formula: '{saved} ÷ {cache} × 100',
        terms: { saved: own(of, 'dailySavings', 'money/day'), cache: termsOf(of).costPerDay },
      }),
    },
    [`${key}.costToSavings`]: {
      title: 'What a cache costs for each unit of money that it saves',
      unit: 'factor',
      explain: (of) => ({
        formula: '{cache} ÷ {saved}',
        terms: { cache: termsOf(of).costPerDay, saved: own(of, 'dailySavings', 'money/day') },
      }),
    },
  };
}
