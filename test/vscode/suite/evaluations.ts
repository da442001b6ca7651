import * as vscode from 'vscode';
import { activate, eventually, lensTitles, showNewFile } from '../promptFile';

describe('An evaluation', () => {
  before(activate);

  it('has a lens with what running it costs, and follows its file of tests', async () => {
    const config =
      'prompts: ["Hello {{x}}"]\nproviders: [openai:gpt-4o]\ntests: [file://tests.csv]\n';
    const { document } = await showNewFile('promptfooconfig.yaml', config);
    const tests = vscode.Uri.joinPath(document.uri, '..', 'tests.csv');
    await eventually(
      () => lensTitles(document),
      (titles) => titles.some((title) => title.includes('without what is unread')),
      'the lens before there are tests',
    );
    await vscode.workspace.fs.writeFile(tests, new TextEncoder().encode('x\nworld\nmoon\n'));
    await eventually(
      () => lensTitles(document),
      (titles) =>
        titles.some((title) => /^0: evaluation: 2 calls · \$.*: 1 × 1 × 2 × 1$/.test(title)),
      'the lens with two tests',
    );
  });
});
