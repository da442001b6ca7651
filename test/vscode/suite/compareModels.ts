import * as vscode from 'vscode';
import { defaultComparedModels } from '../../../src/engine/report/compareModels';
import { equal, ok } from '../assert';
import { activate, eventually, lensTitles, showNewFile } from '../promptFile';

function compareTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview)
    .filter(({ label }) => label === 'Compare Models');
}

describe('Comparing models', () => {
  before(activate);
  afterEach(async () => {
    await vscode.window.tabGroups.close(compareTabs());
  });

  it('is offered over a prompt, and opens one panel', async () => {
    const { document } = await showNewFile('AGENTS.md', 'hello world');
    ok((await lensTitles(document)).includes('0: compare models'), 'there is a lens');
    await vscode.commands.executeCommand('costlens.compareModels');
    await vscode.commands.executeCommand('costlens.compareModels');
    await eventually(
      () => compareTabs().length,
      (count) => count === 1,
      'panels',
    );
  });

  it('begins with the models that the command line begins with', () => {
    const setting = vscode.workspace.getConfiguration('costlens').inspect('compare.models');
    equal(setting?.defaultValue, defaultComparedModels);
  });
});
