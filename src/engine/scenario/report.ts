import { adviceMessage, isAdvice, plainAdvice } from '../systems/advice';
import { pathText, valueAt } from '../systems/path';
import { reasonTexts } from '../systems/reasons';
import type { Path } from '../systems/system';
import type { Figures } from '../text/figures';
import type { ReportTable } from '../text/reportTable';
import { compareVariants, type ComparedValue } from './compareVariants';
import type { EvaluatedScenario, ScenarioEvaluation } from './evaluateScenario';
import { figureOf } from './figureOf';
import { formatFigure } from './formatFigure';
import { sectionSchemas, type SectionName } from './sections';
import { sectionTitles } from './sectionTitles';

/** The results of a section, ready to be set as text: values formatted, nulls with their reason. */
export interface SectionReport {
  readonly title: string;
  readonly tables: readonly ReportTable[];
}

/** The results of a scenario as tables, section by section in the order of the format. */
export function sectionReports(
  scenario: EvaluatedScenario,
  currency: string,
  figures: Figures,
): readonly SectionReport[] {
  const writer: Writer = { scenario, currency, figures };
  return (Object.keys(sectionSchemas) as SectionName[]).flatMap((section) => {
    const results = valueAt(scenario.results, [section]) as Results | undefined;
    return results ? [sectionReport(writer, section, results)] : [];
  });
}

type Results = Readonly<Record<string, unknown>>;

interface Writer {
  readonly scenario: EvaluatedScenario;
  readonly currency: string;
  readonly figures: Figures;
}

function sectionReport(writer: Writer, section: SectionName, results: Results): SectionReport {
  const entries = Object.entries(results);
  const own = entries.filter(([, value]) => isScalar(value)).map(([key]) => [section, key]);
  const others = entries.filter(([, value]) => !isScalar(value));
  const tables = [
    figureTable(writer, '', own),
    ...others.flatMap(([key, value]) => partTables(writer, [section, key], value)),
  ];
  return {
    title: sectionTitles[section],
    tables: tables.filter(({ rows }) => rows.length > 0),
  };
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** The table of a list, of a map of maps or of the figures of a map, and those of lists in it. */
function partTables(writer: Writer, path: Path, value: unknown): readonly ReportTable[] {
  const title = words(String(path.at(-1)));
  if (isAdvice(value)) return [adviceTable(writer, title, [path])];
  const isList = Array.isArray(value);
  const at = (child: Path): unknown => valueAt(writer.scenario.results, child);
  const children: readonly Path[] = isList
    ? value.map((_, index) => [...path, index])
    : Object.keys(value as Results).map((key) => [...path, key]);
  if (isList && children.every((child) => isAdvice(at(child)))) {
    return [adviceTable(writer, title, children)];
  }
  if (isList && children.length > 0 && children.every((child) => isScalar(at(child)))) {
    return [{ title, columns: [title], rows: children.map((child) => [cell(writer, child)]) }];
  }
  const lists = isList ? [] : children.filter((child) => Array.isArray(at(child)));
  const own = children.filter((child) => !lists.includes(child));
  const table = own.some((child) => isScalar(at(child)))
    ? figureTable(
        writer,
        title,
        own.filter((child) => isScalar(at(child))),
      )
    : itemTable(writer, title, own, !isList);
  return [table, ...lists.flatMap((list) => partTables(writer, list, at(list)))];
}

function figureTable(writer: Writer, title: string, paths: readonly Path[]): ReportTable {
  const bands = paths.map((path) => bandOf(writer, path));
  const banded = bands.some((band) => band !== '');
  return {
    title,
    columns: banded ? ['figure', 'value', 'p10 – p90'] : ['figure', 'value'],
    rows: paths.map((path, index) => {
      const cells = [titleOf(writer, path), cell(writer, path)];
      return banded ? [...cells, bands[index] ?? ''] : cells;
    }),
  };
}

/** p10 and p90 of a figure; nothing where no range reaches it. */
function bandOf(writer: Writer, path: Path): string {
  const distribution = writer.scenario.results.distributions?.[pathText(path)];
  if (!distribution) return '';
  const [low, high] = [distribution.p10, distribution.p90].map((value) =>
    formatted(writer, path, value),
  );
  return low === high ? '' : `${low ?? ''} – ${high ?? ''}`;
}

/** Recommendations as sentences, beside what figures they carry. */
function adviceTable(writer: Writer, title: string, paths: readonly Path[]): ReportTable {
  const keys = scalarKeys(writer, paths).filter((key) => key !== 'code');
  return {
    title,
    columns: ['recommendation', ...columnTitles(writer, paths, keys)],
    rows: paths.map((path) => {
      const advice = valueAt(writer.scenario.results, path);
      const text = isAdvice(advice) ? adviceMessage(advice, writer.figures.number) : '';
      return [text, ...keys.map((key) => cell(writer, [...path, key]))];
    }),
  };
}

/**
 * One row each, one column for each of their scalar keys; maps have their keys before. Why there is
 * no value is written once a row.
 */
function itemTable(
  writer: Writer,
  title: string,
  paths: readonly Path[],
  named: boolean,
): ReportTable {
  const keys = scalarKeys(writer, paths);
  const columns = columnTitles(writer, paths, keys);
  return {
    title,
    columns: named ? ['', ...columns] : columns,
    rows: paths.map((path) => {
      const cells = withoutRepeats(keys.map((key) => cell(writer, [...path, key])));
      return named ? [String(path.at(-1)), ...cells] : cells;
    }),
  };
}

function withoutRepeats(cells: readonly string[]): readonly string[] {
  return cells.map((text, index) =>
    text.startsWith(noValue) && cells.indexOf(text) < index ? noValue : text,
  );
}

const noValue = '–';

function scalarKeys({ scenario }: Writer, paths: readonly Path[]): readonly string[] {
  const keys = paths.flatMap((path) => {
    const item = valueAt(scenario.results, path);
    return isScalar(item) ? [] : Object.entries(item as Results);
  });
  const found = new Set(keys.filter(([, value]) => isCell(value)).map(([key]) => key));
  // Parts come before what they add up to, whichever item has them.
  return found.delete('total') ? [...found, 'total'] : [...found];
}

/** What fits into a cell: a scalar, or a list of scalars. */
function isCell(value: unknown): boolean {
  return isScalar(value) || (Array.isArray(value) && value.every(isScalar));
}

function columnTitles(
  writer: Writer,
  [first = []]: readonly Path[],
  keys: readonly string[],
): readonly string[] {
  return keys.map((key) => titleOf(writer, [...first, key]));
}

/**
 * The figure's own title, else its key in words: "costPerUser" as "cost per user". Of figures that
 * their keys tell apart, such as categories, the key as it is.
 */
function titleOf({ scenario }: Writer, path: Path): string {
  const found = figureOf(scenario, path);
  const key = String(path.at(-1));
  if (found?.isNamedByKey) return key;
  return found?.figure.title ?? words(key);
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
    return reason ? `${noValue} (${reasonTexts[reason]})` : noValue;
  }
  if (Array.isArray(value)) return value.map((item) => word(item)).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return word(value);
}

/** A word of the results; what advice.ts has a sentence for, as that. */
function word(value: unknown): string {
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : '';
  return plainAdvice(value) ?? value;
}

/** The headline figures of a file's base beside those of its variants; without variants, no rows. */
export function comparisonTable(evaluation: ScenarioEvaluation, figures: Figures): ReportTable {
  const { scenarios, currency } = evaluation;
  const [base] = scenarios;
  const rows = base && scenarios.length > 1 ? compareVariants(evaluation) : [];
  return {
    title: 'variants compared',
    columns: ['figure', ...scenarios.map(({ name }) => name)],
    rows: rows.map(({ key, path, values }) => {
      const unit = base && figureOf(base, path)?.figure.unit;
      const shown = ({ value, change }: ComparedValue): string =>
        value === null
          ? '–'
          : `${formatFigure(figures, value, unit, currency)}${changeText(change, figures)}`;
      const title = base && figureOf(base, path)?.figure.title;
      return [`${title ?? ''} (${key})`, ...values.map(shown)];
    }),
  };
}

function changeText(change: number | null, figures: Figures): string {
  if (change === null || change === 0) return '';
  return ` (${change > 0 ? '+' : '−'}${figures.percent(Math.abs(change))})`;
}
