import * as vscode from 'vscode';
import type { SelectionCount } from '../../worker/protocol';
import { onSettingsChanged, readSetting } from '../host/settings';
import type { AnalysisClient } from './analysisClient';
import { isCountable } from '../host/countable';
import type { PromptDocuments } from './promptDocuments';

const debounceMs = 150;

/** Counts what is selected in the active editor, in any file. */
export class SelectionCounter implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: vscode.CancellationTokenSource | undefined;
  private counted:
    { readonly document: vscode.TextDocument; readonly count: SelectionCount } | undefined;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly client: AnalysisClient,
    private readonly documents: PromptDocuments,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) this.schedule();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.schedule();
      }),
      // Another model or price; or counting was turned off.
      documents.onDidUpdate((document) => {
        if (document === vscode.window.activeTextEditor?.document) this.schedule();
      }),
      onSettingsChanged(['enabled', 'defaultModel', 'fileModels'], () => {
        this.schedule();
      }),
      client.onDidReadPrices(() => {
        this.schedule();
      }),
    );
  }

  /** The count of the selection; undefined where nothing is selected in the active editor. */
  get current(): SelectionCount | undefined {
    return this.counted?.document === vscode.window.activeTextEditor?.document
      ? this.counted?.count
      : undefined;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.running?.cancel();
    this.subscriptions.dispose();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.refresh().catch((error: unknown) => {
        this.set(undefined); // Rather nothing than the figures of another selection.
        if (error instanceof vscode.CancellationError) return;
        this.log.error(
          'counting the selection failed',
          error instanceof Error ? error : String(error),
        );
      });
    }, debounceMs);
  }

  private async refresh(): Promise<void> {
    this.running?.cancel();
    const editor = vscode.window.activeTextEditor;
    const selections = editor?.selections.filter(({ isEmpty }) => !isEmpty) ?? [];
    if (
      !editor ||
      selections.length === 0 ||
      !readSetting('enabled') ||
      !isCountable(editor.document)
    ) {
      this.set(undefined);
      return;
    }
    const { document } = editor;
    const running = new vscode.CancellationTokenSource();
    this.running = running;
    const model = this.documents.latest(document)?.report.model;
    const options = this.documents.options(document.uri);
    const count = await this.client.count(
      selections.map((selection) => document.getText(selection)),
      { ...options, modelOverride: model?.name ?? options.modelOverride },
      running.token,
    );
    if (!running.token.isCancellationRequested) this.set(count && { document, count });
    running.dispose();
  }

  private set(counted: SelectionCounter['counted']): void {
    if (counted === this.counted) return;
    this.counted = counted;
    this.changed.fire();
  }
}
