/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { endMark, type SplitAutomaton } from './splitAutomaton';
import { bufferPadding, splitPieces } from './splitPieces';

/**
 * UTF-16 units read at a time: few enough that the bytes stay in the processor's first caches, and
 * that a step of a count takes about a tenth of a millisecond.
 */
const blockUnits = 8192;
/** A unit is at most three bytes of UTF-8; a surrogate pair is four for two. */
const bytesPerUnit = 3;

const encoder = new TextEncoder();

// Most blocks fit these. They hold nothing from one call of `next` to another, so that counts may
// interleave.
const sharedBytes = new Uint8Array(blockUnits * bytesPerUnit + bufferPadding);
const sharedView = new DataView(sharedBytes.buffer);
const sharedEnds = new Int32Array(blockUnits);

/**
 * Reads a text block by block, as UTF-8 split into pieces. A piece that runs over the end of a
 * block begins the next one; a block that holds no whole piece is read again with twice the size.
 * Lone surrogates become U+FFFD, as the encoder has it.
 */
export class PieceBlocks {
  /** Where the block's first piece begins, and where the next block will, in UTF-16 units. */
  start = 0;
  next = 0;
  /** The block's bytes; its first piece begins at 0. */
  bytes = sharedBytes;
  view = sharedView;
  /** The end of each piece in `bytes`. */
  readonly ends = sharedEnds;
  pieces = 0;

  readonly #text: string;
  readonly #automaton: SplitAutomaton;

  constructor(automaton: SplitAutomaton, text: string) {
    this.#automaton = automaton;
    this.#text = text;
  }

  /** Reads the next block. What the last one held is void then. False at the end of the text. */
  read(): boolean {
    const text = this.#text;
    this.start = this.next;
    if (this.start >= text.length) return false;
    for (let units = blockUnits; ; units *= 2) {
      let stop = Math.min(this.start + units, text.length);
      if (stop < text.length && isLowSurrogate(text.charCodeAt(stop))) stop--;
      const isLast = stop === text.length;
      const block = this.start === 0 && isLast ? text : text.slice(this.start, stop);
      if (units === blockUnits) {
        this.bytes = sharedBytes;
        this.view = sharedView;
      } else {
        this.bytes = new Uint8Array(block.length * bytesPerUnit + bufferPadding);
        this.view = new DataView(this.bytes.buffer);
      }
      const { written } = encoder.encodeInto(block, this.bytes);
      this.bytes[written] = endMark;
      this.pieces = splitPieces(this.#automaton, this.bytes, written, isLast, this.ends);
      if (this.pieces === 0) continue;
      this.next = stop - unitsIn(this.bytes, this.ends[this.pieces - 1]!, written);
      return true;
    }
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
