import type { Segment } from '../prompts/document';
import type { TextRange } from '../text/range';

/**
 * Finds where stretches of a segment's counted text stand in the source. The stretches must be asked
 * for in order: each question goes on from the piece of the one before. A piece whose text differs
 * from its source is taken whole.
 */
export function sourceLocator(segment: Segment): (counted: TextRange) => TextRange {
  let index = 0;
  let pieceStart = 0;

  function lengthOf(at: number): number {
    const piece = segment.pieces[at];
    if (!piece) return 0;
    return piece.text?.length ?? piece.range.end - piece.range.start;
  }

  return ({ start, end }) => {
    while (index < segment.pieces.length - 1 && start >= pieceStart + lengthOf(index)) {
      pieceStart += lengthOf(index);
      index++;
    }
    const first = segment.pieces[index];
    if (!first) return { start: segment.range.start, end: segment.range.start };
    let last = index;
    let lastStart = pieceStart;
    while (last < segment.pieces.length - 1 && end > lastStart + lengthOf(last)) {
      lastStart += lengthOf(last);
      last++;
    }
    const final = segment.pieces[last] ?? first;
    return {
      start: first.range.start + (first.text === undefined ? start - pieceStart : 0),
      end: final.text === undefined ? final.range.start + (end - lastStart) : final.range.end,
    };
  };
}
