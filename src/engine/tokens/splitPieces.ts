/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { classIndex, classTable, farClass } from './characterClasses';
import { pieceEnds, pieceEndsHere, type SplitAutomaton } from './splitAutomaton';

/**
 * Stands after the last byte of a text. UTF-8 never holds it, so the loop below needs no test for
 * the end: it is a "character" of class `end`, which every state stops at.
 */
export const endMark = 0xff;

/** Bytes that a buffer must have after its text: the end mark, and what wide reads may touch. */
export const bufferPadding = 16;

const end = classIndex('end');

/**
 * Splits UTF-8 text into pieces: writes the end of each into `ends` and returns how many there are.
 * It stops early where `ends` is full, and where a piece cannot be told from the bytes at hand.
 *
 * @param bytes the text, {@link endMark} at `length`, and padding.
 * @param from where a piece begins.
 * @param isLast false where the text goes on after `length`: a piece whose end depends on what
 * follows is then left out.
 */
export function splitPieces(
  automaton: SplitAutomaton,
  bytes: Uint8Array,
  from: number,
  length: number,
  isLast: boolean,
  ends: Int32Array,
): number {
  const classes = classTable();
  const { transitions, start, firstPlain, firstTrailing } = automaton;
  const capacity = ends.length;
  let count = 0;
  let at = from; // the character about to be read
  while (at < length && count < capacity) {
    let state = start;
    let mark = -1;
    for (;;) {
      // Which class is the character at `at`, and where does the one after it begin?
      const first = bytes[at]!;
      let cls: number;
      let after = at + 1;
      if (first < 0x80) {
        cls = classes[first]!;
      } else if (first < 0xe0) {
        cls = classes[((first & 0x1f) << 6) | (bytes[after]! & 0x3f)]!;
        after = at + 2;
      } else if (first < 0xf0) {
        cls =
          classes[((first & 0xf) << 12) | ((bytes[after]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f)]!;
        after = at + 3;
      } else if (first === endMark) {
        cls = end;
      } else {
        const codePoint =
          ((first & 7) << 18) |
          ((bytes[after]! & 0x3f) << 12) |
          ((bytes[at + 2]! & 0x3f) << 6) |
          (bytes[at + 3]! & 0x3f);
        cls = codePoint < classes.length ? classes[codePoint]! : farClass(codePoint);
        after = at + 4;
      }
      const next = transitions[state + cls]!;
      if (next < firstPlain) {
        if (next === pieceEnds) break;
        if (next === pieceEndsHere) {
          mark = -1;
          break;
        }
        if (state >= firstPlain || next >= firstTrailing) mark = at;
      } else {
        mark = -1;
      }
      state = next;
      at = after;
    }
    if (at >= length && !isLast) return count;
    if (mark >= 0) at = mark;
    ends[count++] = at;
  }
  return count;
}
