import type { BreakdownResults, CostCategory } from '../breakdown';
import { Notes, type Evaluated } from '../system';
import { tcoComponents, type TcoCategory, type TcoComponent } from './components';
import { monthsOf, tcoDefaults, type TcoInput, type TcoTotals } from './tco';

/** What the inputs say about one component of the cost of ownership. */
export interface CoveredComponent {
  /** One of the nine, or a free name of the inputs. */
  readonly component: string;
  readonly category: TcoCategory;
  readonly oftenOverlooked: boolean;
  /** The inputs have an amount for it; what they have none for is in the flat rate, or forgotten. */
  readonly covered: boolean;
  /** For the period; null where it is not covered. */
  readonly amount: number | null;
}

export interface TcoResults extends TcoTotals {
  /** The nine components, then what the inputs name beside them. */
  readonly components: readonly CoveredComponent[];
}

/**
 * The totals with their components: what is given for each of the nine by its name or, where the
 * breakdown stands in, by its categories. The amounts add up to the total, but for the flat rate of
 * hidden costs.
 */
export function withComponents(
  totals: TcoTotals,
  input: TcoInput,
  breakdown: BreakdownResults | undefined,
): Evaluated<TcoResults> {
  const notes = new Notes();
  const monthly = new Map<string, number>();
  const categories = new Map<string, TcoCategory>();
  for (const { component, category, amount } of contributions(input, breakdown)) {
    monthly.set(component, (monthly.get(component) ?? 0) + amount);
    if (!categories.has(component)) categories.set(component, category);
  }
  for (const component of Object.keys(input.components ?? {})) {
    if (isNamed(input.directCosts, component) || isNamed(input.engineeringHours, component)) {
      notes.add({
        code: 'tco-counted-twice',
        severity: 'warning',
        params: { component },
        path: ['components', component],
      });
    }
  }
  if (input.components && input.hiddenRate !== undefined) {
    notes.add({
      code: 'tco-rate-unused',
      severity: 'information',
      params: {},
      path: ['hiddenRate'],
    });
  }
  const names = [...new Set([...Object.keys(tcoComponents), ...monthly.keys()])];
  const components = names.map((component, index): CoveredComponent => {
    const amount = monthly.get(component);
    const one = known.get(component);
    return {
      component,
      category: one?.category ?? categories.get(component) ?? 'other',
      oftenOverlooked: one?.oftenOverlooked ?? false,
      covered: amount !== undefined,
      amount:
        amount === undefined
          ? notes.none(`components[${index}].amount`, 'not-given')
          : amount * monthsOf(totals),
    };
  });
  return notes.evaluated({ ...totals, components });
}

function isNamed(list: Readonly<Record<string, number>> | undefined, name: string): boolean {
  return list !== undefined && Object.hasOwn(list, name);
}

const known: ReadonlyMap<string, TcoComponent> = new Map(Object.entries(tcoComponents));

/** An amount a month that the inputs give for a component. */
export interface Contribution {
  readonly component: string;
  /** What it is if it is none of the nine. */
  readonly category: TcoCategory;
  readonly amount: number;
  /** The path of the input, or the key of the figure. */
  readonly from: string;
}

/** All that the inputs say, amount by amount. */
export function contributions(
  { directCosts, engineeringHours, engineeringRate, components }: TcoInput,
  breakdown: BreakdownResults | undefined,
): readonly Contribution[] {
  const rate = engineeringRate ?? tcoDefaults.engineeringRate;
  return [
    ...(directCosts
      ? named('directCosts', 'infrastructure', directCosts, 1)
      : fromBreakdown('infrastructure', breakdown)),
    ...(engineeringHours
      ? named('engineeringHours', 'personnel', engineeringHours, rate)
      : fromBreakdown('personnel', breakdown)),
    ...named('components', 'other', components ?? {}, 1),
  ];
}

function named(
  list: string,
  category: TcoCategory,
  values: Readonly<Record<string, number>>,
  price: number,
): readonly Contribution[] {
  return Object.entries(values).map(([component, value]) => ({
    component,
    category,
    amount: value * price,
    from: `tco.${list}`,
  }));
}

function fromBreakdown(
  category: 'infrastructure' | 'personnel',
  breakdown: BreakdownResults | undefined,
): readonly Contribution[] {
  const items = breakdown?.items ?? [];
  return items
    .filter((item) => (item.category === 'engineering_time') === (category === 'personnel'))
    .map((item) => ({
      component: componentOf(item.category),
      category,
      amount: item.monthlyCost,
      from: 'breakdown.items[*].monthlyCost',
    }));
}

function componentOf(category: CostCategory): string {
  const found = [...known].find(([, one]) => one.breakdownCategories.includes(category));
  return found?.[0] ?? category;
}
