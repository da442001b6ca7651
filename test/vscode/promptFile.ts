/** What suites do with prompt files, in either host. */
import * as vscode from 'vscode';
import { ok } from './assert';

let lastFile = 0;

/** Activates the extension: VS Code does so when it sees a prompt, which may be after a test asks. */
export async function activate(): Promise<void> {
  const extension = vscode.extensions.getExtension('costlens.costlens');
  ok(extension, 'VS Code knows the extension');
  await extension.activate();
}

/** The folder that the run has opened: a copy of samples/. */
export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'a folder is open');
  return folder.uri;
}

/** Writes a file with a name of its own into the workspace, and shows it. */
export async function showNewFile(
  name: string,
  content: string | Uint8Array,
): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(workspaceFolder(), `test-${String(++lastFile)}`, name);
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await vscode.workspace.fs.writeFile(uri, bytes);
  return vscode.window.showTextDocument(uri);
}

/** The lenses that VS Code itself would draw: "line: title", in order of the lines. */
export async function lensTitles(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    1000,
  );
  return lenses
    .sort((a, b) => a.range.start.line - b.range.start.line)
    .map(({ range, command }) => `${String(range.start.line)}: ${String(command?.title)}`);
}

/** The text of the hovers at a place. */
export async function hoverText(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n')
    .replace(/\\(?=[^a-z0-9\s])/gi, ''); // as it reads, not as it is escaped
}

/** CostLens's problems of a file: "line: code". */
export function problems(document: vscode.TextDocument): string[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'CostLens')
    .map(({ range, code }) => {
      const name = typeof code === 'object' ? code.value : code;
      return `${String(range.start.line)}: ${typeof name === 'string' ? name : ''}`;
    });
}

/** Waits until a look gives what is wanted; fails with the last look. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  isWanted: (value: T) => boolean,
  what: string,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const value = await look();
    if (isWanted(value)) return value;
    if (Date.now() > deadline) throw new Error(`${what}: last seen ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
