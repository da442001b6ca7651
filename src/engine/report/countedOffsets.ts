import type { Segment } from '../prompts/document';
import type { TextRange } from '../text/range';

/**
 * Where a stretch of a segment's counted text stands in the source. A piece whose text differs from
 * its source (an escape, a variable's sample) is taken whole.
 */
export function sourceRange(segment: Segment, counted: TextRange): TextRange {
  let at = 0;
  let start: number | undefined;
  let end = segment.range.end;
  for (const { range, text } of segment.pieces) {
    const length = text === undefined ? range.end - range.start : text.length;
    if (start === undefined && counted.start < at + length) {
      start = text === undefined ? range.start + (counted.start - at) : range.start;
    }
    if (start !== undefined && counted.end <= at + length) {
      end = text === undefined ? range.start + (counted.end - at) : range.end;
      break;
    }
    at += length;
  }
  return { start: start ?? segment.range.start, end };
}
