import { add, decimalOf, toNumber, zero, type Decimal } from '../../money/decimal';
import { minorDigits } from '../../money/minorDigits';
import type { CostCategory } from '../breakdown';
import { Notes, type Evaluated, type Path } from '../system';
import {
  attributeCosts,
  weightsOf,
  type CategoryOutcome,
  type Rule,
  type UnattributedReason,
} from './attributeCosts';
import type { AttributedCost, AttributionInput, AttributionModel } from './section';

export interface AttributionResults {
  /** All costs of the period. */
  readonly total: number;
  /** What each owner bears, by category, and in all under `total`. */
  readonly owners: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What nobody bears, of the categories that have such costs. */
  readonly unattributed: Readonly<Record<string, number>>;
  readonly unattributedReasons: Readonly<Record<string, UnattributedReason>>;
  readonly byCategory: Readonly<Record<string, number>>;
  /** By which rule each category was attributed. */
  readonly outcomes: Readonly<Record<string, AttributionModel | 'unattributed'>>;
  /** What one activity costs: pool ÷ activities. */
  readonly activityRates: Readonly<Record<string, number | null>>;
}

/**
 * Attributes the costs of a period: see {@link attributeCosts}. Sums are exact decimals, each
 * rounded once, to the nearest number.
 *
 * - of costs, those with start ≤ at < end count
 * - of several rules for a category, the first counts
 * - total = Σ owners + Σ unattributed
 */
export function evaluateAttribution(
  input: AttributionInput,
  currency: string,
): Evaluated<AttributionResults> {
  const notes = new Notes();
  const costs = costsOfPeriod(input);
  notePeriod(input, costs.length, notes);
  const rules = rulesByCategory(input, notes);
  const outcomes = attributeCosts(
    costs.map(({ cost }) => ({
      category: cost.category,
      amount: decimalOf(cost.amount),
      metadata: cost.metadata ?? {},
    })),
    (category) => rules.get(category)?.rule,
    input.usage ?? {},
    minorDigits(currency),
  );
  for (const [category, outcome] of outcomes) {
    noteOutcome(category, outcome, rules.get(category)?.index, costs, notes);
  }
  return notes.evaluated({
    total: toNumber(sumOf([...outcomes.values()].map(({ total }) => total))),
    owners: ownersOf(outcomes),
    ...categoriesOf(outcomes, rules),
    activityRates: activityRates(input, rules, outcomes, notes),
  });
}

/** A cost of the period, with its position in the section's list. */
export interface PlacedCost {
  readonly cost: AttributedCost;
  readonly index: number;
}

export function costsOfPeriod({ costs = [], period }: AttributionInput): readonly PlacedCost[] {
  const { start, end } = timesOf(period);
  return costs
    .map((cost, index) => ({ cost, index }))
    .filter(({ cost }) => {
      const at = timeOf(cost.at);
      return start <= at && at < end;
    });
}

/** The half-open range of a period; without one, of all time. */
export function timesOf(period: AttributionInput['period']): {
  readonly start: number;
  readonly end: number;
} {
  return period
    ? { start: timeOf(period.start), end: timeOf(period.end) }
    : { start: -Infinity, end: Infinity };
}

/** Milliseconds since 1970 of a day's beginning or a moment; without an offset it is in UTC. */
function timeOf(moment: string): number {
  const isDay = moment.length === 'YYYY-MM-DD'.length;
  const hasOffset = /(?:Z|[+-]\d\d:\d\d)$/.test(moment);
  return Date.parse(isDay || hasOffset ? moment : `${moment}Z`);
}

function notePeriod({ costs = [], period }: AttributionInput, counted: number, notes: Notes): void {
  const { start, end } = timesOf(period);
  if (end <= start) {
    notes.add({
      code: 'attribution-period-empty',
      severity: 'error',
      params: {},
      path: ['period', 'end'],
    });
  } else if (counted < costs.length) {
    notes.add({
      code: 'attribution-outside-period',
      severity: 'information',
      params: { count: costs.length - counted, of: costs.length },
      path: ['period'],
    });
  }
}

interface PlacedRule {
  readonly rule: Rule;
  readonly index: number;
}

type Rules = ReadonlyMap<string, PlacedRule>;

function rulesByCategory({ rules = [] }: AttributionInput, notes: Notes): Rules {
  const found = new Map<CostCategory, PlacedRule>();
  rules.forEach((rule, index) => {
    const { category } = rule;
    if (!found.has(category)) {
      found.set(category, { rule, index });
      return;
    }
    notes.add({
      code: 'attribution-rule-twice',
      severity: 'warning',
      params: { category },
      path: ['rules', index, 'category'],
    });
  });
  return found;
}

/** The rule of a category, the first where there are several. */
export function ruleOf({ rules = [] }: AttributionInput, category: string): Rule | undefined {
  return rules.find((rule) => rule.category === category);
}

const outcomeIssues = {
  'no-rule': 'attribution-no-rule',
  'no-owner': 'attribution-no-owner',
  'rule-incomplete': 'attribution-rule-incomplete',
  'no-usage': 'attribution-no-usage',
  'shares-below-one': 'attribution-shares-below',
  'shares-above-one': 'attribution-shares-above',
} as const satisfies Record<UnattributedReason, string>;

function noteOutcome(
  category: string,
  { reason, unattributed }: CategoryOutcome,
  rule: number | undefined,
  costs: readonly PlacedCost[],
  notes: Notes,
): void {
  if (!reason) return;
  const first = costs.find(({ cost }) => cost.category === category)?.index ?? 0;
  const path: Path = rule === undefined ? ['costs', first, 'category'] : ['rules', rule];
  notes.add({
    code: outcomeIssues[reason],
    severity: 'warning',
    params: { category, amount: toNumber(unattributed) },
    path,
  });
}

type Outcomes = ReadonlyMap<string, CategoryOutcome>;

function sumOf(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((sum, amount) => add(sum, amount), zero);
}

function ownersOf(outcomes: Outcomes): AttributionResults['owners'] {
  const names = new Set([...outcomes.values()].flatMap(({ owners }) => [...owners.keys()]));
  return Object.fromEntries(
    [...names].sort().map((name) => {
      const parts = [...outcomes].flatMap(([category, { owners }]) => {
        const amount = owners.get(name);
        return amount ? [{ category, amount }] : [];
      });
      const amounts = parts.map(({ category, amount }) => [category, toNumber(amount)] as const);
      const total = toNumber(sumOf(parts.map(({ amount }) => amount)));
      return [name, Object.fromEntries([...amounts, ['total', total] as const])];
    }),
  );
}

function categoriesOf(
  outcomes: Outcomes,
  rules: Rules,
): Pick<AttributionResults, 'unattributed' | 'unattributedReasons' | 'byCategory' | 'outcomes'> {
  const unattributed: Record<string, number> = {};
  const unattributedReasons: Record<string, UnattributedReason> = {};
  const byCategory: Record<string, number> = {};
  const models: Record<string, AttributionModel | 'unattributed'> = {};
  for (const [category, { total, owners, unattributed: rest, reason }] of outcomes) {
    byCategory[category] = toNumber(total);
    const model = rules.get(category)?.rule.model;
    models[category] = model && owners.size > 0 ? model : 'unattributed';
    if (!reason) continue;
    unattributed[category] = toNumber(rest);
    unattributedReasons[category] = reason;
  }
  return { unattributed, unattributedReasons, byCategory, outcomes: models };
}

function activityRates(
  { usage = {} }: AttributionInput,
  rules: Rules,
  outcomes: Outcomes,
  notes: Notes,
): AttributionResults['activityRates'] {
  const rates: Record<string, number | null> = {};
  for (const [category, { rule }] of rules) {
    if (rule.model !== 'activity') continue;
    const figure = `activityRates.${category}`;
    const weights = weightsOf(rule, usage);
    if (typeof weights === 'string') rates[category] = notes.none(figure, 'no-activities');
    else {
      const pool = toNumber(outcomes.get(category)?.total ?? zero);
      rates[category] = pool / toNumber(sumOf(weights.map(({ weight }) => weight)));
    }
  }
  return rates;
}
