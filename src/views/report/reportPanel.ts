import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/report/report';
import { registerCommand } from '../host/commands';
import { registerFollowingPanel, whyEmpty, type CountedPrompts } from '../host/followingPanel';
import {
  reportPanelRequestSchema,
  type ReportPanelMessage,
  type ReportPanelRequest,
} from './protocol';
import { reportView } from './reportView';

/** The reports that the panel shows; the editor's part of the extension makes them. */
export interface ReportSource extends CountedPrompts {
  current(document: vscode.TextDocument): Promise<PromptReport | undefined>;
}

/** Registers the panel with all figures of the prompt in the active editor, and its command. */
export function registerReportPanel(
  extensionUri: vscode.Uri,
  source: ReportSource,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const panel = registerFollowingPanel<ReportPanelRequest>(
    extensionUri,
    {
      viewType: 'costlens.report',
      bundle: 'report',
      title: vscode.l10n.t('Prompt Report'),
      requests: reportPanelRequestSchema,
      message: async (document): Promise<ReportPanelMessage> => {
        const report = document && (await source.current(document));
        return report
          ? { type: 'report', view: reportView(document, report) }
          : { type: 'empty', text: whyEmpty(source, document) };
      },
      onDidUpdate: source.onDidUpdate,
      receive: ({ index }, { document }) => reveal(source, document, index),
    },
    log,
  );
  return vscode.Disposable.from(
    panel.disposable,
    registerCommand(log, 'costlens.showReport', panel.show),
  );
}

/** Goes to a part: reportView numbers the segments, then the references to included files. */
async function reveal(
  source: ReportSource,
  document: vscode.TextDocument | undefined,
  index: number,
): Promise<void> {
  const report = document && (await source.current(document));
  const part = report && [...report.segments, ...report.included][index];
  if (!document || !part) return;
  const range = new vscode.Range(
    document.positionAt(part.range.start),
    document.positionAt(part.range.end),
  );
  await vscode.window.showTextDocument(document, {
    selection: range,
    viewColumn: columnOf(document),
  });
}

/** The column in which a document is open, so that it is not opened twice. */
function columnOf(document: vscode.TextDocument): vscode.ViewColumn {
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  return editor?.viewColumn ?? vscode.ViewColumn.One;
}
