import * as vscode from 'vscode';
import type { PriceFile, PriceInputs, PriceProblem } from '../../engine/pricing/catalogStack';
import { maxPriceDataLength } from '../../engine/pricing/priceData';
import { isLiteLlmConfig } from '../../engine/prompts/formats/litellm';
import { onSettingsChanged, readRawSetting } from '../host/settings';
import type { PriceStore } from './priceStore';

/** Who prices are given to, and who says what became of them. */
export interface PriceReader {
  /** @param readNow where someone waits for what becomes of them. */
  setPrices(inputs: PriceInputs, readNow?: boolean): void;
  readonly onDidReadPrices: vscode.Event<{
    readonly inputs: PriceInputs;
    readonly data: { readonly name: string; readonly asOf: string };
    readonly problems: readonly PriceProblem[];
  }>;
}

/** LiteLLM's configurations by their usual names; those without its own are looked into. */
const liteLlmFiles = '**/*{litellm,config}*.{yaml,yml}';
const notSearched = '**/node_modules/**';
/** More files than this are not looked into. */
const mostCandidates = 200;
/** More configurations than this are no workspace's own. */
const mostConfigs = 20;
/** Many files change at once where a branch is switched. */
const debounceMs = 200;
/** A configuration that a person wrote is not longer, in bytes. */
const longestConfig = 1_000_000;

/**
 * Collects where prices come from (the user's setting, LiteLLM configurations of the workspace, data
 * that the user has loaded) and gives them to the worker whenever one of them changes.
 */
export class PriceSources implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable;
  private configUris = new Map<string, vscode.Uri>();
  /** Configurations that were opened, whatever their names. */
  private readonly opened = new Map<string, vscode.Uri>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private collecting = 0;
  /** True while someone waits for what becomes of the next inputs. */
  private isAwaited = false;

  constructor(
    private readonly reader: PriceReader,
    private readonly store: PriceStore,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(liteLlmFiles);
    const collect = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.collect(), debounceMs);
    };
    const noteOpen = (document: vscode.TextDocument): void => {
      if (this.noteOpened(document)) collect();
    };
    this.subscriptions = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(collect),
      watcher.onDidCreate(collect),
      watcher.onDidDelete(collect),
      vscode.workspace.onDidOpenTextDocument(noteOpen),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (this.opened.has(document.uri.toString())) collect();
        else noteOpen(document);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(collect),
      store.onDidChange(() => {
        void this.collect(true);
      }),
      onSettingsChanged(['prices'], collect),
    );
    for (const document of vscode.workspace.textDocuments) this.noteOpened(document);
    void this.collect();
  }

  /** The file behind a problem's name; undefined for the setting and for loaded data. */
  fileOf(name: string): vscode.Uri | undefined {
    return this.configUris.get(name);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
  }

  /** A configuration under any other name is known once it has been opened. */
  private noteOpened(document: vscode.TextDocument): boolean {
    const { uri, languageId } = document;
    const isOurs = languageId === 'yaml' && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    if (
      !isOurs ||
      this.opened.has(uri.toString()) ||
      !isLiteLlmConfig(uri.path, document.getText())
    ) {
      return false;
    }
    this.opened.set(uri.toString(), uri);
    return true;
  }

  private async collect(readNow = false): Promise<void> {
    const run = ++this.collecting;
    this.isAwaited ||= readNow;
    try {
      const liteLlmConfigs = await this.readConfigs();
      const priceData = await this.store.read();
      if (run !== this.collecting) return; // Something has changed meanwhile: a later run collects it.
      this.reader.setPrices(
        { userPrices: readRawSetting('prices'), readOn: today(), liteLlmConfigs, priceData },
        this.isAwaited,
      );
      this.isAwaited = false;
    } catch (error) {
      this.log.error('prices could not be read', error instanceof Error ? error : String(error));
    }
  }

  private async readConfigs(): Promise<PriceFile[]> {
    const found = await vscode.workspace.findFiles(liteLlmFiles, notSearched, mostCandidates);
    const uris = new Map([...found, ...this.opened.values()].map((uri) => [uri.toString(), uri]));
    const configs: PriceFile[] = [];
    this.configUris = new Map();
    for (const uri of [...uris.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      if (configs.length === mostConfigs) break;
      try {
        const config = await this.readConfig(uri);
        if (!config) continue;
        configs.push(config);
        this.configUris.set(config.name, uri);
      } catch (error) {
        // One that has just been deleted, say: the others, and the user's own prices, still count.
        this.log.warn(`${uri.toString()} could not be read: ${String(error)}`);
      }
    }
    return configs;
  }

  /** @returns undefined where it is too long, or some other program's. */
  private async readConfig(uri: vscode.Uri): Promise<PriceFile | undefined> {
    const name = vscode.workspace.asRelativePath(uri);
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    if (size > longestConfig) {
      this.log.warn(`${name} is too long for a configuration: not read`);
      return undefined;
    }
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    // One that is named for LiteLLM is read in any case: what is wrong with it is worth telling.
    if (!/litellm[^/]*$/i.test(uri.path) && !isLiteLlmConfig(uri.path, text)) return undefined;
    return { name, text, asOf: isoDay(new Date(mtime)) };
  }
}

/** The day in UTC, ISO 8601. */
export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

export function today(): string {
  return isoDay(new Date());
}

/** A file of price data may not be longer than the engine reads; a UTF-8 byte is at most a unit. */
export const longestPriceData = maxPriceDataLength;
