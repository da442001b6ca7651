import * as vscode from 'vscode';
import { registerCommand } from '../host/commands';
import { readSetting, readSettingByLevel, writeSetting } from '../host/settings';
import { isCountable } from '../host/countable';
import type { FileChoices } from './fileChoices';
import type { PromptDocuments } from './promptDocuments';

/** The master toggle, the toggle of one file, and what to do where a file could not be counted. */
export function registerToggles(
  documents: PromptDocuments,
  choices: FileChoices,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(log, 'costlens.toggle', async () => {
      await setEnabled(!readSetting('enabled'));
    }),
    registerCommand(log, 'costlens.countAgain', async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document) await documents.countAgain(document);
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
        await setEnabled(true);
        await choices.set(document.uri, true);
        return;
      }
      if (documents.pricedModels(document) !== undefined) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('The active file is a source of prices, not a prompt: it is not counted.'),
        );
        return;
      }
      await choices.set(document.uri, documents.latest(document) === undefined);
    }),
  );
}

/** Saves it for all windows; where the workspace says otherwise, there: else nothing would change. */
async function setEnabled(enabled: boolean): Promise<void> {
  const strongest = readSettingByLevel('enabled').at(-1);
  await writeSetting('enabled', enabled, strongest?.target ?? vscode.ConfigurationTarget.Global);
}
