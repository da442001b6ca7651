import type { SegmentEdit, SegmentText } from './promptText';
import type { Sentence } from './sentences';

/** Signs of code that stands in no code block. */
const looksLikeCode = /[={}<>;`$\\]|\w\(/;

/**
 * The edit that takes neighbouring sentences away: whole lines with their line breaks, a sentence
 * among others with the blanks before it. Undefined where more would go than their words: in code,
 * with a placeholder or an address, in a numbered list, or where an emphasis does not close.
 */
export function removalOf(
  text: SegmentText,
  sentences: readonly Sentence[],
): SegmentEdit | undefined {
  const [first, last] = [sentences[0], sentences.at(-1)];
  if (!first || !last) return undefined;
  const own = { start: first.start, end: last.end };
  const said = text.text.slice(own.start, own.end);
  if (text.isProtected(own) || looksLikeCode.test(said) || !isBalanced(said)) return undefined;
  if (sentences.some(({ isNumbered }) => isNumbered)) return undefined;
  if (first.lines && last.lines) {
    // Whatever stands between the lines of a passage, such as a heading, goes only where it is blank.
    const isWhole = sentences.every(({ lines }, at) => {
      const next = sentences[at + 1]?.lines;
      return lines && (!next || text.text.slice(lines.end, next.start).trim() === '');
    });
    return isWhole ? { start: first.lines.start, end: last.lines.end, text: '' } : undefined;
  }
  if (first.lines ?? last.lines) return undefined;
  const before = /[ \t]*$/.exec(text.text.slice(Math.max(0, own.start - 20), own.start))?.[0] ?? '';
  return before === '' ? undefined : { start: own.start - before.length, end: own.end, text: '' };
}

/** Whether every mark of emphasis and every bracket that opens in a text closes there. */
function isBalanced(text: string): boolean {
  const count = (mark: string): number => text.split(mark).length - 1;
  return (
    count('**') % 2 === 0 &&
    count('"') % 2 === 0 &&
    count('(') === count(')') &&
    count('[') === count(']')
  );
}
