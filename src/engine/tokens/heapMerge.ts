/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { hashPowers, noToken, type TokenIndex } from './tokenIndex';

/** Places have 32 of the 53 bits of a number in the heap; ranks have the rest. */
const placeRange = 2 ** 32;

/**
 * Merges a piece in O(n log n), whatever it is: parts in a linked list, possible merges in a heap
 * by rank, then place. A merge that is no longer possible, because a neighbour was joined meanwhile,
 * is known by its rank and passed over.
 *
 * @param prefix by place in the piece, the hash of the bytes before it.
 * @param ids receives the tokens.
 * @param ends receives where each token ends in `bytes`.
 * @returns the number of tokens.
 */
export function mergeByHeap(
  index: TokenIndex,
  bytes: Uint8Array,
  start: number,
  end: number,
  prefix: Int32Array,
  ids: Int32Array,
  ends: Int32Array,
): number {
  const length = end - start;
  // By the place where a part begins: its token, where the next one and the one before begin, and
  // the token it would be with the next.
  const parts = new Int32Array(length);
  const next = new Int32Array(length + 1);
  const previous = new Int32Array(length + 1);
  const joined = new Int32Array(length + 1);
  const heap = new Heap(length);

  const tokenOf = (from: number, to: number): number => {
    const size = to - from;
    if (size > index.longest) return noToken;
    const hash = (prefix[to]! - Math.imul(prefix[from]!, hashPowers[size]!)) | 0;
    const id = index.find(bytes, start + from, size, hash);
    return id < 0 ? noToken : id;
  };
  const offer = (place: number, token: number): void => {
    joined[place] = token;
    if (token !== noToken) heap.push(token * placeRange + place);
  };

  for (let i = 0; i < length; i++) {
    parts[i] = index.byteTokens[bytes[start + i]!]!;
    next[i] = i + 1;
    previous[i + 1] = i;
    offer(i, i + 1 < length ? tokenOf(i, i + 2) : noToken);
  }
  while (heap.size > 0) {
    const key = heap.pop();
    const token = Math.floor(key / placeRange);
    const place = key - token * placeRange;
    if (joined[place] !== token) continue;
    const taken = next[place]!;
    const after = next[taken]!;
    parts[place] = token;
    next[place] = after;
    previous[after] = place;
    joined[taken] = noToken;
    offer(place, after < length ? tokenOf(place, next[after]!) : noToken);
    if (place > 0) {
      const before = previous[place]!;
      offer(before, tokenOf(before, after));
    }
  }
  let count = 0;
  for (let place = 0; place < length; place = next[place]!) {
    ids[count] = parts[place]!;
    ends[count++] = start + next[place]!;
  }
  return count;
}

/** A binary heap of numbers, smallest first. */
class Heap {
  size = 0;
  #keys: Float64Array;

  constructor(capacity: number) {
    this.#keys = new Float64Array(capacity);
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
    const { size } = this;
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
