import type { TextRange } from '../text/range';
import type { Reference } from './document';
import { cutTarget } from './references';

/** How a Markdown file takes in others. */
export type ReferenceStyle =
  /** VS Code: Markdown links to files, and `#file:path`, `#tool:name`. */
  | 'links'
  /** Claude Code and Gemini: `@path` outside code. */
  | 'imports'
  /** Cursor: `@file.ts`, and links of its own scheme, `[file](mdc:path)`. */
  | 'mentions';

/** The files and tools that the body of a Markdown prompt names, from `from` on, in order. */
export function bodyReferences(text: string, from: number, style: ReferenceStyle): Reference[] {
  if (style === 'imports') return imports(text, from);
  if (style === 'mentions') return [...imports(text, from), ...cursorLinks(text, from)];
  return [...links(text, from), ...hashReferences(text, from)];
}

/** Markdown links, images not included, whose target is a file: no URL and no heading. */
function links(text: string, from: number): Reference[] {
  const found: Reference[] = [];
  let bracket = -1;
  for (let at = from; at < text.length; at++) {
    const unit = text.charAt(at);
    if (unit === '\n' || unit === '\r') bracket = -1;
    else if (unit === '[') bracket = at;
    else if (unit === ']' && bracket >= 0) {
      const start = at + 2;
      const end = text.charAt(at + 1) === '(' ? targetEnd(text, start) : -1;
      const target = end > start ? text.slice(start, end) : '';
      if (text.charAt(bracket - 1) !== '!' && isFile(target)) {
        found.push({ kind: 'file', target: cutTarget(target), range: { start, end } });
      }
      bracket = -1;
    }
  }
  return found;
}

/** Where a link's target ends, at a blank or a bracket; -1 where it is never closed. */
function targetEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !' \t\r\n()[]<>'.includes(text.charAt(at))) at++;
  const unit = text.charAt(at);
  return unit === ')' || unit === ' ' ? at : -1;
}

function isFile(target: string): boolean {
  return target !== '' && !target.startsWith('#') && !/^[a-z][a-z0-9+.-]*:/i.test(target);
}

function cursorLinks(text: string, from: number): Reference[] {
  const found: Reference[] = [];
  for (let at = text.indexOf('](mdc:', from); at >= 0; at = text.indexOf('](mdc:', at + 1)) {
    const start = at + '](mdc:'.length;
    const end = targetEnd(text, start);
    if (end <= start) continue;
    const target = cutTarget(text.slice(start, end));
    found.push({ kind: 'file', target, range: { start, end }, included: true });
  }
  return found;
}

function hashReferences(text: string, from: number): Reference[] {
  const pattern = /(?<![^\s([])#(file|tool):([^\s#)\]]+)/gi;
  pattern.lastIndex = from;
  const found: Reference[] = [];
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const target = (match[2] ?? '').replace(/[.,;:!?'"`]{1,3}$/, '');
    if (target === '') continue;
    const start = match.index + match[0].length - (match[2] ?? '').length;
    const kind = match[1]?.toLowerCase() === 'tool' ? 'tool' : 'file';
    found.push({ kind, target: cutTarget(target), range: { start, end: start + target.length } });
  }
  return found;
}

/**
 * `@path` after a blank or at the beginning of a line, not in code (Claude Code's documentation,
 * "CLAUDE.md imports"). A mention without a slash or a dot, such as `@someone`, is no path.
 */
function imports(text: string, from: number): Reference[] {
  const found: Reference[] = [];
  let fence: string | undefined;
  let lineStart = from;
  while (lineStart < text.length) {
    const lineEnd = endOfLine(text, lineStart);
    const mark = fenceMark(text, lineStart);
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
    } else if (mark !== undefined) fence = mark;
    else for (const reference of lineImports(text, lineStart, lineEnd)) found.push(reference);
    lineStart = lineEnd + 1;
  }
  return found;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '\n' && text.charAt(at) !== '\r') at++;
  return at;
}

/** The run of three or more back quotes or tildes that opens or closes a code block. */
function fenceMark(text: string, lineStart: number): string | undefined {
  let start = lineStart;
  while (start - lineStart < 3 && text.charAt(start) === ' ') start++;
  const unit = text.charAt(start);
  if (unit !== '`' && unit !== '~') return undefined;
  let end = start;
  while (text.charAt(end) === unit) end++;
  return end - start >= 3 ? text.slice(start, end) : undefined;
}

function* lineImports(text: string, start: number, end: number): Generator<Reference> {
  let inCode = false;
  for (let at = start; at < end; at++) {
    const unit = text.charAt(at);
    if (unit === '`') inCode = !inCode;
    const before = text.charAt(at - 1);
    if (unit !== '@' || inCode || !(at === start || before === ' ' || before === '\t')) continue;
    let stop = at + 1;
    while (stop < end && !' \t`'.includes(text.charAt(stop))) stop++;
    const target = text.slice(at + 1, stop).replace(/[.,;:!?)]{1,3}$/, '');
    if (/[./]/.test(target)) {
      yield {
        kind: 'file',
        target: cutTarget(target),
        range: { start: at, end: at + 1 + target.length },
        included: true,
      };
    }
    at = stop - 1;
  }
}

/** A Markdown image: its reference, and the whole of it, brackets included. */
export interface ImageReference {
  readonly reference: Reference;
  readonly whole: TextRange;
}

/** The Markdown images in a range, in order: `![alt](target "title")`. */
export function imageReferences(
  text: string,
  { start: from, end: limit }: TextRange,
): ImageReference[] {
  const found: ImageReference[] = [];
  let open = -1;
  for (let at = from; at < limit; at++) {
    if (text.startsWith('![', at)) open = at;
    if (text.charAt(at) !== ']' || open < 0) continue;
    const start = at + 2;
    const end = text.charAt(at + 1) === '(' ? targetEnd(text, start) : -1;
    const close = end > start ? closingBracket(text, end, limit) : -1;
    if (close >= 0) {
      const target = cutTarget(text.slice(start, end));
      const reference = { kind: 'image', target, range: { start, end } } as const;
      found.push({ reference, whole: { start: open, end: close + 1 } });
    }
    open = -1;
  }
  return found;
}

/** The bracket that closes a link after its target: at once, or after a title of up to 200 units. */
function closingBracket(text: string, from: number, limit: number): number {
  const end = Math.min(limit, from + 200);
  for (let at = from; at < end && text.charAt(at) !== '\n'; at++) {
    if (text.charAt(at) === ')') return at;
  }
  return -1;
}
