import type { TextRange } from '../text/range';

/** A stretch of a prompt that is not the author's prose. */
export interface ProtectedRange extends TextRange {
  readonly kind:
    /** A fenced or indented block, or code in a line. */
    | 'code'
    /** A placeholder or a tag of a template. */
    | 'template'
    /** A URL, or the path of a file. */
    | 'address'
    /** What is quoted or given as data: quotations, tables, blocks of data in XML tags. */
    | 'data'
    /** Tags and comments of HTML or XML. */
    | 'markup';
}

/** XML elements that hold data rather than instructions. */
const dataElements = new Set([
  ...['document', 'documents', 'context', 'data', 'input', 'text', 'article', 'transcript'],
  ...['email', 'conversation', 'history', 'source', 'sources', 'content', 'example', 'examples'],
  ...['code', 'pre', 'diff', 'log', 'json', 'schema', 'output', 'query', 'user_input'],
]);

/**
 * Patterns of one line, each with a bound where it could run on, so that a hostile text takes
 * linear time. Braces cover the placeholders of templates that the format itself does not fill in.
 */
const patterns: readonly (readonly [ProtectedRange['kind'], RegExp])[] = [
  ['code', /``[^\n]{1,500}?``|`[^`\n]{1,500}`/g],
  ['address', /\b[a-z][a-z+.-]{1,12}:\/\/[^\s<>"')\]]+|\]\([^()\s]{1,500}\)/gi],
  ['address', /(?<![\w.~@-])(?:[\w.~@-]{1,100}[\\/])+[\w.~@*-]{1,100}/g],
  [
    'template',
    /\{\{[^{}\n]{0,300}\}\}|\{[%#][^\n]{0,300}?[%#]\}|[$#]?\{[A-Za-z_][^{}\n]{0,100}\}|<<[A-Z_]{1,40}>>/g,
  ],
  ['markup', /<\/?[A-Za-z][^<>\n]{0,300}>/g],
  ['data', /"[^"\n]{1,300}"|“[^”\n]{1,300}”|«[^»\n]{1,300}»/g],
  ['data', /(?:^|\n)[ \t]{0,3}[>|][^\n]*/g],
];

/**
 * What no rewording may touch in a text: code, templates, addresses, quoted data, markup; in order,
 * overlapping ones made one of the first one's kind. Takes linear time.
 *
 * @param templates the placeholders that the format itself knows.
 */
export function protectedRanges(
  text: string,
  templates: readonly TextRange[],
): readonly ProtectedRange[] {
  const found: ProtectedRange[] = [
    ...templates.map((range) => ({ ...range, kind: 'template' as const })),
    ...codeBlocks(text),
    ...blocksBetween(text, '<!--', '-->', 'markup'),
    ...blocksBetween(text, '"""', '"""', 'data'),
    ...dataBlocks(text),
  ];
  for (const [kind, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const lineBreak = match[0].startsWith('\n') ? 1 : 0;
      const start = match.index + lineBreak;
      found.push({ kind, start, end: match.index + match[0].length });
    }
  }
  return merged(found);
}

function merged(ranges: readonly ProtectedRange[]): ProtectedRange[] {
  const result: ProtectedRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last && range.start < last.end) {
      if (range.end > last.end) result[result.length - 1] = { ...last, end: range.end };
    } else result.push(range);
  }
  return result;
}

const fence = /^ {0,3}(?:>\s?)?(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)*[ \t]*(`{3,}|~{3,})/;

/** Fenced blocks, open to the end where nothing closes them, and lines that are indented as code. */
function codeBlocks(text: string): ProtectedRange[] {
  const blocks: ProtectedRange[] = [];
  let open: { readonly start: number; readonly mark: string } | undefined;
  let isListed = false;
  let wasBlank = true;
  for (const { start, end } of linesOf(text)) {
    const line = text.slice(start, Math.min(end, start + 300));
    const mark = fence.exec(line)?.[1];
    if (open) {
      const closes = mark?.startsWith(open.mark) === true && line.trim() === mark;
      if (closes) {
        blocks.push({ kind: 'code', start: open.start, end });
        open = undefined;
      }
      continue;
    }
    if (mark !== undefined) {
      open = { start, mark };
      continue;
    }
    const isBlank = line.trim() === '';
    const indentation = /^[ \t]*/.exec(line)?.[0] ?? '';
    const isDeep = indentation.includes('\t') || indentation.length >= 4;
    if (!isBlank && !isDeep) isListed = /^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]/.test(line);
    else if (isDeep && !isBlank && !isListed && (wasBlank || blocks.at(-1)?.end === start)) {
      blocks.push({ kind: 'code', start, end });
    }
    wasBlank = isBlank;
  }
  if (open) blocks.push({ kind: 'code', start: open.start, end: text.length });
  return blocks;
}

/** The lines of a text, each with its line break. */
export function* linesOf(text: string): Generator<TextRange> {
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found + 1;
    yield { start, end };
    start = end;
  }
}

function* blocksBetween(
  text: string,
  open: string,
  close: string,
  kind: ProtectedRange['kind'],
): Generator<ProtectedRange> {
  let start = text.indexOf(open);
  while (start >= 0) {
    const closed = text.indexOf(close, start + open.length);
    if (closed < 0) return;
    const end = closed + close.length;
    yield { kind, start, end };
    start = text.indexOf(open, end);
  }
}

/** The content of XML elements that hold data. */
function* dataBlocks(text: string): Generator<ProtectedRange> {
  const unclosed = new Set<string>();
  let from = 0;
  for (const match of text.matchAll(/<([A-Za-z_][\w-]{0,40})(?:\s[^<>\n]{0,200})?>/g)) {
    const name = match[1] ?? '';
    if (match.index < from || unclosed.has(name) || !dataElements.has(name.toLowerCase())) continue;
    const close = `</${name}>`;
    const closed = text.indexOf(close, match.index);
    if (closed < 0) {
      unclosed.add(name);
      continue;
    }
    from = closed + close.length;
    yield { kind: 'data', start: match.index, end: from };
  }
}
