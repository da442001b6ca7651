import * as vscode from 'vscode';
import { isRetired } from '../../engine/pricing/retirement';
import type { ModelComparison } from '../../engine/report/compareModels';
import type { Usd } from '../../engine/report/report';
import { markdownTable, plainMarkdown } from '../../engine/text/markdownTable';
import { figures } from '../host/messages';
import { tokensText, usdText } from '../host/reportText';
import type { ComparedCell, ComparedColumn, ComparedRow, CompareView } from './protocol';

/** The columns' places; the total is what the table is sorted by at first. */
const totalColumn = 5;

/**
 * The comparison in words: what the panel draws.
 *
 * @param own how many of the first models are the prompt's own.
 */
export function compareView(
  document: vscode.TextDocument,
  models: readonly ModelComparison[],
  own: number,
): CompareView {
  return {
    file: vscode.workspace.asRelativePath(document.uri),
    columns: columns(),
    sortedBy: totalColumn,
    rows: models.map((model, index) => row(model, index, index >= own)),
    notes: notes(models),
    texts: {
      fitsOnly: vscode.l10n.t('Only models whose context is large enough'),
      add: vscode.l10n.t('Add Model…'),
      copy: vscode.l10n.t('Copy as Markdown'),
      copied: vscode.l10n.t('The table is in the clipboard.'),
      remove: vscode.l10n.t('Remove {0}', '{0}'),
      none: vscode.l10n.t('The prompt is too long for every one of these models.'),
    },
  };
}

function columns(): ComparedColumn[] {
  const number = (label: string, tooltip: string): ComparedColumn => ({
    label,
    tooltip,
    isNumber: true,
  });
  return [
    {
      label: vscode.l10n.t('Model'),
      tooltip: vscode.l10n.t('The model; the prompt’s own come first'),
      isNumber: false,
    },
    number(
      vscode.l10n.t('Tokens'),
      vscode.l10n.t('Input tokens; ≈ and a range where the tokenizer is not public'),
    ),
    number(
      vscode.l10n.t('Context'),
      vscode.l10n.t('The share of the context that the input takes'),
    ),
    number(vscode.l10n.t('Input'), vscode.l10n.t('What the input of a call costs')),
    number(vscode.l10n.t('Output'), vscode.l10n.t('What the expected output of a call costs')),
    number(vscode.l10n.t('Total'), vscode.l10n.t('What a call costs')),
    number(
      vscode.l10n.t('Cached'),
      vscode.l10n.t('What a call costs if all input is read from the provider’s cache'),
    ),
    number(vscode.l10n.t('Batch'), vscode.l10n.t('What a call costs as part of a batch')),
    {
      label: vscode.l10n.t('Notes'),
      tooltip: vscode.l10n.t('Whether the prompt fits, and how long the model is served'),
      isNumber: false,
    },
  ];
}

function row(comparison: ModelComparison, index: number, isRemovable: boolean): ComparedRow {
  const { model, tokens, band, estimates, context, cost, fit } = comparison;
  const { count, percent } = figures();
  const counted = tokensText(tokens, estimates.length > 0);
  const share = context.share;
  const note = noteText(comparison);
  return {
    model: model.name,
    fits: fit !== 'exceeds',
    isRemovable,
    cells: [
      { text: model.name, sort: isRemovable ? model.name : index },
      {
        text: band ? `${counted} (${count(band.low)}–${count(band.high)})` : counted,
        sort: tokens,
      },
      { text: share === null ? '–' : percent(share), sort: share },
      money(cost.input),
      cost.output ? money(cost.output) : { text: '–', sort: null },
      money(cost.total),
      comparison.isBelowCacheMinimum
        ? { text: vscode.l10n.t('too short'), sort: null }
        : money(comparison.cachedCost),
      money(comparison.batchCost),
      { text: note, sort: note === '' ? null : note },
    ],
  };
}

function money(cost: Usd): ComparedCell {
  return { text: usdText(cost), sort: cost.known ? cost.usd : null };
}

function noteText(comparison: ModelComparison): string {
  const { model } = comparison;
  const parts = [fitText(comparison), lifeText(comparison)];
  if (!model.info && model.similar && model.similar.length > 0) {
    parts.push(vscode.l10n.t('unknown: did you mean {0}?', model.similar.join(', ')));
  } else if (!model.info) {
    parts.push(vscode.l10n.t('unknown'));
  }
  return parts.filter((part) => part !== undefined).join(' · ');
}

function fitText({ fit, model }: ModelComparison): string | undefined {
  switch (fit) {
    case 'fits':
      return undefined;
    case 'tight':
      return vscode.l10n.t('context tight');
    case 'exceeds':
      return vscode.l10n.t('context too small');
    case 'unknown':
      return model.info ? vscode.l10n.t('context unknown') : undefined;
  }
}

function lifeText({ model }: ModelComparison): string | undefined {
  const { retires } = model.info ?? {};
  if (!retires) return undefined;
  return isRetired({ retires }, new Date())
    ? vscode.l10n.t('retired since {0}', retires.on)
    : vscode.l10n.t('retires on {0}', retires.on);
}

function notes(models: readonly ModelComparison[]): string[] {
  const sources = new Set(
    models.flatMap(({ price }) =>
      price ? [vscode.l10n.t('{0}, as of {1}', price.source.name, price.source.asOf)] : [],
    ),
  );
  const isShort = models.some(({ isBelowCacheMinimum }) => isBelowCacheMinimum);
  const isTight = models.some(({ fit }) => fit === 'tight');
  const hasOutput = models.some(({ output }) => output !== null);
  return [
    ...(sources.size > 0 ? [vscode.l10n.t('Prices: {0}.', [...sources].join('; '))] : []),
    ...(hasOutput
      ? []
      : [
          vscode.l10n.t(
            'No output is expected: the prompt sets no limit, and neither does the setting costlens.expectedOutputTokens.',
          ),
        ]),
    ...(isShort ? [vscode.l10n.t('Too short: the cache takes only longer prompts.')] : []),
    ...(isTight
      ? [
          vscode.l10n.t(
            'Context tight: the input fits by the likeliest count, but not with the expected output, or not by the highest count.',
          ),
        ]
      : []),
  ];
}

/** The rows of these models, in this order, as a table in Markdown. */
export function compareMarkdown(view: CompareView, models: readonly string[]): string {
  const byModel = new Map(view.rows.map((each) => [each.model, each]));
  const rows = models.flatMap((model) => {
    const found = byModel.get(model);
    return found ? [found.cells.map(({ text }) => text)] : [];
  });
  const labels = view.columns.map(({ label }) => label);
  return `**${plainMarkdown(view.file)}**\n\n${markdownTable(labels, rows).join('\n')}\n`;
}
