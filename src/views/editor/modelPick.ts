import * as vscode from 'vscode';
import { isRetired } from '../../engine/pricing/retirement';
import type { ListedModel } from '../../worker/protocol';
import { registerCommand } from '../host/commands';
import { figures } from '../host/messages';
import { readSetting } from '../host/settings';
import type { AnalysisClient } from './analysisClient';
import { isUntitled, type FileChoices } from './fileChoices';
import {
  chooseDefaultModel,
  chooseFileModel,
  chooseFolderModel,
  fileModel,
  folderWithModel,
} from './modelChoice';
import type { PromptDocuments } from './promptDocuments';

interface ModelItem extends vscode.QuickPickItem {
  /** The model's name; undefined to go back to what the file or the workspace says. */
  readonly model?: string | undefined;
}

type Scope = 'file' | 'folder' | 'workspace';

/** Choosing the model: first which, then whether for the file, its folder or the workspace. */
export function registerModelPick(
  client: AnalysisClient,
  documents: PromptDocuments,
  choices: FileChoices,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const chosenFor = (uri: vscode.Uri): string | undefined =>
    choices.untitledModel(uri) ?? fileModel(uri);
  const chooseFor = async (uri: vscode.Uri, model: string | undefined): Promise<void> => {
    if (isUntitled(uri)) choices.setUntitledModel(uri, model);
    else await chooseFileModel(uri, model);
  };
  return registerCommand(log, 'costlens.chooseModel', async () => {
    const document = vscode.window.activeTextEditor?.document;
    const used = document && documents.latest(document)?.report.model.name;
    const override = document && chosenFor(document.uri);
    const inUse = used ?? readSetting('defaultModel', document);
    const picked = await pickModel(client, {
      title: vscode.l10n.t('Model to count and price for'),
      placeholder: vscode.l10n.t('In use: {0}. Choose a model, or type any name.', inUse),
      first: inUseItems(inUse, override),
    });
    if (!picked) return;
    const { model } = picked;
    if (model === undefined) {
      if (document) await chooseFor(document.uri, undefined);
      return;
    }
    const scope = document ? await pickScope(document.uri, model) : 'workspace';
    const folder = document && vscode.workspace.getWorkspaceFolder(document.uri);
    if (scope === 'file' && document) await chooseFor(document.uri, model);
    else if (scope === 'folder' && folder) await chooseFolderModel(folder, model);
    else if (scope === 'workspace') await chooseDefaultModel(model);
  });
}

function inUseItems(used: string, override: string | undefined): ModelItem[] {
  return [
    { label: vscode.l10n.t('In use'), kind: vscode.QuickPickItemKind.Separator },
    { label: `$(check) ${used}`, model: used },
    ...(override === undefined
      ? []
      : [{ label: vscode.l10n.t('$(discard) Drop this file’s choice ({0})', override) }]),
  ];
}

/** A pick that also takes a name that is not in the list. */
export async function pickModel(
  client: AnalysisClient,
  texts: {
    readonly title: string;
    readonly placeholder: string;
    /** What stands before the models of the catalog. */
    readonly first: readonly ModelItem[];
  },
): Promise<ModelItem | undefined> {
  const pick = vscode.window.createQuickPick<ModelItem>();
  pick.title = texts.title;
  pick.placeholder = texts.placeholder;
  pick.matchOnDescription = true;
  pick.busy = true;
  const listed: ModelItem[] = [];
  const show = (): void => {
    const typed = pick.value.trim();
    const isListed = [...texts.first, ...listed].some(({ model }) => model === typed);
    pick.items = [
      ...texts.first,
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
  const picked = await vscode.window.showQuickPick(scopesFor(uri), {
    title: vscode.l10n.t('Use {0}', model),
  });
  return picked?.scope;
}

/** As VS Code has it: what is saved for a folder goes before what is saved for the workspace. */
function scopesFor(uri: vscode.Uri): (vscode.QuickPickItem & { scope: Scope })[] {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const folderOfItsOwn = folderWithModel(uri);
  const isMultiRoot = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const forUnnamed = vscode.l10n.t('For files that name no model');
  return [
    {
      label: vscode.l10n.t('$(file) For this file'),
      description: vscode.workspace.asRelativePath(uri),
      detail: vscode.l10n.t('Whatever the file itself names'),
      scope: 'file',
    },
    ...(folder && (isMultiRoot || folderOfItsOwn)
      ? [
          {
            label: vscode.l10n.t('$(folder) For this folder'),
            description: folder.name,
            detail: forUnnamed,
            scope: 'folder' as const,
          },
        ]
      : []),
    {
      label: vscode.workspace.workspaceFolders
        ? vscode.l10n.t('$(folder-library) For this workspace')
        : vscode.l10n.t('$(account) For all files'),
      detail: folderOfItsOwn
        ? vscode.l10n.t(
            'For files that name no model; the folder {0} keeps its own',
            folderOfItsOwn.name,
          )
        : forUnnamed,
      scope: 'workspace',
    },
  ];
}
