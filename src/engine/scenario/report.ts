import { reasonTexts } from '../systems/reasons';
import { pathText, valueAt } from '../systems/path';
import type { Path } from '../systems/system';
import type { Figures } from '../text/figures';
import type { EvaluatedScenario, ScenarioEvaluation } from './evaluateScenario';
import { figureOf } from './figureOf';
import { formatFigure } from './formatFigure';
import { sectionTitles } from './sectionTitles';

/** The results of a section, ready to be set as text: values formatted, nulls with their reason. */
export interface SectionReport {
  readonly title: string;
  readonly figures: readonly ReportedFigure[];
  readonly tables: readonly ReportTable[];
}

export interface ReportedFigure {
  readonly key: string;
  readonly title: string;
  readonly value: string;
  /** p10 and p90, where inputs are ranges. */
  readonly band?: readonly [string, string];
}

export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The results of a scenario as figures and tables, section by section. */
export function sectionReports(
  scenario: EvaluatedScenario,
  currency: string,
  figures: Figures,
): readonly SectionReport[] {
  const writer: Writer = { scenario, currency, figures };
  return Object.entries(scenario.results)
    .filter(([section]) => section !== 'distributions')
    .map(([section, results]) => sectionReport(writer, section, results as Results));
}

type Results = Readonly<Record<string, unknown>>;

interface Writer {
  readonly scenario: EvaluatedScenario;
  readonly currency: string;
  readonly figures: Figures;
}

function sectionReport(writer: Writer, section: string, results: Results): SectionReport {
  const entries = Object.entries(results);
  return {
    title: sectionTitles[section as keyof typeof sectionTitles],
    figures: entries
      .filter(([, value]) => isScalar(value))
      .map(([key]) => reportedFigure(writer, [section, key])),
    tables: entries
      .filter(([, value]) => !isScalar(value))
      .map(([key, value]) => reportTable(writer, [section, key], value))
      .filter(({ rows }) => rows.length > 0),
  };
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function reportedFigure(writer: Writer, path: Path): ReportedFigure {
  const key = pathText(path);
  const distribution = writer.scenario.results.distributions?.[key];
  const format = (value: number): string => formatted(writer, path, value);
  return {
    key,
    title: titleOf(writer, path),
    value: cell(writer, path),
    ...(distribution && { band: [format(distribution.p10), format(distribution.p90)] }),
  };
}

/** The figure's own title, else its key in words: "costPerUser" as "cost per user". */
function titleOf({ scenario }: Writer, path: Path): string {
  return figureOf(scenario, path)?.figure.title ?? words(String(path.at(-1)));
}

function words(key: string): string {
  return key.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function formatted({ scenario, currency, figures }: Writer, path: Path, value: number): string {
  return formatFigure(figures, value, figureOf(scenario, path)?.figure.unit, currency);
}

function cell(writer: Writer, path: Path): string {
  const value = valueAt(writer.scenario.results, path);
  if (typeof value === 'number') return formatted(writer, path, value);
  if (value === null) {
    const reason = writer.scenario.reasons[pathText(path)];
    return reason ? `– (${reasonTexts[reason]})` : '–';
  }
  if (Array.isArray(value)) return value.every(isScalar) ? value.join(', ') : String(value.length);
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}

/** A list or map: one row each, one column for each of their scalar keys. */
function reportTable(writer: Writer, path: Path, value: unknown): ReportTable {
  const rows = rowsOf(value);
  const keys = [...new Set(rows.flatMap(({ keys: own }) => own))];
  const named = !Array.isArray(value);
  const columns = keys.map((key) => {
    const [first] = rows;
    return first ? titleOf(writer, [...path, first.at, ...(key === '' ? [] : [key])]) : key;
  });
  return {
    title: words(String(path.at(-1))),
    columns: named ? ['', ...columns] : columns,
    rows: rows.map(({ at }) => {
      const cells = keys.map((key) => cell(writer, [...path, at, ...(key === '' ? [] : [key])]));
      return named ? [String(at), ...cells] : cells;
    }),
  };
}

interface Row {
  readonly at: string | number;
  /** The keys of its scalars; '' stands for a row that is a scalar itself. */
  readonly keys: readonly string[];
}

function rowsOf(value: unknown): readonly Row[] {
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item] as const)
    : Object.entries(value as Results);
  return entries.map(([at, item]) => ({
    at,
    keys: isScalar(item) ? [''] : Object.keys(item as Results),
  }));
}

/** A report in Markdown: a heading a scenario, a table of figures a section, tables of lists. */
export function reportMarkdown(evaluation: ScenarioEvaluation, figures: Figures): string {
  const lines = [`# ${escaped(evaluation.system ?? 'Scenario')}`];
  for (const scenario of evaluation.scenarios) {
    lines.push('', `## ${escaped(scenario.name)}`);
    for (const { title, figures: rows, tables } of sectionReports(
      scenario,
      evaluation.currency,
      figures,
    )) {
      lines.push('', `### ${title}`, '');
      if (rows.length > 0) lines.push(...markdownTable(figureTable(rows)));
      for (const table of tables) {
        lines.push('', `**${escaped(table.title)}**`, '', ...markdownTable(table));
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function figureTable(rows: readonly ReportedFigure[]): ReportTable {
  const banded = rows.some(({ band }) => band);
  return {
    title: '',
    columns: banded ? ['figure', 'value', 'p10 – p90'] : ['figure', 'value'],
    rows: rows.map(({ title, value, band }) =>
      banded ? [title, value, band ? band.join(' – ') : ''] : [title, value],
    ),
  };
}

function markdownTable({ columns, rows }: ReportTable): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
}

/** Text that Markdown shows as it is. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}

/** A report in columns, for a terminal. */
export function reportText(evaluation: ScenarioEvaluation, figures: Figures): string {
  const lines = [evaluation.system ?? 'Scenario'];
  for (const scenario of evaluation.scenarios) {
    lines.push('', scenario.name, '='.repeat(scenario.name.length));
    for (const { title, figures: rows, tables } of sectionReports(
      scenario,
      evaluation.currency,
      figures,
    )) {
      lines.push('', title);
      lines.push(...textTable(figureTable(rows).rows));
      for (const table of tables)
        lines.push(`  ${table.title}:`, ...textTable([table.columns, ...table.rows]));
    }
  }
  return `${lines.join('\n')}\n`;
}

function textTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? '').length)),
  );
  return rows.map((cells) =>
    `  ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
