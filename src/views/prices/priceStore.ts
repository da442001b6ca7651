import * as vscode from 'vscode';
import * as z from 'zod';
import type { PriceFile } from '../../engine/pricing/catalogStack';

const storedSchema = z.object({ name: z.string(), asOf: z.string(), text: z.string() });

/** The price data that the user has loaded, kept for all windows of this machine. */
export class PriceStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly file: vscode.Uri;

  constructor(
    private readonly folder: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.file = vscode.Uri.joinPath(folder, 'prices.json');
  }

  /** Undefined where the built-in prices are used. */
  async read(): Promise<PriceFile | undefined> {
    let bytes: Uint8Array;
    try {
      bytes = await vscode.workspace.fs.readFile(this.file);
    } catch {
      return undefined; // Nothing has been loaded.
    }
    try {
      return storedSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (error) {
      this.log.error(
        'the loaded prices are damaged: the built-in ones are used',
        error instanceof Error ? error : String(error),
      );
      return undefined;
    }
  }

  async save(data: PriceFile): Promise<void> {
    await vscode.workspace.fs.createDirectory(this.folder);
    await vscode.workspace.fs.writeFile(this.file, new TextEncoder().encode(JSON.stringify(data)));
    this.changed.fire();
  }

  /** Goes back to the built-in prices. */
  async clear(): Promise<void> {
    if ((await this.read()) !== undefined) await vscode.workspace.fs.delete(this.file);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
