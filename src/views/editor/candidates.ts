import type * as vscode from 'vscode';
import { isCountable } from '../host/countable';

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
  'python',
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
]);

/** Endings of prompts whose language another extension may have named. */
const promptEnding = /\.(?:prompt|mdc|poml|baml|j2|jinja2?|njk|hbs|handlebars|mustache)$/i;

/** True where a document is worth a look whether it is a prompt. */
export function mayBePrompt(document: vscode.TextDocument): boolean {
  return (
    isCountable(document) &&
    (promptLanguages.has(document.languageId) || promptEnding.test(document.uri.path))
  );
}
