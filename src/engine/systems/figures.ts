import type { Unit } from './fields';

/** Where a number in a formula comes from. */
export type Origin =
  /** An input of the scenario, by its path; the caller knows whether it is given or a default. */
  | { readonly kind: 'input'; readonly path: string }
  /** Another figure, by its key: "tco.total". */
  | { readonly kind: 'figure'; readonly key: string }
  /** A constant of the method, with its source. */
  | { readonly kind: 'constant'; readonly source: string }
  /** A row of a catalog or of the price data, with its source. */
  | { readonly kind: 'catalog'; readonly source: string }
  /** A file of the workspace. */
  | { readonly kind: 'file'; readonly source: string };

/** A number, or a list of them, that a formula names. */
export interface Term {
  readonly value: number | readonly number[];
  readonly unit: Unit;
  readonly origin: Origin;
}

/**
 * How a figure is computed. The formula names its terms in braces and is otherwise arithmetic that
 * a pocket calculator does: + − × ÷ ^, parentheses, and sum, min, max, median, count, ceil, floor,
 * sqrt, ln of what stands in parentheses.
 */
export interface Formula {
  readonly formula: string;
  readonly terms: Readonly<Record<string, Term>>;
}

/** One figure of a system, or all of a list or map of them. */
export interface Figure<Case> {
  /** A few words, in English. */
  readonly title: string;
  readonly unit: Unit;
  /** Carries p10, p50 and p90 where inputs are ranges. */
  readonly headline?: boolean;
  /** `keys` are what stands for the stars of the figure's key, in order. */
  readonly explain: (of: Case, keys: readonly string[]) => Formula;
}

/**
 * The figures of a system by their keys; `*` stands for a category, an owner or a position:
 * "byCategory.*.share", "items[*].monthlyCost".
 */
export type Figures<Case> = Readonly<Record<string, Figure<Case>>>;

/** What may be null, with a reason, yet is never a number: a word, a list. It has no formula. */
export function outcome<Case>(title: string): Figure<Case> {
  return { title, unit: 'outcome', explain: () => ({ formula: '', terms: {} }) };
}

export function fromInput(path: string, value: number | readonly number[], unit: Unit): Term {
  return { value, unit, origin: { kind: 'input', path } };
}

export function fromFigure(key: string, value: number | readonly number[], unit: Unit): Term {
  return { value, unit, origin: { kind: 'figure', key } };
}

export function constant(value: number, unit: Unit, source: string): Term {
  return { value, unit, origin: { kind: 'constant', source } };
}

export function fromCatalog(value: number, unit: Unit, source: string): Term {
  return { value, unit, origin: { kind: 'catalog', source } };
}

/** What was counted in a file. */
export function fromFile(value: number, unit: Unit, file: string): Term {
  return { value, unit, origin: { kind: 'file', source: file } };
}
