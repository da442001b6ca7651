import type { ReasonCode } from '../systems/reasons';
import type { Evaluated, Finding } from '../systems/system';
import type { SectionName } from './sections';

/** Reasons and findings of sections. */
interface Collected {
  readonly reasons: Readonly<Record<string, ReasonCode>>;
  readonly findings: readonly Finding[];
}

/** Collects what sections come to: their results by section, their reasons and findings by path. */
export class SectionSink<Results extends object> {
  readonly results: Results;
  /** By "section.key". */
  readonly reasons: Record<string, ReasonCode>;
  /** Paths from the top of the file. */
  readonly findings: Finding[];

  /** @param before what was collected before: it is there too. */
  constructor(before: Collected = { reasons: {}, findings: [] }) {
    this.results = {} as Results;
    this.reasons = { ...before.reasons };
    this.findings = [...before.findings];
  }

  /** Files what a section came to, and hands its results on to those that default from it. */
  add<Section extends SectionName & keyof Results>(
    section: Section,
    { results, reasons, issues }: Evaluated<Results[Section] & {}>,
  ): Results[Section] & {} {
    this.results[section] = results;
    for (const key of Object.keys(reasons)) {
      const reason = reasons[key];
      if (reason) this.reasons[`${section}.${key}`] = reason;
    }
    for (const finding of issues) {
      this.findings.push({ ...finding, path: [section, ...finding.path] });
    }
    return results;
  }
}
