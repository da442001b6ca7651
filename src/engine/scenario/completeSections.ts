import { withComponents, type TcoResults } from '../systems/tco/coverage';
import { withTrends, type UnitEconomicsResults } from '../systems/unitEconomics/trends';
import type { EvaluatedSections, NumericResults } from './evaluateSections';
import type { SectionInputs } from './sections';
import { SectionSink } from './sectionSink';

/** The results of the sections that a scenario has. */
export interface SectionResults extends Omit<NumericResults, 'tco' | 'unitEconomics'> {
  tco?: TcoResults;
  unitEconomics?: UnitEconomicsResults;
}

/**
 * Adds to the figures of the numeric stage what is worked out once for a scenario, not for every
 * sample: lists, curves, fits, and what is itself simulated.
 */
export function completeSections(
  { results, reasons, findings }: EvaluatedSections<NumericResults>,
  inputs: SectionInputs,
): EvaluatedSections<SectionResults> {
  const sink = new SectionSink<SectionResults>();
  const { tco, unitEconomics, ...others } = results;
  Object.assign(sink.results, others);
  if (tco && inputs.tco) sink.add('tco', withComponents(tco, inputs.tco, results.breakdown));
  if (unitEconomics && inputs.unitEconomics) {
    sink.add('unitEconomics', withTrends(unitEconomics, inputs.unitEconomics));
  }
  return {
    results: sink.results,
    reasons: { ...reasons, ...sink.reasons },
    findings: [...findings, ...sink.findings],
  };
}
