import * as vscode from 'vscode';
import { figureSwings } from '../../engine/scenario/figureSwings';
import { choicesAt, inputAt, inputPath, quantityPath } from '../../engine/scenario/inputAt';
import type { Place, ScenarioFile } from '../../engine/scenario/scenarioFile';
import type { ScenarioReport } from '../../engine/scenario/scenarioReport';
import { sectionTitles } from '../../engine/scenario/sectionTitles';
import type { SectionName } from '../../engine/scenario/sections';
import type { FieldMeta } from '../../engine/systems/fields';
import { pathText, valueAt } from '../../engine/systems/path';
import type { Path } from '../../engine/systems/system';
import { distributionOf } from '../../engine/uncertainty/distribution';
import { isInterval, isRange, type Range } from '../../engine/uncertainty/quantity';
import { escapeMarkdown, paragraphs } from '../host/markdown';
import { explanationText, headlineText, variantsTable } from './explanationText';
import { figureName, valueText } from './figureText';
import { unitText } from './unitText';

/**
 * What is told at a place: of a section its figures, of an input what it is and may be.
 *
 * @param isJson VS Code tells there what an input is: the schema that the extension contributes
 *   says it.
 */
export function placeText(
  file: ScenarioFile,
  place: Place,
  report: ScenarioReport,
  isJson: boolean,
): vscode.MarkdownString | undefined {
  const { part, path } = place;
  const section =
    part === 'key' && path.length === 1 ? sectionText(report, String(path[0])) : undefined;
  return section ?? inputText(file, place, report, isJson);
}

/** undefined where the section has no figures of its own. */
function sectionText(report: ScenarioReport, key: string): vscode.MarkdownString | undefined {
  const own = report.headlines.filter(({ section }) => section === key);
  if (own.length === 0) return undefined;
  const { currency, scenarios } = report;
  return paragraphs(
    `**${escapeMarkdown(vscode.l10n.t(sectionTitles[key as SectionName]))}**`,
    variantsTable(own, scenarios, currency),
    ...own.flatMap((figure) => [headlineText(figure, currency), explanationText(figure, currency)]),
  );
}

function inputText(
  file: ScenarioFile,
  { path }: Place,
  report: ScenarioReport,
  isJson: boolean,
): vscode.MarkdownString | undefined {
  const at = quantityPath(path);
  const input = inputPath(at);
  const field = inputAt(at);
  if (!field) return undefined;
  const value = valueAt(file.value, at);
  const choices = choicesAt(at);
  return paragraphs(
    `**${escapeMarkdown(String(input.at(-1)))}**${isJson ? '' : ` · ${escapeMarkdown(vscode.l10n.t(field.description))}`}`,
    sentences(
      unitSentence(field, report),
      ...defaultSentences(field, value),
      boundsSentence(field),
    ),
    choices.length > 0
      ? escapeMarkdown(vscode.l10n.t('One of: {0}.', choices.join(', ')))
      : undefined,
    isRange(value) ? escapeMarkdown(rangeSentence(value, field, report.currency)) : undefined,
    movesText(report, input),
  );
}

function sentences(...all: readonly (string | undefined)[]): string | undefined {
  const said = all.filter((sentence) => sentence !== undefined);
  return said.length === 0 ? undefined : escapeMarkdown(said.join(' '));
}

function unitSentence({ unit }: FieldMeta, { currency }: ScenarioReport): string | undefined {
  const text = unit && unitText(unit, currency);
  return text === undefined ? undefined : vscode.l10n.t('Unit: {0}.', text);
}

function defaultSentences({ default: given }: FieldMeta, value: unknown): readonly string[] {
  if (given === undefined) return [];
  return [
    value === given
      ? vscode.l10n.t('This is the default.')
      : vscode.l10n.t('Default: {0}.', String(given)),
  ];
}

function boundsSentence({ plausible, min, max }: FieldMeta): string | undefined {
  if (plausible) return vscode.l10n.t('Usual: {0} to {1}.', ...plausible);
  // What any number may be is not worth a word.
  if (max === undefined || max >= 1e24) return undefined;
  return vscode.l10n.t('Allowed: {0} to {1}.', min ?? 0, max);
}

/** What kind of range it is, and between which values it mostly lies. */
function rangeSentence(range: Range, { unit }: FieldMeta, currency: string): string {
  const distribution = distributionOf(range);
  const at = (p: number): string => valueText(distribution.quantile(p), unit, currency);
  const kind = isInterval(range)
    ? range.low > 0
      ? vscode.l10n.t('A 90 % interval of a lognormal distribution')
      : vscode.l10n.t('A 90 % interval of a normal distribution')
    : vscode.l10n.t('Three points of a PERT distribution');
  return vscode.l10n.t('{0}: p10 {1}, p50 {2}, p90 {3}.', kind, at(0.1), at(0.5), at(0.9));
}

/** Of the headline figures those that the input moves most, from its p10 to its p90. */
function movesText({ headlines, currency }: ScenarioReport, input: Path): string | undefined {
  const swings = figureSwings(headlines, pathText(input));
  if (swings.length === 0) return undefined;
  const rows = swings.map(({ figure, low, high }) => {
    const none = vscode.l10n.t('no value');
    const text = (value: number | null): string =>
      value === null ? none : valueText(value, figure.unit, currency);
    return `- ${escapeMarkdown(figureName(figure))}: ${escapeMarkdown(`${text(low)} → ${text(high)}`)}`;
  });
  return [
    escapeMarkdown(vscode.l10n.t('From its p10 to its p90, all else unchanged, it moves most:')),
    ...rows,
  ].join('\n');
}
