import * as vscode from 'vscode';

/** The extension's channel in the Output view. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('CostLens', { log: true });
}
