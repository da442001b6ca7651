import { createScanner } from 'jsonc-parser';
import type { Issue, IssueCode } from '../issues';
import type { IssueList } from './issueList';
import type { TextRange } from '../text/range';
import type { Piece } from './document';
import type { SourceEntry, SourceString, SourceValue } from './source';

/** Reads the value that stands in a range of the text that the reader was made for, if any does. */
export type JsonReader = (range: TextRange, issues: IssueList) => SourceValue | undefined;

/**
 * The tokens of jsonc-parser's scanner: its enumerations exist only in its types, which isolated
 * modules cannot read.
 */
const token = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  trivia: 15,
  eof: 17,
};
/** Its fault for a string that its line ends before its quote. */
const unclosedString = 2;

/** How many pieces the strings of a file may take up before they are read coarsely. */
const finePieces = 200_000;
/** The length of a coarse piece in UTF-16 code units. */
const coarseLength = 4096;

/**
 * A tolerant reader of JSON, comments and trailing commas allowed: it takes what is there, closes
 * what is open at the end and locates each fault. It keeps its own stack, because a recursive
 * reader (jsonc-parser's included) overflows on `[[[[…`; the tokens are jsonc-parser's.
 *
 * A string is read as one piece a verbatim run and one a run of escapes, so that every offset maps
 * to the source. In a file with more than 200,000 such pieces the rest of its strings are read in
 * pieces of 4,096 units, which keeps memory in proportion to the file.
 */
export function createJsonReader(text: string): JsonReader {
  const budget = { pieces: finePieces };
  return (range, issues) => readJson(text, range, issues, budget);
}

interface PieceBudget {
  pieces: number;
}

function readJson(
  text: string,
  range: TextRange,
  issues: IssueList,
  budget: PieceBudget,
): SourceValue | undefined {
  // A scanner of the range alone: an unclosed comment must not run on into the next line.
  const scanner = createScanner(text.slice(range.start, range.end), false);
  const tree = new TreeBuilder(text, range, issues);
  for (;;) {
    const kind: number = scanner.scan();
    if (kind === token.eof || tree.complete) break;
    if (isTrivia(kind)) continue;
    const start = range.start + scanner.getTokenOffset();
    const at = { start, end: start + scanner.getTokenLength() };
    if (kind === token.string) {
      const error: number = scanner.getTokenError();
      if (error !== 0) tree.report('json-string', at);
      if (tree.wantsKey) tree.key(scanner.getTokenValue(), at);
      else tree.place(stringAt(text, at, error === unclosedString, budget));
    } else tree.token(kind, at);
  }
  return tree.finish();
}

function isTrivia(kind: number): boolean {
  return (
    kind === token.trivia ||
    kind === token.lineBreak ||
    kind === token.lineComment ||
    kind === token.blockComment
  );
}

interface OpenMap {
  readonly kind: 'map';
  readonly start: number;
  readonly entries: SourceEntry[];
  key: { readonly text: string; readonly range: TextRange } | undefined;
  expects: 'item' | 'colon' | 'value' | 'comma';
}

interface OpenList {
  readonly kind: 'list';
  readonly start: number;
  readonly items: SourceValue[];
  expects: 'item' | 'comma';
}

/** How deep values are kept. What a chat request says is at most a dozen levels down. */
const maxDepth = 200;

/** Builds the tree of one JSON value from its tokens, whatever they are. */
class TreeBuilder {
  private readonly open: (OpenMap | OpenList)[] = [];
  /** How many of each kind are open, so that a stray bracket is known without a search. */
  private readonly opened = { map: 0, list: 0 };
  private root: SourceValue | undefined;
  /** How many brackets are open below the depth that is kept. */
  private skipped = 0;
  /** True once something stands after the value: the rest is not read. */
  complete = false;

  constructor(
    private readonly text: string,
    private readonly range: TextRange,
    private readonly issues: IssueList,
  ) {}

  get wantsKey(): boolean {
    if (this.skipped > 0) return false;
    const open = this.open.at(-1);
    return open?.kind === 'map' && !open.key;
  }

  report(code: IssueCode, range: TextRange, params: Issue['params'] = {}): void {
    this.issues.add({ code, severity: 'error', params, range });
  }

  key(text: string, range: TextRange): void {
    const open = this.open.at(-1);
    if (open?.kind !== 'map') return;
    if (open.expects === 'comma') this.missing(',', range);
    open.key = {
      text,
      range: { start: range.start + 1, end: Math.max(range.start + 1, range.end - 1) },
    };
    open.expects = 'colon';
  }

  token(kind: number, at: TextRange): void {
    if (this.skipped > 0) {
      if (kind === token.openBrace || kind === token.openBracket) this.skipped++;
      if (kind === token.closeBrace || kind === token.closeBracket) this.skipped--;
      return;
    }
    switch (kind) {
      case token.openBrace:
        this.begin(
          { kind: 'map', start: at.start, entries: [], key: undefined, expects: 'item' },
          at,
        );
        break;
      case token.openBracket:
        this.begin({ kind: 'list', start: at.start, items: [], expects: 'item' }, at);
        break;
      case token.closeBrace:
        this.closeTo('map', at);
        break;
      case token.closeBracket:
        this.closeTo('list', at);
        break;
      case token.comma:
        this.comma(at);
        break;
      case token.colon:
        this.colon(at);
        break;
      case token.number:
        this.place({ kind: 'scalar', range: at, value: Number(this.text.slice(at.start, at.end)) });
        break;
      case token.true:
      case token.false:
        this.place({ kind: 'scalar', range: at, value: kind === token.true });
        break;
      case token.null:
        this.place({ kind: 'scalar', range: at, value: null });
        break;
      default:
        this.unexpected(at);
    }
  }

  place(value: SourceValue): void {
    if (this.skipped > 0 || !this.mayPlace(value.range)) return;
    const open = this.open.at(-1);
    if (!open) this.root = value;
    else this.add(open, value);
  }

  finish(): SourceValue | undefined {
    const unclosed = this.open.at(-1);
    if (unclosed) this.unclosed(unclosed);
    while (this.open.length > 0) this.close(this.range.end);
    return this.root;
  }

  private begin(container: OpenMap | OpenList, at: TextRange): void {
    if (container.kind === 'map') this.closeUnfinishedItem(at);
    if (!this.mayPlace(at)) return;
    if (this.open.length >= maxDepth) {
      this.report('json-deep', at, { limit: maxDepth });
      this.place({ kind: 'scalar', range: at, value: null });
      this.skipped = 1;
      return;
    }
    this.open.push(container);
    this.opened[container.kind]++;
  }

  /**
   * A map that begins where a key is due, in an item of a list: the item's end is missing, most
   * often because its last string is not closed yet. The new map is the list's next item.
   */
  private closeUnfinishedItem(at: TextRange): void {
    const open = this.open.at(-1);
    if (open?.kind !== 'map' || open.key || this.open.at(-2)?.kind !== 'list') return;
    this.unclosed(open);
    this.close(at.start);
    const list = this.open.at(-1);
    if (list) list.expects = 'item';
  }

  /** Whether a value can stand here; what is missing before it is reported. */
  private mayPlace(at: TextRange): boolean {
    if (this.complete) return false;
    const open = this.open.at(-1);
    if (!open) {
      if (!this.root) return true;
      this.complete = true;
      this.unexpected(at);
      return false;
    }
    if (open.kind === 'map' && !open.key) {
      this.unexpected(at);
      // What follows has no key: kept under an empty one, so that nothing inside is lost.
      open.key = { text: '', range: { start: at.start, end: at.start } };
    } else if (open.expects === 'comma') this.missing(',', at);
    else if (open.expects === 'colon') this.missing(':', at);
    open.expects = 'item';
    return true;
  }

  private add(open: OpenMap | OpenList, value: SourceValue): void {
    if (open.kind === 'list') open.items.push(value);
    else if (open.key) {
      open.entries.push({ key: open.key.text, keyRange: open.key.range, value });
      open.key = undefined;
    }
    open.expects = 'comma';
  }

  private comma(at: TextRange): void {
    const open = this.open.at(-1);
    if (open?.expects !== 'comma') this.unexpected(at);
    if (!open) return;
    open.expects = 'item';
    if (open.kind === 'map') open.key = undefined;
  }

  private colon(at: TextRange): void {
    const open = this.open.at(-1);
    if (open?.kind === 'map' && open.expects === 'colon') open.expects = 'value';
    else this.unexpected(at);
  }

  private closeTo(kind: 'map' | 'list', at: TextRange): void {
    if (this.opened[kind] === 0) {
      this.unexpected(at);
      return;
    }
    let open = this.open.at(-1);
    while (open && open.kind !== kind) {
      this.unclosed(open);
      this.close(at.start);
      open = this.open.at(-1);
    }
    if (open?.kind === 'map' && open.key) this.report('json-value-missing', at);
    this.close(at.end);
  }

  private close(end: number): void {
    const closed = this.open.pop();
    if (!closed) return;
    this.opened[closed.kind]--;
    const range = { start: closed.start, end };
    const value: SourceValue =
      closed.kind === 'map'
        ? { kind: 'map', range, entries: closed.entries }
        : { kind: 'list', range, items: closed.items };
    const open = this.open.at(-1);
    if (open) this.add(open, value);
    else this.root = value;
  }

  private unclosed(open: OpenMap | OpenList): void {
    const range = { start: open.start, end: open.start + 1 };
    this.report('json-unclosed', range, { open: open.kind === 'map' ? '{' : '[' });
  }

  private missing(expected: string, at: TextRange): void {
    this.report('json-missing', at, { expected });
  }

  private unexpected(at: TextRange): void {
    const found = this.text.slice(at.start, Math.min(at.end, at.start + 20));
    this.report('json-unexpected', at, { found });
  }
}

function stringAt(
  text: string,
  token: TextRange,
  unclosed: boolean,
  budget: PieceBudget,
): SourceString {
  const start = token.start + 1;
  const end = Math.max(start, unclosed ? token.end : token.end - 1);
  const content = text.slice(start, end);
  const range = { start, end };
  if (!content.includes('\\')) return { kind: 'string', range, pieces: [{ range }] };
  const pieces: Piece[] = [];
  const at = readFinely(content, start, pieces, budget.pieces);
  readCoarsely(content, start, pieces, at);
  budget.pieces -= pieces.length;
  return { kind: 'string', range, pieces };
}

/**
 * Adds one piece a verbatim run and one a run of escapes, up to `limit` pieces; `base` is where the
 * content stands. Returns how far it came.
 */
function readFinely(content: string, base: number, pieces: Piece[], limit: number): number {
  let at = 0;
  while (at < content.length && pieces.length < limit) {
    const next = nextEscape(content, at);
    if (next > at) pieces.push({ range: { start: base + at, end: base + next } });
    const run = escapeRun(content, next, content.length);
    if (run.end > next) {
      pieces.push({ range: { start: base + next, end: base + run.end }, text: run.text });
    }
    at = run.end;
  }
  return at;
}

function readCoarsely(content: string, base: number, pieces: Piece[], from: number): void {
  let at = from;
  let escape = from;
  while (at < content.length) {
    const start = at;
    const limit = Math.min(start + coarseLength, content.length);
    let text = '';
    while (at < limit) {
      if (escape <= at) escape = nextEscape(content, at);
      const next = Math.min(escape, limit);
      const run = escapeRun(content, next, limit);
      text += content.slice(at, next) + run.text;
      at = run.end;
    }
    pieces.push({ range: { start: base + start, end: base + at }, text });
  }
}

function nextEscape(content: string, from: number): number {
  const found = content.indexOf('\\', from);
  return found < 0 ? content.length : found;
}

/** Decodes the escapes that stand side by side at `at`, up to the first that begins at `limit`. */
function escapeRun(content: string, at: number, limit: number): { text: string; end: number } {
  let text = '';
  let end = at;
  while (end < limit && content.charAt(end) === '\\') {
    const escape = escapeAt(content, end);
    text += escape.text;
    end = escape.end;
  }
  return { text, end };
}

const simpleEscapes: Readonly<Partial<Record<string, string>>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Decodes one escape; an invalid one stands for its own text. A lone surrogate is kept. */
function escapeAt(content: string, at: number): { text: string; end: number } {
  const letter = content.charAt(at + 1);
  const simple = simpleEscapes[letter];
  if (simple !== undefined) return { text: simple, end: at + 2 };
  const hex = content.slice(at + 2, at + 6);
  if (letter === 'u' && /^[0-9a-f]{4}$/i.test(hex)) {
    return { text: String.fromCharCode(Number.parseInt(hex, 16)), end: at + 6 };
  }
  const end = Math.min(at + 2, content.length);
  return { text: content.slice(at, end), end };
}

/**
 * JSON as a request would carry it: verbatim but for white space and comments between tokens. One
 * piece for what is compact already.
 */
export function compactJsonPieces(text: string, range: TextRange): Piece[] {
  const scanner = createScanner(text.slice(range.start, range.end), false);
  const pieces: Piece[] = [];
  let start = range.start;
  let end = range.start;
  for (;;) {
    const kind: number = scanner.scan();
    if (kind === token.eof) break;
    if (isTrivia(kind)) continue;
    const offset = range.start + scanner.getTokenOffset();
    if (offset !== end) {
      if (end > start) pieces.push({ range: { start, end } });
      start = offset;
    }
    end = offset + scanner.getTokenLength();
  }
  if (end > start) pieces.push({ range: { start, end } });
  return pieces;
}
