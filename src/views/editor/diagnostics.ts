import * as vscode from 'vscode';
import type { Severity } from '../../engine/issues';
import { isOtherVersion } from '../host/countable';
import { issueText } from '../host/messages';
import type { PromptDocuments } from './promptDocuments';
import { shiftRange } from './shiftRange';

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Shows the problems of each prompt file; those of a version stay until the next report. */
export function registerDiagnostics(documents: PromptDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('costlens');
  return vscode.Disposable.from(
    collection,
    documents.onDidUpdate((document) => {
      if (isOtherVersion(document)) return; // The file's own problems are listed already.
      const latest = documents.latest(document);
      collection.set(
        document.uri,
        latest?.report.issues.map((issue) => {
          const { start, end } = shiftRange(issue.range, latest.changes);
          const diagnostic = new vscode.Diagnostic(
            new vscode.Range(document.positionAt(start), document.positionAt(end)),
            issueText(issue),
            severities[issue.severity],
          );
          diagnostic.source = 'CostLens';
          diagnostic.code = issue.code;
          return diagnostic;
        }),
      );
    }),
  );
}
