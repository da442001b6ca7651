import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  Scalar,
  type CST,
  type Document,
  type Node,
} from 'yaml';
import { isNestedTooDeeply, maxYamlDepth } from '../text/yamlDepth';
import type { IssueCode } from '../issues';
import type { TextRange } from '../text/range';
import type { Piece } from './document';
import type { IssueList } from './issueList';
import { piecesText, type SourceEntry, type SourceValue } from './source';

/** How many values the aliases of a file may add: YAML can name an exponential tree in a few lines. */
const maxAliasValues = 10_000;

/**
 * Reads the YAML that stands in a range of the text. Faults are issues with the code given; what
 * the parser could make out is returned in spite of them. Repeated keys are allowed (the last one
 * counts), because looking for them takes time with the square of their number.
 */
export function readYaml(
  text: string,
  range: TextRange,
  issues: IssueList,
  faultCode: IssueCode = 'yaml-invalid',
): SourceValue | undefined {
  return readYamlSlice(text.slice(range.start, range.end), range.start, issues, faultCode);
}

/** {@link readYaml} for a slice that was changed in place, offsets kept, to be valid YAML. */
export function readYamlSlice(
  slice: string,
  base: number,
  issues: IssueList,
  faultCode: IssueCode,
): SourceValue | undefined {
  const document = compose(slice);
  const whole = { start: base, end: base + slice.length };
  if (!document) {
    const params = { limit: maxYamlDepth };
    issues.add({ code: 'yaml-deep', severity: 'error', params, range: whole });
    return undefined;
  }
  const tabs = document.errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  // A tab in an indentation is a fault, and everybody means what a blank in its place says.
  const untabbed = tabs.length > 0 ? compose(withoutTabs(slice)) : undefined;
  const read = untabbed ?? document;
  for (const error of untabbed ? [...tabs, ...untabbed.errors] : document.errors) {
    const start = Math.min(base + error.pos[0], whole.end);
    const end = Math.min(Math.max(base + error.pos[1], start), whole.end);
    issues.add({
      code: faultCode,
      severity: 'error',
      params: { detail: error.message },
      range: { start, end },
    });
  }
  if (!read.contents) return undefined;
  const reading = { slice, base, document: read, issues, faultCode, aliasValues: 0 };
  return valueOf(reading, read.contents, 0);
}

/** With a blank for each tab that a line begins with, so that all offsets stay. */
function withoutTabs(slice: string): string {
  return slice.replace(/^[ \t]+/gm, (indent) => ' '.repeat(indent.length));
}

/** How many stray tokens the parser is told of: each becomes an error object, which is slow. */
const maxStrayTokens = 200;

/**
 * The tokens of the first document, and at most so many stray ones; none where it is nested deeper
 * than YAML is read.
 */
function firstDocument(slice: string): CST.Token[] | undefined {
  const tokens: CST.Token[] = [];
  let strays = 0;
  for (const token of new Parser().parse(slice)) {
    if (token.type === 'document') {
      if (tokens.some(({ type }) => type === 'document')) break;
      if (isNestedTooDeeply(token)) return undefined;
    }
    if (token.type === 'error') strays++;
    if (token.type !== 'error' || strays <= maxStrayTokens) tokens.push(token);
  }
  return tokens;
}

/** What parseDocument of the library does, for {@link firstDocument}. */
function compose(slice: string): Document.Parsed | undefined {
  const tokens = firstDocument(slice);
  if (!tokens) return undefined;
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const [first] = composer.compose(tokens, true, slice.length);
  return first;
}

interface Reading {
  readonly slice: string;
  readonly base: number;
  readonly document: Document.Parsed;
  readonly issues: IssueList;
  readonly faultCode: IssueCode;
  aliasValues: number;
}

function valueOf(reading: Reading, node: Node | null, depth: number): SourceValue {
  const range = rangeOf(reading, node);
  if (!node || depth > maxYamlDepth) return { kind: 'scalar', range, value: null };
  if (isScalar(node)) return scalarOf(reading, node, range);
  if (isSeq(node)) {
    const items = node.items.map((item) => valueOf(reading, item as Node | null, depth + 1));
    return { kind: 'list', range, items };
  }
  if (isMap(node)) {
    const entries = node.items.map((pair): SourceEntry => {
      const key = pair.key as Node | null;
      const keyRange = rangeOf(reading, key);
      const value = pair.value as Node | null;
      return {
        key: isScalar(key) ? String(key.value) : '',
        keyRange,
        value: value
          ? valueOf(reading, value, depth + 1)
          : { kind: 'scalar', range: { start: keyRange.end, end: keyRange.end }, value: null },
      };
    });
    return { kind: 'map', range, entries };
  }
  return isAlias(node)
    ? aliasValue(reading, node.source, range)
    : { kind: 'scalar', range, value: null };
}

function rangeOf(reading: Reading, node: Node | null): TextRange {
  const [start, end] = node?.range ?? [0, 0];
  return { start: reading.base + start, end: reading.base + end };
}

function scalarOf(reading: Reading, node: Scalar, whole: TextRange): SourceValue {
  const { value } = node;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return { kind: 'scalar', range: whole, value };
  }
  if (typeof value !== 'string') return { kind: 'scalar', range: whole, value: null };
  const range = contentRange(reading, node, whole);
  return { kind: 'string', range, pieces: scalarPieces(reading, range, value, node.type) };
}

/** A scalar without its quotes, or without its block header. */
function contentRange({ slice, base }: Reading, node: Scalar, whole: TextRange): TextRange {
  if (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE) {
    const closed = slice.charAt(whole.end - base - 1) === slice.charAt(whole.start - base);
    const start = Math.min(whole.start + 1, whole.end);
    return { start, end: Math.max(start, closed ? whole.end - 1 : whole.end) };
  }
  if (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED) {
    const header = slice.indexOf('\n', whole.start - base);
    const start = header < 0 ? whole.end : Math.min(base + header + 1, whole.end);
    return { start, end: whole.end };
  }
  return whole;
}

/**
 * A scalar's value as pieces of its source. YAML folds lines, drops indentation and has escapes;
 * rather than repeat its rules, the value is aligned with the source from the left. Where that does
 * not come out (escapes by number), the whole scalar is one piece with the value as its text.
 */
function scalarPieces(
  { slice, base }: Reading,
  range: TextRange,
  value: string,
  type: Scalar['type'],
): Piece[] {
  const source = slice.slice(range.start - base, range.end - base);
  if (source === value) return [{ range }];
  const pieces = aligned(source, value, range.start, type);
  return pieces &&
    piecesText(
      slice,
      pieces.map((piece) => shifted(piece, -base)),
    ) === value
    ? pieces
    : [{ range, text: value }];
}

function shifted(piece: Piece, by: number): Piece {
  const range = { start: piece.range.start + by, end: piece.range.end + by };
  return piece.text === undefined ? { range } : { range, text: piece.text };
}

const simpleEscapes: Readonly<Partial<Record<string, string>>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  ' ': ' ',
};

function aligned(
  source: string,
  value: string,
  base: number,
  type: Scalar['type'],
): Piece[] | undefined {
  const pieces: Piece[] = [];
  // Blanks before a line's end go where lines fold, but for block scalars.
  const folds = type !== Scalar.BLOCK_LITERAL && type !== Scalar.BLOCK_FOLDED;
  let runStart = 0;
  let at = 0;
  let valueAt = 0;
  let blankEnd = 0;
  const replace = (length: number, text: string): void => {
    if (at > runStart) pieces.push({ range: { start: base + runStart, end: base + at } });
    if (text !== '') pieces.push({ range: { start: base + at, end: base + at + length }, text });
    at += length;
    runStart = at;
    valueAt += text.length;
  };
  while (valueAt < value.length) {
    if (at >= source.length) break;
    const unit = source.charAt(at);
    const wanted = value.charAt(valueAt);
    const escape = type === Scalar.QUOTE_DOUBLE && unit === '\\';
    if (at >= blankEnd && wanted === ' ' && folds) blankEnd = endOfBlanks(source, at);
    const foldedAway = at < blankEnd && isLineEnd(source.charAt(blankEnd));
    if (escape && simpleEscapes[source.charAt(at + 1)] === wanted) replace(2, wanted);
    else if (escape && isLineEnd(source.charAt(at + 1))) replace(1, '');
    else if (type === Scalar.QUOTE_SINGLE && unit === "'" && wanted === "'") {
      replace(1, '');
      at++;
      valueAt++;
    } else if (unit === wanted && !escape && !(folds && foldedAway)) {
      at++;
      valueAt++;
    } else if (isLineEnd(unit) && wanted === ' ') replace(lineEndLength(source, at), ' ');
    else if (isBlank(unit)) replace(1, '');
    else return undefined;
  }
  if (at > runStart) pieces.push({ range: { start: base + runStart, end: base + at } });
  // A block scalar at the end of a file gets the line break that the file lacks.
  const rest = value.slice(valueAt);
  if (rest !== '') pieces.push({ range: { start: base + at, end: base + at }, text: rest });
  return pieces;
}

function endOfBlanks(source: string, at: number): number {
  let end = at;
  while (source.charAt(end) === ' ' || source.charAt(end) === '\t') end++;
  return end;
}

function isLineEnd(unit: string): boolean {
  return unit === '\n' || unit === '\r';
}

function isBlank(unit: string): boolean {
  return unit === ' ' || unit === '\t' || isLineEnd(unit);
}

function lineEndLength(source: string, at: number): number {
  return source.startsWith('\r\n', at) ? 2 : 1;
}

/**
 * What an alias stands for, placed at the alias: its parts take no room there, so that nothing is
 * in two places at once.
 */
function aliasValue(reading: Reading, name: string, range: TextRange): SourceValue {
  const anchored = anchors(reading).get(name);
  const value = anchored && placedAt(reading, anchored, range, 0);
  if (value) return value;
  const params = { name: name.slice(0, 100) };
  reading.issues.add({ code: 'yaml-alias', severity: 'warning', params, range });
  return { kind: 'scalar', range, value: null };
}

const anchorsOf = new WeakMap<Document.Parsed, ReadonlyMap<string, Node>>();

function anchors({ document }: Reading): ReadonlyMap<string, Node> {
  const known = anchorsOf.get(document);
  if (known) return known;
  const found = new Map<string, Node>();
  const pending: (Node | null)[] = [document.contents];
  while (pending.length > 0) {
    const node = pending.pop();
    if (!node || isAlias(node)) continue;
    if ((isScalar(node) || isSeq(node) || isMap(node)) && node.anchor) found.set(node.anchor, node);
    if (isSeq(node)) for (const item of node.items) pending.push(item as Node | null);
    if (isMap(node)) for (const pair of node.items) pending.push(pair.value as Node | null);
  }
  anchorsOf.set(document, found);
  return found;
}

function placedAt(
  reading: Reading,
  node: Node | null,
  range: TextRange,
  depth: number,
): SourceValue | undefined {
  reading.aliasValues++;
  if (reading.aliasValues > maxAliasValues || depth > maxYamlDepth) return undefined;
  const at = depth === 0 ? range : { start: range.start, end: range.start };
  if (isScalar(node)) {
    const { value } = node;
    if (typeof value === 'string')
      return { kind: 'string', range: at, pieces: [{ range: at, text: value }] };
    const known = typeof value === 'number' || typeof value === 'boolean' ? value : null;
    return { kind: 'scalar', range: at, value: known };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) =>
      placedAt(reading, item as Node | null, range, depth + 1),
    );
    return items.every((item) => item !== undefined)
      ? { kind: 'list', range: at, items }
      : undefined;
  }
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }): SourceEntry | undefined => {
      const placed = placedAt(reading, value as Node | null, range, depth + 1);
      return placed && { key: isScalar(key) ? String(key.value) : '', keyRange: at, value: placed };
    });
    return entries.every((entry) => entry !== undefined)
      ? { kind: 'map', range: at, entries }
      : undefined;
  }
  if (isAlias(node))
    return placedAt(reading, anchors(reading).get(node.source) ?? null, range, depth + 1);
  return { kind: 'scalar', range: at, value: null };
}
