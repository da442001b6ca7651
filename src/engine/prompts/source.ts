import type { TextRange } from '../text/range';
import type { Piece } from './document';

/**
 * A value read from YAML or JSON that remembers where it stands, so that the formats written in
 * either share one way of reading messages.
 */
export type SourceValue = SourceMap | SourceList | SourceString | SourceScalar;

export interface SourceMap {
  readonly kind: 'map';
  readonly range: TextRange;
  readonly entries: readonly SourceEntry[];
}

export interface SourceEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: SourceValue;
}

export interface SourceList {
  readonly kind: 'list';
  readonly range: TextRange;
  readonly items: readonly SourceValue[];
}

export interface SourceString {
  readonly kind: 'string';
  /** The content: quotes and a block scalar's header are outside. */
  readonly range: TextRange;
  readonly pieces: readonly Piece[];
}

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly range: TextRange;
  readonly value: number | boolean | null;
}

/** The text that pieces contribute, in order. */
export function piecesText(source: string, pieces: readonly Piece[]): string {
  const [only] = pieces;
  if (pieces.length === 1 && only) return pieceText(source, only);
  return pieces.map((piece) => pieceText(source, piece)).join('');
}

/** The text that one piece contributes. */
export function pieceText(source: string, piece: Piece): string {
  return piece.text ?? source.slice(piece.range.start, piece.range.end);
}

/** The value under `key` in a map; the last one where a key is repeated, as readers of JSON do. */
export function entryValue(map: SourceValue | undefined, key: string): SourceValue | undefined {
  return entryOf(map, key)?.value;
}

/** The entry under `key` in a map; the last one where a key is repeated. */
export function entryOf(map: SourceValue | undefined, key: string): SourceEntry | undefined {
  return map?.kind === 'map' ? map.entries.findLast((entry) => entry.key === key) : undefined;
}

/** The first of `keys` that the map has. */
export function firstEntry(
  map: SourceValue | undefined,
  ...keys: readonly string[]
): SourceValue | undefined {
  for (const key of keys) {
    const value = entryValue(map, key);
    if (value) return value;
  }
  return undefined;
}

/** Follows keys through maps. */
export function valueAt(
  value: SourceValue | undefined,
  ...keys: readonly string[]
): SourceValue | undefined {
  return keys.reduce<SourceValue | undefined>(entryValue, value);
}

/** The items of a list; none for anything else. */
export function itemsOf(value: SourceValue | undefined): readonly SourceValue[] {
  return value?.kind === 'list' ? value.items : [];
}

/** The entries of a map; none for anything else. */
export function entriesOf(value: SourceValue | undefined): readonly SourceEntry[] {
  return value?.kind === 'map' ? value.entries : [];
}

/** The text of a string; undefined for anything else. */
export function stringOf(source: string, value: SourceValue | undefined): string | undefined {
  return value?.kind === 'string' ? piecesText(source, value.pieces) : undefined;
}

/** The value of a number; undefined for anything else. */
export function numberOf(value: SourceValue | undefined): number | undefined {
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
}

/**
 * The value as compact JSON, as a request would carry it. A value nested deeper than 100 levels is
 * cut there: no API takes it, and an untrusted file could otherwise exhaust the stack.
 */
export function toJson(source: string, value: SourceValue, depth = 0): string {
  if (value.kind === 'string') return JSON.stringify(piecesText(source, value.pieces));
  if (value.kind === 'scalar') return JSON.stringify(value.value);
  if (depth > 100) return 'null';
  if (value.kind === 'list') {
    return `[${value.items.map((item) => toJson(source, item, depth + 1)).join(',')}]`;
  }
  const members = value.entries.map(
    ({ key, value: member }) => `${JSON.stringify(key)}:${toJson(source, member, depth + 1)}`,
  );
  return `{${members.join(',')}}`;
}

/** The value as a template prints it: strings as they are, anything else as JSON. */
export function printedValue(source: string, value: SourceValue): string {
  return stringOf(source, value) ?? toJson(source, value);
}

/** The pieces of a run of text that stands within `range`, cut at its ends. */
export function piecesWithin(pieces: readonly Piece[], range: TextRange): Piece[] {
  const within: Piece[] = [];
  for (let i = firstEndingAfter(pieces, range.start); i < pieces.length; i++) {
    const piece = pieces[i];
    if (!piece || piece.range.start >= range.end) break;
    if (piece.text !== undefined) {
      if (piece.range.start >= range.start && piece.range.end <= range.end) within.push(piece);
      continue;
    }
    const start = Math.max(piece.range.start, range.start);
    const end = Math.min(piece.range.end, range.end);
    if (start < end) within.push({ range: { start, end } });
  }
  return within;
}

function firstEndingAfter(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const piece = pieces[middle];
    if (piece && piece.range.end > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
