import type { SimulationSettings } from '../systems/assumptions';
import { withHoldProbability, type BuildVsBuyResults } from '../systems/buildVsBuy/holdProbability';
import { withCurves, type CrossoverResults } from '../systems/crossover/curves';
import { withExponent, type ScalingResults } from '../systems/scaling/exponent';
import { withFindings, type GpuFleetResults } from '../systems/gpuFleet/findings';
import { evaluateAttribution, type AttributionResults } from '../systems/attribution/evaluate';
import type { SystemContext } from '../systems/context';
import { evaluateGovernance, type GovernanceResults } from '../systems/governance/evaluate';
import {
  withOptimizations as withApiOptimizations,
  type ApiResults,
} from '../systems/api/evaluate';
import {
  withOptimizations as withInferenceOptimizations,
  type InferenceResults,
} from '../systems/inference/optimizations';
import { withPlan, type TrainingResults } from '../systems/training/plan';
import { withOptions, type SizingResults } from '../systems/sizing/options';
import { withComponents, type TcoResults } from '../systems/tco/coverage';
import { withTrends, type UnitEconomicsResults } from '../systems/unitEconomics/trends';
import { randomStream } from '../uncertainty/randomStream';
import type { EvaluatedSections, NumericResults } from './evaluateSections';
import type { SectionInputs } from './sections';
import { SectionSink } from './sectionSink';

/** The results of the sections that a scenario has. */
export interface SectionResults extends Omit<
  NumericResults,
  | 'api'
  | 'tco'
  | 'unitEconomics'
  | 'buildVsBuy'
  | 'crossover'
  | 'scaling'
  | 'gpuFleet'
  | 'sizing'
  | 'inference'
  | 'training'
> {
  tco?: TcoResults;
  unitEconomics?: UnitEconomicsResults;
  buildVsBuy?: BuildVsBuyResults;
  crossover?: CrossoverResults;
  scaling?: ScalingResults;
  gpuFleet?: GpuFleetResults;
  api?: ApiResults;
  attribution?: AttributionResults;
  governance?: GovernanceResults;
  sizing?: SizingResults;
  inference?: InferenceResults;
  training?: TrainingResults;
}

/**
 * Adds to the figures of the numeric stage what is worked out once for a scenario, not for every
 * sample: lists, curves, fits, what is itself simulated, and sections of which no figure is simulated.
 */
export function completeSections(
  { results, reasons, findings }: EvaluatedSections<NumericResults>,
  inputs: SectionInputs,
  context: SystemContext,
  { seed, samples }: SimulationSettings,
): EvaluatedSections<SectionResults> {
  const sink = new SectionSink<SectionResults>({ reasons, findings });
  const {
    api,
    tco,
    unitEconomics,
    buildVsBuy,
    crossover,
    scaling,
    gpuFleet,
    sizing,
    inference,
    training,
    ...others
  } = results;
  Object.assign(sink.results, others);
  if (tco && inputs.tco) sink.add('tco', withComponents(tco, inputs.tco, results.breakdown));
  if (unitEconomics && inputs.unitEconomics) {
    sink.add('unitEconomics', withTrends(unitEconomics, inputs.unitEconomics));
  }
  if (buildVsBuy) {
    const random = randomStream(seed, 'buildVsBuy.weights');
    sink.add('buildVsBuy', withHoldProbability(buildVsBuy, random, samples));
  }
  if (crossover && inputs.crossover) {
    sink.add('crossover', withCurves(crossover, inputs.crossover));
  }
  if (scaling && inputs.scaling) sink.add('scaling', withExponent(scaling, inputs.scaling));
  if (gpuFleet && inputs.gpuFleet) {
    sink.add('gpuFleet', withFindings(gpuFleet, inputs.gpuFleet, context));
  }
  if (api && inputs.api) sink.add('api', withApiOptimizations(api, inputs.api, context));
  // Without a list of costs, it is about the ledger.
  if (inputs.attribution?.costs) {
    sink.add('attribution', evaluateAttribution(inputs.attribution, context.currency));
  }
  if (inputs.governance) {
    sink.add('governance', evaluateGovernance(inputs.governance, context.today));
  }
  if (sizing && inputs.sizing) {
    sink.add('sizing', withOptions(sizing, inputs.sizing, inputs.workload ?? {}, context));
  }
  if (inference && inputs.inference) {
    sink.add('inference', withInferenceOptimizations(inference, inputs.inference));
  }
  if (training && inputs.training) {
    const withoutCost = reasons['training.cost'];
    sink.add('training', withPlan(training, inputs.training, context, withoutCost));
  }
  return sink;
}
