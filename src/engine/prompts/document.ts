import type { Issue } from '../issues';
import type { TextRange } from '../text/range';
import type { WrittenEvaluation } from './evaluation';
import type { SyntaxParser } from './syntax';

/** The formats that prompts are written in, as docs/formats.md has them: a file in `formats/` each. */
export type FormatId =
  | 'prompty'
  | 'dotprompt'
  | 'github-models'
  | 'skill'
  | 'cursor-rule'
  | MarkdownFormatId
  | 'promptfoo'
  | 'litellm'
  | 'langchain'
  | 'poml'
  | 'baml'
  | 'template'
  | 'chat'
  | 'source'
  | 'text';

/** The kinds of Markdown that editors and agents send, and any other Markdown; see markdown.ts. */
export type MarkdownFormatId =
  | 'vscode-prompt'
  | 'vscode-agent'
  | 'vscode-chat-mode'
  | 'vscode-instructions'
  | 'always-on-instructions'
  | 'memory'
  | 'claude-agent'
  | 'claude-command'
  | 'claude-rule'
  | 'windsurf-rule'
  | 'markdown';

/** Who speaks in a segment; `none` where the format has no roles. */
export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool' | 'none';

/** What a segment is, which decides whether it carries a message's overhead. */
export type SegmentKind =
  /** A chat message: carries the provider's overhead a message. */
  | 'message'
  /** Text that is sent as part of a message that the format does not show. */
  | 'text'
  /** Tool or function definitions. */
  | 'tools'
  /** An output schema. */
  | 'schema';

/** When a segment is sent, where a format has both kinds. */
export type Tier =
  /** With every request: a skill's name and description, a rule that always applies. */
  | 'always'
  /** When the model or the editor asks for it: a skill's body, a rule for some files. */
  | 'on-demand';

/**
 * One part of what is sent. Segments of a document are in source order and never overlap; together
 * they hold all that is counted.
 */
export interface Segment {
  readonly kind: SegmentKind;
  readonly role: Role;
  /** Where the segment stands in the source, its quotes and keys not included. */
  readonly range: TextRange;
  /**
   * What the segment says, as pieces in order. Concatenating their `text` gives what is counted;
   * a piece that is the source verbatim has no `text` of its own. Source between two pieces (the
   * keys between two strings, indentation, white space that a tag trims) is not sent.
   */
  readonly pieces: readonly Piece[];
  /** For formats that hold many requests in one file (JSONL): which request this belongs to, from 0. */
  readonly request: number;
  /** Absent where the format does not tell tiers apart. */
  readonly tier?: Tier;
}

/**
 * A stretch of a segment. `range` is where it stands in the source; `text` what it contributes to
 * the counted text where that differs from the source (a decoded escape, a variable's sample value,
 * an empty string for template syntax that is not sent).
 */
export interface Piece {
  readonly range: TextRange;
  readonly text?: string;
}

/** An occurrence of a template variable. */
export interface Variable {
  /** As a dotted path where the template reads a part of it: `user.name`. */
  readonly name: string;
  /** The whole placeholder, delimiters included; the name alone where a control tag uses it. */
  readonly range: TextRange;
  /** The value that it is counted with, where the file gives one. */
  readonly sample?: string;
}

/** Something that the prompt sends besides its own text, or points at. */
export interface Reference {
  readonly kind: 'file' | 'image' | 'audio' | 'url' | 'tool';
  /** As written: a path relative to the file, a URL, or a name; cut to 200 characters. */
  readonly target: string;
  readonly range: TextRange;
  /** True where the file's content is sent along, so that it counts (see includes.ts). */
  readonly included?: true;
  /** True where it is included only if there is such a file, and may mean anything else if not. */
  readonly tentative?: true;
}

/** A value with the place where it was read. */
export interface Located<T> {
  readonly value: T;
  readonly range: TextRange;
}

/** A variable that a file says it takes. */
export interface DeclaredVariable extends Located<string> {
  /** True where it is sent without a placeholder too: a conversation. */
  readonly needsNoPlaceholder?: true;
}

/** A prompt file, parsed. Parsing never fails: what is wrong is in `issues`, the rest is counted. */
export interface PromptDocument {
  readonly format: FormatId;
  /** The models that the file names, in its order, as written. */
  readonly models: readonly Located<string>[];
  readonly segments: readonly Segment[];
  /** Every occurrence, in source order. */
  readonly variables: readonly Variable[];
  readonly references: readonly Reference[];
  /** The variables that the file says it takes, where it does say so: their names alone. */
  readonly declared?: readonly DeclaredVariable[];
  /** The limit on output tokens that the file sets; of several requests' limits the largest. */
  readonly maxOutputTokens?: Located<number>;
  /** How many requests the file holds: 1 but for JSONL and the like. */
  readonly requests: number;
  /** Where running the file makes other calls than its requests: what they are made of. */
  readonly evaluation?: WrittenEvaluation;
  /** The files that instructions or a rule go with: globs, as written. */
  readonly appliesTo?: Located<string>;
  /** True where the requests go through a batch interface, at the batch price. */
  readonly batch: boolean;
  readonly issues: readonly Issue[];
}

/** The text that a segment contributes to the count. */
export function segmentText(source: string, segment: Segment): string {
  let text = '';
  for (const piece of segment.pieces) {
    text += piece.text ?? source.slice(piece.range.start, piece.range.end);
  }
  return text;
}

/** What detection may look at. */
export interface FormatHint {
  /** The path with forward slashes, relative or absolute; detection is by its end. */
  readonly path: string;
  /** The editor's language id, where there is an editor. */
  readonly languageId?: string;
}

/** A prompt format. */
export interface PromptFormat {
  readonly id: FormatId;
  /** True where the path, the language or the start of the text says that a file is in this format. */
  detect(hint: FormatHint, text: string, syntax?: SyntaxParser): boolean;
  /** Total: any text gives a document. */
  parse(text: string, hint: FormatHint, syntax?: SyntaxParser): PromptDocument;
}
