import type { IssueCode, Severity } from '../issues';
import type { TextRange } from '../text/range';

/** Every rule, as settings, comments and the documentation name it: a file each. */
export const ruleIds = [
  'verbose-instruction',
  'too-many-examples',
  'repeated-content',
  'context-overflow',
  'context-near-limit',
  'budget-exceeded',
  'cache-unfriendly-order',
  'below-cache-minimum',
  'whitespace-waste',
  'embedded-data',
  'token-heavy-characters',
  'unknown-model',
  'retired-model',
  'unused-variable',
  'undefined-variable',
  'always-on-bloat',
] as const;
export type RuleId = (typeof ruleIds)[number];

/**
 * What a fix does to the prompt. `safe`: the text as Markdown renders it, or the JSON value, stays
 * what it is. `unsafe`: the words change, so that a person has to look at it first.
 */
export type FixKind = 'safe' | 'unsafe';

/** A replacement of a stretch of the source. Those of one finding are in order and do not overlap. */
export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** Another place that a finding is about. */
export interface RelatedPlace {
  readonly code: IssueCode;
  readonly params: Readonly<Record<string, string | number>>;
  readonly range: TextRange;
}

export interface FindingFix {
  readonly kind: FixKind;
  readonly edits: readonly TextEdit[];
}

/** Something about a prompt that costs more than it has to, or that will not work. */
export interface Finding {
  readonly rule: RuleId;
  /** The message, by its code and parameters in issues.ts. */
  readonly code: IssueCode;
  readonly params: Readonly<Record<string, string | number>>;
  readonly severity: Severity;
  readonly range: TextRange;
  readonly related: readonly RelatedPlace[];
  /** Null where only a person can mend it. */
  readonly fix: FindingFix | null;
  /**
   * Input tokens that the fix saves: counted before and after it, in the model's own tokens as far
   * as they can be known. Null without a fix; 0 where the fix saves no tokens.
   */
  readonly savedTokens: number | null;
  /** The same in US dollars a run of the file; null where there is no fix or no price. */
  readonly savedUsd: number | null;
  /** Without a fix: the tokens that the finding is about; null where it is about none. */
  readonly tokensAtStake: number | null;
}

/** What applying fixes together comes to. Less than the sum of each: fixes may meet. */
export interface Potential {
  readonly savedTokens: number;
  readonly savedUsd: number | null;
}

/** All that the rules say about one version of a prompt. */
export interface CheckResult {
  readonly findings: readonly Finding[];
  /** What all safe fixes save together. */
  readonly safe: Potential;
  /** What all fixes save together, the unsafe ones too. */
  readonly all: Potential;
}
