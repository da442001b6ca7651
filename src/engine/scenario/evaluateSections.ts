import { evaluateBreakdown, type BreakdownResults } from '../systems/breakdown';
import { systemContext, type ScenarioHeader } from '../systems/context';
import { evaluateInference, type InferenceResults } from '../systems/inference/evaluate';
import type { ReasonCode } from '../systems/reasons';
import type { Evaluated, Finding } from '../systems/system';
import type { SectionInputs, SectionName } from './sections';

/** The results of the sections that a scenario has. */
export interface SectionResults {
  readonly breakdown?: BreakdownResults;
  readonly inference?: InferenceResults;
}

export interface EvaluatedSections {
  readonly results: SectionResults;
  /** By "section.key". */
  readonly reasons: Readonly<Record<string, ReasonCode>>;
  /** Paths from the top of the file. */
  readonly findings: readonly Finding[];
}

/**
 * The numeric stage: every section on its validated inputs, each number one number. Sections come
 * in the order in which they default from one another.
 */
export function evaluateSections(inputs: SectionInputs, header: ScenarioHeader): EvaluatedSections {
  const sink = new SectionSink();
  const context = systemContext(header, inputs.assumptions);
  const workload = inputs.workload ?? {};
  if (inputs.breakdown) {
    sink.add('breakdown', evaluateBreakdown(inputs.breakdown, workload, context));
  }
  if (inputs.inference) {
    sink.add('inference', evaluateInference(inputs.inference, workload, context));
  }
  return sink;
}

class SectionSink implements EvaluatedSections {
  readonly results: SectionResults = {};
  readonly reasons: Record<string, ReasonCode> = {};
  readonly findings: Finding[] = [];

  /** Files what a section came to, and hands its results on to those that default from it. */
  add<Results>(section: SectionName, evaluated: Evaluated<Results>): Results {
    Object.assign(this.results, { [section]: evaluated.results });
    for (const key of Object.keys(evaluated.reasons)) {
      const reason = evaluated.reasons[key];
      if (reason) this.reasons[`${section}.${key}`] = reason;
    }
    for (const finding of evaluated.issues) {
      this.findings.push({ ...finding, path: [section, ...finding.path] });
    }
    return evaluated.results;
  }
}
