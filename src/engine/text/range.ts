/** A half-open range of UTF-16 code units in a document's text: `start` ≤ `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}
