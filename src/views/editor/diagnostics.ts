import * as vscode from 'vscode';
import { isOtherVersion } from '../host/countable';
import { issueText } from '../host/messages';
import { problemOf } from '../host/problems';
import type { PromptDocuments } from './promptDocuments';
import { shiftRange } from '../../engine/text/shiftRange';

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
          const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
          return problemOf(issue, range, issueText(issue));
        }),
      );
    }),
  );
}
