import * as vscode from 'vscode';
import { formatFigure } from '../../engine/scenario/formatFigure';
import type { HeadlineFigure } from '../../engine/scenario/scenarioReport';
import type { FigureDistribution } from '../../engine/scenario/simulate';
import type { Unit } from '../../engine/systems/fields';
import { reasonTexts, type ReasonCode } from '../../engine/systems/reasons';
import { figures } from '../host/messages';

/** A number in its unit, as the editor's language writes it. */
export function valueText(value: number, unit: Unit | undefined, currency: string): string {
  return formatFigure(figures(), value, unit, currency);
}

/** Why a figure has no value. */
function reasonText(reason: ReasonCode | undefined): string {
  return reason ? vscode.l10n.t(reasonTexts[reason]) : '';
}

/** What a figure is called, and of which item of a list it is. */
export function figureName({ title, item }: HeadlineFigure): string {
  const name = vscode.l10n.t(title);
  if (item === undefined) return name;
  return `${name} (${typeof item === 'number' ? figures().number(item) : item})`;
}

/** A figure's value with its p10 and p90, or that it has none. */
export function figureText(figure: HeadlineFigure, currency: string): string {
  const { value, unit, distribution, reason } = figure;
  if (value === null) return vscode.l10n.t('no value: {0}', reasonText(reason));
  const text = valueText(value, unit, currency);
  const band = distribution && bandText(distribution, unit, currency);
  return band === undefined ? text : vscode.l10n.t('{0} ({1})', text, band);
}

/** p10 to p90; undefined where both read the same. */
function bandText(
  { p10, p90 }: Pick<FigureDistribution, 'p10' | 'p90'>,
  unit: Unit | undefined,
  currency: string,
): string | undefined {
  const [low, high] = [valueText(p10, unit, currency), valueText(p90, unit, currency)];
  return low === high ? undefined : `${low}–${high}`;
}
