import * as vscode from 'vscode';
import { issueTemplates, type Issue } from '../../engine/issues';
import { createFigures, type Figures } from '../../engine/text/figures';

let cached: { readonly language: string; readonly figures: Figures } | undefined;

/**
 * Figures written as the editor's language writes them. Made once: number formats take half a
 * millisecond to make, and a long prompt's lenses ask for thousands.
 */
export function figures(): Figures {
  const { language } = vscode.env;
  if (cached?.language !== language) cached = { language, figures: createFigures(language) };
  return cached.figures;
}

/** An issue's message in the editor's language. */
export function issueText(issue: Issue): string {
  const { count } = figures();
  const params = Object.entries(issue.params).map(
    ([name, value]) => [name, typeof value === 'number' ? count(value) : value] as const,
  );
  return vscode.l10n.t(issueTemplates[issue.code], Object.fromEntries(params));
}
