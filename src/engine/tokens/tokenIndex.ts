/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import type { MergePairs } from './vocabularyFormat';

/**
 * The multiplier of the byte hash: hash(s) = Σ (s[i] + 1) · base^(n-1-i) modulo 2^32. A hash of
 * this kind can be composed: that of a substring follows from those of two prefixes, and that of a
 * token from those of the two it joins. The number is odd and otherwise arbitrary.
 */
export const hashBase = 0x2c1b_3c6d;

/** Powers of {@link hashBase} up to the longest token of the vocabularies (128 bytes). */
export const hashPowers = powers(129);

function powers(count: number): Int32Array {
  const table = new Int32Array(count);
  let power = 1;
  for (let i = 0; i < count; i++) {
    table[i] = power;
    power = Math.imul(power, hashBase);
  }
  return table;
}

/** The hash of `bytes[start, start + length)`. */
export function hashBytes(bytes: Uint8Array, start: number, length: number): number {
  let hash = 0;
  for (let i = start; i < start + length; i++)
    hash = (Math.imul(hash, hashBase) + bytes[i]! + 1) | 0;
  return hash;
}

/** Bytes before each token's own bytes in the store: its length, then its id in three bytes. */
const entryHeader = 4;
/** Slots a bucket: 16 bytes, so that a bucket never spans two cache lines. */
const bucketSlots = 4;
/** A slot is the place of the token's entry, shifted, and a fingerprint of its hash. */
const fingerprintBits = 10;
const fingerprintMask = (1 << fingerprintBits) - 1;

/**
 * Finds tokens by their bytes. Compact, for it stays in memory as long as anything is counted: the
 * bytes of all tokens in one store, a table of buckets of four slots, and before both a Bloom filter
 * (one word and two bits a token), because most questions, those asked while merging, have the
 * answer "no token".
 */
export class TokenIndex {
  readonly tokens: number;
  readonly longest: number;
  readonly #store: Uint8Array;
  readonly #slots: Int32Array;
  readonly #bloom: Int32Array;
  readonly #bucketMask: number;
  readonly #bloomShift: number;

  constructor(
    pairs: MergePairs,
    onPair?: (store: Uint8Array, start: number, seam: number, end: number) => void,
  ) {
    const { tokens, singleBytes, planes } = pairs;
    this.tokens = tokens;
    const count = tokens - 256;
    const [leftLow, leftMiddle, leftHigh, rightLow, rightMiddle, rightHigh] = planes;

    // Tokens' places in the store, and hashes, are needed only while it is filled.
    const starts = new Int32Array(tokens);
    const hashes = new Int32Array(tokens);
    const lengths = new Uint8Array(tokens).fill(1, 0, 256);
    let size = 1; // 0 means an empty slot
    for (let id = 0; id < 256; id++) {
      starts[id] = size + entryHeader;
      hashes[id] = singleBytes[id]! + 1;
      size += entryHeader + 1;
    }
    for (let i = 0; i < count; i++) {
      const left = leftLow![i]! | (leftMiddle![i]! << 8) | (leftHigh![i]! << 16);
      const right = rightLow![i]! | (rightMiddle![i]! << 8) | (rightHigh![i]! << 16);
      const length = lengths[left]! + lengths[right]!;
      lengths[i + 256] = length;
      starts[i + 256] = size + entryHeader;
      hashes[i + 256] =
        (Math.imul(hashes[left]!, hashPowers[lengths[right]!]!) + hashes[right]!) | 0;
      size += entryHeader + length;
    }
    const store = new Uint8Array(size);
    let longest = 1;
    for (let id = 0; id < tokens; id++) {
      const start = starts[id]!;
      const length = lengths[id]!;
      if (length > longest) longest = length;
      store[start - 4] = length;
      store[start - 3] = id;
      store[start - 2] = id >> 8;
      store[start - 1] = id >> 16;
      if (id < 256) {
        store[start] = singleBytes[id]!;
        continue;
      }
      const i = id - 256;
      const left = leftLow![i]! | (leftMiddle![i]! << 8) | (leftHigh![i]! << 16);
      const right = rightLow![i]! | (rightMiddle![i]! << 8) | (rightHigh![i]! << 16);
      let to = start;
      let from = starts[left]!;
      const seam = start + lengths[left]!;
      while (to < seam) store[to++] = store[from++]!;
      from = starts[right]!;
      const end = start + length;
      while (to < end) store[to++] = store[from++]!;
      onPair?.(store, start, seam, end);
    }
    this.longest = longest;

    let buckets = 1;
    while (buckets * bucketSlots * 0.8 < tokens) buckets *= 2;
    const slots = new Int32Array(buckets * bucketSlots);
    const bloomBits = Math.ceil(Math.log2(tokens / 3.2));
    const bloom = new Int32Array(1 << bloomBits);
    const bloomShift = 32 - bloomBits;
    const bucketMask = buckets - 1;
    for (let id = 0; id < tokens; id++) {
      const h = spread(hashes[id]!);
      bloom[h >>> bloomShift]! |= (1 << (h & 31)) | (1 << ((h >>> 5) & 31));
      const slot =
        ((starts[id]! - entryHeader) << fingerprintBits) | (h >>> (32 - fingerprintBits));
      let bucket = h & bucketMask;
      for (;;) {
        const first = bucket * bucketSlots;
        let place = first;
        while (place < first + bucketSlots && slots[place] !== 0) place++;
        if (place < first + bucketSlots) {
          slots[place] = slot;
          break;
        }
        bucket = (bucket + 1) & bucketMask;
      }
    }
    this.#store = store;
    this.#slots = slots;
    this.#bloom = bloom;
    this.#bucketMask = bucketMask;
    this.#bloomShift = bloomShift;
  }

  /**
   * The id, which is also the rank, of the token with the bytes `bytes[start, start + length)`,
   * or -1 where there is none.
   *
   * @param hash {@link hashBytes} of those bytes.
   */
  find(bytes: Uint8Array, start: number, length: number, hash: number): number {
    const h = spread(hash);
    const bits = (1 << (h & 31)) | (1 << ((h >>> 5) & 31));
    if ((this.#bloom[h >>> this.#bloomShift]! & bits) !== bits) return -1;
    const slots = this.#slots;
    const store = this.#store;
    const fingerprint = h >>> (32 - fingerprintBits);
    let bucket = h & this.#bucketMask;
    for (;;) {
      const first = bucket * bucketSlots;
      for (let place = first; place < first + bucketSlots; place++) {
        const slot = slots[place]!;
        if (slot === 0) return -1;
        if ((slot & fingerprintMask) !== fingerprint) continue;
        const entry = slot >>> fingerprintBits;
        if (store[entry] !== length) continue;
        let i = 0;
        const own = entry + entryHeader;
        while (i < length && store[own + i] === bytes[start + i]) i++;
        if (i === length)
          return store[entry + 1]! | (store[entry + 2]! << 8) | (store[entry + 3]! << 16);
      }
      bucket = (bucket + 1) & this.#bucketMask;
    }
  }
}

/** Spreads a hash over all bits: the low bits of the composed hash know only the low bits of bytes. */
function spread(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x7feb_352d);
  return h ^ (h >>> 15);
}
