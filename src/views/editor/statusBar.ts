import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/report/report';
import { escapeMarkdown, paragraphs } from '../host/markdown';
import { figures } from '../host/messages';
import { onSettingsChanged, readSetting } from '../host/settings';
import {
  bandText,
  estimateText,
  headline,
  includedName,
  noPriceText,
  priceText,
  segmentName,
  tokensText,
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
  item.command = 'costlens.chooseModel';

  function draw(): void {
    const document = vscode.window.activeTextEditor?.document;
    const report = document && documents.latest(document)?.report;
    const failure = document && documents.failure(document);
    const selected = selection.current;
    if (!readSetting('statusBar.enabled') || !(report ?? selected ?? failure)) {
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
      item.text = headline(report);
      item.accessibilityInformation = {
        label: vscode.l10n.t('CostLens: {0}, {1}', headline(report), report.model.name),
      };
    } else if (failure !== undefined) {
      item.text = `$(warning) ${vscode.l10n.t('not counted')}`;
      item.accessibilityInformation = { label: vscode.l10n.t('CostLens: not counted') };
    }
    item.tooltip = report ? tooltip(report) : (failure ?? selected?.model);
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
          count(report.context.tokens),
          count(report.context.window),
        ),
    unsampledText(report),
    ...report.estimates.map((reason) => estimateText(reason, name)),
    bandText(report),
    noPriceText(report.cost.total, name),
    priceText(report),
  ];
  return paragraphs(
    `**CostLens** · ${escapeMarkdown(info ? `${name} (${info.providerName})` : name)}`,
    partsTable(report),
    ...lines.map((line) => line && escapeMarkdown(line)),
  );
}

function partsTable(report: PromptReport): string {
  const { count, usd, percent } = figures();
  const rows = [...partsByName(report)].map(([name, part]) => {
    const cost = part.usd === null ? vscode.l10n.t('no price') : usd(part.usd);
    const cells = [name, count(part.tokens), cost, percent(part.share)];
    return `|${cells.map(escapeMarkdown).join('|')}|`;
  });
  return ['|||||', '|:--|--:|--:|--:|', ...rows].join('\n');
}

interface Part {
  tokens: number;
  share: number;
  usd: number | null;
}

function partsByName(report: PromptReport): Map<string, Part> {
  const parts = new Map<string, Part>();
  const add = (name: string, tokens: number, share: number, usd: number | null): void => {
    const part = parts.get(name) ?? { tokens: 0, share: 0, usd: 0 };
    parts.set(name, {
      tokens: part.tokens + tokens,
      share: part.share + share,
      usd: part.usd === null || usd === null ? null : part.usd + usd,
    });
  };
  for (const { kind, role, tokens, overheadTokens, share, cost } of report.segments) {
    add(segmentName(kind, role), tokens + overheadTokens, share, cost.known ? cost.usd : null);
  }
  for (const { path, tokens, share, cost } of report.included) {
    add(includedName(path), tokens, share, cost.known ? cost.usd : null);
  }
  const inParts = [...parts.values()].reduce((sum, { tokens }) => sum + tokens, 0);
  const rest = report.tokens - inParts;
  if (rest > 0) {
    const share = rest / report.tokens;
    const { input } = report.cost;
    add(vscode.l10n.t('reply priming'), rest, share, input.known ? input.usd * share : null);
  }
  return parts;
}
