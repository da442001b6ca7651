import * as vscode from 'vscode';
import { isRetired } from '../../engine/pricing/retirement';
import type { ListedModel } from '../../worker/protocol';
import { registerCommand } from '../host/commands';
import { figures } from '../host/messages';
import { readSetting } from '../host/settings';
import type { AnalysisClient } from './analysisClient';
import { chooseDefaultModel, chooseFileModel, fileModel } from './modelChoice';
import type { PromptDocuments } from './promptDocuments';

interface ModelItem extends vscode.QuickPickItem {
  /** The model's name; undefined to go back to what the file or the workspace says. */
  readonly model?: string | undefined;
}

type Scope = 'file' | 'workspace';

/** Choosing the model: first which, then whether for the file or for the workspace. */
export function registerModelPick(
  client: AnalysisClient,
  documents: PromptDocuments,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return registerCommand(log, 'costlens.chooseModel', async () => {
    const document = vscode.window.activeTextEditor?.document;
    const used = document && documents.latest(document)?.report.model.name;
    const override = document && fileModel(document.uri);
    const picked = await pickModel(client, used ?? readSetting('defaultModel', document), override);
    if (!picked) return;
    if (document && picked.model === undefined) {
      await chooseFileModel(document.uri, undefined);
      return;
    }
    if (picked.model === undefined) return;
    const scope = document ? await pickScope(document.uri, picked.model) : 'workspace';
    if (scope === 'file' && document) await chooseFileModel(document.uri, picked.model);
    else if (scope === 'workspace') await chooseDefaultModel(picked.model);
  });
}

/** A pick that also takes a name that is not in the list. */
async function pickModel(
  client: AnalysisClient,
  used: string,
  override: string | undefined,
): Promise<ModelItem | undefined> {
  const pick = vscode.window.createQuickPick<ModelItem>();
  pick.title = vscode.l10n.t('Model to count and price for');
  pick.placeholder = vscode.l10n.t('In use: {0}. Choose a model, or type any name.', used);
  pick.matchOnDescription = true;
  pick.busy = true;
  const inUse: ModelItem[] = [
    { label: vscode.l10n.t('In use'), kind: vscode.QuickPickItemKind.Separator },
    { label: `$(check) ${used}`, model: used },
    ...(override === undefined
      ? []
      : [{ label: vscode.l10n.t('$(discard) Drop this file’s choice ({0})', override) }]),
  ];
  const listed: ModelItem[] = [];
  const show = (): void => {
    const typed = pick.value.trim();
    const isListed = typed === used || listed.some(({ model }) => model === typed);
    pick.items = [
      ...inUse,
      ...listed,
      ...(typed === '' || isListed
        ? []
        : [
            {
              label: vscode.l10n.t('$(edit) Use “{0}”', typed),
              description: vscode.l10n.t('not in the list'),
              model: typed,
              alwaysShow: true,
            },
          ]),
    ];
  };
  show();
  pick.onDidChangeValue(show);
  const done = new Promise<ModelItem | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
  pick.show();
  try {
    listed.push(...modelItems(await client.listModels(new Date())));
    pick.busy = false;
    show();
    return await done;
  } finally {
    pick.dispose();
  }
}

function modelItems(models: readonly ListedModel[]): ModelItem[] {
  const items: ModelItem[] = [];
  let provider: string | undefined;
  for (const model of models) {
    if (model.provider !== provider) {
      provider = model.provider;
      items.push({ label: model.providerName, kind: vscode.QuickPickItemKind.Separator });
    }
    items.push({
      label: model.name,
      description: modelDescription(model),
      model: model.name,
    });
  }
  return items;
}

function modelDescription(model: ListedModel): string {
  const parts = [
    model.providerName,
    model.contextWindow === undefined
      ? undefined
      : vscode.l10n.t('{0} context', figures().shortCount(model.contextWindow)),
    lifeText(model),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Whether the provider still serves the model, and how long. */
function lifeText({ deprecated, retiresOn }: ListedModel): string | undefined {
  if (retiresOn === undefined) return deprecated ? vscode.l10n.t('deprecated') : undefined;
  return isRetired({ retires: { on: retiresOn } }, new Date())
    ? vscode.l10n.t('retired since {0}', retiresOn)
    : vscode.l10n.t('retires on {0}', retiresOn);
}

async function pickScope(uri: vscode.Uri, model: string): Promise<Scope | undefined> {
  const items: (vscode.QuickPickItem & { scope: Scope })[] = [
    {
      label: vscode.l10n.t('$(file) For this file'),
      description: vscode.workspace.asRelativePath(uri),
      detail: vscode.l10n.t('Whatever the file itself names'),
      scope: 'file',
    },
    {
      label: vscode.workspace.workspaceFolders
        ? vscode.l10n.t('$(folder) For this workspace')
        : vscode.l10n.t('$(account) For all files'),
      detail: vscode.l10n.t('For files that name no model'),
      scope: 'workspace',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Use {0}', model),
  });
  return picked?.scope;
}
