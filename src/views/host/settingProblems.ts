import * as vscode from 'vscode';
import { invalidEntries, onSettingsChanged, settingsOfEntries } from './settings';

/** Says which entries of settings are not used, once as long as they stay the same. */
export function registerSettingProblems(log: vscode.LogOutputChannel): vscode.Disposable {
  let told = '';

  function check(): void {
    const scopes = [undefined, ...(vscode.workspace.workspaceFolders ?? [])];
    const problems = settingsOfEntries.flatMap((name) => {
      const entries = new Set(scopes.flatMap((scope) => invalidEntries(name, scope?.uri)));
      return entries.size === 0 ? [] : [`costlens.${name}: ${[...entries].join(', ')}`];
    });
    const message = problems.join('; ');
    if (message !== '' && message !== told) void tell(message);
    told = message;
  }

  async function tell(entries: string): Promise<void> {
    log.warn(`entries of settings are not used: ${entries}`);
    const open = vscode.l10n.t('Open Settings');
    const message = vscode.l10n.t(
      'These entries of settings are not used, because they are not as they should be: {0}',
      entries,
    );
    const chosen = await vscode.window.showWarningMessage(message, open);
    if (chosen !== open) return;
    await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:costlens.costlens');
  }

  check();
  return vscode.Disposable.from(
    onSettingsChanged(settingsOfEntries, check),
    vscode.workspace.onDidChangeWorkspaceFolders(check),
  );
}
