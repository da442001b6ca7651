/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { PieceCache } from './pieceCache';
import { slicePieces, splitBuffer } from './splitPieces';

/** What counts a piece that no cache holds. */
export interface PieceSource {
  /** Distinguishes the vocabulary in the keys of the cache. */
  readonly tag: number;
  /** The tokens of the piece `[start, end)` of the {@link splitBuffer}. */
  countNew(start: number, end: number): number;
}

/** A key is the length of a piece and, above these bits, the vocabulary. */
const tagShift = 9;

/** Entries of the cache of pieces up to 8 bytes: 256 KB. */
const shortBits = 14;
/** Integers an entry: 8 bytes of the piece, its key, its count. */
const shortSize = 4;
/** Pairs of entries of the cache of pieces up to 16 bytes: 192 KB. */
const mediumBits = 12;
/** Integers an entry: 16 bytes of the piece, its key, its count. */
const mediumSize = 6;

/** By the length of a piece: which bits of its first, second, … four bytes belong to it. */
function masks(before: number): Int32Array {
  return Int32Array.from({ length: 17 }, (_, length) => {
    const bytes = length - 4 * before;
    return bytes >= 4 ? -1 : bytes <= 0 ? 0 : (1 << (8 * bytes)) - 1;
  });
}

/**
 * The counts of pieces met lately, keyed on their exact bytes: text repeats itself, and looking at
 * one entry is much cheaper than finding a token in megabytes of table, or encoding. A piece has
 * two places, side by side; a new one pushes the first to the second. There is one for each range
 * of lengths; those of the shortest are written out, for most pieces are found there.
 */
export interface FrontCache {
  /** The number of tokens in the first `pieces` pieces of the {@link splitBuffer}. */
  countPieces(source: PieceSource, pieces: number): number;
  /** The same for one piece, or an independent part of one. */
  countPiece(source: PieceSource, start: number, end: number): number;
  forget(): void;
}

let cache: FrontCache | undefined;

/** There is one, for all vocabularies. */
export function frontCache(): FrontCache {
  cache ??= createCache();
  return cache;
}

/** A closure, not a class: of arrays that never change, compiled code knows address and length. */
function createCache(): FrontCache {
  const { view, ends } = splitBuffer();
  const short = new Int32Array(shortSize << shortBits);
  const medium = new Int32Array((mediumSize * 2) << mediumBits);
  const long = new PieceCache(32, 11);
  const longer = new PieceCache(64, 9);
  const longest = new PieceCache(256, 7);
  const [mask0, mask1, mask2, mask3] = [masks(0), masks(1), masks(2), masks(3)] as const;

  function shortEntry(a: number, b: number): number {
    const h = Math.imul(a ^ Math.imul(b, 0x9e37_79b1), 0x85eb_ca6b);
    return ((h ^ (h >>> 15)) >>> (32 - shortBits)) * shortSize;
  }

  function countSlice(source: PieceSource, start: number, first: number, last: number): number {
    const tag = source.tag << tagShift;
    let tokens = 0;
    let from = start;
    for (let i = first; i < last; i++) {
      const end = ends[i]!;
      const length = end - from;
      if (length <= 8) {
        const a = view.getInt32(from, true) & mask0[length]!;
        const b = view.getInt32(from + 4, true) & mask1[length]!;
        const entry = shortEntry(a, b);
        if (short[entry] === a && short[entry + 1] === b && short[entry + 2] === (length | tag))
          tokens += short[entry + 3]!;
        else tokens += countShort(source, from, end, a, b, entry);
      } else if (length <= 16) {
        tokens += countMedium(source, from, end);
      } else {
        tokens += countLonger(source, from, end);
      }
      from = end;
    }
    return tokens;
  }

  /** Counts a piece up to 8 bytes that is not in the first of its two places. */
  function countShort(
    source: PieceSource,
    start: number,
    end: number,
    a: number,
    b: number,
    entry: number,
  ): number {
    const key = (end - start) | (source.tag << tagShift);
    const second = entry ^ shortSize;
    if (short[second] === a && short[second + 1] === b && short[second + 2] === key)
      return short[second + 3]!;
    const count = source.countNew(start, end);
    for (let i = 0; i < shortSize; i++) short[second + i] = short[entry + i]!;
    short[entry] = a;
    short[entry + 1] = b;
    short[entry + 2] = key;
    short[entry + 3] = count;
    return count;
  }

  /** Counts a piece of 9 to 16 bytes. */
  function countMedium(source: PieceSource, start: number, end: number): number {
    const length = end - start;
    const key = length | (source.tag << tagShift);
    const a = view.getInt32(start, true);
    const b = view.getInt32(start + 4, true);
    const c = view.getInt32(start + 8, true) & mask2[length]!;
    const d = view.getInt32(start + 12, true) & mask3[length]!;
    const h = Math.imul(Math.imul(a ^ Math.imul(c, 0x9e37_79b1), 0x85eb_ca6b) ^ b, 0xc2b2_ae35);
    const spread = Math.imul(h ^ (h >>> 15) ^ d, 0x9e37_79b1);
    const entry = (spread >>> (32 - mediumBits)) * mediumSize * 2;
    for (let at = entry; at <= entry + mediumSize; at += mediumSize)
      if (
        medium[at] === a &&
        medium[at + 1] === b &&
        medium[at + 2] === c &&
        medium[at + 3] === d &&
        medium[at + 4] === key
      )
        return medium[at + 5]!;
    const count = source.countNew(start, end);
    for (let i = entry; i < entry + mediumSize; i++) medium[i + mediumSize] = medium[i]!;
    medium[entry] = a;
    medium[entry + 1] = b;
    medium[entry + 2] = c;
    medium[entry + 3] = d;
    medium[entry + 4] = key;
    medium[entry + 5] = count;
    return count;
  }

  /** Counts a piece of 17 bytes or more. */
  function countLonger(source: PieceSource, start: number, end: number): number {
    const length = end - start;
    if (length > 256) return source.countNew(start, end);
    const kept = length <= 32 ? long : length <= 64 ? longer : longest;
    const key = length | (source.tag << tagShift);
    const entry = kept.entryOf(view, start, length);
    const known = kept.find(entry, view, start, length, key);
    if (known > 0) return known;
    const count = source.countNew(start, end);
    kept.put(entry, view, start, length, key, count);
    return count;
  }

  return {
    countPieces(source, pieces) {
      let tokens = 0;
      let start = 0;
      for (let first = 0; first < pieces; first += slicePieces) {
        const last = Math.min(first + slicePieces, pieces);
        tokens += countSlice(source, start, first, last);
        start = ends[last - 1]!;
      }
      return tokens;
    },
    countPiece(source, start, end) {
      const length = end - start;
      if (length > 16) return countLonger(source, start, end);
      if (length > 8) return countMedium(source, start, end);
      const a = view.getInt32(start, true) & mask0[length]!;
      const b = view.getInt32(start + 4, true) & mask1[length]!;
      const entry = shortEntry(a, b);
      const key = length | (source.tag << tagShift);
      return short[entry] === a && short[entry + 1] === b && short[entry + 2] === key
        ? short[entry + 3]!
        : countShort(source, start, end, a, b, entry);
    },
    forget() {
      short.fill(0);
      medium.fill(0);
      for (const kept of [long, longer, longest]) kept.forget();
    },
  };
}
