import * as vscode from 'vscode';
import {
  languageOfScenario,
  readScenarioFile,
  type ScenarioFile,
  type ScenarioLanguage,
} from '../../engine/scenario/scenarioFile';
import type { ScenarioReport } from '../../engine/scenario/scenarioReport';
import type { TextChange } from '../../engine/text/textChange';
import { IncludedFiles, workspacePath } from '../host/includedFiles';
import { onSettingsChanged, readSetting } from '../host/settings';
import {
  evaluationOptions,
  type CountingOptions,
  type EvaluationOptions,
} from './evaluationOptions';
import { isScenario } from './scenarioFiles';

/** Quiet time after a keystroke before a scenario is evaluated again. */
const debounceMs = 250;
/** While the user keeps typing, a scenario is evaluated this often. */
const longestWaitMs = 1500;

/** Who evaluates scenarios, off this thread. */
export interface ScenarioEvaluator {
  /** @returns undefined where the request was cancelled. */
  evaluate(
    scenario: {
      readonly text: string;
      readonly language: ScenarioLanguage;
      readonly workspacePath: string | undefined;
    },
    options: EvaluationOptions,
    /** Reads what the scenario names, by its path in the scenario's workspace folder. */
    readFile: (path: string) => Promise<string | undefined>,
    token?: vscode.CancellationToken,
  ): Promise<ScenarioReport | undefined>;
  /** Prices are others now: so may be every figure. */
  readonly onDidReadPrices: vscode.Event<unknown>;
}

/** The newest report of a document, which may be of an earlier version than its text. */
export interface LatestEvaluation {
  readonly report: ScenarioReport;
  /** What was changed since, oldest first: places of the report move by it. */
  readonly changes: readonly TextChange[];
}

/** An evaluation under way. */
interface Running {
  readonly version: number;
  readonly answer: Promise<void>;
  readonly cancellation: vscode.CancellationTokenSource;
  /** What was changed since it began. */
  readonly changes: TextChange[];
}

interface Tracked {
  readonly document: vscode.TextDocument;
  latest: { readonly report: ScenarioReport; readonly changes: TextChange[] } | undefined;
  /** The version that `latest` (or its absence) is for; −1 before the first answer. */
  answeredVersion: number;
  running: Running | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change that is not evaluated yet was made. */
  waitingSince: number;
  /** The text as it was last read on this thread, for what is asked at a place of it. */
  read: { readonly version: number; readonly file: ScenarioFile } | undefined;
}

/**
 * The open scenario files: one evaluation a version, debounced, in the worker. The renderers are
 * told when there is a new one; the one before stays until then, moved by later edits.
 */
export class ScenarioDocuments implements vscode.Disposable {
  private readonly tracked = new Map<vscode.TextDocument, Tracked>();
  private readonly files = new IncludedFiles();
  private readonly updated = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable;
  private isDisposed = false;

  /** A report has come, or has gone: draw the document again. */
  readonly onDidUpdate = this.updated.event;

  constructor(
    private readonly evaluator: ScenarioEvaluator,
    private readonly countingOptions: CountingOptions,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const refreshVisible = (): void => {
      this.refreshVisible();
    };
    const invalidate = (): void => {
      this.invalidate();
    };
    this.subscriptions = vscode.Disposable.from(
      this.updated,
      this.files,
      this.files.onDidChange((uri) => {
        this.reevaluate(uri);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.noteChange(event);
      }),
      vscode.workspace.onDidOpenTextDocument(refreshVisible),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.forget(document);
      }),
      vscode.window.onDidChangeVisibleTextEditors(refreshVisible),
      evaluator.onDidReadPrices(invalidate),
      onSettingsChanged(
        ['enabled', 'oldPrices.warnAfterDays', 'defaultModel', 'tokenFactors'],
        invalidate,
      ),
    );
    this.refreshVisible();
  }

  /** The newest report without waiting; undefined where there is none. */
  latest(document: vscode.TextDocument): LatestEvaluation | undefined {
    return this.tracked.get(document)?.latest;
  }

  /**
   * The report of the document as it is now; undefined where it is no scenario or could not be
   * evaluated. Never rejects.
   */
  async current(document: vscode.TextDocument): Promise<ScenarioReport | undefined> {
    if (this.isDisposed || document.isClosed || !isWanted(document)) return undefined;
    const tracked = this.track(document);
    while (tracked.answeredVersion !== document.version) {
      await this.evaluate(tracked);
      if (this.tracked.get(document) !== tracked) return undefined;
    }
    return tracked.latest?.report;
  }

  /** The text as it is now, with the places of its values. */
  read(document: vscode.TextDocument): ScenarioFile | undefined {
    if (document.isClosed || !isWanted(document)) return undefined;
    const tracked = this.track(document);
    if (tracked.read?.version !== document.version) {
      const file = readScenarioFile(document.getText(), languageOfScenario(document.uri.path));
      tracked.read = { version: document.version, file };
    }
    return tracked.read.file;
  }

  dispose(): void {
    this.isDisposed = true;
    for (const tracked of this.tracked.values()) abandon(tracked);
    this.tracked.clear();
    this.subscriptions.dispose();
  }

  private track(document: vscode.TextDocument): Tracked {
    const known = this.tracked.get(document);
    if (known) return known;
    const tracked: Tracked = {
      document,
      latest: undefined,
      answeredVersion: -1,
      running: undefined,
      timer: undefined,
      waitingSince: 0,
      read: undefined,
    };
    this.tracked.set(document, tracked);
    return tracked;
  }

  private noteChange({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const tracked = this.tracked.get(document);
    if (!tracked || contentChanges.length === 0) return;
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset,
      removed: rangeLength,
      inserted: text,
    }));
    tracked.latest?.changes.push(...changes);
    tracked.running?.changes.push(...changes);
    this.schedule(tracked);
  }

  private schedule(tracked: Tracked): void {
    const now = performance.now();
    if (tracked.timer === undefined) tracked.waitingSince = now;
    else clearTimeout(tracked.timer);
    const wait = Math.min(debounceMs, Math.max(0, tracked.waitingSince + longestWaitMs - now));
    tracked.timer = setTimeout(() => {
      tracked.timer = undefined;
      if (tracked.answeredVersion !== tracked.document.version) void this.evaluate(tracked);
    }, wait);
  }

  private refreshVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (!isWanted(document)) continue;
      const tracked = this.track(document);
      // One that waits for the user to pause is evaluated then.
      if (tracked.timer === undefined && tracked.answeredVersion !== document.version) {
        void this.evaluate(tracked);
      }
    }
  }

  /** Reports are out of date: what depends on more than the text has changed. */
  private invalidate(): void {
    for (const tracked of this.tracked.values()) {
      if (!isWanted(tracked.document)) {
        this.forget(tracked.document);
        continue;
      }
      tracked.answeredVersion = -1;
      tracked.running?.cancellation.cancel();
      tracked.running = undefined;
    }
    this.refreshVisible();
  }

  /** A file that the document names has changed: its own text has not. */
  private reevaluate(uri: string): void {
    for (const tracked of this.tracked.values()) {
      if (tracked.document.uri.toString() !== uri) continue;
      tracked.answeredVersion = -1;
      tracked.running?.cancellation.cancel();
      tracked.running = undefined;
      this.schedule(tracked);
    }
  }

  private forget(document: vscode.TextDocument): void {
    const tracked = this.tracked.get(document);
    if (!tracked) return;
    abandon(tracked);
    this.files.forget(document.uri.toString());
    this.tracked.delete(document);
    this.updated.fire(document);
  }

  /** Evaluates the document as it is now, once however often it is asked; an older run is dropped. */
  private evaluate(tracked: Tracked): Promise<void> {
    const { version } = tracked.document;
    if (tracked.running?.version === version) return tracked.running.answer;
    tracked.running?.cancellation.cancel();
    const cancellation = new vscode.CancellationTokenSource();
    const changes: TextChange[] = [];
    const running: Running = {
      version,
      cancellation,
      changes,
      answer: this.answer(tracked, version, changes, cancellation.token).finally(() => {
        if (tracked.running === running) tracked.running = undefined;
        cancellation.dispose();
      }),
    };
    tracked.running = running;
    return running.answer;
  }

  private async answer(
    { document }: Tracked,
    version: number,
    changes: TextChange[],
    token: vscode.CancellationToken,
  ): Promise<void> {
    const uri = document.uri.toString();
    let report: ScenarioReport | undefined;
    this.files.forget(uri);
    try {
      report = await this.evaluator.evaluate(
        {
          text: document.getText(),
          language: languageOfScenario(document.uri.path),
          workspacePath: workspacePath(document.uri),
        },
        evaluationOptions(document.uri, this.countingOptions),
        (path) => this.files.read(uri, path),
        token,
      );
    } catch (error) {
      if (token.isCancellationRequested || error instanceof vscode.CancellationError) return;
      this.log.error(`evaluating ${uri} failed`, error instanceof Error ? error : String(error));
    }
    const tracked = this.tracked.get(document);
    if (token.isCancellationRequested || !tracked) return;
    tracked.answeredVersion = version;
    tracked.latest = report && { report, changes };
    this.updated.fire(document);
  }
}

function isWanted(document: vscode.TextDocument): boolean {
  return readSetting('enabled') && isScenario(document);
}

function abandon(tracked: Tracked): void {
  clearTimeout(tracked.timer);
  tracked.running?.cancellation.cancel();
}
