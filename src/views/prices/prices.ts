import * as vscode from 'vscode';
import { registerPriceProblems } from './priceProblems';
import { PriceSources, type PriceReader } from './priceSources';
import { PriceStore } from './priceStore';
import { registerStaleWarning } from './staleWarning';
import { registerUpdatePrices } from './updatePrices';

/** Keeps the worker's prices what the user, the workspace and loaded data say they are. */
export function registerPrices(
  reader: PriceReader,
  context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'globalState'>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const store = new PriceStore(context.globalStorageUri, log);
  const sources = new PriceSources(reader, store, log);
  return vscode.Disposable.from(
    registerPriceProblems(reader, sources, log),
    registerStaleWarning(reader, context.globalState),
    registerUpdatePrices(reader, store, log),
    sources,
    store,
  );
}
