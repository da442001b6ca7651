import type { SimulationSettings } from '../systems/assumptions';
import { withHoldProbability, type BuildVsBuyResults } from '../systems/buildVsBuy/holdProbability';
import { withCurves, type CrossoverResults } from '../systems/crossover/curves';
import { withExponent, type ScalingResults } from '../systems/scaling/exponent';
import { withFindings, type GpuFleetResults } from '../systems/gpuFleet/findings';
import { evaluateAttribution, type AttributionResults } from '../systems/attribution/evaluate';
import type { SystemContext } from '../systems/context';
import { evaluateGovernance, type GovernanceResults } from '../systems/governance/evaluate';
import { withComponents, type TcoResults } from '../systems/tco/coverage';
import { withTrends, type UnitEconomicsResults } from '../systems/unitEconomics/trends';
import { randomStream } from '../uncertainty/randomStream';
import type { EvaluatedSections, NumericResults } from './evaluateSections';
import type { SectionInputs } from './sections';
import { SectionSink } from './sectionSink';

/** The results of the sections that a scenario has. */
export interface SectionResults extends Omit<
  NumericResults,
  'tco' | 'unitEconomics' | 'buildVsBuy' | 'crossover' | 'scaling' | 'gpuFleet'
> {
  tco?: TcoResults;
  unitEconomics?: UnitEconomicsResults;
  buildVsBuy?: BuildVsBuyResults;
  crossover?: CrossoverResults;
  scaling?: ScalingResults;
  gpuFleet?: GpuFleetResults;
  attribution?: AttributionResults;
  governance?: GovernanceResults;
}

/**
 * Adds to the figures of the numeric stage what is worked out once for a scenario, not for every
 * sample: lists, curves, fits, what is itself simulated, and sections whose inputs are no ranges.
 */
export function completeSections(
  { results, reasons, findings }: EvaluatedSections<NumericResults>,
  inputs: SectionInputs,
  context: SystemContext,
  { seed, samples }: SimulationSettings,
): EvaluatedSections<SectionResults> {
  const sink = new SectionSink<SectionResults>();
  const { tco, unitEconomics, buildVsBuy, crossover, scaling, gpuFleet, ...others } = results;
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
  if (inputs.attribution) {
    sink.add('attribution', evaluateAttribution(inputs.attribution, context.currency));
  }
  if (inputs.governance) {
    sink.add('governance', evaluateGovernance(inputs.governance, context.today));
  }
  return {
    results: sink.results,
    reasons: { ...reasons, ...sink.reasons },
    findings: [...findings, ...sink.findings],
  };
}
