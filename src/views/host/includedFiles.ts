import * as vscode from 'vscode';
import { largestInclude } from '../../engine/prompts/includes';
import { decodeDocument } from '../../engine/text/decode';

/** How much text of included files is kept, in bytes of the files. */
const mostKeptBytes = 20_000_000;

/** A document's path relative to its workspace folder; undefined where it is in none. */
export function workspacePath(uri: vscode.Uri): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return undefined;
  const root = folder.uri.path.replace(/\/$/, '');
  return uri.path.startsWith(`${root}/`) ? uri.path.slice(root.length + 1) : undefined;
}

/**
 * Reads the files that documents name, and remembers who asked for which: when one of them
 * changes, in an editor or on disk, the documents that it goes with have to be looked at again.
 */
export class IncludedFiles implements vscode.Disposable {
  /** By the file's URI: the documents that asked for it, whether it was there or not. */
  private readonly askedBy = new Map<string, Set<string>>();
  /** Texts as they were read, the oldest first. */
  private readonly texts = new Map<
    string,
    { readonly mtime: number; readonly size: number; readonly text: string | undefined }
  >();
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
    const stat = await statInside(folder.uri, path);
    if (stat === 'leads-away') return undefined;
    const open = vscode.workspace.textDocuments.find(
      (each) => !each.isClosed && each.uri.toString() === uri.toString(),
    );
    return open ? open.getText() : stat && this.readFile(uri, stat);
  }

  /** Reads a file once as long as it stays the same: prompts ask at every count. */
  private async readFile(uri: vscode.Uri, stat: vscode.FileStat): Promise<string | undefined> {
    if (!(stat.type & vscode.FileType.File) || stat.size > largestInclude) return undefined;
    const key = uri.toString();
    const { mtime, size } = stat;
    const known = this.texts.get(key);
    if (known?.mtime === mtime && known.size === size) return known.text;
    const text = decodeDocument(await vscode.workspace.fs.readFile(uri))?.text;
    this.texts.delete(key);
    if (size > mostKeptBytes) return text;
    this.texts.set(key, { mtime, size, text });
    let kept = [...this.texts.values()].reduce((sum, each) => sum + each.size, 0);
    for (const [oldest, { size: own }] of this.texts) {
      if (kept <= mostKeptBytes) break;
      this.texts.delete(oldest);
      kept -= own;
    }
    return text;
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
    this.texts.delete(uri.toString());
    for (const document of [...(this.askedBy.get(uri.toString()) ?? [])]) {
      this.changed.fire(document);
    }
  }
}

/**
 * The file's own data, or that a symbolic link is on the way from the folder to it, which may lead
 * anywhere; undefined where there is no file.
 */
async function statInside(
  folder: vscode.Uri,
  path: string,
): Promise<vscode.FileStat | 'leads-away' | undefined> {
  let at = folder;
  let stat: vscode.FileStat | undefined;
  for (const name of path.split('/')) {
    at = vscode.Uri.joinPath(at, name);
    stat = await statOf(at);
    if (!stat) return undefined;
    if (stat.type & vscode.FileType.SymbolicLink) return 'leads-away';
  }
  return stat;
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}
