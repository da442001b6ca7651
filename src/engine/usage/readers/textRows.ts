/**
 * The longest row that is read, in UTF-16 code units: enough for a message with a picture in it, and
 * a bound on the memory that a file without line ends can take.
 */
export const longestRow = 16 * 1024 * 1024;

/** How much of a row is kept where it is rejected. */
const keptOfRejected = 500;

/** A row as it stands in the text. */
export interface TextRow {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** The row; of a row that is too long, its beginning. */
  readonly text: string;
}

/** What a rejected row is known by: its beginning. */
export function rejectedText(text: string): string {
  // A copy: a slice would keep the whole piece of the file that it is of in memory.
  return JSON.parse(JSON.stringify(text.slice(0, keptOfRejected))) as string;
}
