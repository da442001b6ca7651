import { CsvSplitter, type CsvSink } from './csv';
import { Fields, isObject, parseJson } from './fields';
import { JsonElements, type ElementSink } from './jsonElements';
import { LineSplitter, type LineSink } from './jsonLines';
import type { QualityNote } from '../quality';
import type { ReadContext, UsageReader } from './reader';
import { RowWriter, type RowDraft, type RowRemark } from './rowWriter';
import type { TextRow } from './textRows';

/**
 * A format's specification of a row: what it is as a draft, or that it is no row of usage. Fields
 * that are wrong are noted by the fields themselves.
 */
export type ReadRow = (fields: Fields, remark: Remark) => RowDraft | 'no-usage';

/** Remarks on something odd in a row, should it count. */
export type Remark = (code: QualityNote['code'], subject?: string) => void;

/** Reads the rows of a text one by one, in whichever layout it has. */
export function openRows(context: ReadContext, read: ReadRow): UsageReader {
  switch (context.head.layout) {
    case 'csv':
      return new CsvSplitter(new CsvRows(context, read), context.head.separator);
    case 'json-lines':
      return new LineSplitter(new JsonRows(context, read));
    case 'json':
      return new JsonElements(new JsonRows(context, read), 'data');
  }
}

function readFields(fields: Fields, read: ReadRow, writer: RowWriter, row: TextRow): void {
  const remarks: RowRemark[] = [];
  const draft = read(fields, (code, subject) => {
    remarks.push({ code, ...(subject !== undefined && { subject }) });
  });
  writer.write(draft, fields.problem, row, remarks);
}

/** Rows that are JSON objects: lines, or elements of an array. */
export class JsonRows implements LineSink, ElementSink {
  private readonly writer: RowWriter;

  constructor(
    context: ReadContext,
    private readonly read: ReadRow,
    /** Fields that all rows have. */
    private readonly common?: Readonly<Record<string, unknown>>,
  ) {
    this.writer = new RowWriter(context);
  }

  line(row: TextRow): void {
    const value = parseJson(row.text);
    if (value === undefined) this.writer.rejectAs('not-json', row);
    else if (!isObject(value)) this.writer.rejectAs('not-an-object', row);
    else {
      const own = this.common ? { ...this.common, ...value } : value;
      readFields(Fields.ofObject(own), this.read, this.writer, row);
    }
  }

  element(row: TextRow): void {
    this.line(row);
  }

  tooLong(row: TextRow): void {
    this.writer.rejectAs('too-long', row);
  }
}

/** Rows that are CSV records under a header. */
class CsvRows implements CsvSink {
  private readonly writer: RowWriter;
  private columns: ReadonlyMap<string, number> | undefined;
  private width = 0;

  constructor(
    context: ReadContext,
    private readonly read: ReadRow,
  ) {
    this.writer = new RowWriter(context);
  }

  record(values: readonly string[], row: TextRow): void {
    if (!this.columns) {
      this.columns = new Map(values.map((name, index) => [name.trim(), index]));
      this.width = values.length;
      return;
    }
    if (values.length !== this.width) {
      this.writer.rejectAs('field-count', row);
      return;
    }
    const fields = Fields.ofRecord(this.columns, values);
    const read: ReadRow = (own, remark) => {
      if (values.includes('NULL')) remark('usage-literal-null');
      return this.read(own, remark);
    };
    readFields(fields, read, this.writer, row);
  }

  broken(row: TextRow): void {
    this.writer.rejectAs('broken-quotes', row);
  }

  tooLong(row: TextRow): void {
    this.writer.rejectAs('too-long', row);
  }
}
