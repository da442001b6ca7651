/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { classTable, farClass } from './characterClasses';
import { needsDecoding, pieceEnds, pieceEndsHere, type SplitAutomaton } from './splitAutomaton';

/** Bytes that a buffer must have after its text: the end mark, and what wide reads may touch. */
export const bufferPadding = 16;

/**
 * Splits UTF-8 text into pieces: writes the end of each into `ends` and returns how many there are.
 * It stops early where `ends` is full, and where a piece cannot be told from the bytes at hand.
 *
 * @param bytes the text, `endMark` at `length`, and padding.
 * @param isLast false where the text goes on after `length`: a piece whose end depends on what
 * follows is then left out.
 */
export function splitPieces(
  automaton: SplitAutomaton,
  bytes: Uint8Array,
  length: number,
  isLast: boolean,
  ends: Int32Array,
): number {
  const classes = classTable();
  const { byByte, byClass, start, firstPlain, firstTrailing } = automaton;
  const capacity = ends.length;
  let count = 0;
  let at = 0; // the character about to be read
  while (at < length && count < capacity) {
    let state = start;
    let mark = at;
    for (;;) {
      let next = byByte[state + bytes[at]!]!;
      if (next >= firstPlain) {
        state = next;
        at++;
        continue;
      }
      let after = at + 1;
      if (next === needsDecoding) {
        const first = bytes[at]!;
        let cls: number;
        if (first < 0xe0) {
          cls = classes[((first & 0x1f) << 6) | (bytes[after]! & 0x3f)]!;
          after = at + 2;
        } else if (first < 0xf0) {
          const rest = ((bytes[after]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f);
          cls = classes[((first & 0xf) << 12) | rest]!;
          after = at + 3;
        } else {
          const rest = ((bytes[at + 2]! & 0x3f) << 6) | (bytes[at + 3]! & 0x3f);
          const codePoint = ((first & 7) << 18) | ((bytes[after]! & 0x3f) << 12) | rest;
          cls = codePoint < classes.length ? classes[codePoint]! : farClass(codePoint);
          after = at + 4;
        }
        next = byClass[(state >> 3) + cls]!;
        if (next >= firstPlain) {
          state = next;
          at = after;
          continue;
        }
      }
      if (next <= pieceEndsHere) {
        if (at >= length && !isLast) return count;
        if (next === pieceEnds && state < firstPlain) at = mark;
        break;
      }
      if (state >= firstPlain || next >= firstTrailing) mark = at;
      state = next;
      at = after;
    }
    ends[count++] = at;
  }
  return count;
}
