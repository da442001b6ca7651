import { printableLine } from './printable';

/** A table of a report. Without a title, a terminal shows its rows alone. */
export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table in columns, for a terminal. */
export function textTable({ title, columns, rows }: ReportTable): readonly string[] {
  const lines = (title === '' ? rows : [columns, ...rows]).map((cells) => cells.map(printableLine));
  const widths = columns.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  );
  const set = lines.map((cells) =>
    `  ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  return title === '' ? set : [`  ${printableLine(title)}:`, ...set];
}
