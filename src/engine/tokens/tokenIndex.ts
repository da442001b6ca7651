/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import type { MergePairs } from './vocabularyFormat';

/**
 * The multiplier of the byte hash: hash(s) = Σ (s[i] + 1) · base^(n-1-i) modulo 2^32. A hash of
 * this kind can be composed: that of a substring follows from those of two prefixes, and that of a
 * token from those of the two it joins. The number is odd and otherwise arbitrary.
 */
export const hashBase = 0x2c1b_3c6d;

/** Powers of {@link hashBase}, enough for the longest token a vocabulary file can hold. */
export const hashPowers = powers(256);

const power2 = Math.imul(hashBase, hashBase);
const power3 = Math.imul(power2, hashBase);
const power4 = Math.imul(power2, power2);

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
  let at = start;
  const end = start + length;
  // Four at a time: the products of one round do not wait for each other.
  for (; at + 4 <= end; at += 4)
    hash =
      (Math.imul(hash, power4) +
        Math.imul(bytes[at]! + 1, power3) +
        Math.imul(bytes[at + 1]! + 1, power2) +
        Math.imul(bytes[at + 2]! + 1, hashBase) +
        bytes[at + 3]! +
        1) |
      0;
  for (; at < end; at++) hash = (Math.imul(hash, hashBase) + bytes[at]! + 1) | 0;
  return hash;
}

/** Slots a bucket: 16 bytes, so that a bucket never spans two cache lines. */
const bucketSlots = 4;
/** Buckets are made for this share of their slots to be filled. */
const fill = 0.8;
/** A slot is a token's id + 1, shifted, and a fingerprint of its hash; 0 where it is empty. */
const fingerprintBits = 14;
const fingerprintMask = (1 << fingerprintBits) - 1;
/** Ids that fit a slot and the packed pairs: 18 bits. */
const idLimit = 1 << (32 - fingerprintBits);
/** Only every eighth token's place in the store is kept; the lengths lead on from there. */
const placeBits = 3;

/** Stands for "no token" where ranks are compared: it is above all of them. */
export const noToken = 0x7fff_ffff;

/** Called for each token that joins two: its bytes are `bytes[start, end)`, joined at `seam`. */
export type PairVisitor = (bytes: Uint8Array, start: number, seam: number, end: number) => void;

/**
 * Finds tokens by their bytes, and knows which two tokens each token joins. Ids are ranks.
 *
 * Compact, for it stays in memory as long as anything is counted (4 MB for o200k_base), and mostly
 * what processors keep close: a Bloom filter (one word and two bits a token) stands before a table
 * of buckets, because most questions, those asked while encoding a piece, have the answer "none".
 */
export class TokenIndex {
  readonly tokens: number;
  /** Bytes of the longest token. */
  readonly longest: number;
  /** Bytes of each token. */
  readonly lengths: Uint8Array;
  /** The token that each single byte is. */
  readonly byteTokens = new Uint8Array(256);
  /** By the first two bytes (little end first): bytes of the longest token that begins so. */
  readonly longestFrom = new Uint8Array(0x1_0000);
  /** See {@link mayHold}. */
  readonly bloom: Int32Array;
  readonly bloomShift: number;
  /** By two bytes (little end first): the token that they are, or {@link noToken}. */
  readonly pairTokens = new Int32Array(0x1_0000).fill(noToken);
  /**
   * By code point below U+0800: 1 where the two bytes of the character are always joined before
   * either is joined with anything else, unless the byte before it and its own first are a token.
   */
  readonly wholeLetters: Uint8Array;
  readonly #store: Uint8Array;
  readonly #places: Int32Array;
  readonly #slots: Int32Array;
  readonly #bucketMask: number;
  // The pairs: the low 16 bits of each side, and two more bits of both.
  readonly #left: Uint16Array;
  readonly #right: Uint16Array;
  readonly #high: Uint8Array;

  constructor(pairs: MergePairs, onPair: PairVisitor) {
    const { tokens, singleBytes, planes } = pairs;
    if (tokens >= idLimit) throw new Error(`a vocabulary of ${tokens} tokens is too large`);
    this.tokens = tokens;
    const [leftLow, leftMiddle, leftHigh, rightLow, rightMiddle, rightHigh] = planes;
    const left = new Uint16Array(tokens);
    const right = new Uint16Array(tokens);
    const high = new Uint8Array(tokens);
    const lengths = new Uint8Array(tokens);
    // Needed only while the tables are filled.
    const starts = new Int32Array(tokens + 1);
    const hashes = new Int32Array(tokens);

    let longest = 1;
    for (let id = 0; id < 256; id++) {
      lengths[id] = 1;
      this.byteTokens[singleBytes[id]!] = id;
      starts[id + 1] = id + 1;
      hashes[id] = singleBytes[id]! + 1;
    }
    for (let id = 256, i = 0; id < tokens; id++, i++) {
      const a = leftLow![i]! | (leftMiddle![i]! << 8) | (leftHigh![i]! << 16);
      const b = rightLow![i]! | (rightMiddle![i]! << 8) | (rightHigh![i]! << 16);
      left[id] = a;
      right[id] = b;
      high[id] = (a >> 16) | ((b >> 16) << 2);
      const length = lengths[a]! + lengths[b]!;
      if (length > longest) longest = length;
      lengths[id] = length;
      starts[id + 1] = starts[id]! + length;
      hashes[id] = (Math.imul(hashes[a]!, hashPowers[lengths[b]!]!) + hashes[b]!) | 0;
    }
    // By byte: the first token that ends with this lead of a character, and the first that begins
    // with this rest of one and goes on with another.
    const endsInside = new Int32Array(256).fill(noToken);
    const beginsInside = new Int32Array(256).fill(noToken);
    // Bytes are copied four at a time, up to three too many, which the next token overwrites.
    const buffer = new ArrayBuffer(starts[tokens]! + 3);
    const view = new DataView(buffer);
    const store = new Uint8Array(buffer);
    store.set(singleBytes);
    for (let id = 256, i = 0; id < tokens; id++, i++) {
      const start = starts[id]!;
      const a = leftLow![i]! | (leftMiddle![i]! << 8) | (leftHigh![i]! << 16);
      const b = rightLow![i]! | (rightMiddle![i]! << 8) | (rightHigh![i]! << 16);
      const seam = start + lengths[a]!;
      const end = starts[id + 1]!;
      for (let to = start, from = starts[a]!; to < seam; to += 4, from += 4)
        view.setInt32(to, view.getInt32(from));
      for (let to = seam, from = starts[b]!; to < end; to += 4, from += 4)
        view.setInt32(to, view.getInt32(from));
      const firstTwo = store[start]! | (store[start + 1]! << 8);
      if (end - start > this.longestFrom[firstTwo]!) this.longestFrom[firstTwo] = end - start;
      if (end - start === 2) this.pairTokens[firstTwo] = id;
      const first = store[start]!;
      const last = store[end - 1]!;
      if (last >= 0xc0 && end - start > 2 && id < endsInside[last]!) endsInside[last] = id;
      if (
        (first & 0xc0) === 0x80 &&
        (store[start + 1]! & 0xc0) !== 0x80 &&
        id < beginsInside[first]!
      )
        beginsInside[first] = id;
      onPair(store, start, seam, end);
    }

    let buckets = 1;
    while (buckets * bucketSlots * fill < tokens) buckets *= 2;
    const bucketMask = buckets - 1;
    const slots = new Int32Array(buckets * bucketSlots);
    // Some three tokens, so six bits of 32, a word: four questions in a hundred pass by chance.
    const bloomBits = Math.ceil(Math.log2(tokens / 3.2));
    const bloomShift = 32 - bloomBits;
    const bloom = new Int32Array(1 << bloomBits);
    for (let id = 0; id < tokens; id++) {
      const h = spreadHash(hashes[id]!);
      bloom[h >>> bloomShift]! |= (1 << h) | (1 << (h >>> 5));
      let place = (h & bucketMask) * bucketSlots;
      while (slots[place] !== 0) place = (place + 1) & (slots.length - 1);
      slots[place] = ((id + 1) << fingerprintBits) | (h >>> (32 - fingerprintBits));
    }
    const places = new Int32Array((tokens >> placeBits) + 1);
    for (let i = 0; i < places.length; i++) places[i] = starts[i << placeBits]!;

    this.longest = longest;
    this.wholeLetters = wholeLetters(this.pairTokens, endsInside, beginsInside);
    this.lengths = lengths;
    this.#store = store;
    this.#places = places;
    this.#slots = slots;
    this.bloom = bloom;
    this.#bucketMask = bucketMask;
    this.bloomShift = bloomShift;
    this.#left = left;
    this.#right = right;
    this.#high = high;
  }

  /** The left one of the two tokens that a token of two bytes or more joins. */
  left(id: number): number {
    return this.#left[id]! | ((this.#high[id]! & 3) << 16);
  }

  /** The right one. */
  right(id: number): number {
    return this.#right[id]! | ((this.#high[id]! >> 2) << 16);
  }

  /**
   * The token with the bytes `bytes[start, start + length)`, or -1 where there is none.
   *
   * @param hash {@link hashBytes} of those bytes.
   */
  find(bytes: Uint8Array, start: number, length: number, hash: number): number {
    const h = spreadHash(hash);
    // Read before the filter has spoken, so that the processor waits for both at once.
    const isEmpty = this.#slots[(h & this.#bucketMask) * bucketSlots] === 0;
    return isEmpty || !mayHold(this.bloom, this.bloomShift, h)
      ? -1
      : this.search(bytes, start, length, h);
  }

  /** The same after {@link mayHold}, for loops that mostly end there. */
  search(bytes: Uint8Array, start: number, length: number, h: number): number {
    const slots = this.#slots;
    const fingerprint = h >>> (32 - fingerprintBits);
    let place = (h & this.#bucketMask) * bucketSlots;
    for (;;) {
      const slot = slots[place]!;
      if (slot === 0) return -1;
      if ((slot & fingerprintMask) === fingerprint) {
        const id = (slot >>> fingerprintBits) - 1;
        if (this.lengths[id] === length && this.#has(id, bytes, start, length)) return id;
      }
      place = (place + 1) & (slots.length - 1);
    }
  }

  /**
   * The token that joins two tokens, or {@link noToken}.
   *
   * @param h the hash of their bytes, spread, after {@link mayHold}.
   */
  searchPair(h: number, left: number, right: number): number {
    const slots = this.#slots;
    const fingerprint = h >>> (32 - fingerprintBits);
    let place = (h & this.#bucketMask) * bucketSlots;
    for (;;) {
      const slot = slots[place]!;
      if (slot === 0) return noToken;
      if ((slot & fingerprintMask) === fingerprint) {
        const id = (slot >>> fingerprintBits) - 1;
        if (id >= 256 && this.left(id) === left && this.right(id) === right) return id;
      }
      place = (place + 1) & (slots.length - 1);
    }
  }

  /** Whether a token's bytes are those at `start`. */
  #has(id: number, bytes: Uint8Array, start: number, length: number): boolean {
    const { lengths } = this;
    const store = this.#store;
    let at = this.#places[id >> placeBits]!;
    for (let before = (id >> placeBits) << placeBits; before < id; before++) at += lengths[before]!;
    for (let i = 0; i < length; i++) if (store[at + i] !== bytes[start + i]) return false;
    return true;
  }
}

/**
 * A merge of lower rank comes first. Both bytes stand apart at the beginning, so they are joined
 * before the lead is joined with what is on its left, if that token's rank is higher, and before the
 * rest is joined with what is on its right.
 */
function wholeLetters(
  pairTokens: Int32Array,
  endsInside: Int32Array,
  beginsInside: Int32Array,
): Uint8Array {
  const whole = new Uint8Array(0x800);
  for (let codePoint = 0x80; codePoint < 0x800; codePoint++) {
    const lead = 0xc0 | (codePoint >> 6);
    const rest = 0x80 | (codePoint & 0x3f);
    const token = pairTokens[lead | (rest << 8)]!;
    if (token < endsInside[lead]! && token < beginsInside[rest]!) whole[codePoint] = 1;
  }
  return whole;
}

/** Spreads a hash over all bits: the low bits of a composed hash know only the low bits of bytes. */
export function spreadHash(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x7feb_352d);
  return h ^ (h >>> 15);
}

/** False where an index with this Bloom filter has no token of this hash, after spreading. */
export function mayHold(bloom: Int32Array, bloomShift: number, h: number): boolean {
  // Shifts take their distance modulo 32.
  const bits = (1 << h) | (1 << (h >>> 5));
  return (bloom[h >>> bloomShift]! & bits) === bits;
}
