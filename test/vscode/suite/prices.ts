import * as vscode from 'vscode';
import { equal } from '../assert';
import {
  activate,
  eventually,
  lensTitles,
  problems,
  showNewFile,
  workspaceFolder,
} from '../promptFile';

describe('Prices', () => {
  before(activate);

  afterEach(async () => {
    await vscode.workspace
      .getConfiguration('costlens')
      .update('prices', undefined, vscode.ConfigurationTarget.Global);
  });

  it('of the user’s settings come before those of the data', async () => {
    const { document } = await showNewFile('AGENTS.md', 'hello world');
    equal((await lensTitles(document))[0]?.includes('$0.0000050'), true);
    await vscode.workspace
      .getConfiguration('costlens')
      .update(
        'prices',
        { 'gpt-4o': { input: 1000, output: 1 } },
        vscode.ConfigurationTarget.Global,
      );
    await eventually(
      () => lensTitles(document),
      ([first]) => first?.includes('$0.0020') ?? false,
      'lenses with the user’s price',
    );
  });

  it('of a LiteLLM configuration in the workspace are used, and its mistakes marked', async () => {
    const { document } = await showNewFile(
      'house.prompt.md',
      '---\nmodel: house-model\n---\nhello world',
    );
    await eventually(
      () => lensTitles(document),
      ([first]) => first?.includes('no price') ?? false,
      'lenses without a price',
    );
    const file = vscode.Uri.joinPath(workspaceFolder(), 'litellm.test.yaml');
    const config = `model_list:
  - model_name: house-model
    litellm_params:
      model: openai/gpt-4o
      input_cost_per_token: 0.001
  - model_name: broken
    litellm_params: 3
`;
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(config));
    try {
      await eventually(
        () => lensTitles(document),
        ([first]) => first?.includes('$0.0020') ?? false,
        'lenses with the configured price',
      );
      const opened = await vscode.workspace.openTextDocument(file);
      await eventually(
        () => problems(opened),
        (all) => all.length === 1,
        'problems of the configuration',
      );
    } finally {
      await vscode.workspace.fs.delete(file);
    }
    await eventually(
      () => lensTitles(document),
      ([first]) => first?.includes('no price') ?? false,
      'lenses without the configuration',
    );
  });
});
