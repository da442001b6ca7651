import { CsvSplitter, separatorOf } from './csv';
import { isObject, parseJson } from './fields';
import { JsonElements } from './jsonElements';
import { LineSplitter } from './jsonLines';
import type { FileHead, RowLayout } from './reader';

/** How many rows of a head are looked at. */
const mostRows = 20;

/** What a text begins with, and how its rows are set apart. */
export function headOf(text: string): FileHead {
  const begin = text.trimStart();
  const firstLine = /^[^\r\n]*/.exec(begin)?.[0] ?? '';
  const separator = separatorOf(firstLine);
  const layout = layoutOf(begin, firstLine);
  return {
    text: begin,
    layout,
    separator,
    columns: layout === 'csv' ? columnsOf(begin, separator) : [],
    rows: layout === 'csv' ? [] : rowsOf(begin, layout),
  };
}

/** A text whose first line is damaged is JSON Lines all the same where objects follow. */
function layoutOf(text: string, firstLine: string): RowLayout {
  if (text.startsWith('{') || text.startsWith('[')) return jsonLayout(firstLine);
  return /[\r\n]\s*\{/.test(text) && rowsOf(text, 'json-lines').length > 0 ? 'json-lines' : 'csv';
}

/** A first line that is an object is a row, unless it is a page with its rows under `data`. */
function jsonLayout(firstLine: string): RowLayout {
  const value = parseJson(firstLine);
  if (isObject(value)) return Array.isArray(value['data']) ? 'json' : 'json-lines';
  // Cut off, or the first line of a document that is spread over many.
  return /^\{\s*"/.test(firstLine) && !/^\{\s*"(?:object|data|has_more)"/.test(firstLine)
    ? 'json-lines'
    : 'json';
}

function columnsOf(text: string, separator: string): readonly string[] {
  let columns: readonly string[] | undefined;
  const take = (fields: readonly string[]): void => {
    columns ??= fields.map((name) => name.trim());
  };
  const splitter = new CsvSplitter(
    { record: take, broken: () => undefined, tooLong: () => undefined },
    separator,
  );
  splitter.push(text);
  splitter.end();
  return columns ?? [];
}

function rowsOf(text: string, layout: RowLayout): FileHead['rows'] {
  const rows: Readonly<Record<string, unknown>>[] = [];
  const take = ({ text: row }: { readonly text: string }): void => {
    const value = rows.length < mostRows ? parseJson(row) : undefined;
    if (isObject(value)) rows.push(value);
  };
  const sink = { line: take, element: take, tooLong: () => undefined };
  const splitter = layout === 'json' ? new JsonElements(sink, 'data') : new LineSplitter(sink);
  splitter.push(text);
  splitter.end();
  return rows;
}
