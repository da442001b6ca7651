import * as vscode from 'vscode';
import type { Fact } from './priceText';

/**
 * Escapes what Markdown would read. Unlike `MarkdownString.appendText` it leaves spaces alone, so
 * that a long line can wrap.
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}

/** A fact with a link to the page that says so. */
export function factMarkdown({ text, url }: Fact): string {
  if (url === undefined) return escapeMarkdown(text);
  const target = url.replace(/[<>\s]/g, encodeURIComponent);
  return `${escapeMarkdown(text)} [${vscode.l10n.t('page')}](<${target}>)`;
}

/** A Markdown text of paragraphs, each already Markdown. */
export function paragraphs(...texts: readonly (string | undefined)[]): vscode.MarkdownString {
  return new vscode.MarkdownString(texts.filter((text) => text !== undefined).join('\n\n'));
}
