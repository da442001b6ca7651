import type { IssueCode, Severity } from '../issues';
import type { ReasonCode } from './reasons';

/** Where something stands in a scenario: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** Something wrong with an input of a system; the path is relative to its section. */
export interface Finding {
  readonly code: IssueCode;
  readonly severity: Severity;
  readonly params: Readonly<Record<string, string | number>>;
  readonly path: Path;
}

/** Why figures are null, by the figure's key relative to its section ("byCategory.licensing.share"). */
export type Reasons = Readonly<Record<string, ReasonCode>>;

/**
 * What a system makes of its input: every figure is a finite number or null, and every null has its
 * reason.
 */
export interface Evaluated<Results> {
  readonly results: Results;
  readonly reasons: Reasons;
  readonly issues: readonly Finding[];
}

/** Collects reasons and findings while a system computes its figures. */
export class Notes {
  readonly reasons: Record<string, ReasonCode> = {};
  readonly issues: Finding[] = [];

  /** null, with why. */
  none(figure: string, reason: ReasonCode): null {
    this.reasons[figure] = reason;
    return null;
  }

  /**
   * `numerator` ÷ `denominator`; null where the denominator is zero, with the reason `zero`, or not
   * given, with the reason `missing`.
   */
  ratio(
    figure: string,
    numerator: number,
    denominator: number | undefined,
    zero: ReasonCode,
    missing: ReasonCode = 'not-given',
  ): number | null {
    if (denominator === undefined) return this.none(figure, missing);
    return denominator === 0 ? this.none(figure, zero) : numerator / denominator;
  }

  add(finding: Finding): void {
    this.issues.push(finding);
  }

  evaluated<Results>(results: Results): Evaluated<Results> {
    return { results, reasons: this.reasons, issues: this.issues };
  }
}
