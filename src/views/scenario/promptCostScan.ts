import * as vscode from 'vscode';
import { normalizedPath } from '../../engine/prompts/paths';
import { languageOfScenario, maxScenarioLength } from '../../engine/scenario/scenarioFile';
import type { ScenarioReport } from '../../engine/scenario/scenarioReport';
import { decodeDocument } from '../../engine/text/decode';
import { lineStarts, positionAt } from '../../engine/text/lines';
import { shiftOffset } from '../../engine/text/shiftRange';
import { IncludedFiles, workspacePath } from '../host/includedFiles';
import type { PromptCost, PromptCosts } from '../host/promptCosts';
import { onSettingsChanged, readSetting } from '../host/settings';
import { evaluationOptions, type CountingOptions } from './evaluationOptions';
import type { ScenarioDocuments, ScenarioEvaluator } from './scenarioDocuments';
import { scenarioGlob } from './scenarioFiles';

/** More scenarios than these are no workspace's own. */
const mostScenarios = 200;
const notSearched = '**/node_modules/**';
/** A file that has changed is looked at when it has been left alone for so long. */
const debounceMs = 400;

/**
 * Works out what the prompts cost that the scenarios of the workspace list, also of those that no
 * editor shows, from when it is first asked for. Scenarios are evaluated one after the other, without
 * their simulation.
 */
export class PromptCostScan implements vscode.Disposable {
  private readonly files = new IncludedFiles();
  private readonly subscriptions: { dispose(): unknown }[] = [this.files];
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly evaluator: ScenarioEvaluator,
    private readonly documents: ScenarioDocuments,
    private readonly countingOptions: CountingOptions,
    private readonly costs: PromptCosts,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions.push(
      costs.onDidNeed(() => {
        this.start();
      }),
    );
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private start(): void {
    const watcher = vscode.workspace.createFileSystemWatcher(scenarioGlob);
    const schedule = (uri: vscode.Uri): void => {
      this.schedule(uri);
    };
    const scanAll = (): void => {
      void this.scanAll();
    };
    this.subscriptions.push(
      watcher,
      watcher.onDidChange(schedule),
      watcher.onDidCreate(schedule),
      watcher.onDidDelete((uri) => {
        this.costs.set(uri, new Map());
      }),
      this.files.onDidChange((uri) => {
        this.schedule(vscode.Uri.parse(uri, true));
      }),
      this.documents.onDidUpdate((document) => {
        this.takeFrom(document);
      }),
      this.evaluator.onDidReadPrices(scanAll),
      vscode.workspace.onDidChangeWorkspaceFolders(scanAll),
      onSettingsChanged(['enabled', 'defaultModel', 'tokenFactors'], scanAll),
    );
    scanAll();
  }

  private async scanAll(): Promise<void> {
    if (!readSetting('enabled')) {
      this.costs.clear();
      return;
    }
    const found = await vscode.workspace.findFiles(scenarioGlob, notSearched, mostScenarios);
    for (const uri of found) this.enqueue(uri);
  }

  private schedule(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        this.enqueue(uri);
      }, debounceMs),
    );
  }

  private enqueue(uri: vscode.Uri): void {
    this.queue = this.queue
      .then(() => this.scan(uri))
      .catch((error: unknown) => {
        if (error instanceof vscode.CancellationError) return;
        this.log.warn(`prompts of ${uri.toString()} have no cost: ${String(error)}`);
      });
  }

  /** The scenario of an editor is evaluated there, with what is not saved yet. */
  private takeFrom(document: vscode.TextDocument): void {
    const latest = this.documents.latest(document);
    // Left behind by its editor: what is on disk counts again.
    if (!latest) {
      this.schedule(document.uri);
      return;
    }
    const place = (offset: number): vscode.Position =>
      document.positionAt(shiftOffset(offset, latest.changes));
    this.costs.set(document.uri, costsOf(document.uri, latest.report, place));
  }

  private async scan(uri: vscode.Uri): Promise<void> {
    if (!readSetting('enabled')) return;
    const open = vscode.workspace.textDocuments.find(
      (each) => !each.isClosed && each.uri.toString() === uri.toString(),
    );
    if (open && this.documents.latest(open)) return;
    const text = open ? open.getText() : await readText(uri);
    // Most scenarios list no prompts: these need no evaluation.
    if (!text?.includes('prompts')) {
      this.costs.set(uri, new Map());
      return;
    }
    const key = uri.toString();
    this.files.forget(key);
    const report = await this.evaluator.evaluate(
      { text, language: languageOfScenario(uri.path), workspacePath: workspacePath(uri) },
      { ...evaluationOptions(uri, this.countingOptions), mostSamples: 1 },
      (path) => this.files.read(key, path),
    );
    if (!report) return;
    const starts = lineStarts(text);
    const place = (offset: number): vscode.Position => {
      const { line, column } = positionAt(starts, offset);
      return new vscode.Position(line, column);
    };
    this.costs.set(uri, costsOf(uri, report, place));
  }
}

/** undefined where it is not there any more, or longer than scenarios are. */
async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    // A UTF-16 unit takes at most three bytes.
    if (size > 3 * maxScenarioLength) return undefined;
    return decodeDocument(await vscode.workspace.fs.readFile(uri))?.text;
  } catch {
    return undefined;
  }
}

function costsOf(
  scenario: vscode.Uri,
  { prompts, currency }: ScenarioReport,
  place: (offset: number) => vscode.Position,
): Map<string, readonly PromptCost[]> {
  const costs = new Map<string, readonly PromptCost[]>();
  const folder = vscode.workspace.getWorkspaceFolder(scenario);
  const own = workspacePath(scenario);
  if (!folder || own === undefined) return costs;
  for (const { file, range, monthlyCost, isEstimate } of prompts) {
    const path = normalizedPath(`${own.slice(0, own.lastIndexOf('/') + 1)}${file}`);
    if (path === undefined) continue;
    const key = vscode.Uri.joinPath(folder.uri, path).toString();
    const at = new vscode.Range(place(range.start), place(range.end));
    const cost = { scenario, range: at, monthlyCost, isEstimate, currency };
    costs.set(key, [...(costs.get(key) ?? []), cost]);
  }
  return costs;
}
