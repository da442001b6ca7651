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
 * `@path` after a blank or at the beginning of a line. "Imports are not evaluated inside markdown
 * code spans and code blocks" (code.claude.com/docs/en/memory, "CLAUDE.md imports"; for Gemini CLI:
 * geminicli.com/docs/reference/memport). Both tools try every such word ("See @README for project
 * overview"); those that may as well be a decorator, a package or somebody's name are tentative.
 */
function imports(text: string, from: number): Reference[] {
  const found: Reference[] = [];
  let fence: string | undefined;
  let blockStart = from;
  const endBlock = (end: number, next: number): void => {
    for (const each of blockImports(text.slice(blockStart, end), blockStart)) found.push(each);
    blockStart = next;
  };
  for (let lineStart = from; lineStart < text.length;) {
    const lineEnd = endOfLine(text, lineStart);
    const next = lineEnd + (text.startsWith('\r\n', lineEnd) ? 2 : 1);
    const mark = fenceMark(text, lineStart, lineEnd);
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      blockStart = next;
    } else if (mark !== undefined) {
      fence = mark;
      endBlock(lineStart, next);
    } else if (beginsBlock(text.slice(lineStart, Math.min(lineEnd, lineStart + 100)))) {
      endBlock(lineStart, lineStart);
    }
    lineStart = next;
  }
  if (fence === undefined) endBlock(text.length, text.length);
  return found;
}

/** A blank line, a list item, a heading, a quotation or a table row: no code span goes on into it. */
function beginsBlock(line: string): boolean {
  return /^\s*(?:$|[-*+]\s|\d{1,9}[.)]\s|#{1,6}\s|[>|])/.test(line);
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '\n' && text.charAt(at) !== '\r') at++;
  return at;
}

/**
 * The run of three or more back quotes or tildes that opens or closes a code block. A line with
 * more back quotes further on begins with a code span instead.
 */
function fenceMark(text: string, lineStart: number, lineEnd: number): string | undefined {
  let start = lineStart;
  while (start - lineStart < 3 && text.charAt(start) === ' ') start++;
  const unit = text.charAt(start);
  if (unit !== '`' && unit !== '~') return undefined;
  let end = start;
  while (text.charAt(end) === unit) end++;
  if (end - start < 3 || (unit === '`' && text.slice(end, lineEnd).includes('`'))) return undefined;
  return text.slice(start, end);
}

/** The imports of a paragraph, which begins at `start` of the file, outside its code spans. */
function* blockImports(block: string, start: number): Generator<Reference> {
  const spans = codeSpans(block);
  const word = /(?<![^ \t\r\n])@[^ \t\r\n`]+/g;
  let span = 0;
  for (let match = word.exec(block); match; match = word.exec(block)) {
    while (span < spans.length && (spans[span]?.end ?? 0) <= match.index) span++;
    if ((spans[span]?.start ?? block.length) <= match.index) continue;
    const target = match[0].slice(1).replace(/[.,;:!?)]{1,3}$/, '');
    if (!/^[\p{L}\p{N}._~/\\-]/u.test(target) || target.includes('://')) continue;
    const at = start + match.index;
    yield {
      kind: 'file',
      target: cutTarget(target),
      range: { start: at, end: at + 1 + target.length },
      included: true,
      ...(isClearlyPath(target) ? {} : { tentative: true }),
    };
  }
}

/** Endings of files that people give to a model; those that are methods' names as well are left out. */
const fileEndings = new RegExp(
  `\\.(?:${[
    'md|mdx|mdc|markdown|txt|rst|adoc|jsonc?|json5|jsonl|ya?ml|toml|ini|cfg|conf|xml|csv|tsv|html?',
    's?css|sass|less|js|jsx|[mc]js|tsx?|[mc]ts|vue|svelte|astro|py|pyi|ipynb|java|kts?|scala|groovy',
    'gradle|go|rs|rb|php|cs|fs|vb|cpp|cc|hpp|swift|dart|lua|jl|pl|exs?|erl|hs|clj|sh|bash|zsh|fish',
    'ps1|bat|sql|graphql|gql|proto|prisma|tf|hcl|j2|jinja2?|hbs|mustache|prompt|prompty|poml|baml',
  ].join('|')})$`,
  'i',
);

/**
 * Whether a word behind `@` can hardly be anything but a path: a missing file is worth a remark
 * then. `@app.post`, `@nestjs/bull`, `@Query('id')` and `@/lib/utils` are code.
 */
function isClearlyPath(target: string): boolean {
  const path = target.replace(/[#?].*$/s, '');
  if (/[()<>{}"'=,;|*]/.test(path)) return false;
  return (
    /^(?:\.{1,2}|~)[/\\]./.test(path) ||
    fileEndings.test(path) ||
    /[/\\][^/\\]+\.[chmr]$/i.test(path)
  );
}

/** The code spans of a paragraph: from a run of back quotes to the next one of the same length. */
function codeSpans(block: string): TextRange[] {
  const runs = [...block.matchAll(/`+/g)].map(({ 0: { length }, index }) => ({ length, index }));
  const nextOfLength = new Map<number, number>();
  const closing = runs
    .map(({ length }, run) => ({ length, run }))
    .reverse()
    .map(({ length, run }) => {
      const next = nextOfLength.get(length);
      nextOfLength.set(length, run);
      return next;
    })
    .reverse();
  const spans: TextRange[] = [];
  for (let run = 0; run < runs.length; run++) {
    const opening = runs[run];
    const last = closing[run];
    const close = last === undefined ? undefined : runs[last];
    if (!opening || !close || last === undefined) continue;
    spans.push({ start: opening.index, end: close.index + close.length });
    run = last;
  }
  return spans;
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
