import type * as vscode from 'vscode';

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

/** Schemes of what a file was, or may become: shown beside the file itself, in a diff. */
const otherVersions: ReadonlySet<string> = new Set([
  'git',
  'gitfs',
  'gitlens',
  'pr',
  'review',
  'vscode-local-history',
  'chat-editing-snapshot-text-model',
  'chat-editing-text-model',
]);

/** True where a document is another version of a file: its problems can't be mended there. */
export function isOtherVersion(document: vscode.TextDocument): boolean {
  return otherVersions.has(document.uri.scheme);
}
