import * as vscode from 'vscode';
import type { Finding } from '../../engine/rules/finding';
import type { TextRange } from '../../engine/text/range';
import { shiftRange } from '../../engine/text/shiftRange';
import { isOtherVersion } from '../host/countable';
import { findingText, ruleUri } from '../host/findingText';
import { issueText } from '../host/messages';
import { problemOf } from '../host/problems';
import type { LatestReport, PromptDocuments } from './promptDocuments';

/**
 * Shows the problems of each prompt file, and what the optimizer's rules have found; those of a
 * version stay until the next report.
 */
export function registerDiagnostics(documents: PromptDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('costlens');
  return vscode.Disposable.from(
    collection,
    documents.onDidUpdate((document) => {
      if (isOtherVersion(document)) return; // The file's own problems are listed already.
      const latest = documents.latest(document);
      collection.set(document.uri, latest && problemsOf(document, latest));
    }),
  );
}

function problemsOf(
  document: vscode.TextDocument,
  { report, changes }: LatestReport,
): vscode.Diagnostic[] {
  const place = (range: TextRange): vscode.Range => {
    const { start, end } = shiftRange(range, changes);
    return new vscode.Range(document.positionAt(start), document.positionAt(end));
  };
  const issues = report.issues.map((issue) =>
    problemOf(issue, place(issue.range), issueText(issue)),
  );
  const findings = (report.check?.findings ?? []).map((finding) => {
    const problem = problemOf(finding, place(finding.range), findingText(finding, report));
    problem.code = { value: finding.rule, target: ruleUri(finding.rule) };
    problem.relatedInformation = relatedOf(document, finding, place);
    return problem;
  });
  return [...issues, ...findings];
}

function relatedOf(
  { uri }: vscode.TextDocument,
  { related, severity }: Finding,
  place: (range: TextRange) => vscode.Range,
): vscode.DiagnosticRelatedInformation[] {
  return related.map(
    (other) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uri, place(other.range)),
        issueText({ ...other, severity }),
      ),
  );
}
