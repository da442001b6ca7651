import type * as z from 'zod';
import type { IssueCode, Severity } from '../issues';
import type { ModelCatalog } from '../pricing/price';
import type { PromptDocument } from '../prompts/document';
import type { PromptReport } from '../report/report';
import type { TextRange } from '../text/range';
import type { FixKind, RelatedPlace, RuleId, TextEdit } from './finding';
import type { SegmentEdit, SegmentText } from './promptText';

/** What rules look at: one version of a prompt, parsed and counted. */
export interface CheckedPrompt {
  readonly source: string;
  /** The file's path, with forward slashes; budgets are given by it. */
  readonly path: string;
  readonly document: PromptDocument;
  readonly report: PromptReport;
  readonly catalog: ModelCatalog;
  /** The day that it is, for what is dated. */
  readonly today: Date;
  /** What the author wrote, a text a segment, in the document's order. */
  readonly texts: readonly SegmentText[];
  /** Tokens of a text, in the model's own as far as they can be known. */
  readonly count: (text: string) => number;
  /** Tokens that edits save, counted before and after; negative where they cost more. */
  readonly saved: (edits: SegmentEdits) => number;
}

/** Edits of what one segment says. */
export interface SegmentEdits {
  readonly text: SegmentText;
  /** In order, none overlapping another. */
  readonly edits: readonly SegmentEdit[];
}

/** What a rule has found; its savings are measured by whoever runs the rule. */
export interface Draft {
  readonly code: IssueCode;
  readonly params?: Readonly<Record<string, string | number>>;
  /** In the source. */
  readonly range: TextRange;
  /** Where it is not the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedPlace[];
  /** What mends it: edits of what is sent, or of the source around it, which saves no tokens. */
  readonly fix?: {
    readonly kind: FixKind;
    readonly edits: SegmentEdits | readonly TextEdit[];
  };
  /** The tokens that it is about, where nothing mends it; counted when the finding is listed. */
  readonly tokensAtStake?: number | (() => number);
}

/**
 * Places that one fix mends; a file with more of them is mended in several goes. Each place is counted
 * before and after, which for hundreds of thousands would take seconds.
 */
export const mostPlaces = 5000;

/** A prompt before and after a rule's advice, for its page of documentation. */
export interface RuleExample {
  /** By its name the format is known. */
  readonly file: string;
  /** Options of the rule, where it finds nothing without. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** A long one is shown in parts. */
  readonly before: string;
  /** What the fix makes of it; absent where only a person can mend it. */
  readonly after?: string;
}

/** A rule of the optimizer. */
export interface Rule<Options = unknown> {
  readonly id: RuleId;
  readonly severity: Severity;
  /** The strongest fix that it has. */
  readonly fix: FixKind | 'none';
  /** A schema of an object, each key with its default and a description. */
  readonly options: z.ZodType<Options>;
  readonly docs: {
    /** One line, without a full stop. */
    readonly title: string;
    /** Markdown: what is found, why it costs, what to do, what is left alone. */
    readonly description: string;
    readonly example: RuleExample;
  };
  /** Pure, and linear in the length of the prompt. */
  readonly check: (prompt: CheckedPrompt, options: Options) => readonly Draft[];
}

/** A rule whose options are checked against its own schema, made one of many. */
export function defineRule<Options>(rule: Rule<Options>): Rule {
  return { ...rule, check: (prompt, options) => rule.check(prompt, options as Options) };
}
