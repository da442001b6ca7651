import * as vscode from 'vscode';
import type { ExplainedTerm, Explanation } from '../../engine/scenario/explain';
import type { HeadlineFigure } from '../../engine/scenario/scenarioReport';
import { escapeMarkdown } from '../host/markdown';
import { figureName, figureText, valueText } from './figureText';

/** Of a list of numbers no more than these are written out. */
const mostNumbers = 6;
/** Of a file's variants no more than these are put side by side. */
const mostVariants = 4;

/** A figure by its name and value. */
export function headlineText(figure: HeadlineFigure, currency: string): string {
  const title = escapeMarkdown(figureName(figure));
  return `**${title}**: ${escapeMarkdown(figureText(figure, currency))}`;
}

/** The formula of a figure with its numbers, and where each is from; undefined where there is none. */
export function explanationText(
  { formula, terms }: Explanation,
  currency: string,
): string | undefined {
  if (formula === undefined || formula === '') return undefined;
  const rows = terms.map((term) => `- ${termText(term, currency)}`);
  return [`= \`${formula.replaceAll(/[{}]/g, '')}\``, '', ...rows].join('\n');
}

function termText(term: ExplainedTerm, currency: string): string {
  const { name, value, unit } = term;
  const numbers = typeof value === 'number' ? [value] : value;
  const written = numbers.slice(0, mostNumbers).map((one) => valueText(one, unit, currency));
  if (numbers.length > mostNumbers) written.push('…');
  return `\`${name}\` = ${escapeMarkdown(written.join(', '))} · ${originText(term)}`;
}

function originText({ origin, isDefault, description }: ExplainedTerm): string {
  switch (origin.kind) {
    case 'input': {
      const path = `\`${origin.path}\``;
      const named = isDefault ? vscode.l10n.t('{0}, a default', path) : path;
      return description === undefined
        ? named
        : `${named}: ${escapeMarkdown(vscode.l10n.t(description))}`;
    }
    case 'figure':
      return `\`${origin.key}\``;
    case 'file':
      return vscode.l10n.t('counted in {0}', `\`${origin.source}\``);
    case 'constant':
    case 'catalog':
      return escapeMarkdown(origin.source);
  }
}

/** The figures of the base beside those of the variants; undefined where there are none. */
export function variantsTable(
  headlines: readonly HeadlineFigure[],
  scenarios: readonly string[],
  currency: string,
): string | undefined {
  const names = scenarios.slice(0, mostVariants + 1);
  if (names.length < 2) return undefined;
  const line = (cells: readonly string[]): string => `|${cells.map(escapeMarkdown).join('|')}|`;
  const cell = (value: number | null | undefined, { unit }: HeadlineFigure): string =>
    typeof value === 'number' ? valueText(value, unit, currency) : '–';
  return [
    line(['', ...names.map((name, index) => (index === 0 ? vscode.l10n.t('base') : name))]),
    `|:--|${names.map(() => '--:').join('|')}|`,
    ...headlines.map((figure) =>
      line([
        figureName(figure),
        cell(figure.value, figure),
        ...names.slice(1).map((_, index) => cell(figure.variants[index], figure)),
      ]),
    ),
  ].join('\n');
}
