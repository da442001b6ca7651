import * as vscode from 'vscode';
import * as z from 'zod';

const choicesSchema = z.record(z.string(), z.boolean());
const key = 'costlens.fileChoices';

/**
 * Which files the user has turned on or off by hand, kept with the workspace. A file without a
 * choice is counted where it is recognised as a prompt.
 */
export class FileChoices implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly state: vscode.Memento) {}

  get(uri: vscode.Uri): boolean | undefined {
    return this.all()[uri.toString()];
  }

  async set(uri: vscode.Uri, counted: boolean): Promise<void> {
    await this.state.update(key, { ...this.all(), [uri.toString()]: counted });
    this.changed.fire(uri);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private all(): Record<string, boolean> {
    const saved = choicesSchema.safeParse(this.state.get(key));
    return saved.success ? saved.data : {};
  }
}
