import { evaluateApi, type ApiCosts } from '../systems/api/evaluate';
import { evaluateBreakdown, type BreakdownResults } from '../systems/breakdown';
import { evaluateBuildVsBuy, type BuildVsBuyFigures } from '../systems/buildVsBuy/buildVsBuy';
import { evaluateCrossover, type CrossoverCosts } from '../systems/crossover/crossover';
import { systemContext, type ScenarioHeader } from '../systems/context';
import type { CostSections } from '../systems/monthlyCosts';
import { evaluateGpuFleet, type FleetFigures } from '../systems/gpuFleet/evaluate';
import { evaluateInference, type InferenceFigures } from '../systems/inference/evaluate';
import type { ReasonCode } from '../systems/reasons';
import { evaluateScaling, type ScalingProjections } from '../systems/scaling/scaling';
import type { Finding } from '../systems/system';
import { evaluatePrompts, type PromptsResults } from '../systems/prompts/evaluate';
import { evaluateSizing, type SizingFigures } from '../systems/sizing/evaluate';
import { evaluateTco, type TcoTotals } from '../systems/tco/tco';
import { evaluateTraining, type TrainingFigures } from '../systems/training/evaluate';
import { evaluateUnitEconomics, type UnitCosts } from '../systems/unitEconomics/unitEconomics';
import type { SectionInputs, SectionName } from './sections';
import { SectionSink } from './sectionSink';

/** What the numeric stage makes of the sections that a scenario has. */
export interface NumericResults {
  breakdown?: BreakdownResults;
  tco?: TcoTotals;
  unitEconomics?: UnitCosts;
  inference?: InferenceFigures;
  buildVsBuy?: BuildVsBuyFigures;
  crossover?: CrossoverCosts;
  scaling?: ScalingProjections;
  gpuFleet?: FleetFigures;
  api?: ApiCosts;
  prompts?: PromptsResults;
  sizing?: SizingFigures;
  training?: TrainingFigures;
}

/** What sections came to, with the reasons by "section.key" and findings by paths from the top. */
export interface EvaluatedSections<Results> {
  readonly results: Results;
  readonly reasons: Readonly<Record<string, ReasonCode>>;
  readonly findings: readonly Finding[];
}

/**
 * The numeric stage: every section on its validated inputs, each number one number. Sections come
 * in the order in which they default from one another. It runs once for each sample of a
 * simulation: what is drawn, listed or fitted is left to `completeSections`.
 */
export function evaluateSections(
  inputs: SectionInputs,
  header: ScenarioHeader,
): EvaluatedSections<NumericResults> {
  const sink = new SectionSink<NumericResults>();
  const context = systemContext(header, inputs.assumptions);
  const workload = inputs.workload ?? {};
  const breakdown =
    inputs.breakdown &&
    sink.add('breakdown', evaluateBreakdown(inputs.breakdown, workload, context));
  const tco = inputs.tco && sink.add('tco', evaluateTco(inputs.tco, breakdown, context));
  const costs: CostSections = { breakdown, tco };
  if (inputs.unitEconomics) {
    const evaluated = evaluateUnitEconomics(inputs.unitEconomics, workload, costs, context);
    sink.add('unitEconomics', evaluated);
  }
  if (inputs.inference) {
    sink.add('inference', evaluateInference(inputs.inference, workload, context));
  }
  if (inputs.buildVsBuy) {
    sink.add('buildVsBuy', evaluateBuildVsBuy(inputs.buildVsBuy, tco, context));
  }
  if (inputs.crossover) {
    sink.add('crossover', evaluateCrossover(inputs.crossover, workload, context));
  }
  if (inputs.scaling) {
    const sections = { ...costs, workload, items: inputs.breakdown?.items };
    sink.add('scaling', evaluateScaling(inputs.scaling, sections, context));
  }
  if (inputs.gpuFleet) sink.add('gpuFleet', evaluateGpuFleet(inputs.gpuFleet, context));
  if (inputs.sizing) sink.add('sizing', evaluateSizing(inputs.sizing, workload, context));
  if (inputs.training) sink.add('training', evaluateTraining(inputs.training, context));
  if (inputs.api) sink.add('api', evaluateApi(inputs.api, workload, context));
  if (inputs.prompts) sink.add('prompts', evaluatePrompts(inputs.prompts, workload, context));
  return sink;
}

/** Sections that others default from. */
const sharedSections: ReadonlySet<string> = new Set<SectionName>([
  'workload',
  'assumptions',
  'breakdown',
  'tco',
]);

/**
 * The sections on which the figures rest that an input of a section can move: all of them for one
 * that others default from, else that section and those that it may default from.
 */
export function reachedSections(inputs: SectionInputs, section: SectionName): SectionInputs {
  if (sharedSections.has(section)) return inputs;
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => name === section || sharedSections.has(name)),
  );
}
