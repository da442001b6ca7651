import * as vscode from 'vscode';
import type { PromptReport, VariableReport } from '../../engine/report/report';
import { bandText, tokensText } from '../host/reportText';
import { onSettingsChanged, readSetting } from '../host/settings';
import type { PromptDocuments } from './promptDocuments';
import { shiftOffset } from '../../engine/text/shiftRange';

/** After each variable what its value adds to the count. */
class VariableHints implements vscode.InlayHintsProvider {
  constructor(
    private readonly documents: PromptDocuments,
    readonly onDidChangeInlayHints: vscode.Event<void>,
  ) {}

  /** Old hints keep their places until the new report is there, so that no text jumps. */
  async provideInlayHints(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): Promise<vscode.InlayHint[]> {
    if (!readSetting('inlayHints.enabled', document)) return [];
    if (!this.documents.latest(document)) await this.documents.current(document);
    const latest = this.documents.latest(document);
    if (!latest) return [];
    const hints: vscode.InlayHint[] = [];
    for (const variable of latest.report.variables) {
      if (!variable.printed) continue;
      const end = document.positionAt(shiftOffset(variable.range.end, latest.changes));
      if (range.contains(end)) hints.push(hintOf(latest.report, variable, end));
    }
    return hints;
  }
}

function hintOf(
  report: PromptReport,
  { tokens, sample, band }: VariableReport,
  position: vscode.Position,
): vscode.InlayHint {
  const label =
    tokens === null
      ? vscode.l10n.t('no sample')
      : vscode.l10n.t('{0} tok', tokensText(tokens, band !== null));
  const hint = new vscode.InlayHint(position, label);
  hint.paddingLeft = true;
  const text = sample ?? vscode.l10n.t('No sample value: counted as nothing.');
  hint.tooltip =
    band && report.band ? `${text}\n${bandText(band, report.band.basis, report.model.name)}` : text;
  return hint;
}

export function registerInlayHints(documents: PromptDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    documents.onDidUpdate(() => {
      changed.fire();
    }),
    onSettingsChanged(['inlayHints.enabled'], () => {
      changed.fire();
    }),
    vscode.languages.registerInlayHintsProvider(
      { pattern: '**' },
      new VariableHints(documents, changed.event),
    ),
  );
}
