import * as vscode from 'vscode';
import { readSetting, writeSetting } from '../host/settings';

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

/** Saves the model for one file, with its workspace folder where it has one; undefined removes it. */
export async function chooseFileModel(uri: vscode.Uri, model: string | undefined): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const target = folder
    ? vscode.ConfigurationTarget.WorkspaceFolder
    : vscode.ConfigurationTarget.Global;
  const models = { ...readSetting('fileModels', uri) };
  if (model === undefined) Reflect.deleteProperty(models, fileKey(uri));
  else models[fileKey(uri)] = model;
  await writeSetting(
    'fileModels',
    Object.keys(models).length > 0 ? models : undefined,
    target,
    uri,
  );
}

/** Saves the model of files that name none, for the workspace where there is one. */
export async function chooseDefaultModel(model: string): Promise<void> {
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await writeSetting('defaultModel', model, target);
}
