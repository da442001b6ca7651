import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { compileGlobs } from '../engine/prompts/fileGlobs';
import { insideWorkspace } from './scenarioSurroundings';
import { slashes } from './workspaceFiles';

/** A file that is read, or a source that no file is. */
export interface LedgerSources {
  readonly files: readonly string[];
  /** Positions in the list of sources. */
  readonly missing: readonly number[];
}

const ignoredFolders = new Set(['node_modules', '.git']);

/**
 * The files that the sources of a scenario name: files, folders, or globs, from its folder. Only
 * what is in the workspace is; each file stands once.
 */
export async function ledgerSources(
  scenarioFile: string,
  sources: readonly string[],
): Promise<LedgerSources> {
  const files = new Set<string>();
  const missing: number[] = [];
  for (const [index, source] of sources.entries()) {
    const found = await filesOf(scenarioFile, source);
    if (found.length === 0) missing.push(index);
    for (const file of found) files.add(file);
  }
  return { files: [...files], missing };
}

async function filesOf(scenarioFile: string, source: string): Promise<readonly string[]> {
  if (!/[*?[{]/.test(source)) {
    const file = await insideWorkspace(scenarioFile, source);
    return file === undefined ? [] : [shown(file)];
  }
  const segments = source.split('/');
  const first = segments.findIndex((segment) => /[*?[{]/.test(segment));
  const base = segments.slice(0, first).join('/');
  const folder = await insideWorkspace(scenarioFile, base === '' ? '.' : base);
  const root = folder ?? (base === '' ? path.resolve(path.dirname(scenarioFile)) : undefined);
  if (root === undefined) return [];
  const globs = compileGlobs([segments.slice(first).join('/')]);
  const found: string[] = [];
  await walk(root, '', (relative) => {
    if (globs.matches(relative)) found.push(shown(path.join(root, relative)));
  });
  return found;
}

/** Links are not followed: they may lead anywhere, or round in a circle. */
async function walk(
  root: string,
  relative: string,
  visit: (relative: string) => void,
): Promise<void> {
  const entries = await readdir(path.join(root, relative), { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = relative === '' ? entry.name : `${relative}/${entry.name}`;
    if (entry.isFile()) visit(child);
    else if (entry.isDirectory() && !ignoredFolders.has(entry.name)) {
      await walk(root, child, visit);
    }
  }
}

/** As short as it can be written from here. */
function shown(absolute: string): string {
  const relative = path.relative(process.cwd(), absolute);
  return slashes(relative.startsWith('..') ? absolute : relative);
}
