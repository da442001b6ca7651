import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { decodeDocument } from '../engine/text/decode';
import { detectFormat, formatOnRequest } from '../engine/prompts/formats';
import type { FormatHint, FormatId } from '../engine/prompts/document';
import { folderOf, slashes } from './workspaceFiles';

/** Folders that hold no prompts of the user's own. */
const skippedFolders: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** A larger file is refused, with a message: no prompt is that long. */
const largestFile = 64 * 1024 * 1024;

/** A file to count. */
export interface PromptFile {
  /** As the user wrote it or as it was found below a folder that they wrote; forward slashes. */
  readonly file: string;
  /** The folder that the user named, or the workspace of a file that they named by itself. */
  readonly folder: string;
  readonly text: string;
  readonly format: FormatId;
  /** True where bytes were not valid in the file's encoding. */
  readonly malformed: boolean;
}

/** A path that could not be read, and why. */
export interface UnreadPath {
  readonly file: string;
  readonly reason: string;
}

/** Endings of files whose content says whether they are prompts. */
const readToTell: ReadonlySet<string> = new Set(['.json', '.jsonl', '.yaml', '.yml', '.prompt']);

/** Reads what the paths name: files as they are, folders with all prompts below them. */
export async function* readPrompts(
  paths: readonly string[],
): AsyncGenerator<PromptFile | UnreadPath> {
  for (const given of paths) {
    try {
      if ((await stat(given)).isDirectory()) yield* readFolder(given, given, new Set());
      else yield await readPrompt(given);
    } catch (error) {
      yield { file: slashes(given), reason: reasonOf(error) };
    }
  }
}

/**
 * Links to files are followed, but no file is counted twice: CLAUDE.md is often a link to the
 * AGENTS.md beside it. Links to folders are not: they may lead in a circle, or out into the machine.
 *
 * @param named the folder that the user named, inside which includes are followed.
 * @param seen the real paths of what has been read.
 */
async function* readFolder(
  folder: string,
  named: string,
  seen: Set<string>,
): AsyncGenerator<PromptFile | UnreadPath> {
  const entries = await readdir(folder, { withFileTypes: true });
  // Links last, so that a file goes by its own name.
  const order = (entry: Dirent): string => `${entry.isSymbolicLink() ? 1 : 0} ${entry.name}`;
  entries.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  for (const entry of entries) {
    const entryPath = path.join(folder, entry.name);
    try {
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) yield* readFolder(entryPath, named, seen);
      } else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(entryPath)))) {
        const realPath = await realpath(entryPath);
        if (seen.has(realPath)) continue;
        seen.add(realPath);
        const found = await readFound(entryPath, named);
        if (found) yield found;
      }
    } catch (error) {
      yield { file: slashes(entryPath), reason: reasonOf(error) };
    }
  }
}

async function leadsToFile(link: string): Promise<boolean> {
  try {
    return (await stat(link)).isFile();
  } catch {
    return false; // It leads nowhere.
  }
}

/** A file that the user named is counted whatever it is. It throws where it can't be read as text. */
export async function readPrompt(file: string): Promise<PromptFile> {
  const hint = hintOf(file);
  const { text, malformed } = await readText(file);
  const format = detectFormat(hint, text) ?? formatOnRequest(hint);
  return { file: slashes(file), folder: folderOf(file), text, malformed, format };
}

/** A file below a folder is counted where it is recognised as a prompt. */
async function readFound(file: string, named: string): Promise<PromptFile | undefined> {
  const hint = hintOf(file);
  const ending = path.extname(file).toLowerCase();
  if (!readToTell.has(ending) && detectFormat(hint, '') === undefined) return undefined;
  const { text, malformed } = await readText(file);
  const format = detectFormat(hint, text);
  return format && { file: slashes(file), folder: named, text, malformed, format };
}

/** Formats look at the folders above a file too. */
function hintOf(file: string): FormatHint {
  return { path: slashes(path.resolve(file)) };
}

async function readText(file: string): Promise<{ text: string; malformed: boolean }> {
  const { size } = await stat(file);
  if (size > largestFile) {
    throw new Error(`larger than ${String(largestFile / 1024 / 1024)} MB, not read`);
  }
  const decoded = decodeDocument(await readFile(file));
  if (!decoded) throw new Error('a binary file, not counted');
  return decoded;
}

/** The system's error in few words: Node's messages repeat the call and the path. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'no such file or folder',
    EACCES: 'not allowed to read it',
    EPERM: 'not allowed to read it',
    ELOOP: 'a circle of links',
  };
  const code = 'code' in error ? String(error.code) : '';
  return Object.hasOwn(reasons, code) ? String(reasons[code]) : error.message;
}
