import { parsePath, valueAt } from '../systems/path';
import type { Path } from '../systems/system';
import type { EvaluatedScenario, ScenarioEvaluation } from './evaluateScenario';
import { headlineKeys } from './headlines';

/** A headline figure of all scenarios of a file, side by side. */
export interface ComparedFigure {
  readonly key: string;
  readonly path: Path;
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
  const [base] = scenarios;
  const keys = new Set(scenarios.flatMap(({ results }) => headlineKeys(results)));
  return [...keys].map((key) => {
    const path = parsePath(key) ?? [];
    const values = scenarios.map((scenario) => compared(scenario, figureAt(base, path), path));
    return { key, path, values };
  });
}

function figureAt(scenario: EvaluatedScenario | undefined, path: Path): number | null {
  const value = valueAt(scenario?.results, path);
  return typeof value === 'number' ? value : null;
}

function compared(scenario: EvaluatedScenario, base: number | null, path: Path): ComparedValue {
  const value = figureAt(scenario, path);
  const difference = value === null || base === null ? null : value - base;
  return {
    scenario: scenario.name,
    value,
    difference,
    change: difference === null || base === null || base === 0 ? null : difference / base,
  };
}
