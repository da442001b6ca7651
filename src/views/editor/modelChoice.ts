import * as vscode from 'vscode';
import { readSetting, readSettingByLevel, writeSetting } from '../host/settings';

/** The name under which a file stands in `costlens.fileModels`. */
function fileKey(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)
    ? vscode.workspace.asRelativePath(uri, false)
    : uri.toString();
}

/** The model that the user chose for this file, whatever the file says. */
export function fileModel(uri: vscode.Uri): string | undefined {
  const models = readSetting('fileModels', uri);
  const name = fileKey(uri);
  return Object.hasOwn(models, name) ? models[name] : undefined;
}

/**
 * Saves the model for one file, with its workspace folder where it has one, beside what else is
 * saved there; undefined removes it, wherever it is saved.
 */
export async function chooseFileModel(uri: vscode.Uri, model: string | undefined): Promise<void> {
  const name = fileKey(uri);
  const saved = readSettingByLevel('fileModels', uri);
  if (model !== undefined) {
    const target = vscode.workspace.getWorkspaceFolder(uri)
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : vscode.ConfigurationTarget.Global;
    const others = saved.find((level) => level.target === target)?.value;
    await writeSetting('fileModels', { ...others, [name]: model }, target, uri);
    return;
  }
  for (const { target, value } of saved) {
    if (!Object.hasOwn(value, name)) continue;
    const others = Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
    const isEmpty = Object.keys(others).length === 0;
    await writeSetting('fileModels', isEmpty ? undefined : others, target, uri);
  }
}

/** Saves the model of files that name none, for the workspace where there is one. */
export async function chooseDefaultModel(model: string): Promise<void> {
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await writeSetting('defaultModel', model, target);
}
