import type { TextRange } from './range';
import type { TextChange } from './textChange';

/** Where an offset of a text is after changes that were made one after the other. */
export function shiftOffset(offset: number, changes: readonly TextChange[]): number {
  let shifted = offset;
  for (const change of changes) {
    if (change.offset >= shifted) continue;
    const into = shifted - change.offset;
    // In a stretch that was replaced (all of it, when a file is formatted or its line ends change)
    // a place stays as far in as it was.
    if (into < change.removed) shifted = change.offset + Math.min(into, change.inserted.length);
    else shifted += change.inserted.length - change.removed;
  }
  return shifted;
}

/** Where a range is after changes; one that was removed is empty. */
export function shiftRange(range: TextRange, changes: readonly TextChange[]): TextRange {
  return { start: shiftOffset(range.start, changes), end: shiftOffset(range.end, changes) };
}
