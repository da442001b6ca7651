import * as vscode from 'vscode';
import { largestInclude } from '../../engine/prompts/includes';
import { decodeDocument } from '../../engine/text/decode';

/** A document's path relative to its workspace folder; undefined where it is in none. */
export function workspacePath(uri: vscode.Uri): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return undefined;
  const root = folder.uri.path.replace(/\/$/, '');
  return uri.path.startsWith(`${root}/`) ? uri.path.slice(root.length + 1) : undefined;
}

/**
 * Reads the files that prompts include, and remembers who asked for which: when one of them
 * changes, in an editor or on disk, the prompts that it goes with have to be counted again.
 */
export class IncludedFiles implements vscode.Disposable {
  /** By the file's URI: the documents that asked for it, whether it was there or not. */
  private readonly askedBy = new Map<string, Set<string>>();
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly subscriptions: vscode.Disposable;
  private watcher: vscode.Disposable | undefined;

  /** A file that the document with this URI includes has changed. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.noteChange(document.uri);
      }),
      // What counted unsaved text goes back to what is on disk.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.noteChange(uri);
      }),
    );
  }

  /** The text of a file that a document asks for; undefined where there is none that may be read. */
  async read(documentUri: string, path: string): Promise<string | undefined> {
    const document = vscode.Uri.parse(documentUri, true);
    const folder = vscode.workspace.getWorkspaceFolder(document);
    if (!folder) return undefined;
    const uri = vscode.Uri.joinPath(folder.uri, path);
    this.remember(uri.toString(), documentUri);
    if (await leadsAway(folder.uri, path)) return undefined;
    const open = vscode.workspace.textDocuments.find(
      (each) => !each.isClosed && each.uri.toString() === uri.toString(),
    );
    return open ? open.getText() : readFile(uri);
  }

  /** The document asks anew, or not any more. */
  forget(documentUri: string): void {
    for (const [file, documents] of this.askedBy) {
      if (documents.delete(documentUri) && documents.size === 0) this.askedBy.delete(file);
    }
  }

  dispose(): void {
    this.watcher?.dispose();
    this.subscriptions.dispose();
  }

  private remember(file: string, document: string): void {
    const documents = this.askedBy.get(file) ?? new Set();
    documents.add(document);
    this.askedBy.set(file, documents);
    this.watcher ??= this.watch();
  }

  /** One watcher for all files, from the first prompt on that includes any. */
  private watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher('**');
    const note = (uri: vscode.Uri): void => {
      this.noteChange(uri);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(note),
      watcher.onDidCreate(note),
      watcher.onDidDelete(note),
    );
  }

  private noteChange(uri: vscode.Uri): void {
    for (const document of [...(this.askedBy.get(uri.toString()) ?? [])]) {
      this.changed.fire(document);
    }
  }
}

async function readFile(uri: vscode.Uri): Promise<string | undefined> {
  const stat = await statOf(uri);
  if (!stat || !(stat.type & vscode.FileType.File) || stat.size > largestInclude) return undefined;
  return decodeDocument(await vscode.workspace.fs.readFile(uri))?.text;
}

/** True where a symbolic link is on the way from the folder to the file: it may lead anywhere. */
async function leadsAway(folder: vscode.Uri, path: string): Promise<boolean> {
  let at = folder;
  for (const name of path.split('/')) {
    at = vscode.Uri.joinPath(at, name);
    const stat = await statOf(at);
    if (!stat) return false;
    if (stat.type & vscode.FileType.SymbolicLink) return true;
  }
  return false;
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}
