/** A half-open range of UTF-16 code units in a document's text: `start` ≤ `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** The number of UTF-16 code units in the range. */
export function rangeLength(range: TextRange): number {
  return range.end - range.start;
}

/** True where the two ranges share at least one code unit. */
export function rangesOverlap(a: TextRange, b: TextRange): boolean {
  return a.start < b.end && b.start < a.end;
}
