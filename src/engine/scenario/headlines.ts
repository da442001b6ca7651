import { apiFigures } from '../systems/api/figures';
import { attributionFigures } from '../systems/attribution/figures';
import { breakdownFigures } from '../systems/breakdown';
import { buildVsBuyFigures } from '../systems/buildVsBuy/figures';
import { crossoverFigures } from '../systems/crossover/figures';
import type { Figures } from '../systems/figures';
import { governanceFigures } from '../systems/governance/figures';
import { pathText } from '../systems/path';
import { promptsFigures } from '../systems/prompts/figures';
import { scalingFigures } from '../systems/scaling/figures';
import type { Path } from '../systems/system';
import { sizingFigures } from '../systems/sizing/figures';
import { tcoFigures } from '../systems/tco/figures';
import { trainingFigures } from '../systems/training/figures';
import { unitEconomicsFigures } from '../systems/unitEconomics/figures';
import { gpuFleetFigures } from '../systems/gpuFleet/figures';
import { inferenceFigures } from '../systems/inference/figures';
import type { SectionName } from './sections';

/** The figures of each section by their keys. */
export const sectionFigures = {
  breakdown: breakdownFigures,
  tco: tcoFigures,
  unitEconomics: unitEconomicsFigures,
  inference: inferenceFigures,
  buildVsBuy: buildVsBuyFigures,
  crossover: crossoverFigures,
  scaling: scalingFigures,
  gpuFleet: gpuFleetFigures,
  sizing: sizingFigures,
  training: trainingFigures,
  api: apiFigures,
  prompts: promptsFigures,
  attribution: attributionFigures,
  governance: governanceFigures,
} as const satisfies Partial<Record<SectionName, Figures<never>>>;

/**
 * The headline figures that results hold, with or without a value: "breakdown.totalMonthly", and
 * of a list each: "scaling.projections[0].projectedCost".
 */
export function headlineKeys(results: object): readonly string[] {
  return headlinePatterns
    .filter(([section]) => section !== undefined && Object.hasOwn(results, section))
    .flatMap((pattern) => [...expanded(results, pattern, [])]);
}

/** The keys of all headline figures as steps from the top. */
const headlinePatterns: readonly (readonly string[])[] = Object.entries(
  sectionFigures as Readonly<Record<string, Figures<never>>>,
).flatMap(([section, figures]) =>
  Object.entries(figures)
    .filter(([, { headline }]) => headline)
    .map(([pattern]) => [section, ...pattern.replaceAll('[*]', '.*').split('.')]),
);

/** The keys in `value` that a pattern's steps lead to; `*` is any. */
function* expanded(value: unknown, [step, ...rest]: readonly string[], at: Path): Iterable<string> {
  if (step === undefined) yield pathText(at);
  else if (typeof value === 'object' && value !== null) {
    const isList = Array.isArray(value);
    for (const [key, child] of Object.entries(value) as [string, unknown][]) {
      if (step === '*' || step === key) {
        yield* expanded(child, rest, [...at, isList ? Number(key) : key]);
      }
    }
  }
}
