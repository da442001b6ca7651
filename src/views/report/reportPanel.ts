import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/report/report';
import { registerCommand } from '../host/commands';
import { isCountable } from '../host/countable';
import { mediaRoot, webviewHtml } from '../host/html';
import { reportPanelRequestSchema, type ReportPanelMessage } from './protocol';
import { reportView } from './reportView';

const viewType = 'costlens.report';

/** The reports that the panel shows; the editor's part of the extension makes them. */
export interface ReportSource {
  current(document: vscode.TextDocument): Promise<PromptReport | undefined>;
  /** Why the document could not be counted, where that is so. */
  failure(document: vscode.TextDocument): string | undefined;
  /** For how many models prices are read from the document, where it is a source of prices. */
  pricedModels(document: vscode.TextDocument): number | undefined;
  readonly onDidUpdate: vscode.Event<vscode.TextDocument>;
}

/**
 * A panel with all figures of the prompt in the active editor. It follows the active editor, and
 * keeps the last prompt while another kind of editor is active.
 */
class ReportPanel implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable;
  private shown: vscode.TextDocument | undefined;
  private isDisposed = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly source: ReportSource,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.follow(vscode.window.activeTextEditor);
    this.subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        void this.receive(message);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (this.follow(editor)) void this.draw();
      }),
      source.onDidUpdate((document) => {
        if (document === this.shown) void this.draw();
      }),
    );
    panel.webview.options = { enableScripts: true, localResourceRoots: [mediaRoot(extensionUri)] };
    panel.webview.html = webviewHtml(panel.webview, extensionUri, {
      bundle: 'report',
      title: panel.title,
    });
  }

  reveal(): void {
    this.follow(vscode.window.activeTextEditor);
    this.panel.reveal(undefined, true);
    void this.draw();
  }

  dispose(): void {
    this.isDisposed = true;
    this.subscriptions.dispose();
    this.panel.dispose();
  }

  /** @returns true where the panel now shows another document. */
  private follow(editor: vscode.TextEditor | undefined): boolean {
    if (!editor || !isCountable(editor.document) || editor.document === this.shown) return false;
    this.shown = editor.document;
    return true;
  }

  private async draw(): Promise<void> {
    const document = this.shown;
    try {
      const report = document && (await this.source.current(document));
      if (document !== this.shown) return;
      await this.post(
        report
          ? { type: 'report', view: reportView(document, report) }
          : { type: 'empty', text: this.whyEmpty(document) },
      );
    } catch (error) {
      this.log.error(
        'the report could not be made',
        error instanceof Error ? error : String(error),
      );
      await this.post({
        type: 'empty',
        text: vscode.l10n.t('This prompt could not be counted: {0}', String(error)),
      });
    }
  }

  private whyEmpty(document: vscode.TextDocument | undefined): string {
    const failure = document && this.source.failure(document);
    if (failure !== undefined) {
      return vscode.l10n.t('This prompt could not be counted: {0}', failure);
    }
    if (document && this.source.pricedModels(document) !== undefined) {
      return vscode.l10n.t('The active file is a source of prices, not a prompt.');
    }
    return vscode.l10n.t(
      'The active file is not a prompt. Open one, or run “CostLens: Count This File as a Prompt”.',
    );
  }

  private async post(message: ReportPanelMessage): Promise<void> {
    if (!this.isDisposed) await this.panel.webview.postMessage(message);
  }

  private async receive(message: unknown): Promise<void> {
    const request = reportPanelRequestSchema.safeParse(message);
    if (!request.success) {
      this.log.error('the report panel sent what is no request', request.error);
      return;
    }
    if (request.data.type === 'ready') {
      await this.draw();
      return;
    }
    const document = this.shown;
    const report = document && (await this.source.current(document));
    // As reportView numbers its rows: the segments, then the references to included files.
    const part = report && [...report.segments, ...report.included][request.data.index];
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
}

/** The column in which a document is open, so that it is not opened twice. */
function columnOf(document: vscode.TextDocument): vscode.ViewColumn {
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  return editor?.viewColumn ?? vscode.ViewColumn.One;
}

/** Registers the command that opens the panel, and its return after a reload. */
export function registerReportPanel(
  extensionUri: vscode.Uri,
  source: ReportSource,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let open: ReportPanel | undefined;

  function adopt(panel: vscode.WebviewPanel): void {
    const report = new ReportPanel(panel, extensionUri, source, log);
    open = report;
    panel.onDidDispose(() => {
      report.dispose();
      if (open === report) open = undefined;
    });
  }

  return vscode.Disposable.from(
    registerCommand(log, 'costlens.showReport', () => {
      if (open) {
        open.reveal();
        return;
      }
      adopt(
        vscode.window.createWebviewPanel(viewType, vscode.l10n.t('Prompt Report'), {
          viewColumn: vscode.ViewColumn.Beside,
          preserveFocus: true,
        }),
      );
    }),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel) => {
        adopt(panel);
        return Promise.resolve();
      },
    }),
    new vscode.Disposable(() => open?.dispose()),
  );
}
