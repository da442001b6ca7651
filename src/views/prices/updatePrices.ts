import * as vscode from 'vscode';
import type { PriceFile } from '../../engine/pricing/catalogStack';
import { registerCommand } from '../host/commands';
import { issueText } from '../host/messages';
import { addressFault, readBounded } from './download';
import { isoDay, longestPriceData, today, type PriceReader } from './priceSources';
import type { PriceStore } from './priceStore';

/** Where genai-prices publishes the data that is built in. */
const publishedData =
  'https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json';

const downloadTimeoutMs = 30_000;

/** Loads newer prices from a file or a URL that the user names, or goes back to the built-in ones. */
export function registerUpdatePrices(
  reader: PriceReader,
  store: PriceStore,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return registerCommand(log, 'costlens.updatePrices', async () => {
    const from = await vscode.window.showQuickPick(
      [
        {
          label: vscode.l10n.t('$(file) From a file…'),
          detail: vscode.l10n.t('Data of genai-prices, or in its shape'),
          load: loadFile,
        },
        {
          label: vscode.l10n.t('$(globe) From a URL…'),
          detail: vscode.l10n.t('The only thing that CostLens ever fetches, and only now'),
          load: loadUrl,
        },
        {
          label: vscode.l10n.t('$(discard) Use the built-in prices'),
          load: undefined,
        },
      ],
      { title: vscode.l10n.t('Update Prices') },
    );
    if (!from) return;
    if (!from.load) {
      await store.clear();
      return;
    }
    const data = await from.load();
    if (!data) return;
    await adopt(data, reader, store);
  });
}

/** Keeps the data only where it can be read. */
async function adopt(data: PriceFile, reader: PriceReader, store: PriceStore): Promise<void> {
  const before = await store.read();
  const read = new Promise<void>((resolve) => {
    const subscription = reader.onDidReadPrices(({ inputs, data: inUse, problems }) => {
      const { priceData } = inputs;
      if (priceData?.name !== data.name || priceData.text !== data.text) return; // Earlier inputs.
      subscription.dispose();
      const problem = problems.find(({ file }) => file === data.name);
      if (problem) {
        void vscode.window.showErrorMessage(
          vscode.l10n.t('The prices were not taken: {0}', issueText(problem.issue)),
        );
        void (before ? store.save(before) : store.clear());
      } else {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('Prices are now those of {0}, as of {1}.', inUse.name, inUse.asOf),
        );
      }
      resolve();
    });
  });
  await store.save(data);
  await read;
}

async function loadFile(): Promise<PriceFile | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Price data'),
      filters: { JSON: ['json'] },
    })) ?? [];
  if (!uri) return undefined;
  const { size, mtime } = await vscode.workspace.fs.stat(uri);
  if (size > longestPriceData) throw new Error(vscode.l10n.t('{0} is too long', uri.path));
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return { name: vscode.workspace.asRelativePath(uri), text, asOf: isoDay(new Date(mtime)) };
}

async function loadUrl(): Promise<PriceFile | undefined> {
  const url = await vscode.window.showInputBox({
    title: vscode.l10n.t('Price data'),
    prompt: vscode.l10n.t('The address of data of genai-prices, or in its shape'),
    value: publishedData,
    validateInput: (value) => faultText(value.trim()),
  });
  if (url === undefined) return undefined;
  const address = url.trim();
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Fetching prices…'),
      cancellable: true,
    },
    async (_progress, token) => {
      const text = await download(address, token);
      return text === undefined ? undefined : { name: address, text, asOf: today() };
    },
  );
}

/** What is wrong with an address, for people. */
function faultText(address: string): string | undefined {
  switch (addressFault(address)) {
    case 'not-an-address':
      return vscode.l10n.t('An https address');
    case 'not-encrypted':
      return vscode.l10n.t(
        'Not over http, where anybody on the way could change the prices: an https address, or one of this machine (localhost)',
      );
    case undefined:
      return undefined;
  }
}

/** @returns undefined where the user cancelled. */
async function download(url: string, token: vscode.CancellationToken): Promise<string | undefined> {
  const abort = new AbortController();
  token.onCancellationRequested(() => {
    abort.abort();
  });
  const timer = setTimeout(() => {
    abort.abort(new Error(vscode.l10n.t('no answer in {0} seconds', downloadTimeoutMs / 1000)));
  }, downloadTimeoutMs);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) throw new Error(`${String(response.status)} ${response.statusText}`);
    // It may have been led elsewhere.
    const fault = response.url === '' ? undefined : faultText(response.url);
    if (fault !== undefined) throw new Error(`${response.url}: ${fault}`);
    const text = response.body ? await readBounded(response.body, longestPriceData) : '';
    if (text === undefined) throw new Error(vscode.l10n.t('{0} is too long', url));
    return text;
  } catch (error) {
    if (token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
