import * as vscode from 'vscode';
import { registerCommand } from '../host/commands';
import { readSetting, writeSetting } from '../host/settings';
import { isCountable } from './candidates';
import type { FileChoices } from './fileChoices';
import type { PromptDocuments } from './promptDocuments';

/** The master toggle, and the toggle of one file. */
export function registerToggles(
  documents: PromptDocuments,
  choices: FileChoices,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(log, 'costlens.toggle', async () => {
      await writeSetting('enabled', !readSetting('enabled'), vscode.ConfigurationTarget.Global);
    }),
    registerCommand(log, 'costlens.toggleFile', async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (!document || !isCountable(document)) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('Open a file in an editor first: CostLens counts the active one.'),
        );
        return;
      }
      if (!readSetting('enabled')) {
        await writeSetting('enabled', true, vscode.ConfigurationTarget.Global);
        await choices.set(document.uri, true);
        return;
      }
      await choices.set(document.uri, documents.latest(document) === undefined);
    }),
  );
}
