import { longestRow, type TextRow } from './textRows';

/** Takes the lines of a text. */
export interface LineSink {
  line(row: TextRow): void;
  tooLong(row: TextRow): void;
}

/**
 * Splits a text that comes in pieces into lines, which end at LF; a CR before it belongs to the end.
 * Blank lines are no rows. JSON Lines is that: one JSON value a line, in UTF-8
 * (https://jsonlines.org/).
 */
export class LineSplitter {
  private line = 1;
  /** The pieces of the line at hand, and their length. */
  private parts: string[] = [];
  private length = 0;

  constructor(private readonly sink: LineSink) {}

  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.keep(text.slice(start, end));
      this.finish();
      start = end + 1;
    }
    if (start < text.length) this.keep(text.slice(start));
  }

  end(): void {
    if (this.length > 0) this.finish();
  }

  /** What is beyond the bound is counted and dropped. */
  private keep(part: string): void {
    if (this.length <= longestRow) this.parts.push(part);
    this.length += part.length;
  }

  private finish(): void {
    const text = this.parts.length === 1 ? (this.parts[0] ?? '') : this.parts.join('');
    const row = { line: this.line++, text: text.endsWith('\r') ? text.slice(0, -1) : text };
    if (this.length > longestRow) this.sink.tooLong(row);
    else if (row.text.trim() !== '') this.sink.line(row);
    this.parts = [];
    this.length = 0;
  }
}
