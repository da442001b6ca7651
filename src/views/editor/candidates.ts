import type * as vscode from 'vscode';

/** Languages whose files may be prompts; what each file is, detection decides by its content. */
const promptLanguages: ReadonlySet<string> = new Set([
  'markdown',
  'prompt',
  'instructions',
  'chatagent',
  'skill',
  'prompty',
  'yaml',
  'json',
  'jsonc',
  'jsonl',
  'plaintext',
]);

/** Documents that are no files: output, settings, source control input and the like. */
const notFiles: ReadonlySet<string> = new Set([
  'output',
  'debug',
  'comment',
  'vscode-scm',
  'vscode-settings',
  'vscode-userdata',
  'walkThrough',
  'walkThroughSnippet',
  'search-editor',
  'interactive-input',
]);

/** True where a document can be counted at all. */
export function isCountable(document: vscode.TextDocument): boolean {
  return !notFiles.has(document.uri.scheme);
}

/** True where a document is worth a look whether it is a prompt. */
export function mayBePrompt(document: vscode.TextDocument): boolean {
  return isCountable(document) && promptLanguages.has(document.languageId);
}
