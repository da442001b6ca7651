import { longestRow, type TextRow } from './textRows';

/** Takes the elements of an array. */
export interface ElementSink {
  element(row: TextRow): void;
  tooLong(row: TextRow): void;
}

const lineFeed = 10;
const quote = 34;
const comma = 44;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** Keys that are longer are not the array's. */
const longestKey = 100;

/**
 * Finds the elements of the outer array of JSON documents that come in pieces, without holding more
 * than one element: those of a document that is an array, or of the array under a key of a document
 * that is an object, as interfaces answer that give pages. Whether an element is valid JSON is for
 * its reader to see; one that is cut off by the end of the text is given as it is.
 */
export class JsonElements {
  private line = 1;
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** The string at hand, at the depth of the document's keys. */
  private key: string[] | undefined;
  private lastKey = '';
  /** The depth of the array's elements; 0 outside of it. */
  private elementDepth = 0;
  private parts: string[] = [];
  private length = 0;
  private startLine = 0;

  constructor(
    private readonly sink: ElementSink,
    private readonly arrayKey: string,
  ) {}

  push(text: string): void {
    let from = this.startLine > 0 ? 0 : -1;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === lineFeed) this.line++;
      if (this.inString) {
        this.stepString(text, at, unit);
        continue;
      }
      if (this.startsElement(unit)) {
        from = at;
        this.startLine = this.line;
      }
      const ended = this.step(unit);
      if (ended) {
        this.keep(text.slice(from, unit === comma || this.depth < this.elementDepth ? at : at + 1));
        this.finish();
        from = -1;
        if (this.depth < this.elementDepth) this.elementDepth = 0;
      }
    }
    if (from !== -1) this.keep(text.slice(from));
  }

  end(): void {
    if (this.startLine > 0) this.finish();
  }

  private stepString(text: string, at: number, unit: number): void {
    if (this.key && unit !== quote && this.key.length < longestKey) this.key.push(text.charAt(at));
    // JSON has no line ends in its strings: the quote that is missing is not sought further on.
    if (unit === lineFeed || (unit === quote && !this.escaped)) this.endString();
    else this.escaped = unit === backslash && !this.escaped;
  }

  private endString(): void {
    this.inString = false;
    this.escaped = false;
    if (this.key) this.lastKey = this.key.join('');
    this.key = undefined;
  }

  /** Anything that is not white space, a comma or the array's end begins an element. */
  private startsElement(unit: number): boolean {
    return (
      this.elementDepth > 0 &&
      this.startLine === 0 &&
      this.depth === this.elementDepth &&
      unit > 32 &&
      unit !== comma &&
      unit !== closeBracket
    );
  }

  /** @returns whether the element at hand has ended. */
  private step(unit: number): boolean {
    if (unit === quote) {
      this.inString = true;
      if (this.depth === 1 && this.elementDepth === 0) this.key = [];
      return false;
    }
    if (unit === openBracket || unit === openBrace) {
      this.depth++;
      const isOuter = this.depth === 1 || (this.depth === 2 && this.lastKey === this.arrayKey);
      if (unit === openBracket && this.elementDepth === 0 && isOuter) {
        this.elementDepth = this.depth;
      }
      return false;
    }
    if (unit === closeBracket || unit === closeBrace) {
      this.depth = Math.max(0, this.depth - 1);
      const inArray = this.elementDepth > 0 && this.depth <= this.elementDepth;
      const ended = inArray && this.startLine > 0;
      if (this.depth < this.elementDepth && !ended) this.elementDepth = 0;
      return ended;
    }
    return unit === comma && this.startLine > 0 && this.depth === this.elementDepth;
  }

  private keep(part: string): void {
    if (this.length <= longestRow) this.parts.push(part);
    this.length += part.length;
  }

  private finish(): void {
    const row = { line: this.startLine, text: this.parts.join('') };
    if (this.length > longestRow) this.sink.tooLong(row);
    else this.sink.element(row);
    this.parts = [];
    this.length = 0;
    this.startLine = 0;
  }
}
