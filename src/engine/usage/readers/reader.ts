import type { RowPlace, UsageRecord } from '../record';
import type { RowPricer } from '../rowPricer';
import type { QualityNote } from '../quality';

/** The formats that are read, by the names under which people see them. */
export type UsageFormatId =
  | 'focus'
  | 'litellm'
  | 'openai'
  | 'anthropic'
  | 'claude-code'
  | 'codex'
  | 'langfuse'
  | 'events'
  | 'mapped';

/**
 * One way of writing usage down, recognised by what a file says and not by its name. Readers are
 * pure and take text in pieces: they hold the row at hand, and what makes a message whole.
 */
export interface UsageFormat {
  readonly id: UsageFormatId;
  detect(head: FileHead): boolean;
  open(context: ReadContext): UsageReader;
}

/** How the rows of a text are set apart. */
export type RowLayout =
  /** CSV with a header. */
  | 'csv'
  /** One JSON object a line. */
  | 'json-lines'
  /** One JSON document, or several: an array of rows, or an object with them under `data`. */
  | 'json';

/** What a file begins with. */
export interface FileHead {
  /** Its first characters; the last row may be cut off. */
  readonly text: string;
  readonly layout: RowLayout;
  /** Of CSV: what stands between fields. */
  readonly separator: string;
  /** The fields of the first line as CSV. */
  readonly columns: readonly string[];
  /** What the first rows are as JSON, as far as they are whole. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** What a reader is given beside the text. */
export interface ReadContext {
  readonly head: FileHead;
  readonly sink: UsageSink;
  /** The file's name, for the places of rows. */
  readonly file: string;
  /** Prices rows that state tokens and no cost. */
  readonly pricer: RowPricer;
  /** Ids of rows of this format that were counted, in this file or in another of the same set. */
  readonly seen: Set<string>;
}

/** Takes a text in pieces, cut anywhere, and gives its rows. */
export interface UsageReader {
  push(text: string): void;
  /** The text has ended: what is left is a row, or a rejected one. */
  end(): void;
}

/**
 * Where rows go. Every row of a file goes to exactly one of the first three: none is lost, none is
 * counted twice.
 */
export interface UsageSink {
  record(record: UsageRecord): void;
  reject(row: RejectedRow): void;
  pass(row: PassedRow): void;
  /** Something odd in a row that counts. */
  note(note: QualityNote): void;
}

/** Why a row does not count. */
export type RejectReason =
  /** A field that the row needs is not there. */
  | 'missing'
  | 'not-a-number'
  /** Tokens and calls are whole numbers, 0 or more. */
  | 'not-a-count'
  | 'not-a-time'
  /** Currencies are codes of three letters. */
  | 'not-a-currency'
  | 'not-text'
  | 'not-an-object'
  /** More cached tokens than input. */
  | 'contradiction'
  /** More or fewer fields than the header has. */
  | 'field-count'
  | 'not-json'
  /** A quoted field that is never closed, or goes on behind its closing quote. */
  | 'broken-quotes'
  | 'too-long';

/** A row that does not count, with what one needs to find and mend it. */
export interface RejectedRow extends RowPlace {
  readonly reason: RejectReason;
  /** The field that is wrong, as the file calls it; absent where the row as a whole is. */
  readonly field?: string;
  /** What the row begins with. */
  readonly text: string;
}

/** A row that is right, and has nothing to count. */
export interface PassedRow extends RowPlace {
  /**
   * `no-usage`: not a row of usage, such as a user's message in a session; `repeated`: its id was
   * counted before.
   */
  readonly reason: 'no-usage' | 'repeated';
}
