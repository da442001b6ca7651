import { printableLine } from './printable';

/** The lines of a table in Markdown, every cell as plain text. */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(plainMarkdown).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
}

/** Text that Markdown shows as it is. */
export function plainMarkdown(text: string): string {
  return printableLine(text).replaceAll(/[\\`*_{}[\]<>|#~&]/g, String.raw`\$&`);
}
