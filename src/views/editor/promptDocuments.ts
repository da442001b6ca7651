import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/report/report';
import type { TextRange } from '../../engine/text/range';
import type { TextChange } from '../../engine/text/textChange';
import type { WorkerReportOptions } from '../../worker/protocol';
import { onSettingsChanged, readRawSetting, readSetting } from '../host/settings';
import { WorkerLostError, type AnalysisClient, type Comparison } from './analysisClient';
import { isCountable } from '../host/countable';
import { mayBePrompt } from './candidates';
import type { FileChoices } from './fileChoices';
import { fileRule } from './fileRules';
import { workspacePath, type IncludedFiles } from '../host/includedFiles';
import { fileModel } from './modelChoice';
import { tokenFactors } from './tokenFactors';

/** Quiet time after a keystroke before a prompt is counted again. */
const debounceMs = 200;
/** While the user keeps typing, a prompt is counted this often. */
const longestWaitMs = 1000;
/**
 * What is shown is never older than this and one count, however long a count takes and however
 * steadily the user types: a count that is under way by then is not given up for a newer text.
 */
const longestStaleMs = 3000;

/** In a longer document, marks are only near their places until line ends that have changed are counted. */
const mostLineEnds = 10_000;

/** The newest report of a document, which may be of an earlier version than its text. */
export interface LatestReport {
  readonly report: PromptReport;
  /** What was changed since, oldest first: places of the report move by it. */
  readonly changes: readonly TextChange[];
}

/** A count under way. */
interface Running {
  readonly version: number;
  readonly answer: Promise<void>;
  /** What was changed since it began. */
  readonly changes: TextChange[];
  cancel(): void;
}

/** A document and what is known of it. */
interface Tracked {
  readonly document: vscode.TextDocument;
  /** Changes that the worker has not been told yet; undefined where it does not hold the text. */
  untold: TextChange[] | undefined;
  eol: vscode.EndOfLine;
  latest: { report: PromptReport; changes: TextChange[] } | undefined;
  /** Where it is no prompt but a source of prices: for how many models. */
  pricedModels: number | undefined;
  /** Why the document could not be counted. */
  failure: string | undefined;
  /** The version that `latest` (or its absence) is for; −1 before the first answer. */
  answeredVersion: number;
  running: Running | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change that is not counted yet was made. */
  waitingSince: number;
  /** When the oldest change was made that what is shown does not know; undefined where it knows all. */
  staleSince: number | undefined;
}

/**
 * The open prompt files: makes one report a version, debounced, and tells the renderers. On a
 * keystroke it only notes the change; texts and changes go to the worker when a count is due.
 */
export class PromptDocuments implements vscode.Disposable {
  private readonly tracked = new Map<string, Tracked>();
  private readonly updated = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable;
  private isDisposed = false;
  /** The last of the counts that are made again after the worker died. */
  private retries = Promise.resolve();

  /** A report has come, or has gone: draw the document again. */
  readonly onDidUpdate = this.updated.event;

  constructor(
    private readonly client: AnalysisClient,
    private readonly choices: FileChoices,
    private readonly included: IncludedFiles,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.updated,
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.noteChange(event);
      }),
      vscode.workspace.onDidOpenTextDocument(() => {
        this.refreshVisible();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.forget(document);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.refreshVisible();
      }),
      choices.onDidChange(() => {
        this.invalidate();
      }),
      client.onDidReadPrices(() => {
        this.invalidate();
      }),
      included.onDidChange((uri) => {
        this.recount(uri);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.invalidate();
      }),
      onSettingsChanged(
        [
          'enabled',
          'defaultModel',
          'fileModels',
          'files.include',
          'files.exclude',
          'expectedOutputTokens',
          'tokenFactors',
          'rules',
        ],
        () => {
          this.invalidate();
        },
      ),
    );
    this.refreshVisible();
  }

  /** The newest report without waiting; undefined where there is none or the file is no prompt. */
  latest(document: vscode.TextDocument): LatestReport | undefined {
    return this.tracked.get(document.uri.toString())?.latest;
  }

  /** For how many models prices are read from the document, where it is a source of prices. */
  pricedModels(document: vscode.TextDocument): number | undefined {
    return this.tracked.get(document.uri.toString())?.pricedModels;
  }

  /** Why the document could not be counted, where that is so. */
  failure(document: vscode.TextDocument): string | undefined {
    return this.tracked.get(document.uri.toString())?.failure;
  }

  /**
   * The report of the document as it is now; undefined where it is not a prompt or could not be
   * counted. Never rejects.
   */
  async current(document: vscode.TextDocument): Promise<PromptReport | undefined> {
    if (this.isDisposed || document.isClosed || !this.isWanted(document)) return undefined;
    const tracked = this.track(document);
    while (tracked.answeredVersion !== document.version) {
      await this.count(tracked);
      if (this.tracked.get(document.uri.toString()) !== tracked) return undefined;
    }
    return tracked.latest?.report;
  }

  /** Where the tokens of a part of the document stand; undefined where it is not a prompt. */
  async tokens(
    document: vscode.TextDocument,
    window: TextRange,
  ): Promise<readonly TextRange[] | undefined> {
    return this.askOfText(document, (uri, length, options) =>
      this.client.tokens(uri, length, window, options),
    );
  }

  /** The document under its own models and these; undefined where it is not a prompt. */
  async compare(
    document: vscode.TextDocument,
    models: readonly string[],
  ): Promise<Comparison | undefined> {
    return this.askOfText(document, (uri, length, options) =>
      this.client.compare(uri, length, models, options),
    );
  }

  /** Asks the worker about the text that it holds of a prompt; undefined where it is none. */
  private async askOfText<Answer>(
    document: vscode.TextDocument,
    ask: (
      uri: string,
      length: number,
      options: WorkerReportOptions,
    ) => Promise<Answer | 'out-of-step'>,
  ): Promise<Answer | undefined> {
    const uri = document.uri.toString();
    // Once more where the worker that held the text was ended for being idle, and its text with it.
    for (let attempt = 0; attempt < 2; attempt++) {
      if (!(await this.current(document))) return undefined;
      const tracked = this.track(document);
      const answer = await ask(uri, documentLength(document), this.options(document.uri));
      if (answer !== 'out-of-step') return answer;
      if (this.tracked.get(uri) !== tracked || document.isClosed) return undefined;
      tracked.untold = undefined;
      this.tellText(tracked);
    }
    return undefined;
  }

  /** Counts the document anew, which could not be counted. */
  async countAgain(document: vscode.TextDocument): Promise<void> {
    const tracked = this.tracked.get(document.uri.toString());
    if (!tracked) return;
    tracked.answeredVersion = -1;
    tracked.untold = undefined;
    await this.count(tracked);
  }

  /** What a report of this document depends on besides its text. */
  options(uri: vscode.Uri): WorkerReportOptions {
    return {
      modelOverride: this.choices.untitledModel(uri) ?? fileModel(uri),
      defaultModel: readSetting('defaultModel', uri),
      expectedOutputTokens: readSetting('expectedOutputTokens', uri) ?? undefined,
      tokenFactors: tokenFactors(uri),
      rules: readRawSetting('rules', uri) ?? {},
      at: Date.now(),
    };
  }

  dispose(): void {
    this.isDisposed = true;
    for (const tracked of this.tracked.values()) {
      clearTimeout(tracked.timer);
      tracked.running?.cancel();
    }
    this.tracked.clear();
    this.subscriptions.dispose();
  }

  private isWanted(document: vscode.TextDocument): boolean {
    if (!readSetting('enabled')) return false;
    const choice = this.choices.get(document.uri);
    if (choice !== undefined) return choice && isCountable(document);
    const rule = fileRule(document.uri);
    return rule === undefined ? mayBePrompt(document) : rule === 'include' && isCountable(document);
  }

  /** Whether the document counts whatever it is: by the user's hand, or by a setting. */
  private isForced({ uri }: vscode.TextDocument): boolean {
    return this.choices.get(uri) ?? fileRule(uri) === 'include';
  }

  private track(document: vscode.TextDocument): Tracked {
    const key = document.uri.toString();
    const known = this.tracked.get(key);
    if (known?.document === document) return known;
    clearTimeout(known?.timer);
    known?.running?.cancel();
    const tracked: Tracked = {
      document,
      untold: undefined,
      eol: document.eol,
      latest: undefined,
      pricedModels: undefined,
      failure: undefined,
      answeredVersion: -1,
      running: undefined,
      timer: undefined,
      waitingSince: 0,
      staleSince: undefined,
    };
    this.tracked.set(key, tracked);
    return tracked;
  }

  private noteChange({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const tracked = this.tracked.get(document.uri.toString());
    if (!tracked) return;
    let changes: TextChange[] = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset,
      removed: rangeLength,
      inserted: text,
    }));
    if (tracked.eol !== document.eol) {
      // Every line end has changed: the worker gets the text anew.
      if (document.lineCount <= mostLineEnds) changes = lineEndChanges(document);
      tracked.eol = document.eol;
      tracked.untold = undefined;
      tracked.running?.cancel();
    } else if (contentChanges.length === 0) {
      return; // Only the unsaved mark has changed: it follows the change that caused it.
    }
    tracked.untold?.push(...changes);
    tracked.latest?.changes.push(...changes);
    tracked.running?.changes.push(...changes);
    tracked.staleSince ??= performance.now();
    this.schedule(tracked);
  }

  private schedule(tracked: Tracked): void {
    const now = performance.now();
    if (tracked.timer === undefined) tracked.waitingSince = now;
    else clearTimeout(tracked.timer);
    const wait = Math.min(debounceMs, Math.max(0, tracked.waitingSince + longestWaitMs - now));
    tracked.timer = setTimeout(() => {
      tracked.timer = undefined;
      if (tracked.answeredVersion !== tracked.document.version) void this.count(tracked);
    }, wait);
  }

  private refreshVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (!this.isWanted(document)) continue;
      const tracked = this.track(document);
      // One that waits for the user to pause is counted then.
      if (tracked.timer === undefined && tracked.answeredVersion !== document.version) {
        void this.count(tracked);
      }
    }
  }

  /** Reports are out of date: what depends on more than the text has changed. */
  private invalidate(): void {
    for (const tracked of this.tracked.values()) {
      if (this.isWanted(tracked.document)) {
        tracked.answeredVersion = -1;
        tracked.running?.cancel();
        tracked.running = undefined;
        tracked.untold = undefined;
      } else {
        this.forget(tracked.document);
      }
    }
    this.refreshVisible();
  }

  /** A file that the document includes has changed: its own text has not. */
  private recount(uri: string): void {
    const tracked = this.tracked.get(uri);
    if (!tracked) return;
    tracked.answeredVersion = -1;
    tracked.running?.cancel();
    tracked.running = undefined;
    this.schedule(tracked);
  }

  private forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const tracked = this.tracked.get(key);
    if (!tracked) return;
    clearTimeout(tracked.timer);
    tracked.running?.cancel();
    this.tracked.delete(key);
    this.included.forget(key);
    if (tracked.untold) this.client.tell({ type: 'close', uri: key });
    tracked.latest = undefined;
    tracked.pricedModels = undefined;
    this.updated.fire(document);
  }

  /**
   * Counts the document as it is now, once however often it is asked. An older count is dropped,
   * unless what is shown is too old already: then that one is finished first.
   */
  private count(tracked: Tracked): Promise<void> {
    const { version } = tracked.document;
    if (tracked.running?.version === version) return tracked.running.answer;
    const { staleSince = Infinity } = tracked;
    if (tracked.running && performance.now() - staleSince > longestStaleMs) {
      return tracked.running.answer;
    }
    tracked.running?.cancel();
    const startedAt = performance.now();
    const cancellation = new vscode.CancellationTokenSource();
    const changes: TextChange[] = [];
    const running: Running = {
      version,
      changes,
      cancel: () => {
        cancellation.cancel();
      },
      answer: this.answer(tracked, version, changes, cancellation.token).finally(() => {
        cancellation.dispose();
        if (tracked.running !== running) return;
        tracked.running = undefined;
        tracked.staleSince = changes.length > 0 ? startedAt : undefined;
        const isWaiting = tracked.timer !== undefined || tracked.answeredVersion < 0;
        if (changes.length > 0 && !isWaiting) this.schedule(tracked);
      }),
    };
    tracked.running = running;
    return running.answer;
  }

  /**
   * Asks, once more where the worker died of it or of another document, and keeps what went wrong: a
   * document that can't be counted says so in the status bar, where it can be counted again.
   */
  private async answer(
    tracked: Tracked,
    version: number,
    changes: TextChange[],
    token: vscode.CancellationToken,
    isSecond = false,
  ): Promise<void> {
    try {
      await this.ask(tracked, version, changes, token);
    } catch (error) {
      if (token.isCancellationRequested || error instanceof vscode.CancellationError) return;
      if (error instanceof WorkerLostError && !isSecond) {
        tracked.untold = undefined;
        // One after the other: of several that were being counted when the worker died, only the one
        // that it died of fails again.
        this.retries = this.retries.then(async () => {
          if (tracked.document.version !== version) return; // The next count is due.
          await this.answer(tracked, version, changes, token, true);
        });
        await this.retries;
        return;
      }
      this.log.error(
        `counting ${tracked.document.uri.toString()} failed`,
        error instanceof Error ? error : String(error),
      );
      tracked.answeredVersion = version;
      tracked.failure = error instanceof Error ? error.message : String(error);
      tracked.latest = undefined;
      tracked.pricedModels = undefined;
      this.updated.fire(tracked.document);
    }
  }

  /**
   * A report that comes when the text has moved on is still newer than the one before it: it is
   * shown, moved by the changes made meanwhile, until the next one is there.
   */
  private async ask(
    tracked: Tracked,
    version: number,
    changes: TextChange[],
    token: vscode.CancellationToken,
  ): Promise<void> {
    const { document } = tracked;
    this.tellText(tracked);
    const uri = document.uri.toString();
    this.included.forget(uri);
    const answer = await this.client.report(
      uri,
      documentLength(document),
      this.options(document.uri),
      token,
    );
    if (token.isCancellationRequested || answer.kind === 'cancelled') return;
    if (answer.kind === 'out-of-step') {
      this.log.warn(`the worker's text of ${uri} was out of step: it gets it anew`);
      tracked.untold = undefined;
      if (document.version === version) await this.ask(tracked, version, changes, token);
      return;
    }
    tracked.answeredVersion = version;
    tracked.failure = undefined;
    tracked.latest = answer.kind === 'report' ? { report: answer.report, changes } : undefined;
    tracked.pricedModels = answer.kind === 'price-source' ? answer.models : undefined;
    this.updated.fire(document);
  }

  private tellText(tracked: Tracked): void {
    const { document } = tracked;
    const uri = document.uri.toString();
    if (tracked.untold === undefined) {
      this.client.tell({
        type: 'open',
        uri,
        path: document.uri.path,
        workspacePath: workspacePath(document.uri),
        languageId: document.languageId,
        forced: this.isForced(document),
        text: document.getText(),
      });
    } else if (tracked.untold.length > 0) {
      this.client.tell({ type: 'change', uri, changes: tracked.untold });
    }
    tracked.untold = [];
  }
}

function documentLength(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

/** What became of each line end when all were changed: VS Code reports one change of the whole text. */
function lineEndChanges(document: vscode.TextDocument): TextChange[] {
  const toCrlf = document.eol === vscode.EndOfLine.CRLF;
  return Array.from({ length: document.lineCount - 1 }, (_, line) => ({
    offset: document.offsetAt(document.lineAt(line).range.end),
    removed: toCrlf ? 0 : 1,
    inserted: toCrlf ? '\r' : '',
  }));
}
