/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import type { MergeCuts } from './mergeCuts';
import { PieceCache } from './pieceCache';
import type { PieceTokens } from './pieceTokens';
import { hashBytes, type TokenIndex } from './tokenIndex';

/** Entries of the cache of pieces up to 8 bytes: 256 KB. */
const shortBits = 14;
/** Integers an entry: 8 bytes of the piece, its length, its count. */
const shortSize = 4;

/** By length: which bits of the first and second four bytes belong to a piece. */
const lowMask = Int32Array.from({ length: 9 }, (_, n) => (n >= 4 ? -1 : (1 << (8 * n)) - 1));
const highMask = Int32Array.from({ length: 9 }, (_, n) =>
  n >= 8 ? -1 : n <= 4 ? 0 : (1 << (8 * (n - 4))) - 1,
);

/**
 * How many tokens pieces have. In front stand caches keyed on the exact bytes of the piece: text
 * repeats itself, and looking at one entry is much cheaper than finding a token in megabytes of
 * table, or encoding. A piece has two places, side by side; a new one pushes the first to the
 * second. There is one for each range of lengths; that of the shortest is
 * written out in the loop, for most pieces are found there.
 */
export class PieceCounts {
  readonly #index: TokenIndex;
  readonly #mergeCuts: MergeCuts;
  readonly #tokens: PieceTokens;
  readonly #short = new Int32Array(shortSize << shortBits);
  readonly #medium = new PieceCache(16, 12);
  readonly #long = new PieceCache(32, 11);
  readonly #longer = new PieceCache(64, 10);
  readonly #longest = new PieceCache(256, 8);

  constructor(index: TokenIndex, mergeCuts: MergeCuts, tokens: PieceTokens) {
    this.#index = index;
    this.#mergeCuts = mergeCuts;
    this.#tokens = tokens;
  }

  /** Empties the caches. */
  forget(): void {
    this.#short.fill(0);
    this.#medium.forget();
    this.#long.forget();
    this.#longer.forget();
    this.#longest.forget();
  }

  /**
   * The number of tokens in the first `count` pieces of `bytes`, which end at `ends`.
   *
   * @param view a view of `bytes`, which must have 16 bytes of padding.
   */
  countPieces(bytes: Uint8Array, view: DataView, ends: Int32Array, count: number): number {
    const short = this.#short;
    let tokens = 0;
    let from = 0;
    for (let i = 0; i < count; i++) {
      const end = ends[i]!;
      const length = end - from;
      if (length <= 8) {
        const low = view.getInt32(from, true) & lowMask[length]!;
        const high = view.getInt32(from + 4, true) & highMask[length]!;
        const entry = shortEntry(low, high);
        if (short[entry] === low && short[entry + 1] === high && short[entry + 2] === length) {
          tokens += short[entry + 3]!;
        } else {
          tokens += this.#countShort(bytes, view, from, end, low, high, entry);
        }
      } else {
        tokens += this.#countLonger(bytes, view, from, end);
      }
      from = end;
    }
    return tokens;
  }

  /** The same for a piece up to 8 bytes that is not in the first of its two places in the cache. */
  #countShort(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    low: number,
    high: number,
    entry: number,
  ): number {
    const short = this.#short;
    const length = end - start;
    const second = entry ^ shortSize;
    if (short[second] === low && short[second + 1] === high && short[second + 2] === length)
      return short[second + 3]!;
    const count = this.#countNew(bytes, view, start, end);
    for (let i = 0; i < shortSize; i++) short[second + i] = short[entry + i]!;
    short[entry] = low;
    short[entry + 1] = high;
    short[entry + 2] = length;
    short[entry + 3] = count;
    return count;
  }

  /** The same for a piece, or an independent part of one, of 9 bytes or more. */
  #countLonger(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const length = end - start;
    if (length > 256) return this.#countNew(bytes, view, start, end);
    const cache =
      length <= 16
        ? this.#medium
        : length <= 32
          ? this.#long
          : length <= 64
            ? this.#longer
            : this.#longest;
    const entry = cache.entryOf(view, start, length);
    const known = cache.find(entry, view, start, length);
    if (known > 0) return known;
    const count = this.#countNew(bytes, view, start, end);
    cache.put(entry, view, start, length, count);
    return count;
  }

  /** Counts a piece that is in no cache. */
  #countNew(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const length = end - start;
    const index = this.#index;
    if (
      length <= index.longest &&
      index.find(bytes, start, length, hashBytes(bytes, start, length)) >= 0
    )
      return 1;
    let cut = this.#mergeCuts.nextCut(bytes, start, end);
    if (cut === end) {
      this.#tokens.encode(bytes, start, end);
      return this.#tokens.count;
    }
    let tokens = 0;
    let from = start;
    while (from < end) {
      tokens += this.#countPart(bytes, view, from, cut);
      from = cut;
      cut = this.#mergeCuts.nextCut(bytes, from, end);
    }
    return tokens;
  }

  /** Counts a part of a piece that has no cuts inside. */
  #countPart(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const length = end - start;
    if (length > 8) return this.#countLonger(bytes, view, start, end);
    const low = view.getInt32(start, true) & lowMask[length]!;
    const high = view.getInt32(start + 4, true) & highMask[length]!;
    const entry = shortEntry(low, high);
    const short = this.#short;
    return short[entry] === low && short[entry + 1] === high && short[entry + 2] === length
      ? short[entry + 3]!
      : this.#countShort(bytes, view, start, end, low, high, entry);
  }
}

function shortEntry(low: number, high: number): number {
  const h = Math.imul(low ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
  return ((h ^ (h >>> 15)) >>> (32 - shortBits)) * shortSize;
}
