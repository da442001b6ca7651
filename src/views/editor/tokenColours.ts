import * as vscode from 'vscode';
import { registerCommand } from '../host/commands';
import type { PromptDocuments } from './promptDocuments';

/** Neighbouring tokens differ; the colours are contributed in package.json, for every theme. */
const colours = ['costlens.token1', 'costlens.token2', 'costlens.token3', 'costlens.token4'];
const debounceMs = 100;

/** Colours the tokens that can be seen of documents for which the user asked, as long as they are open. */
export function registerTokenColours(
  documents: PromptDocuments,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const coloured = new Set<vscode.TextDocument>();
  const timers = new Map<vscode.TextEditor, ReturnType<typeof setTimeout>>();
  const decorations = colours.map((id) =>
    vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor(id),
      // A cue besides colour, for high contrast and for eyes that tell colours apart badly.
      borderRadius: '2px',
    }),
  );

  async function draw(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const ranges: vscode.Range[][] = decorations.map(() => []);
    if (coloured.has(document)) {
      const { version } = document;
      for (const visible of editor.visibleRanges) {
        const window = {
          start: document.offsetAt(visible.start),
          end: document.offsetAt(visible.end),
        };
        const places = await documents.tokens(document, window);
        if (document.version !== version || document.isClosed) return;
        places?.forEach(({ start, end }, index) => {
          ranges[index % colours.length]?.push(
            new vscode.Range(document.positionAt(start), document.positionAt(end)),
          );
        });
      }
    }
    decorations.forEach((decoration, index) => {
      editor.setDecorations(decoration, ranges[index] ?? []);
    });
  }

  function schedule(editor: vscode.TextEditor): void {
    clearTimeout(timers.get(editor));
    timers.set(
      editor,
      setTimeout(() => {
        timers.delete(editor);
        draw(editor).catch((error: unknown) => {
          log.error('colouring tokens failed', error instanceof Error ? error : String(error));
        });
      }, debounceMs),
    );
  }

  function scheduleAll(document: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) schedule(editor);
    }
  }

  return vscode.Disposable.from(
    ...decorations,
    registerCommand(log, 'costlens.toggleTokenColours', () => {
      const document = vscode.window.activeTextEditor?.document;
      if (!document) return;
      if (!coloured.delete(document)) {
        if (!documents.latest(document)) {
          void vscode.window.showInformationMessage(
            vscode.l10n.t('The active file is not counted as a prompt.'),
          );
          return;
        }
        coloured.add(document);
      }
      scheduleAll(document);
    }),
    documents.onDidUpdate((document) => {
      if (coloured.has(document)) scheduleAll(document);
    }),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
      if (coloured.has(textEditor.document)) schedule(textEditor);
    }),
    vscode.window.onDidChangeVisibleTextEditors((editors) => {
      for (const editor of editors) if (coloured.has(editor.document)) schedule(editor);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      coloured.delete(document);
    }),
    new vscode.Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}
