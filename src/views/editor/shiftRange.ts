import type { TextRange } from '../../engine/text/range';
import type { TextChange } from '../../engine/text/textChange';

/** Where an offset of a text is after changes that were made one after the other. */
export function shiftOffset(offset: number, changes: readonly TextChange[]): number {
  let shifted = offset;
  for (const change of changes) {
    if (change.offset >= shifted) continue;
    const removedBefore = Math.min(change.removed, shifted - change.offset);
    const inside = removedBefore < change.removed;
    shifted += (inside ? 0 : change.inserted.length) - removedBefore;
  }
  return shifted;
}

/** Where a range is after changes; one that was removed is empty. */
export function shiftRange(range: TextRange, changes: readonly TextChange[]): TextRange {
  return { start: shiftOffset(range.start, changes), end: shiftOffset(range.end, changes) };
}
