import { runToEnd, type TokenCounter } from '../tokens/counter';
import type { TextRange } from '../text/range';
import type { SegmentEdit, SegmentText } from './promptText';

/** How far around an edit a place to cut is looked for, in UTF-16 code units. */
const farthestCut = 20_000;

/**
 * The tokens, in the counting vocabulary, that edits of a segment's text save: those of the text
 * around each edit before and after it. The text is cut where its tokens on both sides do not depend
 * on each other, so that the difference is that of the whole; where 20,000 characters have no such
 * place (no prose does) it is cut there, which may be wrong by one token.
 */
export function savedByEdits(
  text: SegmentText,
  edits: readonly SegmentEdit[],
  counter: TokenCounter,
): number {
  let saved = 0;
  for (const { window, own } of windowsOf(text.text, edits)) {
    let after = '';
    let at = window.start;
    for (const edit of own) {
      after += text.counted({ start: at, end: edit.start }) + edit.text;
      at = edit.end;
    }
    after += text.counted({ start: at, end: window.end });
    const before = text.counted(window);
    saved += runToEnd(counter.steps(before)) - runToEnd(counter.steps(after));
  }
  return saved;
}

interface Window {
  readonly window: TextRange;
  readonly own: readonly SegmentEdit[];
}

/** Stretches of the text with their edits; edits between which there is no place to cut share one. */
function windowsOf(text: string, edits: readonly SegmentEdit[]): Window[] {
  const windows: { start: number; end: number; own: SegmentEdit[] }[] = [];
  for (const edit of edits) {
    const last = windows.at(-1);
    const cut = last && cutBetween(text, last.end, edit.start);
    if (last && cut === undefined) {
      last.own.push(edit);
      last.end = edit.end;
      continue;
    }
    if (last) last.end = cutAfter(text, last.end, cut ?? last.end);
    const start = cutBefore(text, edit.start, cut ?? 0);
    windows.push({ start, end: edit.end, own: [edit] });
  }
  const last = windows.at(-1);
  if (last) last.end = cutAfter(text, last.end, text.length);
  return windows.map(({ start, end, own }) => ({ window: { start, end }, own }));
}

/** A place to cut between two edits, at a distance from both; undefined where there is none. */
function cutBetween(text: string, from: number, to: number): number | undefined {
  const most = Math.min(to, from + farthestCut);
  for (let at = from + 1; at < most; at++) if (isCut(text, at)) return at;
  return to - from > farthestCut ? most : undefined;
}

function cutBefore(text: string, offset: number, least: number): number {
  const farthest = Math.max(least, offset - farthestCut);
  for (let at = offset - 1; at > farthest; at--) if (isCut(text, at)) return at;
  return farthest;
}

function cutAfter(text: string, offset: number, most: number): number {
  const farthest = Math.min(most, offset + farthestCut);
  for (let at = offset + 1; at < farthest; at++) if (isCut(text, at)) return at;
  return farthest;
}

/**
 * Whether no token spans a place, whatever stands further away, in the splitting patterns of both
 * vocabularies (tiktoken_ext/openai_public.py): between two words of ASCII letters, before the blank
 * that belongs to the second one; and after a line break before a letter, a digit or a mark that
 * can't continue a run of line breaks.
 */
function isCut(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  if (after === 0x20) return isAsciiLetter(before) && isAsciiLetter(text.charCodeAt(at + 1));
  return before === 0x0a && after > 0x20 && after < 0x7f && after !== 0x2f;
}

function isAsciiLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}
