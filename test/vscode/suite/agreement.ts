import * as vscode from 'vscode';
import { equal, ok } from '../assert';
import type { ExpectedCount } from '../expectedCount';
import { activate, lensTitles, workspaceFolder } from '../promptFile';

async function readExpected(): Promise<ExpectedCount[]> {
  const file = vscode.Uri.joinPath(workspaceFolder(), 'expected-counts.json');
  const bytes = await vscode.workspace.fs.readFile(file);
  return JSON.parse(new TextDecoder().decode(bytes)) as ExpectedCount[];
}

/** The figures that the file's lenses show. */
async function shown(file: string): Promise<{ tokens: number; model: string } | undefined> {
  const document = await vscode.workspace.openTextDocument(
    vscode.Uri.joinPath(workspaceFolder(), file),
  );
  const [figures, model] = await lensTitles(document);
  if (figures === undefined || model === undefined) return undefined;
  return {
    tokens: Number(figures.replace(/^0: ≈?([\d,]+)(?: \(.*?\))? tok.*$/, '$1').replaceAll(',', '')),
    model: model.replace(/^0: /, '').replace(/ · retired since [\d-]+$/, ''),
  };
}

describe('Editor and command line', () => {
  before(activate);

  it('count the same in every file, whatever its line ends and byte-order mark', async function () {
    this.timeout(90_000);
    // Plain writing is counted by the command line alone.
    const isWriting = (file: string): boolean => /\/README\.md$|\.txt$/.test(file);
    const expected = (await readExpected()).filter(({ file }) => !isWriting(file));
    ok(expected.length > 15, `${String(expected.length)} files are counted`);
    const differ: string[] = [];
    for (const { file, tokens, model } of expected) {
      const figures = await shown(file);
      if (figures?.tokens !== tokens || figures.model !== model) {
        differ.push(
          `${file}: ${JSON.stringify(figures)}, on the command line ${String(tokens)} ${model}`,
        );
      }
    }
    equal(differ, []);
  });
});
