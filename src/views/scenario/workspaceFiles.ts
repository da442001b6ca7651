import * as vscode from 'vscode';
import { relativePath } from '../../engine/prompts/paths';
import { workspacePath } from '../host/includedFiles';

/** More files than these are no list to choose from. */
const mostFiles = 500;
const notOffered = '**/{node_modules,.git,out,dist}/**';
/** Files that scenarios name: prompts, and rows of catalogs. */
export const nameableFiles =
  '**/*.{md,mdc,prompty,prompt,yaml,yml,json,jsonl,txt,poml,baml,j2,jinja,jinja2,hbs,mustache,py,ts,js}';

/**
 * The files of the workspace folder that match a glob, by their paths from the folder of a scenario,
 * as the scenario would name them.
 */
export async function filesBeside(scenario: vscode.Uri, glob: string): Promise<string[]> {
  const folder = vscode.workspace.getWorkspaceFolder(scenario);
  const own = workspacePath(scenario);
  if (!folder || own === undefined) return [];
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, glob),
    notOffered,
    mostFiles,
  );
  return found
    .flatMap((uri) => workspacePath(uri) ?? [])
    .filter((path) => path !== own)
    .map((path) => relativePath(own, path))
    .sort();
}
