import type * as vscode from 'vscode';
import { compileGlobs, type FileMatcher } from '../../engine/prompts/fileGlobs';
import { readSetting } from '../host/settings';
import { workspacePath } from '../host/includedFiles';

/** What the user's globs say of a file: it counts whatever it is, it never does, or nothing. */
export function fileRule(uri: vscode.Uri): 'include' | 'exclude' | undefined {
  // A file in no workspace folder has its whole path.
  const path = workspacePath(uri) ?? uri.path.replace(/^\//, '');
  if (matcher(readSetting('files.exclude', uri))(path)) return 'exclude';
  return matcher(readSetting('files.include', uri))(path) ? 'include' : undefined;
}

const compiled = new Map<string, FileMatcher>();
const mostCompiled = 50;

/** Every look at a document asks; the globs are seldom others. */
function matcher(globs: readonly string[]): FileMatcher {
  const key = JSON.stringify(globs);
  let matches = compiled.get(key);
  if (!matches) {
    matches = compileGlobs(globs).matches;
    if (compiled.size >= mostCompiled) compiled.clear();
    compiled.set(key, matches);
  }
  return matches;
}
