import * as vscode from 'vscode';
import { equal } from '../assert';
import { activate, eventually, showNewFile } from '../promptFile';

async function setEnabled(value: boolean | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('costlens')
    .update('inlayHints.enabled', value, vscode.ConfigurationTarget.Global);
}

/** The hints that VS Code itself would draw: "line:character label". */
async function hints(document: vscode.TextDocument): Promise<string[]> {
  const all = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    new vscode.Range(0, 0, document.lineCount, 0),
  );
  return all.map(
    ({ position: { line, character }, label }) =>
      `${String(line)}:${String(character)} ${typeof label === 'string' ? label : ''}`,
  );
}

const prompt = `---
inputs:
  who:
    default: hello world
---
system:
Greet {{who}}, {{what}}.
`;

describe('Inlay hints', () => {
  before(activate);
  afterEach(() => setEnabled(undefined));

  it('are off by default', async () => {
    const { document } = await showNewFile('greet.prompty', prompt);
    equal(await hints(document), []);
  });

  it('tell what each variable adds, and stay in place while the text is counted again', async () => {
    await setEnabled(true);
    const editor = await showNewFile('greet.prompty', prompt);
    const { document } = editor;
    await eventually(
      () => hints(document),
      (all) => all.join() === '6:13 2 tok,6:23 no sample',
      'hints',
    );
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(6, 0), 'Do ');
    });
    equal(await hints(document), ['6:16 2 tok', '6:26 no sample']);
  });
});
