import type { RowPricer } from '../rowPricer';
import { headOf } from './fileHead';
import type { UsageFormat, UsageFormatId, UsageReader, UsageSink } from './reader';

/** Ids of rows by their formats: what an id means is the format's affair. */
export class SeenIds {
  private readonly ids = new Map<UsageFormatId, Set<string>>();

  of(format: UsageFormatId): Set<string> {
    let own = this.ids.get(format);
    if (!own) this.ids.set(format, (own = new Set<string>()));
    return own;
  }
}

/** What reading a file needs beside its text. */
export interface UsageFileOptions {
  /** The file's name, for the places of rows. */
  readonly file: string;
  readonly pricer: RowPricer;
  /** Ids of rows that were counted before; the same for all files that are read together. */
  readonly seen: SeenIds;
  readonly formats: readonly UsageFormat[];
}

/** Characters by which a format is recognised, or as many as the first line has. */
const headLength = 64 * 1024;
/** A first line that is longer than this is not waited for. */
const longestHead = 4 * 1024 * 1024;

/**
 * Reads a usage file that comes in pieces: recognises its format by its beginning, and hands its
 * rows on.
 */
export class UsageFileReader {
  private head: string[] = [];
  private length = 0;
  private hasLine = false;
  private reader: UsageReader | undefined;
  private found: UsageFormatId | undefined;
  private isEmpty = true;

  constructor(
    private readonly options: UsageFileOptions,
    private readonly sink: UsageSink,
  ) {}

  /** undefined where no format is recognised, or the beginning is not read yet. */
  get format(): UsageFormatId | undefined {
    return this.found;
  }

  /** Whether the file has nothing but white space. */
  get empty(): boolean {
    return this.isEmpty;
  }

  push(text: string): void {
    if (text === '') return;
    if (this.reader) {
      this.reader.push(text);
      return;
    }
    this.head.push(text);
    this.length += text.length;
    this.hasLine ||= /[\r\n]/.test(text);
    if (this.length >= headLength && (this.hasLine || this.length >= longestHead)) this.open();
  }

  end(): void {
    if (!this.reader && this.length > 0) this.open();
    this.reader?.end();
  }

  private open(): void {
    // A byte-order mark is no part of the first column's name.
    const text = this.head.join('').replace(/^\uFEFF/, '');
    this.head = [];
    this.length = 0;
    if (text.trim() === '') return;
    this.isEmpty = false;
    const head = headOf(text);
    const format = this.options.formats.find((each) => each.detect(head));
    if (!format) {
      this.reader = { push: () => undefined, end: () => undefined };
      return;
    }
    this.found = format.id;
    const { file, pricer } = this.options;
    const seen = this.options.seen.of(format.id);
    this.reader = format.open({ head, file, pricer, seen, sink: this.sink });
    this.reader.push(text);
  }
}
