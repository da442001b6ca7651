import { parsePath, pathText, valueAt } from '../systems/path';
import type { Figure, Origin } from '../systems/figures';
import type { ReasonCode } from '../systems/reasons';
import type { Unit } from '../systems/fields';
import type { Path } from '../systems/system';
import { fieldAt } from './fieldAt';
import type { EvaluatedScenario } from './evaluateScenario';
import { figureOf } from './figureOf';

/** A figure with how it came about. */
export interface Explanation {
  readonly key: string;
  readonly title: string;
  readonly unit: Unit;
  readonly value: number | null;
  /** Why there is no value. */
  readonly reason?: ReasonCode;
  /** See `Formula`; left out where there is no value. */
  readonly formula?: string;
  readonly terms: readonly ExplainedTerm[];
}

export interface ExplainedTerm {
  readonly name: string;
  readonly value: number | readonly number[];
  readonly unit: Unit;
  readonly origin: Origin;
  /** An input that the file does not give: its default was taken. */
  readonly isDefault: boolean;
  /** What the input is, in English. */
  readonly description?: string;
}

/**
 * How a figure of an evaluated scenario came about: its formula with the actual numbers, where each
 * comes from, and whether it is a default. undefined for a key that is no figure.
 */
export function explain(scenario: EvaluatedScenario, key: string): Explanation | undefined {
  const path = parsePath(key);
  const found = path && figureOf(scenario, path);
  if (!found) return undefined;
  const value = valueAt(scenario.results, path);
  if (typeof value !== 'number') return without(scenario, key, found.figure);
  const { formula, terms } = found.explain();
  return {
    key,
    title: found.figure.title,
    unit: found.figure.unit,
    value,
    formula,
    terms: Object.entries(terms).map(([name, term]) => ({
      name,
      ...term,
      ...inputNotes(scenario, term.origin),
    })),
  };
}

function without(
  { reasons }: EvaluatedScenario,
  key: string,
  { title, unit }: Figure<never>,
): Explanation {
  const reason = reasons[key];
  return { key, title, unit, value: null, ...(reason ? { reason } : {}), terms: [] };
}

function inputNotes(
  { inputs }: EvaluatedScenario,
  origin: Origin,
): Pick<ExplainedTerm, 'isDefault' | 'description'> {
  if (origin.kind !== 'input') return { isDefault: false };
  const path: Path = parsePath(origin.path) ?? [];
  const description = fieldAt(path)?.description;
  return {
    isDefault: valueAt(inputs, path) === undefined,
    ...(description === undefined ? {} : { description }),
  };
}

/**
 * The keys of all figures that a scenario's results hold, those without a value among them. The
 * parameters of recommendations repeat figures for a text: they are none of their own.
 */
export function figureKeys(scenario: EvaluatedScenario): readonly string[] {
  const keys: string[] = [];
  const open: { readonly value: unknown; readonly path: Path }[] = [
    { value: { ...scenario.results, distributions: undefined }, path: [] },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'number' || value === null) keys.push(pathText(path));
    else if (Array.isArray(value)) {
      open.push(
        ...value.map((child: unknown, index) => ({ value: child, path: [...path, index] })),
      );
    } else if (typeof value === 'object') {
      open.push(
        ...Object.entries(value)
          .filter(([key]) => key !== 'params')
          .map(([key, child]) => ({ value: child as unknown, path: [...path, key] })),
      );
    }
  }
  return keys.toSorted();
}
