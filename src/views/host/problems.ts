import * as vscode from 'vscode';
import type { Issue, Severity } from '../../engine/issues';

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** An issue as the Problems view lists it. */
export function problemOf(
  { code, severity }: Issue,
  range: vscode.Range,
  message: string,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, message, severities[severity]);
  diagnostic.source = 'CostLens';
  diagnostic.code = code;
  return diagnostic;
}
