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

/** Stretches of the text with their edits; edits that are close share one. */
function windowsOf(text: string, edits: readonly SegmentEdit[]): Window[] {
  const windows: { window: TextRange; own: SegmentEdit[] }[] = [];
  for (const edit of edits) {
    const window = { start: cutBefore(text, edit.start), end: cutAfter(text, edit.end) };
    const last = windows.at(-1);
    if (last && window.start < last.window.end) {
      last.own.push(edit);
      last.window = { start: last.window.start, end: Math.max(last.window.end, window.end) };
    } else windows.push({ window, own: [edit] });
  }
  return windows;
}

function cutBefore(text: string, offset: number): number {
  const least = Math.max(0, offset - farthestCut);
  for (let at = offset - 1; at > least; at--) if (isCut(text, at)) return at;
  return least;
}

function cutAfter(text: string, offset: number): number {
  const most = Math.min(text.length, offset + farthestCut);
  for (let at = offset + 1; at < most; at++) if (isCut(text, at)) return at;
  return most;
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
