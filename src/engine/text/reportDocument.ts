import { markdownTable, plainMarkdown } from './markdownTable';
import { printableLine } from './printable';
import { textTable, type ReportTable } from './reportTable';

/** A report ready to be set, in Markdown or for a terminal: its texts are plain. */
export interface ReportDocument {
  readonly title: string;
  readonly sections: readonly DocumentSection[];
}

export interface DocumentSection {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly ReportTable[];
}

export function documentMarkdown({ title, sections }: ReportDocument): string {
  const lines = [`# ${plainMarkdown(title)}`];
  for (const section of sections) {
    lines.push('', `## ${plainMarkdown(section.title)}`);
    for (const paragraph of section.paragraphs) lines.push('', plainMarkdown(paragraph));
    for (const table of filled(section)) {
      if (table.title !== '') lines.push('', `**${plainMarkdown(table.title)}**`);
      lines.push('', ...markdownTable(table.columns, table.rows));
    }
  }
  return `${lines.join('\n')}\n`;
}

export function documentText({ title, sections }: ReportDocument): string {
  const lines = [printableLine(title)];
  for (const section of sections) {
    lines.push('', printableLine(section.title));
    for (const paragraph of section.paragraphs) lines.push(`  ${printableLine(paragraph)}`);
    for (const table of filled(section)) lines.push(...textTable(table));
  }
  return `${lines.join('\n')}\n`;
}

function filled({ tables }: DocumentSection): readonly ReportTable[] {
  return tables.filter(({ rows }) => rows.length > 0);
}
