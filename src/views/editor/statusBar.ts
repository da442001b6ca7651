import * as vscode from 'vscode';
import { isRetired } from '../../engine/pricing/retirement';
import { addUsd } from '../../engine/report/usd';
import type { PartReport, PromptReport } from '../../engine/report/report';
import type { SelectionCount } from '../../worker/protocol';
import type { CommandArguments } from '../host/commands';
import { findingText, topFindings } from '../host/findingText';
import { escapeMarkdown, factMarkdown, paragraphs } from '../host/markdown';
import { figures } from '../host/messages';
import { priceFact, priceFacts } from '../host/priceText';
import { onSettingsChanged, readSetting } from '../host/settings';
import {
  bandText,
  estimateText,
  evaluationText,
  headline,
  includedName,
  reportBandText,
  segmentName,
  tokensText,
  uncountedText,
  unsampledText,
  usdText,
} from '../host/reportText';
import type { PromptDocuments } from './promptDocuments';
import type { SelectionCounter } from './selectionCounter';

/** Right of the middle, left of the language and the encoding. */
const priority = 101;

/** The active prompt's figures in the status bar, or those of the selection while there is one. */
export function registerStatusBar(
  documents: PromptDocuments,
  selection: SelectionCounter,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'costlens.figures',
    vscode.StatusBarAlignment.Right,
    priority,
  );
  item.name = vscode.l10n.t('CostLens: tokens and cost');

  function draw(): void {
    const document = vscode.window.activeTextEditor?.document;
    const report = document && documents.latest(document)?.report;
    const failure = document && documents.failure(document);
    const pricedModels = document && documents.pricedModels(document);
    const selected = selection.current;
    const shown = report ?? selected ?? failure ?? pricedModels;
    const chooses = report ?? selected;
    item.command = commandOf(chooses !== undefined, failure !== undefined);
    if (!readSetting('statusBar.enabled') || shown === undefined) {
      item.hide();
      return;
    }
    if (selected) {
      const tokens = tokensText(selected.tokens, selected.estimated);
      const cost = selected.usd === null ? vscode.l10n.t('no price') : figures().usd(selected.usd);
      item.text = `$(selection) ${vscode.l10n.t('{0} tok', tokens)} · ${cost}`;
      item.accessibilityInformation = {
        label: vscode.l10n.t('CostLens: {0} tokens selected, {1}', tokens, cost),
      };
    } else if (report) {
      const { info, name } = report.model;
      const retired = info && isRetired(info, new Date()) ? ` · ${vscode.l10n.t('retired')}` : '';
      item.text = headline(report) + retired;
      item.accessibilityInformation = {
        label: vscode.l10n.t('CostLens: {0}, {1}', item.text, name),
      };
    } else if (pricedModels !== undefined) {
      item.text = priceSourceText(pricedModels);
      item.accessibilityInformation = {
        label: vscode.l10n.t('CostLens: {0}', priceSourceText(pricedModels)),
      };
    } else if (failure !== undefined) {
      item.text = `$(warning) ${vscode.l10n.t('not counted')}`;
      item.accessibilityInformation = { label: vscode.l10n.t('CostLens: not counted') };
    }
    if (selected) item.tooltip = selectionTooltip(selected, report);
    else if (report) item.tooltip = tooltip(report);
    else item.tooltip = failure === undefined ? priceSourceTooltip() : failureTooltip(failure);
    item.show();
  }

  draw();
  return vscode.Disposable.from(
    item,
    documents.onDidUpdate((document) => {
      if (document === vscode.window.activeTextEditor?.document) draw();
    }),
    selection.onDidChange(draw),
    vscode.window.onDidChangeActiveTextEditor(draw),
    onSettingsChanged(['statusBar.enabled'], draw),
  );
}

/** What a click does: a price source has nothing to choose. */
function commandOf(hasModel: boolean, hasFailed: boolean): keyof CommandArguments | undefined {
  if (hasModel) return 'costlens.chooseModel';
  return hasFailed ? 'costlens.countAgain' : undefined;
}

function failureTooltip(failure: string): string {
  return vscode.l10n.t('CostLens could not count this prompt: {0} Click to count again.', failure);
}

/** A file that is no prompt: what it is good for. */
function priceSourceText(models: number): string {
  return models === 1
    ? vscode.l10n.t('price source: 1 model')
    : vscode.l10n.t('price source: {0} models', figures().count(models));
}

function priceSourceTooltip(): string {
  return vscode.l10n.t(
    'A LiteLLM configuration is no prompt. CostLens takes its models and their prices for the prompts of this workspace.',
  );
}

/** Parts by role, the model, and where the price comes from. */
function tooltip(report: PromptReport): vscode.MarkdownString {
  const { count } = figures();
  const { name, info } = report.model;
  const lines = [
    report.cost.output
      ? vscode.l10n.t(
          'A call: input {0}, output of up to {1} tokens {2}.',
          usdText(report.cost.input),
          count(report.output?.tokens ?? 0),
          usdText(report.cost.output),
        )
      : vscode.l10n.t('A call: input {0}; output is not included.', usdText(report.cost.input)),
    report.context.window === null
      ? undefined
      : vscode.l10n.t(
          '{0} of {1} tokens of context.',
          tokensText(report.context.tokens, report.estimates.length > 0),
          count(report.context.window),
        ),
    evaluationText(report),
    unsampledText(report),
    uncountedText(report),
    ...report.estimates.map((reason) => estimateText(reason, name)),
    reportBandText(report),
  ];
  return paragraphs(
    `**CostLens** · ${escapeMarkdown(info ? `${name} (${info.providerName})` : name)}`,
    partsTable(report),
    ...lines.map((line) => line && escapeMarkdown(line)),
    findingsList(report),
    ...priceFacts(report).map(factMarkdown),
  );
}

/** Findings that the tooltip lists. */
const mostFindings = 5;

/** The findings that matter most, and what the safe fixes of all come to. */
function findingsList(report: PromptReport): string | undefined {
  const found = report.check?.findings.length ?? 0;
  if (!report.check || found === 0) return undefined;
  const top = topFindings(report, mostFindings);
  const { safe, all } = report.check;
  const rest =
    found > top.length
      ? [vscode.l10n.t('and {0} more in the Problems view', figures().count(found - top.length))]
      : [];
  const isEstimated = report.estimates.length > 0;
  const sum =
    all.savedTokens > 0
      ? vscode.l10n.t(
          'Safe fixes save {0} tokens, all fixes {1}.',
          tokensText(safe.savedTokens, isEstimated),
          tokensText(all.savedTokens, isEstimated),
        )
      : undefined;
  const items = [...top.map((finding) => findingText(finding, report)), ...rest];
  const list = items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
  return sum === undefined ? list : `${list}\n\n${escapeMarkdown(sum)}`;
}

/** The selection's figures, before those of the whole prompt where it is in one. */
function selectionTooltip(
  { model, tokens, estimated, usd, band, price }: SelectionCount,
  report: PromptReport | undefined,
): vscode.MarkdownString {
  const cost = usd === null ? vscode.l10n.t('no price') : figures().usd(usd);
  const title = vscode.l10n.t('Selection: {0} tokens, {1}', tokensText(tokens, estimated), cost);
  const lines = [
    `**${escapeMarkdown(title)}** · ${escapeMarkdown(model)}`,
    band ? escapeMarkdown(bandText(band, band.basis, model)) : undefined,
  ];
  if (!report)
    return paragraphs(...lines, price ? factMarkdown(priceFact(price, false)) : undefined);
  return paragraphs(...lines, tooltip(report).value);
}

function partsTable(report: PromptReport): string {
  const { percent } = figures();
  const rows = [...partRows(report)].map(([name, part]) => {
    const tokens = tokensText(part.tokens, part.estimated);
    const cells = [name, tokens, usdText(part.cost), percent(part.share)];
    return `|${cells.map(escapeMarkdown).join('|')}|`;
  });
  return ['|||||', '|:--|--:|--:|--:|', ...rows].join('\n');
}

type PartRow = Pick<PartReport, 'tokens' | 'estimated' | 'share' | 'cost'>;

/** What the prompt consists of, by the names that people see: roles, included files, what is around. */
function partRows(report: PromptReport): Map<string, PartRow> {
  const rows = new Map<string, PartRow>();
  const add = (name: string, { tokens, estimated, share, cost }: PartRow): void => {
    const row = rows.get(name);
    rows.set(name, {
      tokens: (row?.tokens ?? 0) + tokens,
      estimated: estimated || (row?.estimated ?? false),
      share: (row?.share ?? 0) + share,
      cost: row ? addUsd(row.cost, cost) : cost,
    });
  };
  for (const part of report.parts) add(segmentName(part.kind, part.role), part);
  for (const file of report.included) add(includedName(file.path), file);
  const tokens = report.tokens - [...rows.values()].reduce((sum, row) => sum + row.tokens, 0);
  if (tokens > 0) {
    const share = tokens / report.tokens;
    const { input } = report.cost;
    const cost = input.known ? ({ known: true, usd: input.usd * share } as const) : input;
    add(vscode.l10n.t('reply priming'), { tokens, estimated: false, share, cost });
  }
  return rows;
}
