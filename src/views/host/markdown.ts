import * as vscode from 'vscode';

/**
 * Escapes what Markdown would read. Unlike `MarkdownString.appendText` it leaves spaces alone, so
 * that a long line can wrap.
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}

/** A Markdown text of paragraphs, each already Markdown. */
export function paragraphs(...texts: readonly (string | undefined)[]): vscode.MarkdownString {
  return new vscode.MarkdownString(texts.filter((text) => text !== undefined).join('\n\n'));
}
