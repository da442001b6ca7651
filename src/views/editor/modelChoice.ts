import * as vscode from 'vscode';
import {
  readEntriesByLevel,
  readSetting,
  readSettingByLevel,
  writeEntries,
  writeSetting,
} from '../host/settings';

/** The name under which a file, or a folder, stands in `costlens.fileModels`. */
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
  const saved = readEntriesByLevel('fileModels', uri);
  if (model !== undefined) {
    const target = vscode.workspace.getWorkspaceFolder(uri)
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : vscode.ConfigurationTarget.Global;
    const others = saved.find((level) => level.target === target)?.entries;
    await writeEntries('fileModels', { ...others, [name]: model }, target, uri);
    return;
  }
  for (const { target, entries } of saved) {
    if (!Object.hasOwn(entries, name)) continue;
    const others = Object.entries(entries).filter(([key]) => key !== name);
    await writeEntries('fileModels', Object.fromEntries(others), target, uri);
  }
}

/** A file that is renamed, or is in a folder that is, takes its model along. */
export function registerModelMoves(log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.workspace.onDidRenameFiles(async ({ files }) => {
    try {
      for (const { oldUri, newUri } of files) await moveModels(oldUri, newUri);
    } catch (error) {
      log.error(
        'a file’s model could not follow it',
        error instanceof Error ? error : String(error),
      );
    }
  });
}

async function moveModels(oldUri: vscode.Uri, newUri: vscode.Uri): Promise<void> {
  const old = fileKey(oldUri);
  const isOfFile = (key: string): boolean => key === old || key.startsWith(`${old}/`);
  for (const { target, entries } of readEntriesByLevel('fileModels', oldUri)) {
    const all = Object.entries(entries);
    const moved = all
      .filter(([key]) => isOfFile(key))
      .map(([key, model]): [string, unknown] => [fileKey(newUri) + key.slice(old.length), model]);
    if (moved.length === 0) continue;
    const others = all.filter(([key]) => !isOfFile(key));
    const isElsewhere =
      target === vscode.ConfigurationTarget.WorkspaceFolder &&
      folderName(oldUri) !== folderName(newUri);
    if (!isElsewhere) {
      await writeEntries('fileModels', Object.fromEntries([...others, ...moved]), target, oldUri);
      continue;
    }
    await writeEntries('fileModels', Object.fromEntries(others), target, oldUri);
    if (folderName(newUri) === undefined) continue; // It has left the workspace.
    const there = readEntriesByLevel('fileModels', newUri).find((level) => level.target === target);
    const joined = { ...there?.entries, ...Object.fromEntries(moved) };
    await writeEntries('fileModels', joined, target, newUri);
  }
}

function folderName(uri: vscode.Uri): string | undefined {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.toString();
}

/** A folder that has a model of its own for files that name none: it goes before the workspace's. */
export function folderWithModel(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  const { WorkspaceFolder } = vscode.ConfigurationTarget;
  const isOwn = readSettingByLevel('defaultModel', uri).some(
    ({ target }) => target === WorkspaceFolder,
  );
  return isOwn ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
}

/** Saves the model of files that name none, for the workspace where there is one. */
export async function chooseDefaultModel(model: string): Promise<void> {
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await writeSetting('defaultModel', model, target);
}

/** Saves it for the files of one folder of the workspace. */
export async function chooseFolderModel(
  folder: vscode.WorkspaceFolder,
  model: string,
): Promise<void> {
  const { WorkspaceFolder } = vscode.ConfigurationTarget;
  await writeSetting('defaultModel', model, WorkspaceFolder, folder.uri);
}
