/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { pieceEnd, type SplitAutomaton } from './splitAutomaton';
import { blockUnits, bufferPadding, bytesPerUnit, splitBuffer } from './splitPieces';

const encoder = new TextEncoder();

/**
 * Reads a text block by block, as UTF-8 split into pieces. A piece that runs over the end of a
 * block begins the next one; one that is longer than a block is a block of its own.
 * Lone surrogates become U+FFFD, as the encoder has it.
 */
export class PieceBlocks {
  /** Where the next block begins, in UTF-16 units. */
  next = 0;
  /** The block's bytes, with some padding; its first piece begins at 0. */
  bytes: Uint8Array;
  /** The end of each piece in `bytes`. */
  ends: Uint16Array | Int32Array;
  pieces = 0;
  /** Whether the block is one long piece in bytes of its own, not in the {@link splitBuffer}. */
  isLong = false;

  readonly #buffer = splitBuffer();
  readonly #text: string;
  readonly #automaton: SplitAutomaton;

  constructor(automaton: SplitAutomaton, text: string) {
    this.#automaton = automaton;
    this.#text = text;
    this.bytes = this.#buffer.bytes;
    this.ends = this.#buffer.ends;
  }

  /** Reads the next block. What the last one held is void then. False at the end of the text. */
  read(): boolean {
    const text = this.#text;
    const buffer = this.#buffer;
    const start = this.next;
    if (start >= text.length) return false;
    let stop = Math.min(start + blockUnits, text.length);
    if (stop < text.length && isLowSurrogate(text.charCodeAt(stop))) stop--;
    const isLast = stop === text.length;
    const block = start === 0 && isLast ? text : text.slice(start, stop);
    this.pieces = buffer.split(this.#automaton, block, isLast);
    if (this.pieces === 0) {
      this.#readLong(start);
      return true;
    }
    this.isLong = false;
    this.bytes = buffer.bytes;
    this.ends = buffer.ends;
    this.next = stop - unitsIn(this.bytes, this.ends[this.pieces - 1]!, buffer.length());
    return true;
  }

  #readLong(start: number): void {
    this.next = pieceEnd(this.#automaton, this.#text, start);
    const piece = this.#text.slice(start, this.next);
    this.bytes = new Uint8Array(piece.length * bytesPerUnit + bufferPadding);
    this.ends = Int32Array.of(encoder.encodeInto(piece, this.bytes).written);
    this.pieces = 1;
    this.isLong = true;
  }
}

/** The UTF-16 units of the characters in `bytes[start, end)`. */
function unitsIn(bytes: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
