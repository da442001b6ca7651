/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */

/** 2^19 bits, 64 KB: some 21,000 pairs in o200k_base leave 4 % of them set. */
const pairBits = 19;

/**
 * Where a piece can be cut before merging. If no token holds the neighbours A B, nor any bytes on
 * both sides of the place between them, then no merge can cross that place, and the two sides can
 * be encoded apart. Texts in Chinese, Japanese or Korean, whose pieces are whole clauses, fall
 * apart into words this way.
 *
 * Kept for characters of three bytes in UTF-8 (U+0800 to U+FFFF): the pairs that tokens hold, in a
 * bitmap by hash (a collision only forgoes a cut), and those characters that some token holds
 * beside a part of a character, at which nothing is cut.
 */
export class MergeCuts {
  readonly #pairs = new Uint8Array(1 << (pairBits - 3));
  readonly #afterNever = new Uint8Array(0x1_0000 >> 3);
  readonly #beforeNever = new Uint8Array(0x1_0000 >> 3);

  /**
   * Notes what the token `bytes[start, end)`, which joins two tokens at `seam`, brings together
   * there. Everything inside the two tokens was noted with them.
   */
  note(bytes: Uint8Array, start: number, seam: number, end: number): void {
    const lead = bytes[seam]!;
    if (lead < 0xe0 || lead >= 0xf0) return; // not the beginning of a three-byte character
    const before = bytes[seam - 1]!;
    if (before < 0x80) return; // beside an ASCII character nothing is cut
    let characterStart = seam - 1;
    while (characterStart > start && (bytes[characterStart]! & 0xc0) === 0x80) characterStart--;
    const leftLead = bytes[characterStart]!;
    const leftIsWhole = (leftLead & 0xc0) !== 0x80;
    if (leftIsWhole && (leftLead < 0xe0 || leftLead >= 0xf0)) return;
    const rightLength = Math.min(3, end - seam);

    if (!leftIsWhole) {
      // The token begins inside a character: any character may be on the left.
      const first = decodeFrom(bytes, seam, rightLength);
      setBits(this.#beforeNever, first, first + (1 << (6 * (3 - rightLength))));
    } else if (rightLength < 3) {
      const left = decode(bytes, characterStart);
      setBits(this.#afterNever, left, left + 1);
    } else {
      const pair = pairHash(decode(bytes, characterStart), decode(bytes, seam));
      this.#pairs[pair >> 3]! |= 1 << (pair & 7);
    }
  }

  /** True where no merge can cross the place between two characters of three bytes. */
  canCut(left: number, right: number): boolean {
    const pair = pairHash(left, right);
    return (
      (this.#pairs[pair >> 3]! & (1 << (pair & 7))) === 0 &&
      (this.#afterNever[left >> 3]! & (1 << (left & 7))) === 0 &&
      (this.#beforeNever[right >> 3]! & (1 << (right & 7))) === 0
    );
  }

  /**
   * The first place in `bytes[start, end)` at which it can be cut, or `end`.
   *
   * @param start the beginning of a character.
   */
  nextCut(bytes: Uint8Array, start: number, end: number): number {
    let left = -1; // the character before `at`, if it has three bytes
    let at = start;
    while (at < end) {
      const lead = bytes[at]!;
      if (lead >= 0xe0 && lead < 0xf0) {
        const right = decode(bytes, at);
        if (left >= 0 && this.canCut(left, right)) return at;
        left = right;
        at += 3;
      } else {
        left = -1;
        at += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : 4;
      }
    }
    return end;
  }
}

function decode(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! & 0xf) << 12) | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f);
}

/** The first character that begins with the `length` bytes at `at`. */
function decodeFrom(bytes: Uint8Array, at: number, length: number): number {
  return (
    ((bytes[at]! & 0xf) << 12) |
    (length > 1 ? (bytes[at + 1]! & 0x3f) << 6 : 0) |
    (length > 2 ? bytes[at + 2]! & 0x3f : 0)
  );
}

function setBits(bits: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++) bits[i >> 3]! |= 1 << (i & 7);
}

function pairHash(left: number, right: number): number {
  const h = Math.imul(left, 0x9e37_79b1) + Math.imul(right, 0x85eb_ca6b);
  return (h ^ (h >>> 15)) >>> (32 - pairBits);
}
