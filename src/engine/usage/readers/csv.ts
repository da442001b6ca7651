import { longestRow, type TextRow } from './textRows';

/** Takes the records of a CSV text. */
export interface CsvSink {
  record(fields: readonly string[], row: TextRow): void;
  broken(row: TextRow): void;
  tooLong(row: TextRow): void;
}

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Splits CSV (RFC 4180) that comes in pieces into records, with the line on which each begins.
 * Lines end at CR LF, LF or CR. A quote inside of a field that does not begin with one is text.
 * Blank lines are no records.
 *
 * A quoted field that is never closed, or goes on behind its closing quote, does not take the rest
 * of the file along: its line alone is broken, and reading resumes on the next one. So every line
 * of a file without line breaks in its fields is exactly one record or one broken line.
 */
export class CsvSplitter {
  private text = '';
  /** Where the record at hand begins. */
  private at = 0;
  private line = 1;
  /** A record that is not whole is tried again when there is twice as much of it. */
  private retryAt = 0;
  /** Inside of a line that is too long, up to its end. */
  private skipping = false;
  private readonly separator: number;

  constructor(
    private readonly sink: CsvSink,
    separator: string,
  ) {
    this.separator = separator.charCodeAt(0);
  }

  push(text: string): void {
    this.text = this.at === this.text.length ? text : this.text.slice(this.at) + text;
    this.at = 0;
    if (this.text.length >= this.retryAt) this.read(false);
  }

  end(): void {
    this.read(true);
  }

  private read(isEnd: boolean): void {
    while (this.at < this.text.length && this.step(isEnd));
    this.retryAt = (this.text.length - this.at) * 2;
  }

  /** Reads one record, or says that there is not enough of it. */
  private step(isEnd: boolean): boolean {
    if (this.skipping) return this.skipLine(isEnd);
    const fields: string[] = [];
    const end = this.scan(fields, isEnd);
    if (end === 'broken') return this.rejectLine(isEnd);
    if (end === 'incomplete') {
      return this.text.length - this.at > longestRow && this.rejectLine(isEnd);
    }
    const row = { line: this.line, text: this.text.slice(this.at, end) };
    if (fields.length > 1 || fields[0] !== '') this.sink.record(fields, row);
    this.countLines(end);
    this.at = this.afterLineEnd(end);
    return true;
  }

  /** @returns where the record ends: at its line end, or the text's. */
  private scan(fields: string[], isEnd: boolean): number | 'incomplete' | 'broken' {
    const { text } = this;
    let at = this.at;
    for (;;) {
      const end =
        text.charCodeAt(at) === quote
          ? this.scanQuoted(at, fields, isEnd)
          : this.scanPlain(at, fields);
      if (typeof end === 'string') return end;
      if (end >= text.length) return isEnd ? end : 'incomplete';
      const unit = text.charCodeAt(end);
      if (unit === this.separator) at = end + 1;
      else if (unit === lineFeed) return end;
      else if (unit === carriageReturn) {
        // The LF that may belong to it is not there yet.
        return end + 1 === text.length && !isEnd ? 'incomplete' : end;
      } else return 'broken';
      if (at === text.length && !isEnd) return 'incomplete';
    }
  }

  private scanPlain(at: number, fields: string[]): number {
    const { text, separator } = this;
    let end = at;
    for (; end < text.length; end++) {
      const unit = text.charCodeAt(end);
      if (unit === separator || unit === lineFeed || unit === carriageReturn) break;
    }
    fields.push(text.slice(at, end));
    return end;
  }

  private scanQuoted(
    at: number,
    fields: string[],
    isEnd: boolean,
  ): number | 'incomplete' | 'broken' {
    const { text } = this;
    let escaped = false;
    for (let from = at + 1; ;) {
      const close = text.indexOf('"', from);
      if (close === -1) return isEnd ? 'broken' : 'incomplete';
      if (text.charCodeAt(close + 1) !== quote) {
        if (close + 1 === text.length && !isEnd) return 'incomplete';
        const value = text.slice(at + 1, close);
        fields.push(escaped ? value.replaceAll('""', '"') : value);
        return close + 1;
      }
      escaped = true;
      from = close + 2;
    }
  }

  /** The line on which the record at hand begins, alone, is broken; or it is too long. */
  private rejectLine(isEnd: boolean): boolean {
    const end = this.lineEnd(isEnd);
    const length = (end ?? this.text.length) - this.at;
    const row = { line: this.line, text: this.text.slice(this.at, this.at + length) };
    if (end === undefined) {
      if (length <= longestRow) return false;
      this.sink.tooLong(row);
      this.skipping = true;
      return true;
    }
    if (length > longestRow) this.sink.tooLong(row);
    else this.sink.broken(row);
    this.nextLine(end);
    return true;
  }

  private skipLine(isEnd: boolean): boolean {
    const end = this.lineEnd(isEnd);
    if (end === undefined) {
      this.at = this.text.length;
      return false;
    }
    this.skipping = false;
    this.nextLine(end);
    return true;
  }

  private nextLine(end: number): void {
    this.line++;
    this.at = this.afterLineEnd(end);
  }

  /** Where the line at hand ends; undefined where that is not in the text yet. */
  private lineEnd(isEnd: boolean): number | undefined {
    for (let end = this.at; end < this.text.length; end++) {
      const unit = this.text.charCodeAt(end);
      if (unit === lineFeed) return end;
      if (unit !== carriageReturn) continue;
      return end + 1 < this.text.length || isEnd ? end : undefined;
    }
    return isEnd ? this.text.length : undefined;
  }

  private afterLineEnd(end: number): number {
    const isPair =
      this.text.charCodeAt(end) === carriageReturn && this.text.charCodeAt(end + 1) === lineFeed;
    return end + (isPair ? 2 : 1);
  }

  /** Counts the lines that a record takes, with those inside of its quoted fields. */
  private countLines(end: number): void {
    this.line++;
    for (let at = this.at; at < end; at++) {
      const unit = this.text.charCodeAt(at);
      const isPair = unit === carriageReturn && this.text.charCodeAt(at + 1) === lineFeed;
      if (unit === lineFeed || (unit === carriageReturn && !isPair)) this.line++;
    }
  }
}

/** The separator of a header: the one of comma, semicolon and tab that makes most of its fields. */
export function separatorOf(header: string): string {
  const counts = [',', ';', '\t'].map((separator) => ({
    separator,
    fields: header.split(separator).length,
  }));
  return counts.reduce((most, each) => (each.fields > most.fields ? each : most)).separator;
}
