import type { TextRange } from '../text/range';

/**
 * The template languages that prompts are written in. Nunjucks is read as Jinja; `expressions` is
 * `{{ }}` alone, with an expression of a programming language in it.
 */
export type TemplateSyntax = 'jinja' | 'handlebars' | 'mustache' | 'expressions';

/** A stretch of a template. */
export interface TemplateToken {
  readonly kind:
    /** Text that is sent. */
    | 'text'
    /** A value is put here: `{{ name }}`. */
    | 'output'
    /** Control: `{% if %}`, `{{#each}}`; sends nothing itself. */
    | 'tag'
    | 'comment';
  /** Delimiters included; for text, without the white space that a neighbour trims. */
  readonly range: TextRange;
  /** What stands between the delimiters and their trim marks, sigils included. */
  readonly inner: TextRange;
}

/** A template cut up. */
export interface ScannedTemplate {
  readonly tokens: readonly TemplateToken[];
  /** The delimiters that are never closed, which are text: the first thousand of them. */
  readonly unclosed: readonly TextRange[];
}

/**
 * A tag longer than this, in UTF-16 code units, is taken for text: an opening brace pair in a code
 * sample must not hide the rest of a prompt from the count.
 */
const longestTag = 10_000;

const mostUnclosed = 1000;

/**
 * Cuts a template into text and tags in one pass. A string in a tag may hold the closing delimiter.
 * White space goes where the language says so: at `{%-` and `-%}` in Jinja (its option trim_blocks
 * is off, as in the engines' defaults), `{{~` and `~}}` in Handlebars, and around a control tag
 * that is alone on its line in Mustache and Handlebars.
 */
export function scanTemplate(text: string, syntax: TemplateSyntax): ScannedTemplate {
  const scan = new Scan(text, syntax);
  scan.run();
  return { tokens: trimmedTokens(text, scan.tokens, syntax), unclosed: scan.unclosed };
}

interface Opening {
  readonly kind: TemplateToken['kind'];
  readonly open: string;
  readonly close: string;
}

const jinjaOpenings: readonly Opening[] = [
  { kind: 'output', open: '{{', close: '}}' },
  { kind: 'tag', open: '{%', close: '%}' },
  { kind: 'comment', open: '{#', close: '#}' },
];

const expressionOpenings: readonly Opening[] = [{ kind: 'output', open: '{{', close: '}}' }];

const braceOpenings: readonly Opening[] = [
  { kind: 'comment', open: '{{!--', close: '--}}' },
  { kind: 'comment', open: '{{~!--', close: '--~}}' },
  { kind: 'output', open: '{{{', close: '}}}' },
  { kind: 'output', open: '{{', close: '}}' },
];

const openingsOf: Readonly<Record<TemplateSyntax, readonly Opening[]>> = {
  jinja: jinjaOpenings,
  handlebars: braceOpenings,
  mustache: braceOpenings,
  expressions: expressionOpenings,
};

class Scan {
  readonly tokens: TemplateToken[] = [];
  readonly unclosed: TextRange[] = [];
  private textStart = 0;
  /** Up to here strings were followed in vain: not again, or a hostile text takes quadratic time. */
  private stringsFailedTo = 0;
  private rawIsNeverClosed = false;
  private readonly next: NextFinder;

  constructor(
    private readonly text: string,
    private readonly syntax: TemplateSyntax,
  ) {
    this.next = new NextFinder(text);
  }

  run(): void {
    let at = this.text.indexOf('{');
    while (at >= 0) {
      at = this.text.indexOf('{', this.step(at));
    }
    this.pushText(this.text.length);
  }

  /** Handles the brace at `at`; returns where to look for the next. */
  private step(at: number): number {
    const opening = openingsOf[this.syntax].find(({ open }) => this.text.startsWith(open, at));
    if (!opening) return at + 1;
    if (this.syntax === 'handlebars' && this.text.charAt(at - 1) === '\\') {
      return at + opening.open.length;
    }
    const contentStart = at + opening.open.length;
    const closeAt =
      opening.kind === 'comment'
        ? this.next.find(opening.close, contentStart)
        : this.closeOfTag(opening, contentStart);
    if (closeAt < 0) {
      if (this.unclosed.length < mostUnclosed) this.unclosed.push({ start: at, end: contentStart });
      return contentStart;
    }
    const end = closeAt + opening.close.length;
    this.pushText(at);
    const token = this.classified(
      opening,
      { start: at, end },
      { start: contentStart, end: closeAt },
    );
    this.tokens.push(token);
    this.textStart = end;
    return token.kind === 'tag' && this.syntax === 'jinja' ? this.afterRaw(token) : end;
  }

  private pushText(end: number): void {
    if (end <= this.textStart) return;
    const range = { start: this.textStart, end };
    this.tokens.push({ kind: 'text', range, inner: range });
  }

  private classified(opening: Opening, range: TextRange, content: TextRange): TemplateToken {
    if (this.syntax === 'expressions') return { kind: 'output', range, inner: content };
    const inner = trimmed(this.text, content, this.syntax === 'jinja' ? '-+' : '~');
    if (this.syntax === 'jinja' || opening.kind === 'comment') {
      return { kind: opening.kind, range, inner };
    }
    const sigil = this.text.charAt(inner.start);
    if (sigil === '!' && inner.end > inner.start) return { kind: 'comment', range, inner };
    const name = this.text.slice(inner.start, Math.min(inner.end, inner.start + 6)).trimEnd();
    const control = '#/^>=*'.includes(sigil) && inner.end > inner.start;
    const elseTag = this.syntax === 'handlebars' && /^else(?:\s|$)/.test(name);
    return { kind: control || elseTag ? 'tag' : 'output', range, inner };
  }

  /** Where the tag's closing delimiter stands, those in strings passed over; -1 without one. */
  private closeOfTag({ close }: Opening, from: number): number {
    const plain = this.next.find(close, from);
    if (plain < 0 || plain - from > longestTag) return -1;
    if (this.syntax === 'mustache' || from < this.stringsFailedTo) return plain;
    // A lone apostrophe is no string: then the nearest delimiter closes.
    return this.closePastStrings(close, from) ?? plain;
  }

  private closePastStrings(close: string, from: number): number | undefined {
    let at = from;
    while (at < this.text.length && at - from <= longestTag) {
      if (this.text.startsWith(close, at)) return at;
      const unit = this.text.charAt(at);
      if (unit === '"' || unit === "'") {
        const end = this.next.findUnescaped(unit, at + 1);
        if (end < 0) break;
        at = end + 1;
      } else at++;
    }
    this.stringsFailedTo = at;
    return undefined;
  }

  /** Jinja's raw block: what it holds is text. */
  private afterRaw(tag: TemplateToken): number {
    if (this.rawIsNeverClosed || !this.innerIs(tag.inner, 'raw')) return tag.range.end;
    for (let at = this.next.find('{%', tag.range.end); at >= 0; at = this.next.find('{%', at + 2)) {
      const close = this.next.find('%}', at);
      if (close < 0) break;
      const inner = trimmed(this.text, { start: at + 2, end: close }, '-+');
      if (this.innerIs(inner, 'endraw')) return at;
    }
    this.rawIsNeverClosed = true;
    return tag.range.end;
  }

  private innerIs({ start, end }: TextRange, word: string): boolean {
    return end - start < word.length + 20 && this.text.slice(start, end).trim() === word;
  }
}

/**
 * Searches forward from places that only grow, remembering each answer, so that a text full of
 * openings without a close is still read in one pass.
 */
class NextFinder {
  private readonly found = new Map<string, number>();
  private readonly from = new Map<string, number>();

  constructor(private readonly text: string) {}

  find(what: string, from: number): number {
    return this.remembered(what, from, () => this.text.indexOf(what, from));
  }

  /** The next `quote` that no backslash escapes. */
  findUnescaped(quote: string, from: number): number {
    return this.remembered(`\\${quote}`, from, () => {
      for (let at = from; at < this.text.length; at++) {
        const unit = this.text.charAt(at);
        if (unit === '\\') at++;
        else if (unit === quote) return at;
      }
      return -1;
    });
  }

  private remembered(key: string, from: number, search: () => number): number {
    const last = this.found.get(key);
    const lastFrom = this.from.get(key) ?? Infinity;
    if (last !== undefined && from >= lastFrom && (last < 0 || last >= from)) return last;
    const found = search();
    this.found.set(key, found);
    this.from.set(key, from);
    return found;
  }
}

/** A tag's content without its trim marks. */
function trimmed(text: string, content: TextRange, marks: string): TextRange {
  let { start, end } = content;
  if (start < end && marks.includes(text.charAt(start))) start++;
  if (start < end && marks.includes(text.charAt(end - 1))) end--;
  return { start, end };
}

/** Takes the white space from text tokens that their neighbours trim. */
function trimmedTokens(
  text: string,
  tokens: readonly TemplateToken[],
  syntax: TemplateSyntax,
): TemplateToken[] {
  const result: TemplateToken[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'text') {
      result.push(token);
      return;
    }
    const before = tokens[index - 1];
    const after = tokens[index + 1];
    let { start, end } = token.range;
    if (before) {
      if (trims(text, before, 'after', syntax)) start = skipSpace(text, start, end);
      else if (isAlone(text, before, syntax)) start = lineEndAfter(text, start, end);
    }
    if (after) {
      if (trims(text, after, 'before', syntax)) end = skipSpaceBack(text, start, end);
      else if (isAlone(text, after, syntax)) end = blanksBack(text, start, end);
    }
    if (start < end) {
      const range = { start, end };
      result.push({ kind: 'text', range, inner: range });
    }
  });
  return result;
}

function trims(
  text: string,
  token: TemplateToken,
  side: 'before' | 'after',
  syntax: TemplateSyntax,
): boolean {
  const mark = syntax === 'jinja' ? '-' : '~';
  if (syntax === 'mustache' || syntax === 'expressions') return false;
  const { range } = token;
  return side === 'before'
    ? text.charAt(range.start + 2) === mark
    : text.charAt(range.end - 3) === mark && range.end - range.start > 4;
}

/** Whether a control tag or comment is alone on its line: Mustache and Handlebars drop that line. */
function isAlone(text: string, token: TemplateToken, syntax: TemplateSyntax): boolean {
  if (syntax === 'jinja' || syntax === 'expressions' || token.kind === 'output') return false;
  const { start, end } = token.range;
  if (text.startsWith('{{>', start)) return false;
  let before = start;
  while (before > 0 && isBlank(text.charAt(before - 1))) before--;
  let after = end;
  while (after < text.length && isBlank(text.charAt(after))) after++;
  return (
    (before === 0 || isLineEnd(text.charAt(before - 1))) &&
    (after === text.length || isLineEnd(text.charAt(after)))
  );
}

function lineEndAfter(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && isBlank(text.charAt(at))) at++;
  if (text.startsWith('\r\n', at)) return Math.min(at + 2, limit);
  return at < limit && isLineEnd(text.charAt(at)) ? at + 1 : at;
}

function blanksBack(text: string, from: number, limit: number): number {
  let end = limit;
  while (end > from && isBlank(text.charAt(end - 1))) end--;
  return end;
}

function skipSpace(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && isSpace(text.charAt(at))) at++;
  return at;
}

function skipSpaceBack(text: string, from: number, limit: number): number {
  let end = limit;
  while (end > from && isSpace(text.charAt(end - 1))) end--;
  return end;
}

function isBlank(unit: string): boolean {
  return unit === ' ' || unit === '\t';
}

function isLineEnd(unit: string): boolean {
  return unit === '\n' || unit === '\r';
}

function isSpace(unit: string): boolean {
  return isBlank(unit) || isLineEnd(unit);
}
