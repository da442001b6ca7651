import type { TextRange } from '../text/range';
import type { Piece } from './document';
import { childrenOfType, type SyntaxNode } from './syntax';

/** A part of a string literal: text, or an expression that is put in. */
export type StringPart =
  | { readonly kind: 'text'; readonly piece: Piece }
  | {
      readonly kind: 'hole';
      /** Braces included. */
      readonly range: TextRange;
      /** What is put in as it is; undefined where it is formatted, or missing. */
      readonly expression: SyntaxNode | undefined;
    };

/** The expressions of an f-string and of a template literal. */
const holeTypes: ReadonlySet<string> = new Set(['interpolation', 'template_substitution']);

const quoteTypes: ReadonlySet<string> = new Set(['string_start', 'string_end', '"', "'", '`']);

const partTypes: ReadonlySet<string> = new Set([...holeTypes, ...quoteTypes]);

/**
 * The parts of a string literal in order, escapes decoded and line ends as the languages have them:
 * a line feed, whatever the file has.
 *
 * @param tag the tag of a template literal; `String.raw` decodes no escapes.
 */
export function stringParts(text: string, node: SyntaxNode, tag = ''): StringPart[] {
  // A long string may have a child an escape: only these are looked at.
  const children = childrenOfType(node, partTypes);
  const [open, close] = children.filter(({ type }) => quoteTypes.has(type));
  const reading = open?.type === 'string_start' ? pythonReading(text, open) : scriptReading(tag);
  const end = close?.startIndex ?? node.endIndex;
  const parts: StringPart[] = [];
  let at = open?.endIndex ?? node.startIndex;
  for (const hole of children) {
    if (!holeTypes.has(hole.type)) continue;
    readText(text, { start: at, end: hole.startIndex }, reading, parts);
    at = hole.endIndex;
    const range = { start: hole.startIndex, end: at };
    parts.push({ kind: 'hole', range, expression: expressionOf(hole) });
  }
  readText(text, { start: at, end }, reading, parts);
  return parts;
}

/** How the text of a literal is read. */
interface Reading {
  readonly escapes: Escapes | undefined;
  /** Whether a doubled brace is one brace. */
  readonly bracesDouble: boolean;
}

function scriptReading(tag: string): Reading {
  return { escapes: tag === 'String.raw' ? undefined : scriptEscapes, bracesDouble: false };
}

function pythonReading(text: string, { startIndex, endIndex }: SyntaxNode): Reading {
  const prefix = text.slice(startIndex, endIndex).toLowerCase();
  return {
    escapes: prefix.includes('r') ? undefined : pythonEscapes,
    bracesDouble: prefix.includes('f'),
  };
}

function expressionOf(hole: SyntaxNode): SyntaxNode | undefined {
  const inner = hole.namedChildren.filter(({ type }) => type !== 'comment');
  // A conversion or a format makes something else of the value.
  return inner.length === 1 ? inner[0] : undefined;
}

/** Adds one part a verbatim run and one an escape. */
function readText(text: string, range: TextRange, reading: Reading, parts: StringPart[]): void {
  let runStart = range.start;
  let at = range.start;
  while (at < range.end) {
    const escape = escapeAt(text, at, range.end, reading);
    if (!escape) {
      at++;
      continue;
    }
    if (at > runStart) {
      parts.push({ kind: 'text', piece: { range: { start: runStart, end: at } } });
    }
    const end = Math.min(at + escape.length, range.end);
    parts.push({ kind: 'text', piece: { range: { start: at, end }, text: escape.text } });
    at = end;
    runStart = at;
  }
  if (range.end > runStart) {
    parts.push({ kind: 'text', piece: { range: { start: runStart, end: range.end } } });
  }
}

/** A stretch of source that stands for another text. */
interface Escape {
  readonly length: number;
  readonly text: string;
}

function escapeAt(text: string, at: number, limit: number, reading: Reading): Escape | undefined {
  const unit = text.charAt(at);
  if (unit === '\\') return reading.escapes && backslashAt(text, at, limit, reading.escapes);
  if (unit === '\r') return { length: text.charAt(at + 1) === '\n' ? 2 : 1, text: '\n' };
  const isBrace = reading.bracesDouble && (unit === '{' || unit === '}');
  return isBrace && text.charAt(at + 1) === unit ? { length: 2, text: unit } : undefined;
}

/** The escapes of a language. */
interface Escapes {
  /** A character that stands for another behind a backslash. */
  readonly simple: Readonly<Partial<Record<string, string>>>;
  /** A character by its number: all groups are hexadecimal digits but the last, which are octal. */
  readonly byNumber: RegExp;
  /** Line ends that a backslash takes away. */
  readonly lineEnd: RegExp;
  /** Whether the backslash of an escape that means nothing is text. */
  readonly keepsUnknown: boolean;
}

const commonEscapes = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' } as const;

/**
 * https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences, but for `\N{name}`,
 * which is kept as it is written.
 */
const pythonEscapes: Escapes = {
  simple: { ...commonEscapes, a: '\x07', '\\': '\\', '"': '"', "'": "'" },
  byNumber: /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3}))/y,
  lineEnd: /\\(?:\r\n|[\n\r])/y,
  keepsUnknown: true,
};

/** https://tc39.es/ecma262/#prod-EscapeSequence, with the octal ones of sloppy code. */
const scriptEscapes: Escapes = {
  simple: commonEscapes,
  byNumber:
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\}|([0-3][0-7]{0,2}|[4-7][0-7]?))/y,
  lineEnd: /\\(?:\r\n|[\n\r\u2028\u2029])/y,
  keepsUnknown: false,
};

function backslashAt(text: string, at: number, limit: number, escapes: Escapes): Escape {
  const lineEnd = matchAt(escapes.lineEnd, text, at);
  if (lineEnd) return { length: lineEnd[0].length, text: '' };
  const number = matchAt(escapes.byNumber, text, at);
  const decoded = number && numbered(number);
  if (decoded) return decoded;
  const unit = text.slice(at + 1, Math.min(at + 2, limit));
  const simple = escapes.simple[unit];
  if (simple !== undefined) return { length: 2, text: simple };
  // Both are taken: a backslash behind this one must not be read as the start of another escape.
  return { length: 2, text: escapes.keepsUnknown ? `\\${unit}` : unit };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The character that an escape names by its number; undefined where there is no such character. */
function numbered(match: RegExpExecArray): Escape | undefined {
  const [whole, ...groups] = match;
  const octal = groups.at(-1);
  const digits = groups.find(Boolean) ?? '';
  const code = Number.parseInt(digits, octal === undefined ? 16 : 8);
  return code <= 0x10ffff ? { length: whole.length, text: String.fromCodePoint(code) } : undefined;
}
