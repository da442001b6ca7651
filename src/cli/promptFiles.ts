import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PriceFile } from '../engine/pricing/catalogStack';
import { decodeDocument, type DecodedText } from '../engine/text/decode';
import type { FileMatcher } from '../engine/prompts/fileGlobs';
import { detectFormat, formatOnRequest, isPriceSource } from '../engine/prompts/formats';
import type { FormatHint, FormatId } from '../engine/prompts/document';
import { loadSyntax } from './sourceSyntax';
import { folderOf, slashes, workspaceFile } from './workspaceFiles';

/** Folders that hold no prompts of the user's own. */
const skippedFolders: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** A larger file is refused, with a message: no prompt is that long. */
const largestFile = 64 * 1024 * 1024;

/** A file to count. */
export interface PromptFile {
  readonly kind: 'prompt';
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
  readonly kind: 'unread';
  readonly file: string;
  readonly reason: string;
}

/** Which files count besides those that are recognised, and which never: the user's globs. */
export interface FileRules {
  readonly isIncluded: FileMatcher;
  readonly isExcluded: FileMatcher;
}

/** Endings of files whose content says whether they are prompts. */
const readToTell: ReadonlySet<string> = new Set([
  ...['.json', '.jsonl', '.ndjson', '.yaml', '.yml', '.prompt'],
  ...['.py', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'],
]);

/**
 * Reads what the paths name: files as they are, folders with all prompts below them. A file that
 * several paths lead to is read once; sources of prices are passed over.
 */
export async function* readPrompts(
  paths: readonly string[],
  rules: FileRules,
): AsyncGenerator<PromptFile | UnreadPath> {
  const counted = new Set<string>();
  for await (const found of findFiles(paths)) {
    if (found.kind === 'unread') {
      yield found;
      continue;
    }
    const { file, realPath, isNamed } = found;
    if (counted.has(realPath)) continue;
    try {
      const prompt = isNamed ? await readNamed(file) : await readFound(found, rules);
      if (!prompt || isPriceSource(prompt.format)) continue;
      counted.add(realPath);
      yield prompt;
    } catch (error) {
      counted.add(realPath);
      yield unread(file, error);
    }
  }
}

/** A configuration that a person wrote is not longer, in bytes. */
const longestPriceSource = 1_000_000;

/** The LiteLLM configurations among what the paths name: models and prices for the prompts. */
export async function readPriceSources(
  paths: readonly string[],
  rules: FileRules,
): Promise<PriceFile[]> {
  const sources = new Map<string, PriceFile>();
  for await (const found of findFiles(paths)) {
    if (found.kind === 'unread' || !/\.ya?ml$/i.test(found.file)) continue;
    const { file, folder, realPath, isNamed } = found;
    if (!isNamed && rules.isExcluded(workspaceFile(file, folder).path)) continue;
    const source = await readPriceSource(file);
    if (source) sources.set(realPath, source);
  }
  return [...sources.values()];
}

async function readPriceSource(file: string): Promise<PriceFile | undefined> {
  try {
    const { size, mtime } = await stat(file);
    if (size > longestPriceSource) return undefined;
    const { text } = await readText(file);
    const format = detectFormat(hintOf(file), text);
    if (format === undefined || !isPriceSource(format)) return undefined;
    return { name: slashes(file), text, asOf: mtime.toISOString().slice(0, 10) };
  } catch {
    return undefined; // What can't be read is told of where prompts are read.
  }
}

/** A file that a path leads to. */
interface FoundFile {
  readonly kind: 'file';
  readonly file: string;
  readonly folder: string;
  readonly realPath: string;
  /** True where the user named it by itself. */
  readonly isNamed: boolean;
}

async function* findFiles(paths: readonly string[]): AsyncGenerator<FoundFile | UnreadPath> {
  const walked = new Set<string>();
  for (const given of paths) {
    try {
      const found = await stat(given);
      if (found.isDirectory()) yield* walk(given, given, walked);
      else if (found.isFile()) {
        const realPath = await realpath(given);
        yield { kind: 'file', file: given, folder: folderOf(given), realPath, isNamed: true };
      } else {
        // A pipe or a device may never end.
        yield { kind: 'unread', file: slashes(given), reason: 'neither a file nor a folder' };
      }
    } catch (error) {
      yield unread(given, error);
    }
  }
}

/**
 * Links to files are followed, but no file is found twice: CLAUDE.md is often a link to the
 * AGENTS.md beside it. Links to folders are not: they may lead in a circle, or out into the machine.
 *
 * @param named the folder that the user named, inside which includes are followed.
 * @param walked the real paths of what has been found.
 */
async function* walk(
  folder: string,
  named: string,
  walked: Set<string>,
): AsyncGenerator<FoundFile | UnreadPath> {
  const entries = await readdir(folder, { withFileTypes: true });
  // Links last, so that a file goes by its own name.
  const order = (entry: Dirent): string => `${entry.isSymbolicLink() ? 1 : 0} ${entry.name}`;
  entries.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    try {
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) yield* walk(file, named, walked);
      } else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(file)))) {
        const realPath = await realpath(file);
        if (walked.has(realPath)) continue;
        walked.add(realPath);
        yield { kind: 'file', file, folder: named, realPath, isNamed: false };
      }
    } catch (error) {
      yield unread(file, error);
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

/** A file that the user named is counted whatever it is. */
async function readNamed(file: string): Promise<PromptFile> {
  const hint = hintOf(file);
  const { text, malformed } = await readText(file);
  const syntax = await loadSyntax(hint, text);
  const format = detectFormat(hint, text, syntax) ?? formatOnRequest(hint);
  return { kind: 'prompt', file: slashes(file), folder: folderOf(file), text, malformed, format };
}

/** A file below a folder is counted where it is recognised as a prompt, or meant by the user's globs. */
async function readFound(
  { file, folder }: FoundFile,
  { isIncluded, isExcluded }: FileRules,
): Promise<PromptFile | undefined> {
  const inWorkspace = workspaceFile(file, folder).path;
  if (isExcluded(inWorkspace)) return undefined;
  const hint = hintOf(file);
  const ending = path.extname(file).toLowerCase();
  const isWanted = isIncluded(inWorkspace);
  if (!isWanted && !readToTell.has(ending) && detectFormat(hint, '') === undefined) {
    return undefined;
  }
  const decoded = await decodeFile(file);
  if (!decoded && !isWanted) return undefined; // A binary file is no prompt.
  const { text, malformed } = decoded ?? notText();
  const recognised = detectFormat(hint, text, await loadSyntax(hint, text));
  const format = recognised ?? (isWanted ? formatOnRequest(hint) : undefined);
  return format && { kind: 'prompt', file: slashes(file), folder, text, malformed, format };
}

/** Formats look at the folders above a file too. */
function hintOf(file: string): FormatHint {
  return { path: slashes(path.resolve(file)) };
}

async function readText(file: string): Promise<DecodedText> {
  return (await decodeFile(file)) ?? notText();
}

function notText(): never {
  throw new Error('a binary file, not counted');
}

/** @returns undefined for a binary file. */
async function decodeFile(file: string): Promise<DecodedText | undefined> {
  const { size } = await stat(file);
  if (size > largestFile) {
    throw new Error(`larger than ${String(largestFile / 1024 / 1024)} MB, not read`);
  }
  return decodeDocument(await readFile(file));
}

function unread(file: string, error: unknown): UnreadPath {
  return { kind: 'unread', file: slashes(file), reason: reasonOf(error) };
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
