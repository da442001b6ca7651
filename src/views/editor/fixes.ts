import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/report/report';
import { fixEdits } from '../../engine/rules/edits';
import type { Finding, FindingFix, TextEdit } from '../../engine/rules/finding';
import { suppressionEdit } from '../../engine/rules/suppressions';
import type { TextRange } from '../../engine/text/range';
import { ruleUri } from '../host/findingText';
import { workspacePath } from '../host/includedFiles';
import { tokensText } from '../host/reportText';
import type { PromptDocuments } from './promptDocuments';

/** All safe fixes at once; what `editor.codeActionsOnSave` names. */
const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('costlens');

/** A longer change is shown before it is made, in UTF-16 code units. */
const longestUnseen = 100;

/** Registers the fixes of findings, the fix of all that is safe, and ways to switch a rule off. */
export function registerFixes(documents: PromptDocuments): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider({ pattern: '**' }, new Fixes(documents), {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind],
  });
}

class Fixes implements vscode.CodeActionProvider {
  constructor(private readonly documents: PromptDocuments) {}

  /** What is offered is of the text as it is now: an older report would be edited in wrong places. */
  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only, diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const wantsAll = only?.contains(fixAllKind) ?? false;
    // Most files that are asked about are no prompts.
    if (!wantsAll && !this.documents.latest(document)?.report.check) return [];
    const report = await this.documents.current(document);
    if (!report?.check) return [];
    if (wantsAll) return fixAll(document, report);
    return report.check.findings.flatMap((finding) => {
      const place = rangeOf(document, finding.range);
      if (!place.intersection(range)) return [];
      const own = diagnostics.filter(
        ({ source, code, range: at }) =>
          source === 'CostLens' &&
          typeof code === 'object' &&
          code.value === finding.rule &&
          at.isEqual(place),
      );
      return actionsOf(document, report, finding, own);
    });
  }
}

function fixAll(document: vscode.TextDocument, report: PromptReport): vscode.CodeAction[] {
  const edits = report.check ? fixEdits(report.check, ['safe']) : [];
  if (edits.length === 0) return [];
  const action = new vscode.CodeAction(
    vscode.l10n.t('Apply all safe fixes of CostLens'),
    fixAllKind,
  );
  action.edit = workspaceEdit(document, edits);
  return [action];
}

function actionsOf(
  document: vscode.TextDocument,
  report: PromptReport,
  finding: Finding,
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction[] {
  const actions: vscode.CodeAction[] = [];
  const add = (title: string): vscode.CodeAction => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = diagnostics;
    actions.push(action);
    return action;
  };
  const { rule, fix } = finding;
  if (fix) {
    const action = add(fixTitle(document, report, finding, fix));
    action.edit = workspaceEdit(document, fix.edits, isShownFirst(fix) ? action.title : undefined);
    action.isPreferred = fix.kind === 'safe';
  }
  for (const [title, place] of suppressions(finding)) {
    const path = workspacePath(document.uri) ?? document.uri.path;
    const edit = suppressionEdit(document.getText(), report, path, rule, place);
    if (edit) add(title).edit = workspaceEdit(document, [edit]);
  }
  add(vscode.l10n.t('What "{0}" looks for', rule)).command = {
    title: rule,
    command: 'vscode.open',
    arguments: [ruleUri(rule)],
  };
  return actions;
}

function fixTitle(
  document: vscode.TextDocument,
  { estimates }: PromptReport,
  { savedTokens }: Finding,
  { kind, edits }: FindingFix,
): string {
  const [edit] = edits;
  const what =
    kind === 'safe'
      ? vscode.l10n.t('Fix safely')
      : edits.length === 1 && edit && !isLong(edit)
        ? changeTitle(document, edit)
        : vscode.l10n.t('Show the fix');
  if (savedTokens === null || savedTokens === 0) return what;
  const tokens = tokensText(savedTokens, estimates.length > 0);
  return vscode.l10n.t('{0} (saves {1} tokens)', what, tokens);
}

/** A small change is told in full. */
function changeTitle(document: vscode.TextDocument, { range, text }: TextEdit): string {
  const before = document.getText(rangeOf(document, range)).trim();
  return text.trim() === ''
    ? vscode.l10n.t('Remove "{0}"', before)
    : vscode.l10n.t('Change "{0}" to "{1}"', before, text.trim());
}

function isLong({ range, text }: TextEdit): boolean {
  return range.end - range.start > longestUnseen || text.length > longestUnseen;
}

/** What rewords is seen before it is made: in its title, or in VS Code's preview. */
function isShownFirst({ kind, edits }: FindingFix): boolean {
  return kind === 'unsafe' && (edits.length > 1 || edits.some(isLong));
}

function suppressions({
  rule,
  range,
}: Finding): readonly (readonly [title: string, place: TextRange | 'file'])[] {
  return [
    [vscode.l10n.t('Switch "{0}" off here', rule), range],
    [vscode.l10n.t('Switch "{0}" off in this file', rule), 'file'],
  ];
}

/** @param confirm what is asked before the edit is made; without it nothing is asked. */
function workspaceEdit(
  document: vscode.TextDocument,
  edits: readonly TextEdit[],
  confirm?: string,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const metadata = confirm === undefined ? undefined : { label: confirm, needsConfirmation: true };
  for (const { range, text } of edits) {
    edit.replace(document.uri, rangeOf(document, range), text, metadata);
  }
  return edit;
}

function rangeOf(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
