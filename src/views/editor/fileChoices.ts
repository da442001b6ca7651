import * as vscode from 'vscode';
import * as z from 'zod';

const choicesSchema = z.record(z.string(), z.boolean());
const key = 'costlens.fileChoices';

/** What the user has chosen by hand for a file. */
interface Choice {
  readonly counted?: boolean | undefined;
  readonly model?: string | undefined;
}

/**
 * Which files the user has turned on or off by hand, kept with the workspace; a file without a
 * choice is counted where it is recognised as a prompt. A file that is renamed takes its choice
 * along. Choices for untitled files, their models among them, are kept as long as the window: the
 * next untitled file may well have the same name.
 */
export class FileChoices implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly untitled = new Map<string, Choice>();
  private readonly subscriptions: vscode.Disposable;
  readonly onDidChange = this.changed.event;

  constructor(private readonly state: vscode.Memento) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.onDidRenameFiles(({ files }) => {
        void this.move(files);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.untitled.delete(uri.toString());
      }),
    );
  }

  get(uri: vscode.Uri): boolean | undefined {
    return isUntitled(uri)
      ? this.untitled.get(uri.toString())?.counted
      : this.all()[uri.toString()];
  }

  async set(uri: vscode.Uri, counted: boolean): Promise<void> {
    if (isUntitled(uri)) this.note(uri, { counted });
    else await this.state.update(key, { ...this.all(), [uri.toString()]: counted });
    this.changed.fire();
  }

  /** The model that was chosen for an untitled file; those of other files stand in the settings. */
  untitledModel(uri: vscode.Uri): string | undefined {
    return this.untitled.get(uri.toString())?.model;
  }

  setUntitledModel(uri: vscode.Uri, model: string | undefined): void {
    this.note(uri, { model });
    this.changed.fire();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private note(uri: vscode.Uri, choice: Choice): void {
    const name = uri.toString();
    this.untitled.set(name, { ...this.untitled.get(name), ...choice });
  }

  /** Files, or folders with all that is in them. */
  private async move(
    files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
  ): Promise<void> {
    const before = Object.entries(this.all());
    const after = before.map(([name, counted]) => [movedName(name, files), counted] as const);
    if (after.every(([name], index) => name === before[index]?.[0])) return;
    await this.state.update(key, Object.fromEntries(after));
    this.changed.fire();
  }

  private all(): Record<string, boolean> {
    const saved = choicesSchema.safeParse(this.state.get(key));
    return saved.success ? saved.data : {};
  }
}

export function isUntitled({ scheme }: vscode.Uri): boolean {
  return scheme === 'untitled';
}

function movedName(
  name: string,
  files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
): string {
  for (const { oldUri, newUri } of files) {
    const old = oldUri.toString();
    if (name === old || name.startsWith(`${old}/`)) {
      return newUri.toString() + name.slice(old.length);
    }
  }
  return name;
}
