import { frontCache, type FrontCache, type PieceSource } from './frontCache';
import type { MergeCuts } from './mergeCuts';
import type { PieceTokens } from './pieceTokens';
import { splitBuffer } from './splitPieces';
import { hashBytes, type TokenIndex } from './tokenIndex';

let vocabularies = 0;

/** How many tokens pieces have. */
export class PieceCounts implements PieceSource {
  readonly tag = ++vocabularies;
  readonly #index: TokenIndex;
  readonly #mergeCuts: MergeCuts;
  readonly #tokens: PieceTokens;
  readonly #cache: FrontCache = frontCache();
  readonly #bytes: Uint8Array = splitBuffer().bytes;

  constructor(index: TokenIndex, mergeCuts: MergeCuts, tokens: PieceTokens) {
    this.#index = index;
    this.#mergeCuts = mergeCuts;
    this.#tokens = tokens;
  }

  /** Empties the caches. */
  forget(): void {
    this.#cache.forget();
    this.#tokens.forget();
  }

  /** The number of tokens in the first `pieces` pieces of the {@link splitBuffer}. */
  countPieces(pieces: number): number {
    return this.#cache.countPieces(this, pieces);
  }

  countNew(start: number, end: number): number {
    const bytes = this.#bytes;
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
      tokens += this.#cache.countPiece(this, from, cut);
      from = cut;
      cut = this.#mergeCuts.nextCut(bytes, from, end);
    }
    return tokens;
  }

  /** The number of tokens in a piece of `length` bytes that is too long for the buffer. */
  countLong(bytes: Uint8Array, length: number): number {
    let tokens = 0;
    for (let from = 0; from < length;) {
      const cut = this.#mergeCuts.nextCut(bytes, from, length);
      this.#tokens.encode(bytes, from, cut);
      tokens += this.#tokens.count;
      from = cut;
    }
    return tokens;
  }
}
