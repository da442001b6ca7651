/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { hashBase, hashPowers, type TokenIndex } from './tokenIndex';

/** No merge: above every rank. */
const never = 0x7fff_ffff;

/** Up to here, scanning all neighbours for the best merge beats a heap. */
const longestScan = 64;

// Working memory of a merge by scanning. Merging never calls back, so one set is enough.
const scanPrefix = new Int32Array(longestScan + 1);
const scanStarts = new Int32Array(longestScan + 2);
const scanRanks = new Int32Array(longestScan + 1);

/**
 * Merges a piece that is not a token itself: joins, again and again, the two neighbours whose bytes
 * together are the token of lowest rank, the leftmost on a tie. What no merge can join any more is
 * the encoding.
 *
 * @param ends receives the end of each token in `bytes`, from index `to` on.
 * @returns the number of tokens.
 */
export function mergePiece(
  index: TokenIndex,
  bytes: Uint8Array,
  start: number,
  end: number,
  ends: Int32Array,
  to: number,
): number {
  return end - start <= longestScan
    ? mergeByScan(index, bytes, start, end, ends, to)
    : mergeByHeap(index, bytes, start, end, ends, to);
}

function mergeByScan(
  index: TokenIndex,
  bytes: Uint8Array,
  start: number,
  end: number,
  ends: Int32Array,
  to: number,
): number {
  const length = end - start;
  const prefix = scanPrefix;
  const starts = scanStarts; // where each part begins, relative to `start`
  const ranks = scanRanks; // the rank of joining each part with the next
  for (let i = 0, hash = 0; i < length; i++) {
    hash = (Math.imul(hash, hashBase) + bytes[start + i]! + 1) | 0;
    prefix[i + 1] = hash;
  }
  let parts = length;
  for (let i = 0; i < length; i++) {
    starts[i] = i;
    ranks[i] = i + 1 < length ? rankOf(index, bytes, start, prefix, i, i + 2) : never;
  }
  starts[length] = length;

  while (parts > 1) {
    let best = never;
    let at = -1;
    for (let i = 0; i + 1 < parts; i++) {
      const rank = ranks[i]!;
      if (rank < best) {
        best = rank;
        at = i;
      }
    }
    if (at < 0) break;
    parts--;
    for (let i = at + 1; i < parts; i++) {
      starts[i] = starts[i + 1]!;
      ranks[i] = ranks[i + 1]!;
    }
    starts[parts] = length;
    ranks[at] =
      at + 1 < parts ? rankOf(index, bytes, start, prefix, starts[at]!, starts[at + 2]!) : never;
    if (at > 0)
      ranks[at - 1] = rankOf(index, bytes, start, prefix, starts[at - 1]!, starts[at + 1]!);
  }
  for (let i = 0; i < parts; i++) ends[to + i] = start + starts[i + 1]!;
  return parts;
}

function rankOf(
  index: TokenIndex,
  bytes: Uint8Array,
  start: number,
  prefix: Int32Array,
  from: number,
  to: number,
): number {
  const length = to - from;
  if (length > index.longest) return never;
  const hash = (prefix[to]! - Math.imul(prefix[from]!, hashPowers[length]!)) | 0;
  const rank = index.find(bytes, start + from, length, hash);
  return rank < 0 ? never : rank;
}

/** Places need 32 bits of a double's 53 in a heap key; ranks have the rest. */
const placeRange = 2 ** 32;

/**
 * The same in O(n log n): parts in a linked list, merges to come in a heap ordered by rank, then
 * place. A merge that became stale, because a neighbour was joined meanwhile, is known by its rank.
 */
function mergeByHeap(
  index: TokenIndex,
  bytes: Uint8Array,
  start: number,
  end: number,
  ends: Int32Array,
  to: number,
): number {
  const length = end - start;
  const prefix = new Int32Array(length + 1);
  for (let i = 0, hash = 0; i < length; i++) {
    hash = (Math.imul(hash, hashBase) + bytes[start + i]! + 1) | 0;
    prefix[i + 1] = hash;
  }
  // By the place where a part begins: where the next one begins, where the one before does, and
  // the rank of joining it with the next.
  const next = new Int32Array(length + 1);
  const previous = new Int32Array(length + 1);
  const ranks = new Int32Array(length);
  const heap = new MergeHeap(length);
  for (let i = 0; i < length; i++) {
    next[i] = i + 1;
    previous[i + 1] = i;
    const rank = i + 1 < length ? rankOf(index, bytes, start, prefix, i, i + 2) : never;
    ranks[i] = rank;
    if (rank !== never) heap.push(rank * placeRange + i);
  }
  while (heap.size > 0) {
    const key = heap.pop();
    const rank = Math.floor(key / placeRange);
    const at = key - rank * placeRange;
    if (ranks[at] !== rank) continue;
    const joined = next[at]!;
    const after = next[joined]!;
    next[at] = after;
    previous[after] = at;
    ranks[joined] = never;
    const withNext = after < length ? rankOf(index, bytes, start, prefix, at, next[after]!) : never;
    ranks[at] = withNext;
    if (withNext !== never) heap.push(withNext * placeRange + at);
    if (at > 0) {
      const before = previous[at]!;
      const withPrevious = rankOf(index, bytes, start, prefix, before, after);
      ranks[before] = withPrevious;
      if (withPrevious !== never) heap.push(withPrevious * placeRange + before);
    }
  }
  let count = 0;
  for (let at = 0; at < length; at = next[at]!) ends[to + count++] = start + next[at]!;
  return count;
}

/** A binary heap of numbers, smallest first. */
class MergeHeap {
  size = 0;
  #keys: Float64Array;

  constructor(capacity: number) {
    this.#keys = new Float64Array(capacity + 1);
  }

  push(key: number): void {
    if (this.size === this.#keys.length) {
      const larger = new Float64Array(this.#keys.length * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    const keys = this.#keys;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      at = parent;
    }
    keys[at] = key;
  }

  pop(): number {
    const keys = this.#keys;
    const top = keys[0]!;
    const last = keys[--this.size]!;
    const size = this.size;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= last) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = last;
    return top;
  }
}
