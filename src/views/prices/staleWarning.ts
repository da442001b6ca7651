import * as vscode from 'vscode';
import { priceAge, pricesAreStale } from '../../engine/pricing/priceAge';
import { figures } from '../host/messages';
import { readSetting } from '../host/settings';
import type { PriceReader } from './priceSources';

const key = 'costlens.staleWarnedOn';
const dayMs = 24 * 60 * 60 * 1000;
/** Having been told once, a user is left alone for this long. */
const quietDays = 14;

/** Warns when the prices are older than the user wants them to be. */
export function registerStaleWarning(
  reader: PriceReader,
  state: vscode.Memento,
): vscode.Disposable {
  return reader.onDidReadPrices(({ data }) => {
    const now = new Date();
    const limit = readSetting('oldPrices.warnAfterDays');
    if (limit === null || !pricesAreStale({ data }, now, limit)) return;
    const warned = state.get<number>(key);
    if (typeof warned === 'number' && now.getTime() - warned < quietDays * dayMs) return;
    void state.update(key, now.getTime());
    void warn(data.name, priceAge({ data }, now));
  });
}

async function warn(name: string, days: number): Promise<void> {
  const update = vscode.l10n.t('Update…');
  const settings = vscode.l10n.t('When to Warn');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('The prices ({0}) are {1} days old.', name, figures().count(days)),
    update,
    settings,
  );
  if (chosen === update) await vscode.commands.executeCommand('costlens.updatePrices');
  else if (chosen === settings) {
    await vscode.commands.executeCommand(
      'workbench.action.openSettings',
      'costlens.oldPrices.warnAfterDays',
    );
  }
}
