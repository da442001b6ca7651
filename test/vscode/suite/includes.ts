import * as vscode from 'vscode';
import { equal, ok } from '../assert';
import { activate, eventually, hoverText, lensTitles, problems, showNewFile } from '../promptFile';

function beside(document: vscode.TextDocument, name: string): vscode.Uri {
  return vscode.Uri.joinPath(document.uri, '..', name);
}

async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

describe('A prompt that includes files', () => {
  before(activate);

  it('counts them, and again when they change on disk or in an editor', async () => {
    const { document } = await showNewFile('ask.prompt.md', 'hello world\n\n[a](a.txt)\n');
    const [missing] = await lensTitles(document);
    const own = Number(/(\d+) tok/.exec(missing ?? '')?.[1]);
    ok(own > 2, String(missing));
    await eventually(
      () => problems(document),
      (all) => all.includes('2: include-missing'),
      'problems without the file',
    );

    const file = beside(document, 'a.txt');
    await write(file, 'hello world');
    const titles = await eventually(
      () => lensTitles(document),
      (all) => all.includes('2: a.txt · 2 tok'),
      'lenses when the file is there',
    );
    ok(titles[0]?.startsWith(`0: ${String(own + 2)} tok`), String(titles[0]));
    await eventually(
      () => problems(document),
      (all) => all.length === 0,
      'problems with the file',
    );

    const included = await vscode.workspace.openTextDocument(file);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, new vscode.Position(0, 0), 'hello ');
    await vscode.workspace.applyEdit(edit);
    ok(included.isDirty, 'the file is not saved');
    await eventually(
      () => lensTitles(document),
      (all) => all.includes('2: a.txt · 3 tok'),
      'lenses after an edit that is not saved',
    );
    await included.save();
    equal((await lensTitles(document)).at(-1), '2: a.txt · 3 tok');
  });

  it('counts nothing of files outside the folder', async () => {
    const { document } = await showNewFile('ask.prompt.md', '[a](../../../../../etc/hosts)\n');
    await eventually(
      () => problems(document),
      (all) => all.includes('0: include-missing'),
      'problems',
    );
  });

  it('takes values for its variables from a file beside it', async () => {
    const { document } = await showNewFile('ask.prompt.md', 'hello ${input:who}\n');
    const [before] = await lensTitles(document);
    ok(before, 'lenses without values');
    await write(beside(document, 'ask.prompt.samples.yaml'), 'who: hello hello hello\n');
    await eventually(
      () => lensTitles(document),
      ([first]) => first !== undefined && first !== before,
      'lenses with values',
    );
    const text = await hoverText(document, new vscode.Position(0, 10));
    ok(text.includes('hello hello hello'), text);
  });
});
