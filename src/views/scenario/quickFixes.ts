import * as vscode from 'vscode';
import type { ScenarioFix } from '../../engine/scenario/fixes';
import type { ReportedIssue } from '../../engine/scenario/scenarioReport';
import { shiftRange } from '../../engine/text/shiftRange';
import { commandLink } from '../host/commands';
import type { ScenarioDocuments } from './scenarioDocuments';
import { scenarioGlob } from './scenarioFiles';
import { filesBeside } from './workspaceFiles';

/** Ways to mend what is wrong under the cursor: each is one small edit. */
class ScenarioQuickFixes implements vscode.CodeActionProvider {
  constructor(private readonly documents: ScenarioDocuments) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const report = await this.documents.current(document);
    const file = this.documents.read(document);
    const latest = this.documents.latest(document);
    if (!report || !file || !latest) return [];
    // It brings the schemas of all sections, which take long to make: not at activation.
    const { fixesOf, wordFixes } = await import('../../engine/scenario/fixes');
    const today = new Date().toISOString().slice(0, 10);
    const actions = report.issues.map(async (issue) => {
      const place = rangeOf(document, shiftRange(issue.range, latest.changes));
      if (!place.intersection(range)) return [];
      const others = await sameNamedFiles(document.uri, issue);
      const fixes = [...fixesOf(file, issue, today), ...wordFixes(file, issue, others)];
      const diagnostics = diagnosticsOf(context, issue, place);
      return [
        ...fixes.map((fix) => actionOf(document, fix, diagnostics)),
        ...(issue.code === 'scenario-old-price-data' ? [priceUpdate(diagnostics)] : []),
      ];
    });
    return (await Promise.all(actions)).flat();
  }
}

/** Where a file that is not found may have gone: those of its name elsewhere in the workspace. */
async function sameNamedFiles(
  scenario: vscode.Uri,
  { code, params: { file } }: ReportedIssue,
): Promise<readonly string[]> {
  const isMissing = code === 'catalog-file-missing' || code === 'prompt-missing';
  if (!isMissing || typeof file !== 'string') return [];
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  // What a glob reads as more than a name stands for any character.
  return filesBeside(scenario, `**/${name.replaceAll(/[*?[\]{}]/g, '?')}`);
}

/** The problem that is mended: ours, or in JSON that of VS Code at the same place. */
function diagnosticsOf(
  { diagnostics }: vscode.CodeActionContext,
  { code }: ReportedIssue,
  place: vscode.Range,
): vscode.Diagnostic[] {
  const own = diagnostics.filter(({ source }) => source === 'CostLens');
  const matching = own.filter((each) => each.code === code && each.range.isEqual(place));
  if (matching.length > 0) return matching;
  return diagnostics.filter(
    (each) => each.source !== 'CostLens' && each.range.intersection(place) !== undefined,
  );
}

function actionOf(
  document: vscode.TextDocument,
  fix: ScenarioFix,
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction {
  const action = new vscode.CodeAction(titleOf(fix), vscode.CodeActionKind.QuickFix);
  const { offset, removed, inserted } = fix.change;
  const range = rangeOf(document, { start: offset, end: offset + removed });
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(document.uri, range, inserted);
  action.diagnostics = diagnostics;
  return action;
}

/** Old prices are mended in the data, not in the file. */
function priceUpdate(diagnostics: vscode.Diagnostic[]): vscode.CodeAction {
  const title = vscode.l10n.t('Update prices…');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = commandLink('costlens.updatePrices', title, title);
  action.diagnostics = diagnostics;
  return action;
}

function titleOf(fix: ScenarioFix): string {
  switch (fix.kind) {
    case 'rename':
      return vscode.l10n.t('Change to "{0}"', fix.to);
    case 'remove':
      return vscode.l10n.t('Remove "{0}"', fix.key);
    case 'set':
      return vscode.l10n.t('Change to {0}', String(fix.to));
    case 'insert':
      return vscode.l10n.t('Insert "{0}: {1}"', fix.key, fix.to);
  }
}

function rangeOf(
  document: vscode.TextDocument,
  { start, end }: { readonly start: number; readonly end: number },
): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

export function registerQuickFixes(documents: ScenarioDocuments): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { pattern: scenarioGlob },
    new ScenarioQuickFixes(documents),
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}
