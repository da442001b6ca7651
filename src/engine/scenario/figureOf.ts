import { apiFigures } from '../systems/api/figures';
import { attributionFigures } from '../systems/attribution/figures';
import { breakdownFigures } from '../systems/breakdown';
import { buildVsBuyFigures } from '../systems/buildVsBuy/figures';
import { crossoverFigures } from '../systems/crossover/figures';
import type { Figure, Figures, Formula } from '../systems/figures';
import { gpuFleetFigures } from '../systems/gpuFleet/figures';
import { governanceFigures } from '../systems/governance/figures';
import { inferenceFigures } from '../systems/inference/figures';
import { promptsFigures } from '../systems/prompts/figures';
import { scalingFigures } from '../systems/scaling/figures';
import type { Path } from '../systems/system';
import { tcoFigures } from '../systems/tco/figures';
import { trainingFigures } from '../systems/training/figures';
import { unitEconomicsFigures } from '../systems/unitEconomics/figures';
import type { EvaluatedScenario } from './evaluateScenario';

/** A figure of a scenario's results, and the way to its formula. */
export interface FoundFigure {
  readonly figure: Figure<never>;
  readonly explain: () => Formula;
}

/** The figure that stands at a path of the results; undefined where there is none. */
export function figureOf(
  { inputs, results, context, simulation }: EvaluatedScenario,
  path: Path,
): FoundFigure | undefined {
  const workload = inputs.workload ?? {};
  switch (path[0]) {
    case 'breakdown':
      return (
        inputs.breakdown &&
        results.breakdown &&
        find(breakdownFigures, path, {
          input: inputs.breakdown,
          results: results.breakdown,
          workload,
        })
      );
    case 'tco':
      return (
        inputs.tco &&
        results.tco &&
        find(tcoFigures, path, {
          input: inputs.tco,
          breakdown: results.breakdown,
          results: results.tco,
        })
      );
    case 'unitEconomics':
      return (
        inputs.unitEconomics &&
        results.unitEconomics &&
        find(unitEconomicsFigures, path, {
          input: inputs.unitEconomics,
          workload,
          sections: results,
          results: results.unitEconomics,
        })
      );
    case 'inference':
      return (
        inputs.inference &&
        results.inference &&
        find(inferenceFigures, path, {
          input: inputs.inference,
          results: results.inference,
          workload,
          context,
        })
      );
    case 'buildVsBuy':
      return (
        inputs.buildVsBuy &&
        results.buildVsBuy &&
        find(buildVsBuyFigures, path, {
          input: inputs.buildVsBuy,
          tco: results.tco,
          samples: simulation.samples,
          results: results.buildVsBuy,
        })
      );
    case 'crossover':
      return (
        inputs.crossover &&
        results.crossover &&
        find(crossoverFigures, path, {
          input: inputs.crossover,
          workload,
          results: results.crossover,
        })
      );
    case 'scaling':
      return (
        inputs.scaling &&
        results.scaling &&
        find(scalingFigures, path, {
          input: inputs.scaling,
          sections: { ...results, workload, items: inputs.breakdown?.items },
          results: results.scaling,
        })
      );
    case 'gpuFleet':
      return (
        inputs.gpuFleet &&
        results.gpuFleet &&
        find(gpuFleetFigures, path, { input: inputs.gpuFleet, results: results.gpuFleet, context })
      );
    case 'training':
      return (
        inputs.training &&
        results.training &&
        find(trainingFigures, path, { input: inputs.training, results: results.training, context })
      );
    case 'api':
      return (
        inputs.api &&
        results.api &&
        find(apiFigures, path, { input: inputs.api, results: results.api, workload, context })
      );
    case 'prompts':
      return (
        inputs.prompts &&
        results.prompts &&
        find(promptsFigures, path, {
          input: inputs.prompts,
          results: results.prompts,
          workload,
          context,
        })
      );
    case 'attribution':
      return (
        inputs.attribution &&
        results.attribution &&
        find(attributionFigures, path, {
          input: inputs.attribution,
          results: results.attribution,
        })
      );
    case 'governance':
      return (
        inputs.governance &&
        results.governance &&
        find(governanceFigures, path, { input: inputs.governance, results: results.governance })
      );
    default:
      return undefined;
  }
}

function find<Case>(figures: Figures<Case>, [, ...path]: Path, of: Case): FoundFigure | undefined {
  for (const [pattern, figure] of Object.entries(figures)) {
    const keys = matchedKeys(pattern, path);
    if (keys) return { figure, explain: () => figure.explain(of, keys) };
  }
  return undefined;
}

/** What stands for the stars of a figure's key in a path; undefined where they do not match. */
function matchedKeys(pattern: string, path: Path): readonly string[] | undefined {
  const steps = pattern.replaceAll('[*]', '.*').split('.');
  if (steps.length !== path.length) return undefined;
  const keys: string[] = [];
  for (const [index, step] of steps.entries()) {
    const at = String(path[index]);
    if (step === '*') keys.push(at);
    else if (step !== at) return undefined;
  }
  return keys;
}
