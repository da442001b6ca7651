import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { largestInclude, type ReadWorkspaceFile } from '../engine/prompts/includes';
import { decodeDocument } from '../engine/text/decode';

/** A file's place in what is its workspace on the command line. */
export interface WorkspaceFile {
  /** The path relative to the root, with forward slashes. */
  readonly path: string;
  readonly read: ReadWorkspaceFile;
}

/**
 * The workspace of a file: the current directory where the file is below it, as the editor's is
 * where a developer runs both, and else the folder that the user named.
 */
export function workspaceFile(file: string, namedFolder: string): WorkspaceFile {
  const absolute = path.resolve(file);
  const current = process.cwd();
  const root = isBelow(current, absolute) ? current : path.resolve(namedFolder);
  return {
    path: relativeTo(root, absolute),
    read: (wanted) => readBelow(root, wanted),
  };
}

/** The folder that a file named by itself belongs to: see {@link workspaceFile}. */
export function folderOf(file: string): string {
  return isBelow(process.cwd(), path.resolve(file)) ? process.cwd() : path.dirname(file);
}

/** The path of a file relative to a folder, with forward slashes. */
export function relativeTo(folder: string, file: string): string {
  return slashes(path.relative(folder, file));
}

/** The path as it is written everywhere: with forward slashes. */
export function slashes(file: string): string {
  return file.split(path.sep).join('/');
}

/** Whether a file is in a folder, or below it. Both paths are absolute. */
export function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !/^\.\.(?:[\\/]|$)/.test(relative) && !path.isAbsolute(relative);
}

/** A symbolic link on the way may lead anywhere: it is not followed. */
async function readBelow(root: string, wanted: string): Promise<string | undefined> {
  try {
    let at = root;
    let found = await lstat(root);
    for (const name of wanted.split('/')) {
      at = path.join(at, name);
      found = await lstat(at);
      if (found.isSymbolicLink()) return undefined;
    }
    if (!found.isFile() || found.size > largestInclude) return undefined;
    return decodeDocument(await readFile(at))?.text;
  } catch {
    return undefined; // What can't be read is not there: the report says so at the reference.
  }
}
