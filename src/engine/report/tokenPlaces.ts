import { segmentText, type PromptDocument } from '../prompts/document';
import type { TextRange } from '../text/range';
import { tokenBoundaries } from '../tokens/encode';
import type { Vocabulary } from '../tokens/vocabulary';
import { sourceLocator } from './countedOffsets';

/** More tokens than this are not told apart by eye; the rest of the window is left alone. */
const mostTokenPlaces = 5000;

/**
 * Where the tokens stand of what a window of the source sends, in order. A token of text that the
 * source spells otherwise (an escape, a variable's sample) is given the whole of that spelling.
 */
export function tokenPlaces(
  source: string,
  document: PromptDocument,
  vocabulary: Vocabulary,
  window: TextRange,
): TextRange[] {
  const places: TextRange[] = [];
  for (const segment of document.segments) {
    if (segment.range.end <= window.start || segment.range.start >= window.end) continue;
    const locate = sourceLocator(segment);
    let start = 0;
    for (const end of tokenBoundaries(vocabulary, segmentText(source, segment))) {
      const place = locate({ start, end });
      start = end;
      if (place.end <= window.start || place.end <= place.start) continue;
      if (place.start >= window.end || places.length === mostTokenPlaces) break;
      places.push(place);
    }
  }
  return places;
}
