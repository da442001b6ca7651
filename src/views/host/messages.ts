import * as vscode from 'vscode';
import { issueTemplates, type Issue } from '../../engine/issues';
import { createFigures, type Figures } from '../../engine/text/figures';

/** Figures written as the editor's language writes them. */
export function figures(): Figures {
  return createFigures(vscode.env.language);
}

/** An issue's message in the editor's language. */
export function issueText(issue: Issue): string {
  const { count } = figures();
  const params = Object.entries(issue.params).map(
    ([name, value]) => [name, typeof value === 'number' ? count(value) : value] as const,
  );
  return vscode.l10n.t(issueTemplates[issue.code], Object.fromEntries(params));
}
