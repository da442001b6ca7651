/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { hashBase, hashPowers, mayHold, noToken, spreadHash, type TokenIndex } from './tokenIndex';

/** A piece to merge has at most so many bytes: longer ones are walked sooner than merged. Measured. */
export const longestMerged = 32;
/** Bits for the number of a part, below a rank. */
const partBits = 5;
const partMask = (1 << partBits) - 1;
/** Above every rank and place. */
const none = 0x7fff_ffff;

/** Pairs of tokens that are remembered: 64 KB. */
const memoBits = 13;
/** An id has 18 bits. Of a pair's 36, the first integer has 32, the second four above the token's. */
const idBits = 18;
const idMask = (1 << idBits) - 1;
const highShift = 32 - idBits;
const highMask = 0xf << idBits;

/**
 * Merges short pieces by the definition: looks at all neighbours for the pair of lowest rank, joins
 * it, and again. Which token two tokens make is remembered, for letters that are beside each other
 * in one piece are so in many.
 *
 * Asking for a token's own pair, not its bytes, is exact: what has been joined inside a token when it is
 * made is what is joined when its bytes stand alone, for until then nothing was joined across its
 * ends; so the last two parts are always the same.
 */
export interface PieceMerger {
  /** Of each part, from 0 on: its token, where it begins in the piece, and which part is the next. */
  readonly ids: Int32Array;
  readonly places: Int32Array;
  readonly next: Int32Array;
  /** Merges `bytes[start, start + length)` and returns the number of tokens. */
  merge(index: TokenIndex, bytes: Uint8Array, start: number, length: number): number;
  /** Forgets the pairs. */
  forget(): void;
}

let merger: PieceMerger | undefined;

/** It holds nothing from one call to another but what it remembers, for the latest index. */
export function pieceMerger(): PieceMerger {
  merger ??= createMerger();
  return merger;
}

/** A closure, not a class: of arrays that never change, compiled code knows address and length. */
function createMerger(): PieceMerger {
  // Of each part: its token, where it begins in the piece, which part is the next and which the one
  // before, and the rank of the token it would be with the next, with its own number below.
  const ids = new Int32Array(longestMerged);
  const places = new Int32Array(longestMerged + 1);
  const next = new Int32Array(longestMerged + 1);
  const previous = new Int32Array(longestMerged + 1);
  const keys = new Int32Array(longestMerged);
  /** The hash of the bytes before a place. */
  const prefix = new Int32Array(longestMerged + 1);
  const memo = new Int32Array(2 << memoBits).fill(-1);
  let owner: TokenIndex | undefined;

  /** The key of a part with the one after it. */
  function keyOf(
    index: TokenIndex,
    part: number,
    left: number,
    right: number,
    after: number,
  ): number {
    const low = left | (right << idBits);
    const high = (right >>> highShift) << idBits;
    const h = Math.imul(low ^ (high >>> 5), 0x9e37_79b1);
    const entry = ((h ^ (h >>> 15)) >>> (31 - memoBits)) & ~1;
    const known = memo[entry + 1]!;
    if (memo[entry] === low && (known & highMask) === high) {
      const id = known & idMask;
      return id === idMask ? none : (id << partBits) | part;
    }
    const id = find(index, places[part]!, left, right, places[after]!);
    memo[entry] = low;
    memo[entry + 1] = high | (id & idMask);
    return id === noToken ? none : (id << partBits) | part;
  }

  /** The same where the two are single bytes. */
  function keyOfBytes(index: TokenIndex, bytes: Uint8Array, start: number, part: number): number {
    const at = start + places[part]!;
    const id = index.pairTokens[bytes[at]! | (bytes[at + 1]! << 8)]!;
    return id === noToken ? none : (id << partBits) | part;
  }

  function find(index: TokenIndex, from: number, left: number, right: number, to: number): number {
    const before = Math.imul(prefix[from]!, hashPowers[to - from]!);
    const h = spreadHash((prefix[to]! - before) | 0);
    return mayHold(index.bloom, index.bloomShift, h) ? index.searchPair(h, left, right) : noToken;
  }

  function merge(index: TokenIndex, bytes: Uint8Array, start: number, length: number): number {
    if (owner !== index) {
      owner = index;
      memo.fill(-1);
    }
    const parts = readParts(index, bytes, start, length);
    for (let part = 0; part + 1 < parts; part++)
      keys[part] =
        places[part]! + 2 === places[part + 2]
          ? keyOfBytes(index, bytes, start, part)
          : keyOf(index, part, ids[part]!, ids[part + 1]!, part + 2);
    keys[parts - 1] = none;
    for (let count = parts; ; count--) {
      let best = none;
      for (let part = 0; part < parts; part++) {
        const key = keys[part]!;
        if (key < best) best = key;
      }
      if (best === none) return count;
      const part = best & partMask;
      const id = best >> partBits;
      const taken = next[part]!;
      const after = next[taken]!;
      ids[part] = id;
      next[part] = after;
      previous[after] = part;
      keys[taken] = none;
      keys[part] = after < parts ? keyOf(index, part, id, ids[after]!, next[after]!) : none;
      if (part > 0) {
        const before = previous[part]!;
        keys[before] = keyOf(index, before, ids[before]!, id, after);
      }
    }
  }

  /** Reads the parts to begin with: bytes, and letters whose bytes are always joined first. */
  function readParts(index: TokenIndex, bytes: Uint8Array, start: number, length: number): number {
    const { byteTokens, pairTokens, wholeLetters } = index;
    let parts = 0;
    let hash = 0;
    let before = 0;
    for (let at = 0; at < length; parts++) {
      const byte = bytes[start + at]!;
      places[parts] = at;
      next[parts] = parts + 1;
      previous[parts + 1] = parts;
      ids[parts] = byteTokens[byte]!;
      hash = (Math.imul(hash, hashBase) + byte + 1) | 0;
      at++;
      if (byte >= 0xc0 && byte < 0xe0) {
        prefix[at] = hash;
        const rest = bytes[start + at]!;
        if (
          wholeLetters[((byte & 0x1f) << 6) | (rest & 0x3f)] === 1 &&
          (at === 1 || pairTokens[before | (byte << 8)] === noToken)
        ) {
          ids[parts] = pairTokens[byte | (rest << 8)]!;
          hash = (Math.imul(hash, hashBase) + rest + 1) | 0;
          at++;
        }
      }
      prefix[at] = hash;
      before = bytes[start + at - 1]!;
    }
    places[parts] = length;
    return parts;
  }

  return {
    ids,
    places,
    next,
    merge,
    forget() {
      memo.fill(-1);
    },
  };
}
