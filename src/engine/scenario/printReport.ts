import type { Figures } from '../text/figures';
import { printable } from '../text/printable';
import type { ScenarioEvaluation } from './evaluateScenario';
import { comparisonTable, sectionReports, type ReportTable } from './report';

/** A report in Markdown: a heading a scenario and a section, tables of figures and lists. */
export function reportMarkdown(evaluation: ScenarioEvaluation, figures: Figures): string {
  const lines = [`# ${escaped(evaluation.system ?? 'Scenario')}`];
  const comparison = comparisonTable(evaluation, figures);
  if (comparison.rows.length > 0) lines.push('', ...markdownTable(comparison));
  for (const scenario of evaluation.scenarios) {
    lines.push('', `## ${escaped(scenario.name)}`);
    for (const { title, tables } of sectionReports(scenario, evaluation.currency, figures)) {
      lines.push('', `### ${title}`);
      for (const table of tables) {
        if (table.title !== '') lines.push('', `**${escaped(table.title)}**`);
        lines.push('', ...markdownTable(table));
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function markdownTable({ columns, rows }: ReportTable): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
}

/** Text that Markdown shows as it is. */
function escaped(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_{}[\]<>|#&~]/g, String.raw`\$&`);
}

/** Text of a file in a line of its own: it neither breaks a table nor moves a terminal's cursor. */
function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '));
}

/** A report in columns, for a terminal. */
export function reportText(evaluation: ScenarioEvaluation, figures: Figures): string {
  const lines = [oneLine(evaluation.system ?? 'Scenario')];
  const comparison = comparisonTable(evaluation, figures);
  if (comparison.rows.length > 0) lines.push('', ...textTable(comparison));
  for (const scenario of evaluation.scenarios) {
    const name = oneLine(scenario.name);
    lines.push('', name, '='.repeat(name.length));
    for (const { title, tables } of sectionReports(scenario, evaluation.currency, figures)) {
      lines.push('', title);
      for (const table of tables) lines.push(...textTable(table));
    }
  }
  return `${lines.join('\n')}\n`;
}

function textTable({ title, columns, rows }: ReportTable): readonly string[] {
  const lines = (title === '' ? rows : [columns, ...rows]).map((cells) => cells.map(oneLine));
  const widths = columns.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  );
  const set = lines.map((cells) =>
    `  ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  return title === '' ? set : [`  ${oneLine(title)}:`, ...set];
}
