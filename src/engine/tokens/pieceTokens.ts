/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { mergeByHeap } from './heapMerge';
import { longestMerged, pieceMerger } from './pieceMerge';
import { hashBase, hashPowers, mayHold, spreadHash, type TokenIndex } from './tokenIndex';

/** Steps a byte that a walk may take: text takes one or two, rows of emoji seven. */
const stepsAByte = 10;

/**
 * The tokens of a piece, in time O(n log n) of its length and mostly linear.
 *
 * The encoding is defined by merging: join, again and again, the two neighbours whose bytes together
 * are the token of lowest rank, the leftmost on a tie, until no two are a token. Short pieces are
 * encoded just so. That is quadratic; but a sequence of tokens is the encoding of a text exactly
 * where each two neighbours in it are that of their own bytes, which can be told from the two alone
 * (see `#staysApart`). So longer pieces are walked from left to right: take the longest token that
 * may follow the last one, and where none may, take the last one back and try a shorter one for it.
 * No place is given up twice, yet a row of dashes has some hundred ways to go wrong at each place: a
 * walk that takes too many steps is given up, and the piece merged with a heap.
 */
export class PieceTokens {
  readonly #index: TokenIndex;
  /** The tokens found so far: their ids and where they end in the bytes. */
  ids = new Int32Array(64);
  ends = new Int32Array(64);
  count = 0;
  /** Steps of all walks so far: a measure of work that no clock disturbs. */
  steps = 0;

  /** By place in the piece: the hash of the bytes before it. */
  #prefix = new Int32Array(65);
  readonly #merger = pieceMerger();
  /** By place in the piece: 1 where no way on was found. */
  #dead = new Uint8Array(65);

  constructor(index: TokenIndex) {
    this.#index = index;
  }

  /** Forgets the pairs it remembers. */
  forget(): void {
    this.#merger.forget();
  }

  /** Encodes `bytes[start, end)`, which is one piece; `ids`, `ends` and `count` hold the outcome. */
  encode(bytes: Uint8Array, start: number, end: number): void {
    if (end - start <= longestMerged) {
      this.#merge(bytes, start, end);
      return;
    }
    this.#reserve(end - start);
    const prefix = this.#prefix;
    for (let at = start, hash = 0; at < end; at++) {
      hash = (Math.imul(hash, hashBase) + bytes[at]! + 1) | 0;
      prefix[at - start + 1] = hash;
    }
    if (!this.#walk(bytes, start, end)) {
      this.count = mergeByHeap(this.#index, bytes, start, end, prefix, this.ids, this.ends);
      this.steps += end - start;
    }
  }

  #merge(bytes: Uint8Array, start: number, end: number): void {
    const { ids, places, next } = this.#merger;
    this.count = this.#merger.merge(this.#index, bytes, start, end - start);
    for (let i = 0, part = 0; i < this.count; i++) {
      this.ids[i] = ids[part]!;
      part = next[part]!;
      this.ends[i] = start + places[part]!;
    }
    this.steps += end - start;
  }

  /**
   * The last token, where it may be followed by itself, or -1. Trying that first spares runs of one
   * character, in which tokens of a hundred lengths fit everywhere.
   */
  #repetition(bytes: Uint8Array, start: number, at: number, length: number, last: number): number {
    const prefix = this.#prefix;
    const size = this.#index.lengths[last]!;
    if (at + size > length || this.#dead[at + size] === 1) return -1;
    const power = hashPowers[size]!;
    const hash = (prefix[at + size]! - Math.imul(prefix[at]!, power)) | 0;
    if (hash !== ((prefix[at]! - Math.imul(prefix[at - size]!, power)) | 0)) return -1;
    for (let i = start + at; i < start + at + size; i++)
      if (bytes[i] !== bytes[i - size]) return -1;
    return this.#staysApart(bytes, start, last, at, last) ? last : -1;
  }

  /** False where it was given up. */
  #walk(bytes: Uint8Array, start: number, end: number): boolean {
    const index = this.#index;
    const { lengths, longestFrom, byteTokens, bloom, bloomShift } = index;
    const length = end - start;
    const { ids, ends } = this;
    const prefix = this.#prefix;
    const dead = this.#dead.fill(0, 0, length + 1);

    let count = 0;
    let at = 0; // the place in the piece up to which it is encoded
    let size = length; // the longest token to try there
    let steps = 0;
    while (at < length) {
      if (steps > length * stepsAByte) {
        this.steps += steps;
        return false;
      }
      let id =
        size === length && count > 0
          ? this.#repetition(bytes, start, at, length, ids[count - 1]!)
          : -1;
      const mayBeByte = size > 0;
      if (id < 0 && size > 1) {
        if (size > length - at) size = length - at;
        const longest = longestFrom[bytes[start + at]! | (bytes[start + at + 1]! << 8)]!;
        if (size > longest) size = longest;
        const before = prefix[at]!;
        for (; size > 1; size--) {
          steps++;
          const h = spreadHash((prefix[at + size]! - Math.imul(before, hashPowers[size]!)) | 0);
          if (!mayHold(bloom, bloomShift, h) || dead[at + size] === 1) continue;
          id = index.search(bytes, start + at, size, h);
          if (id >= 0 && (count === 0 || this.#staysApart(bytes, start, ids[count - 1]!, at, id)))
            break;
          id = -1;
        }
      }
      if (id < 0 && mayBeByte && dead[at + 1] === 0) {
        steps++;
        id = byteTokens[bytes[start + at]!]!;
        if (count > 0 && !this.#staysApart(bytes, start, ids[count - 1]!, at, id)) id = -1;
      }
      if (id >= 0) {
        at += lengths[id]!;
        ids[count] = id;
        ends[count++] = start + at;
        size = length;
      } else {
        dead[at] = 1;
        const last = ids[--count]!;
        at -= lengths[last]!;
        // One that repeated the token before it was tried first: the longer ones are still to come.
        size = count > 0 && ids[count - 1] === last ? length - 1 : lengths[last]! - 1;
      }
    }
    this.count = count;
    this.steps += steps;
    return true;
  }

  /**
   * Whether merging leaves two neighbours apart that meet at `seam`: undoes the merges that made
   * them, latest first, and looks whether at any stage the two parts at the seam would have been
   * joined first. Equal ranks merge from the left, hence the two limits.
   */
  #staysApart(
    bytes: Uint8Array,
    start: number,
    leftToken: number,
    seam: number,
    rightToken: number,
  ): boolean {
    const index = this.#index;
    const { lengths, bloom, bloomShift, longest } = index;
    const prefix = this.#prefix;
    let left = leftToken;
    let right = rightToken;
    let from = seam - lengths[left]!;
    let to = seam + lengths[right]!;
    let limit = index.tokens;
    for (;;) {
      const length = to - from;
      if (length <= longest) {
        const h = spreadHash((prefix[to]! - Math.imul(prefix[from]!, hashPowers[length]!)) | 0);
        if (mayHold(bloom, bloomShift, h)) {
          const joined = index.search(bytes, start + from, length, h);
          if (joined >= 0 && joined < limit) return false;
        }
      }
      if (left > right) {
        if (left < 256) return true;
        limit = left;
        left = index.right(left);
        from = seam - lengths[left]!;
      } else {
        if (right < 256) return true;
        limit = right + 1;
        right = index.left(right);
        to = seam + lengths[right]!;
      }
    }
  }

  /** Makes room for a piece of `length` bytes. */
  #reserve(length: number): void {
    if (length <= this.ids.length) return;
    this.ids = new Int32Array(length);
    this.ends = new Int32Array(length);
    this.#prefix = new Int32Array(length + 1);
    this.#dead = new Uint8Array(length + 1);
  }
}
