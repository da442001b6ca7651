/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { classTable, farClass } from './characterClasses';
import type { SplitAutomaton } from './splitAutomaton';
import { decode, endMark, goBack, needsCare, SplitTable, statesMask, stop } from './splitTable';

/**
 * UTF-16 units in a block: few enough that the bytes stay in the processor's first caches, and that
 * a step of a count takes about a tenth of a millisecond.
 */
export const blockUnits = 8192;
/** A unit is at most three bytes of UTF-8; a surrogate pair is four for two. */
export const bytesPerUnit = 3;
/** Bytes that a buffer must have after its text: the end mark, and what wide reads may touch. */
export const bufferPadding = 16;

/** Bytes that are split, and pieces that are counted, in one call of a hot function. */
const sliceBytes = 512;
export const slicePieces = 128;

const encoder = new TextEncoder();

/** The one buffer that all texts are split in, block by block, and what is found there. */
export interface SplitBuffer {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where each piece ends in `bytes`; the first begins at 0. */
  readonly ends: Uint16Array;
  /**
   * Encodes the text as UTF-8, lone surrogates as U+FFFD, splits it and returns the number of
   * pieces.
   *
   * @param isLast false where the text goes on after the block: a piece whose end depends on what
   * follows is then left out.
   */
  split(automaton: SplitAutomaton, block: string, isLast: boolean): number;
  /** The bytes of the block that was split last. */
  length(): number;
}

let buffer: SplitBuffer | undefined;

/** It holds nothing from one call of {@link SplitBuffer.split} to another, so counts may interleave. */
export function splitBuffer(): SplitBuffer {
  buffer ??= createBuffer();
  return buffer;
}

/** A closure, not a class: of arrays that never change, compiled code knows address and length. */
function createBuffer(): SplitBuffer {
  const bytes = new Uint8Array(blockUnits * bytesPerUnit + bufferPadding);
  const ends = new Uint16Array(bytes.length);
  const table = new SplitTable();
  const { byByte, byClass } = table;
  const { pages, classes } = classTable();
  let length = 0;
  // Where the reader is, between two calls of `splitSlice`: its place, state and mark, and the
  // pieces found so far.
  let place = 0;
  let placeState = 0;
  let placeMark = 0;
  let pieces = 0;

  /**
   * Splits some bytes more; true at the end. A function that runs long and returns seldom may be
   * left for good with code that was compiled in the middle of a loop, and that knows no constants.
   */
  function splitSlice(start: number, isLast: boolean): boolean {
    let state = placeState;
    let at = place;
    let mark = placeMark;
    let count = pieces;
    const sliceEnd = at + sliceBytes;
    while (at < sliceEnd) {
      const byte = bytes[at]!;
      let entry = byByte[state + byte]!;
      let width = 1;
      if ((entry & needsCare) !== 0) {
        if (entry === decode) {
          let cls: number;
          if (byte < 0xe0) {
            cls = classes[((byte & 0x1f) << 6) | (bytes[at + 1]! & 0x3f)]!;
            width = 2;
          } else if (byte < 0xf0) {
            const page = pages[((byte & 0xf) << 6) | (bytes[at + 1]! & 0x3f)]!;
            cls = classes[page + (bytes[at + 2]! & 0x3f)]!;
            width = 3;
          } else {
            const upper = ((byte & 7) << 12) | ((bytes[at + 1]! & 0x3f) << 6);
            const page = upper | (bytes[at + 2]! & 0x3f);
            const rest = bytes[at + 3]! & 0x3f;
            cls =
              page < pages.length ? classes[pages[page]! + rest]! : farClass((page << 6) | rest);
            width = 4;
          }
          entry = byClass[(state >> 3) + cls]!;
        }
        if ((entry & needsCare) !== 0) {
          if (entry === stop) {
            if (isLast) ends[count++] = at;
            pieces = count;
            return true;
          }
          if (entry === goBack) {
            if (at === length && !isLast) {
              pieces = count;
              return true;
            }
            ends[count++] = mark;
            at = mark;
            state = start;
            continue;
          }
          mark = at;
          state = entry & statesMask;
          at += width;
          continue;
        }
      }
      // Both are written, and stay where they count.
      const oneBack = (entry >> 1) & 1;
      ends[count] = at - oneBack;
      ends[count + 1] = at;
      count += (entry & 1) + oneBack;
      state = entry & statesMask;
      at += width;
    }
    place = at;
    placeState = state;
    placeMark = mark;
    pieces = count;
    return false;
  }

  return {
    bytes,
    view: new DataView(bytes.buffer),
    ends,
    split(automaton, block, isLast) {
      length = encoder.encodeInto(block, bytes).written;
      bytes[length] = endMark;
      const start = table.startOf(automaton);
      place = 0;
      placeState = start;
      pieces = 0;
      while (!splitSlice(start, isLast));
      return pieces;
    },
    length: () => length,
  };
}
