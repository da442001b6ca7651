import { parsePath, valueAt } from '../systems/path';
import type { EvaluatedScenario, ScenarioEvaluation } from './evaluateScenario';
import { headlineKeys } from './headlines';
import type { SectionName } from './sections';

/** A headline figure of all scenarios of a file, side by side. */
export interface ComparedFigure {
  readonly key: string;
  /** The base first, then the variants, in the order of the file. */
  readonly values: readonly ComparedValue[];
}

export interface ComparedValue {
  readonly scenario: string;
  readonly value: number | null;
  /** value − the base's; null where either is. */
  readonly difference: number | null;
  /** difference ÷ the base's; null where either is, or the base's is zero. */
  readonly change: number | null;
}

/** The headline figures of a file's base beside those of its variants. */
export function compareVariants({ scenarios }: ScenarioEvaluation): readonly ComparedFigure[] {
  const sections = new Set(
    scenarios.flatMap(({ results }) => Object.keys(results) as SectionName[]),
  );
  const [base] = scenarios;
  return headlineKeys(sections).map((key) => ({
    key,
    values: scenarios.map((scenario) => compared(scenario, figureAt(base, key), key)),
  }));
}

function figureAt(scenario: EvaluatedScenario | undefined, key: string): number | null {
  const value = valueAt(scenario?.results, parsePath(key) ?? []);
  return typeof value === 'number' ? value : null;
}

function compared(scenario: EvaluatedScenario, base: number | null, key: string): ComparedValue {
  const value = figureAt(scenario, key);
  const difference = value === null || base === null ? null : value - base;
  return {
    scenario: scenario.name,
    value,
    difference,
    change: difference === null || base === null || base === 0 ? null : difference / base,
  };
}
