import * as vscode from 'vscode';
import type { PriceInputs, PriceProblem } from '../../../src/engine/pricing/catalogStack';
import { registerStaleWarning } from '../../../src/views/prices/staleWarning';
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

  it('are said to be old once, where they are older than the user wants', () => {
    const read = new vscode.EventEmitter<{
      inputs: PriceInputs;
      data: { name: string; asOf: string };
      problems: readonly PriceProblem[];
    }>();
    const saved = new Map<string, unknown>();
    const state = {
      keys: () => [...saved.keys()],
      get: (key: string) => saved.get(key),
      update: (key: string, value: unknown) => {
        saved.set(key, value);
        return Promise.resolve();
      },
    } as unknown as vscode.Memento;
    const { window } = vscode;
    const show = window.showWarningMessage;
    const told: string[] = [];
    const listen = (message: string): Promise<undefined> => {
      told.push(message);
      return Promise.resolve(undefined);
    };
    Object.assign(window, { showWarningMessage: listen });
    const warning = registerStaleWarning(
      { setPrices: () => undefined, onDidReadPrices: read.event },
      state,
    );
    const daysAgo = (days: number): string =>
      new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    const tell = (days: number): void => {
      const inputs = { readOn: daysAgo(0), liteLlmConfigs: [] };
      read.fire({ inputs, data: { name: 'data', asOf: daysAgo(days) }, problems: [] });
    };
    try {
      tell(90);
      equal(told, []);
      tell(91);
      equal(told, ['The prices (data) are 91 days old.']);
      tell(92);
      equal(told.length, 1);
    } finally {
      Object.assign(window, { showWarningMessage: show });
      warning.dispose();
      read.dispose();
    }
  });
});
