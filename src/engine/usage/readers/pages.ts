import { isObject, parseJson } from './fields';
import { JsonElements, type ElementSink } from './jsonElements';
import type { ReadContext, UsageReader } from './reader';
import { JsonRows, openRows, type ReadRow } from './rows';
import { RowWriter } from './rowWriter';
import type { TextRow } from './textRows';

/**
 * Reads the pages in which providers answer about usage and cost: buckets of time under `data`, and
 * in each of them its rows under `results`. A row is read with the fields of its bucket, so that one
 * specification does for pages and for the CSV of the same data.
 */
export function openPages(context: ReadContext, read: ReadRow): UsageReader {
  if (context.head.layout === 'csv') return openRows(context, read);
  return new JsonElements(new Buckets(context, read), 'data');
}

class Buckets implements ElementSink {
  private readonly writer: RowWriter;

  constructor(
    private readonly context: ReadContext,
    private readonly read: ReadRow,
  ) {
    this.writer = new RowWriter(context);
  }

  element(bucket: TextRow): void {
    const value = parseJson(bucket.text);
    if (value === undefined) this.writer.rejectAs('not-json', bucket);
    else if (!isObject(value)) this.writer.rejectAs('not-an-object', bucket);
    else this.readResults(value, bucket);
  }

  tooLong(bucket: TextRow): void {
    this.writer.rejectAs('too-long', bucket);
  }

  private readResults(bucket: Readonly<Record<string, unknown>>, { line, text }: TextRow): void {
    const rows = new JsonRows(this.context, this.read, withoutResults(bucket));
    const results = new JsonElements(
      {
        element: (row) => {
          rows.line({ ...row, line: line + row.line - 1 });
        },
        tooLong: (row) => {
          rows.tooLong({ ...row, line: line + row.line - 1 });
        },
      },
      'results',
    );
    results.push(text);
    results.end();
  }
}

function withoutResults(bucket: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(bucket).filter(([, value]) => !Array.isArray(value)));
}
