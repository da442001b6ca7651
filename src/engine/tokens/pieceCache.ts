/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */

/** By bytes left over from whole integers: which bits of the last integer belong to a piece. */
const restMask = [0, 0xff, 0xffff, 0xff_ffff];

/** Integers before a piece's bytes in an entry: its key and its count. */
const entryHead = 2;

/**
 * A cache of the counts of pieces, keyed on their exact bytes, read as 32-bit integers, and on a
 * number that stands for their length and vocabulary. A piece has two places, side by side; a new
 * one pushes the first to the second, and what was there is gone.
 */
export class PieceCache {
  readonly #entries: Int32Array;
  readonly #entrySize: number;
  readonly #shift: number;

  /**
   * @param longest bytes of the longest piece.
   * @param bits the logarithm of the number of pairs of places.
   */
  constructor(longest: number, bits: number) {
    this.#entrySize = entryHead + longest / 4;
    this.#entries = new Int32Array((this.#entrySize * 2) << bits);
    this.#shift = 32 - bits;
  }

  forget(): void {
    this.#entries.fill(0);
  }

  /** Where the first of the two places for the piece is. */
  entryOf(view: DataView, start: number, length: number): number {
    let hash = length;
    const whole = start + (length & ~3);
    for (let at = start; at < whole; at += 4)
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x85eb_ca6b) ^ (hash >>> 15);
    hash ^= view.getInt32(whole, true) & restMask[length & 3]!;
    hash = Math.imul(hash ^ (hash >>> 16), 0x9e37_79b1);
    return (hash >>> this.#shift) * this.#entrySize * 2;
  }

  /** The count of the piece, or 0 where it is not kept. */
  find(entry: number, view: DataView, start: number, length: number, key: number): number {
    return (
      this.#countAt(entry, view, start, length, key) ||
      this.#countAt(entry + this.#entrySize, view, start, length, key)
    );
  }

  #countAt(entry: number, view: DataView, start: number, length: number, key: number): number {
    const entries = this.#entries;
    if (entries[entry] !== key) return 0;
    const whole = start + (length & ~3);
    let own = entry + entryHead;
    for (let at = start; at < whole; at += 4)
      if (entries[own++] !== view.getInt32(at, true)) return 0;
    const rest = length & 3;
    if (rest > 0 && entries[own] !== (view.getInt32(whole, true) & restMask[rest]!)) return 0;
    return entries[entry + 1]!;
  }

  put(
    entry: number,
    view: DataView,
    start: number,
    length: number,
    key: number,
    count: number,
  ): void {
    const entries = this.#entries;
    const size = this.#entrySize;
    for (let i = 0; i < size; i++) entries[entry + size + i] = entries[entry + i]!;
    entries[entry] = key;
    entries[entry + 1] = count;
    const whole = start + (length & ~3);
    let own = entry + entryHead;
    for (let at = start; at < whole; at += 4) entries[own++] = view.getInt32(at, true);
    const rest = length & 3;
    if (rest > 0) entries[own] = view.getInt32(whole, true) & restMask[rest]!;
  }
}
