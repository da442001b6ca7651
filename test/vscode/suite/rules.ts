import * as vscode from 'vscode';
import { equal, ok } from '../assert';
import { activate, eventually, problems, showNewFile, workspaceFolder } from '../promptFile';

const fixAll = 'source.fixAll.costlens';

async function actionsAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind?: string,
): Promise<vscode.CodeAction[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind,
  );
  return found.filter(
    ({ title, kind: own }) => own?.value === fixAll || !title.includes('Copilot'),
  );
}

async function apply(action: vscode.CodeAction | undefined): Promise<void> {
  ok(action?.edit, 'the action has an edit');
  ok(await vscode.workspace.applyEdit(action.edit), 'the edit was made');
}

function wholeOf(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(0, 0, document.lineCount, 0);
}

const wordy = 'Sort the list in order to find it.\n';
const wasteful = 'One.   \n\n\n\nTwo.   \n\n\n\nThree.   \n';

describe('The optimizer', () => {
  before(activate);

  it('lists what it finds, with its rule, its page and the other place', async () => {
    const sentence = 'Always answer in the language that the customer writes in.';
    const { document } = await showNewFile(
      'twice.prompt.md',
      `${sentence}\n\nSort.\n\n${sentence}\n`,
    );
    await eventually(
      () => problems(document),
      (all) => all.includes('4: repeated-content'),
      'problems',
    );
    const [problem] = vscode.languages.getDiagnostics(document.uri);
    ok(/The fix saves \d+ tokens, \$/.test(problem?.message ?? ''), problem?.message ?? '');
    equal(problem?.relatedInformation?.[0]?.location.range.start.line, 0);
    ok(
      typeof problem?.code === 'object' &&
        problem.code.target.path.endsWith('/repeated-content.md'),
      'a page',
    );
  });

  it('changes the text as its quick fix says, and undo takes it back', async () => {
    const { document } = await showNewFile('wordy.prompt.md', wordy);
    await eventually(
      () => problems(document),
      (all) => all.includes('0: verbose-instruction'),
      'problems',
    );
    const actions = await actionsAt(document, new vscode.Range(0, 16, 0, 16));
    const fix = actions.find(({ title }) => title.startsWith('Change "in order to" to "to"'));
    await apply(fix);
    equal(document.getText(), 'Sort the list to find it.\n');
    await eventually(
      () => problems(document),
      (all) => all.length === 0,
      'problems after the fix',
    );
    await vscode.commands.executeCommand('undo');
    equal(document.getText(), wordy);
  });

  it('applies all that is safe, of the text as it is now', async () => {
    const { document } = await showNewFile('waste.prompt.md', `${wordy}\n${wasteful}`);
    // Asked at once: there may be no report yet, and then there is an edit that none knows.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '# Task\n\n');
    await vscode.workspace.applyEdit(edit);
    const [action, ...others] = await actionsAt(document, wholeOf(document), fixAll);
    equal(others.length, 0);
    await apply(action);
    equal(document.getText(), `# Task\n\n${wordy}\nOne.\n\nTwo.\n\nThree.\n`);
    equal((await actionsAt(document, wholeOf(document), fixAll)).length, 0);
  });

  it('is switched off by a comment, and by a setting', async () => {
    const { document } = await showNewFile('off.prompt.md', wordy);
    const found = (all: string[]): boolean => all.includes('0: verbose-instruction');
    await eventually(() => problems(document), found, 'problems');
    const actions = await actionsAt(document, new vscode.Range(0, 16, 0, 16));
    await apply(actions.find(({ title }) => title === 'Switch "verbose-instruction" off here'));
    equal(document.getText(), `<!-- costlens-disable-next-line verbose-instruction -->\n${wordy}`);
    await eventually(
      () => problems(document),
      (all) => all.length === 0,
      'problems with the comment',
    );
    await vscode.commands.executeCommand('undo');
    await eventually(() => problems(document), found, 'problems without the comment');
    const configuration = vscode.workspace.getConfiguration('costlens', workspaceFolder());
    const { Workspace } = vscode.ConfigurationTarget;
    await configuration.update('rules', { 'verbose-instruction': 'off' }, Workspace);
    try {
      await eventually(
        () => problems(document),
        (all) => all.length === 0,
        'problems with the setting',
      );
    } finally {
      await configuration.update('rules', undefined, Workspace);
    }
  });
});
