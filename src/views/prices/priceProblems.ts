import * as vscode from 'vscode';
import { lineStarts, positionAt } from '../../engine/text/lines';
import type { PriceProblem } from '../../engine/pricing/catalogStack';
import { issueText } from '../host/messages';
import type { PriceReader, PriceSources } from './priceSources';

/** Shows what is wrong with price files in the Problems view, and with the setting in a message. */
export function registerPriceProblems(
  reader: PriceReader,
  sources: PriceSources,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('costlens-prices');
  let told = '';
  return vscode.Disposable.from(
    collection,
    reader.onDidReadPrices(({ problems }) => {
      draw(problems).catch((error: unknown) => {
        log.error(
          'problems of prices could not be shown',
          error instanceof Error ? error : String(error),
        );
      });
    }),
  );

  async function draw(problems: readonly PriceProblem[]): Promise<void> {
    const byFile = new Map<string, PriceProblem[]>();
    for (const problem of problems) {
      byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), problem]);
    }
    const entries: [vscode.Uri, vscode.Diagnostic[]][] = [];
    const elsewhere: string[] = [];
    for (const [file, own] of byFile) {
      const uri = sources.fileOf(file);
      if (uri) entries.push([uri, await diagnostics(uri, own)]);
      else elsewhere.push(...own.map(({ issue }) => `${file}: ${issueText(issue)}`));
    }
    collection.clear();
    collection.set(entries);
    const message = elsewhere.join(' ');
    if (message !== '' && message !== told) {
      log.warn(message);
      void vscode.window.showWarningMessage(message);
    }
    told = message;
  }
}

async function diagnostics(
  uri: vscode.Uri,
  problems: readonly PriceProblem[],
): Promise<vscode.Diagnostic[]> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  const starts = lineStarts(text);
  const position = (offset: number): vscode.Position => {
    const { line, column } = positionAt(starts, offset);
    return new vscode.Position(line, column);
  };
  return problems.map(({ issue }) => {
    const range = new vscode.Range(position(issue.range.start), position(issue.range.end));
    const diagnostic = new vscode.Diagnostic(
      range,
      issueText(issue),
      vscode.DiagnosticSeverity.Warning,
    );
    diagnostic.source = 'CostLens';
    diagnostic.code = issue.code;
    return diagnostic;
  });
}
