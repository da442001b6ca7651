import type { Figures } from '../text/figures';
import { markdownTable, plainMarkdown } from '../text/markdownTable';
import { printableLine } from '../text/printable';
import { textTable } from '../text/reportTable';
import type { ScenarioEvaluation } from './evaluateScenario';
import { comparisonTable, sectionReports } from './report';

/** A report in Markdown: a heading a scenario and a section, tables of figures and lists. */
export function reportMarkdown(evaluation: ScenarioEvaluation, figures: Figures): string {
  const lines = [`# ${plainMarkdown(evaluation.system ?? 'Scenario')}`];
  const comparison = comparisonTable(evaluation, figures);
  if (comparison.rows.length > 0)
    lines.push('', ...markdownTable(comparison.columns, comparison.rows));
  for (const scenario of evaluation.scenarios) {
    lines.push('', `## ${plainMarkdown(scenario.name)}`);
    for (const { title, tables } of sectionReports(scenario, evaluation.currency, figures)) {
      lines.push('', `### ${title}`);
      for (const table of tables) {
        if (table.title !== '') lines.push('', `**${plainMarkdown(table.title)}**`);
        lines.push('', ...markdownTable(table.columns, table.rows));
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A report in columns, for a terminal. */
export function reportText(evaluation: ScenarioEvaluation, figures: Figures): string {
  const lines = [printableLine(evaluation.system ?? 'Scenario')];
  const comparison = comparisonTable(evaluation, figures);
  if (comparison.rows.length > 0) lines.push('', ...textTable(comparison));
  for (const scenario of evaluation.scenarios) {
    const name = printableLine(scenario.name);
    lines.push('', name, '='.repeat(name.length));
    for (const { title, tables } of sectionReports(scenario, evaluation.currency, figures)) {
      lines.push('', title);
      for (const table of tables) lines.push(...textTable(table));
    }
  }
  return `${lines.join('\n')}\n`;
}
