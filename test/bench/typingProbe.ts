/**
 * Runs in the extension host while the bench types: opens the prompt, then measures for as long as
 * the typing lasts how late the event loop gets to what is due.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { Activated } from '../../src/extension';
import { caretMark, probeMark, type ProbeMessage } from './typingProtocol';

/** Longer than the bench types, counted from the first key. */
const measuredMs = 17_000;

export async function run(): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('the bench opens a folder');
  const [prompt] = await vscode.workspace.findFiles('*');
  if (!prompt) throw new Error('the folder holds the prompt');
  const editor = await vscode.window.showTextDocument(prompt);
  const { document } = editor;
  const caret = document.positionAt(document.getText().indexOf(caretMark) + caretMark.length);
  editor.selection = new vscode.Selection(caret, caret);
  // The first count and everything that VS Code does after its start.
  await new Promise((resolve) => setTimeout(resolve, 8000));
  send({ kind: 'ready' });
  await new Promise<void>((resolve) => {
    const first = vscode.workspace.onDidChangeTextDocument(() => {
      first.dispose();
      resolve();
    });
  });
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await new Promise((resolve) => setTimeout(resolve, measuredMs));
  delays.disable();
  const ms = (nanoseconds: number): number => nanoseconds / 1e6;
  const extension = vscode.extensions.getExtension<Activated>('costlens.costlens');
  send({
    kind: 'measured',
    activationMs: extension?.isActive ? extension.exports.activationMs : null,
    worstMs: ms(delays.max),
    p99Ms: ms(delays.percentile(99)),
    typed: document.getText().length,
  });
}

function send(message: ProbeMessage): void {
  console.log(probeMark + JSON.stringify(message));
}
