import type { TextRange } from '../text/range';

/** A text, and where in it values stand that are not known. */
export interface Outline {
  readonly text: string;
  /** Offsets in the text, in order. */
  readonly holes: readonly number[];
}

/** What is left of a text without the blank space at its ends; a value that is not known is none. */
export function trimmed({ text, holes }: Outline, atStart: boolean, atEnd: boolean): TextRange {
  const blank = text.length - text.trimStart().length;
  const start = atStart ? Math.min(blank, holes[0] ?? blank) : 0;
  const end = atEnd ? Math.max(text.trimEnd().length, holes.at(-1) ?? 0) : text.length;
  return { start, end: Math.max(start, end) };
}

/**
 * What Python's `textwrap.dedent` leaves of a text: lines without the blank space that all of them
 * begin with, blank lines empty. https://docs.python.org/3/library/textwrap.html#textwrap.dedent
 */
export function dedentedLines({ text, holes }: Outline): TextRange[] {
  const lines: Line[] = [];
  let margin: string | undefined;
  let hole = 0;
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    while ((holes[hole] ?? Infinity) < start) hole++;
    const blank = blankLength(text, start, Math.min(end, holes[hole] ?? end));
    const isBlank = start + blank === end && (holes[hole] ?? Infinity) > end;
    if (!isBlank) margin = commonStart(margin, text.slice(start, start + blank));
    lines.push({ start, end, isBlank });
    start = end + 1;
  }
  const width = margin?.length ?? 0;
  return lines.map(({ start, end, isBlank }) => ({
    start: isBlank ? end : start + width,
    end: Math.min(end + 1, text.length),
  }));
}

interface Line {
  readonly start: number;
  /** Where its line feed is, if it has one. */
  readonly end: number;
  readonly isBlank: boolean;
}

function blankLength(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && (text.charAt(at) === ' ' || text.charAt(at) === '\t')) at++;
  return at - start;
}

function commonStart(a: string | undefined, b: string): string {
  if (a === undefined) return b;
  let length = 0;
  while (length < a.length && a.charAt(length) === b.charAt(length)) length++;
  return a.slice(0, length);
}
