import * as vscode from 'vscode';
import { brokenFiles } from '../../brokenFiles';
import { equal, ok } from '../assert';
import { activate, eventually, hoverText, lensTitles, problems, showNewFile } from '../promptFile';

const chat = `---
name: greeter
model: gpt-4o
inputs:
  who:
    type: string
    default: world
---
system:
You greet people.

user:
hello {{who}}
`;

async function setSetting(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('costlens')
    .update(name, value, vscode.ConfigurationTarget.Global);
}

describe('A prompt file', () => {
  before(activate);

  it('has a lens for the file and one for each message', async () => {
    const { document } = await showNewFile('greet.prompty', chat);
    // "You greet people." is 4 tokens and "hello world" 2; around each message are 3 and the role's
    // 1, and 3 prime the reply: 4 + 4 + 2 + 4 + 3 = 17, at $2.50 a million.
    equal(await lensTitles(document), [
      '0: 17 tok · $0.000043 · <0.1% ctx',
      '0: gpt-4o',
      '0: compare models',
      '9: system · 8 tok · $0.000020 · 47%',
      '12: user · 6 tok · $0.000015 · 35%',
    ]);
  });

  it('is counted again after an edit, and lenses stay meanwhile', async () => {
    const editor = await showNewFile('greet.prompty', chat);
    const { document } = editor;
    const before = await lensTitles(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(12, 0), 'hello hello hello ');
    });
    const meanwhile = await lensTitles(document);
    equal(meanwhile.length, before.length, 'lenses right after the edit');
    await eventually(
      () => lensTitles(document),
      ([first]) => first === '0: 20 tok · $0.000050 · <0.1% ctx',
      'lenses after the edit',
    );
  });

  it('keeps its lenses on the right lines while lines are added above', async () => {
    const editor = await showNewFile('greet.prompty', chat);
    const { document } = editor;
    await lensTitles(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(1, 0), 'description: says hello\n');
    });
    const lines = (await lensTitles(document)).map((title) => Number.parseInt(title, 10));
    equal(lines, [0, 0, 0, 10, 13]);
  });

  it('tells the figures of the message under the pointer', async () => {
    const { document } = await showNewFile('greet.prompty', chat);
    const text = await hoverText(document, new vscode.Position(9, 4));
    ok(text.includes('**system**'), text);
    ok(text.includes('4 tokens'), text);
    ok(text.includes('gpt'), text);
    ok(text.includes('This line: 4 tokens. Here: ·greet'), text);
  });

  it('tells the price, its date and source, that of a batch, the cache’s and the limits', async () => {
    const { document } = await showNewFile('greet.prompty', chat);
    const text = await hoverText(document, new vscode.Position(9, 4));
    for (const part of [
      'Price a million tokens: input $2.50, cache read $1.25, cache write no price, output $10.00. Source: genai-prices 0.1.8, as of 2026-09-23.',
      '[page](<https://developers.openai.com/api/docs/pricing>)',
      'As a batch, a million tokens: input $1.25, output $5.00. Source: LiteLLM price map of 2026-07-24, as of 2026-07-24.',
      'The cache takes prompts of 1,024 tokens or more.',
      'Limits: context window 128,000 tokens, output up to 16,384.',
      'gpt-4o retires on 2027-01-14. Second-hand: ',
    ]) {
      ok(text.includes(part), `${part}\nis not in\n${text}`);
    }
  });

  it('tells the band of an estimate, and where it is from', async () => {
    const { document } = await showNewFile(
      'greet.prompty',
      chat.replace('gpt-4o', 'claude-sonnet-4-5'),
    );
    for (const position of [new vscode.Position(9, 4), new vscode.Position(12, 9)]) {
      const text = await hoverText(document, position);
      ok(/Between \d+ and \d+ tokens: as third parties report it/.test(text), text);
    }
    const text = await hoverText(document, new vscode.Position(9, 4));
    ok(text.includes('This line in o200k_base: 4 tokens.'), text);
  });

  it('tells when its model is retired, in the lens too', async () => {
    const { document } = await showNewFile(
      'greet.prompty',
      chat.replace('gpt-4o', 'claude-3-5-sonnet-20241022'),
    );
    const titles = await lensTitles(document);
    ok(titles.includes('0: claude-3-5-sonnet-20241022 · retired since 2025-10-28'), String(titles));
    const text = await hoverText(document, new vscode.Position(9, 4));
    ok(text.includes('claude-3-5-sonnet-20241022 is retired since 2025-10-28.'), text);
  });

  it('of an unknown model has no price, and says what may be meant', async () => {
    const { document } = await showNewFile('greet.prompty', chat.replace('gpt-4o', 'gpt-4oo'));
    const text = await hoverText(document, new vscode.Position(9, 4));
    ok(
      text.includes('No price: gpt-4oo is not in the price list. Did you mean openai/gpt-4o'),
      text,
    );
    ok(!text.includes('$0'), text);
  });

  it('tells what a variable is counted as', async () => {
    const { document } = await showNewFile('greet.prompty', chat);
    const text = await hoverText(document, new vscode.Position(12, 9));
    ok(text.includes('who'), text);
    ok(text.includes('world'), text);
  });

  it('is counted the same with CR LF and with a byte-order mark', async () => {
    const plain = await showNewFile('AGENTS.md', 'one\ntwo\n');
    const [figure] = await lensTitles(plain.document);
    const marked = await showNewFile('AGENTS.md', '\uFEFFone\ntwo\n');
    equal((await lensTitles(marked.document))[0], figure);
    const mixed = await showNewFile('AGENTS.md', 'one\r\ntwo\r\nthree\n');
    const uniform = await showNewFile('AGENTS.md', 'one\r\ntwo\r\nthree\r\n');
    equal((await lensTitles(mixed.document))[0], (await lensTitles(uniform.document))[0]);
  });

  it('has its problems marked where they are, and unmarked when they are mended', async () => {
    const editor = await showNewFile('broken.prompt.md', '---\nmodel: [gpt-4o\n---\nHello\n');
    const { document } = editor;
    const found = await eventually(
      () => problems(document),
      (all) => all.length > 0,
      'problems',
    );
    ok(
      found.every((problem) => problem.endsWith('front-matter-invalid')),
      String(found),
    );
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(1, 14), ']');
    });
    await eventually(
      () => problems(document),
      (all) => all.length === 0,
      'problems after mending',
    );
  });

  it('that is broken is counted as by the command line, with its problem marked', async function () {
    this.timeout(60_000);
    const differ: string[] = [];
    for (const { name, content, tokens, problem, isOfBytes } of brokenFiles) {
      const { document } = await showNewFile(name, content);
      const [figures = ''] = await lensTitles(document);
      const shown = Number(/^0: ≈?([\d,]+) tok/.exec(figures)?.[1]?.replaceAll(',', ''));
      const found = problems(document);
      const isMarked =
        problem === undefined || isOfBytes ? found.length === 0 : found.includes(problem);
      if (shown !== tokens || !isMarked) differ.push(`${name}: ${figures}; ${found.join(', ')}`);
    }
    equal(differ, []);
  });

  it('is never shown with the figures of an earlier text, also right after its first change', async () => {
    const editor = await showNewFile('AGENTS.md', 'hello');
    const { document } = editor;
    await lensTitles(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 5), ' world');
    });
    const text = await hoverText(document, new vscode.Position(0, 1));
    ok(text.includes('2 tokens'), text);
  });

  it('keeps its lenses on their lines when its line ends change', async () => {
    const editor = await showNewFile('greet.prompty', chat);
    const { document } = editor;
    await lensTitles(document);
    await editor.edit((edit) => {
      edit.setEndOfLine(vscode.EndOfLine.CRLF);
    });
    const lines = (await lensTitles(document)).map((title) => Number.parseInt(title, 10));
    equal(lines, [0, 0, 0, 9, 12]);
  });

  it('with more messages than lenses says so', async () => {
    const line = '{"messages":[{"role":"user","content":"hello"}]}\n';
    const { document } = await showNewFile('many.jsonl', line.repeat(2000));
    const titles = await lensTitles(document);
    equal(titles.length, 503);
    ok(titles[0]?.includes('500'), String(titles[0]));
  });

  it('of an earlier version, as in a diff, adds no problems to those of the file', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('review', {
      provideTextDocumentContent: () => '---\nmodel: [gpt-4o\n---\nHello\n',
    });
    try {
      const document = await vscode.workspace.openTextDocument(
        vscode.Uri.parse('review:/old/broken.prompt.md'),
      );
      await vscode.window.showTextDocument(document);
      ok((await lensTitles(document)).length > 0, 'it is counted');
      equal(problems(document), []);
    } finally {
      provider.dispose();
    }
  });

  it('is recognised whatever language VS Code takes it for', async () => {
    for (const name of ['.cursorrules', 'rule.mdc', 'prompts/greet.hbs']) {
      const { document } = await showNewFile(name, 'hello world');
      ok((await lensTitles(document)).length > 0, `${name} (${document.languageId}) has lenses`);
    }
  });

  it('is marked where it does not fit the context window', async () => {
    const long = 'word '.repeat(9000);
    const { document } = await showNewFile('long.prompt.md', `---\nmodel: gpt-4\n---\n${long}\n`);
    await eventually(
      () => problems(document),
      (all) => all.includes('1: context-overflow'),
      'problems',
    );
  });

  it('without a known price says so, and never $0', async () => {
    const { document } = await showNewFile(
      'odd.prompt.md',
      '---\nmodel: no-such-model\n---\nHello\n',
    );
    const titles = await lensTitles(document);
    ok(titles[0]?.includes('no price'), String(titles[0]));
    ok(!titles.some((title) => title.includes('$0')), String(titles));
  });
});

describe('A file that is no prompt', () => {
  before(activate);

  it('has no lenses until it is turned on, and none after it is turned off', async () => {
    const { document } = await showNewFile('notes.md', 'hello world');
    equal(await lensTitles(document), []);
    await vscode.commands.executeCommand('costlens.toggleFile');
    await eventually(
      () => lensTitles(document),
      ([first]) => first?.startsWith('0: 2 tok') ?? false,
      'lenses when on',
    );
    await vscode.commands.executeCommand('costlens.toggleFile');
    await eventually(
      () => lensTitles(document),
      (titles) => titles.length === 0,
      'lenses when off',
    );
  });

  it('becomes one when its text does', async () => {
    const editor = await showNewFile('request.json', '{"name": "x"}');
    const { document } = editor;
    equal(await lensTitles(document), []);
    await editor.edit((edit) => {
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      edit.replace(all, '{"messages": [{"role": "user", "content": "hello world"}]}');
    });
    await eventually(
      () => lensTitles(document),
      ([first]) => first?.startsWith('0: 9 tok') ?? false,
      'lenses of the request',
    );
  });
});

describe('A file that is renamed', () => {
  before(activate);

  it('takes along what was chosen for it', async () => {
    const { document } = await showNewFile('chosen.md', 'hello world');
    await vscode.commands.executeCommand('costlens.toggleFile');
    await eventually(
      () => lensTitles(document),
      (titles) => titles.length > 0,
      'lenses of the file',
    );
    const name = vscode.workspace.asRelativePath(document.uri, false);
    await setSetting('fileModels', { [name]: 'gpt-4.1', other: 3 });
    const renamed = vscode.Uri.joinPath(document.uri, '..', 'renamed.md');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(document.uri, renamed);
    ok(await vscode.workspace.applyEdit(edit), 'it is renamed');
    try {
      const moved = await vscode.workspace.openTextDocument(renamed);
      await eventually(
        () => lensTitles(moved),
        (titles) => titles.includes('0: gpt-4.1'),
        'lenses of the renamed file',
      );
      // What cannot be used is still the user's.
      const models = vscode.workspace
        .getConfiguration('costlens')
        .get<Record<string, unknown>>('fileModels', {});
      equal(
        Object.entries(models)
          .map(([, model]) => model)
          .sort(),
        [3, 'gpt-4.1'],
      );
    } finally {
      await setSetting('fileModels', undefined);
    }
  });

  it('counts an untitled file that was turned on, as long as it is open', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'hello world' });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('costlens.toggleFile');
    await eventually(
      () => lensTitles(document),
      (titles) => titles.length > 0,
      'lenses of the untitled file',
    );
  });
});

describe('A LiteLLM configuration', () => {
  before(activate);

  it('is a source of prices, and has no lenses', async () => {
    const { document } = await showNewFile(
      'gateway.yaml',
      'model_list:\n  - model_name: a\n    litellm_params: { model: openai/gpt-4o }\n',
    );
    equal(await lensTitles(document), []);
    equal(await hoverText(document, new vscode.Position(1, 6)), '');
    await vscode.commands.executeCommand('costlens.toggleFile');
    equal(await lensTitles(document), []);
  });
});

describe('Source code', () => {
  before(activate);

  it('has lenses over its marked prompts, and none without', async () => {
    const marked = await showNewFile('ask.py', '# costlens: prompt\nASK = "hello world"\n');
    ok((await lensTitles(marked.document))[0]?.startsWith('0: 2 tok'), 'marked');
    const plain = await showNewFile('plain.py', 'ASK = "hello world"\n');
    equal(await lensTitles(plain.document), []);
  });
});

describe('Settings', () => {
  before(activate);

  afterEach(async () => {
    for (const name of [
      'enabled',
      'defaultModel',
      'fileModels',
      'files.include',
      'files.exclude',
      'codeLens.enabled',
      'hover.enabled',
    ]) {
      await setSetting(name, undefined);
    }
  });

  it('costlens.enabled takes everything away, and brings it back', async () => {
    const { document } = await showNewFile('AGENTS.md', 'hello world');
    ok((await lensTitles(document)).length > 0, 'lenses at first');
    await vscode.commands.executeCommand('costlens.toggle');
    equal(await lensTitles(document), []);
    equal(await hoverText(document, new vscode.Position(0, 1)), '');
    await vscode.commands.executeCommand('costlens.toggle');
    await eventually(
      () => lensTitles(document),
      (titles) => titles.length > 0,
      'lenses when on again',
    );
  });

  it('costlens.enabled is switched where the workspace has set it', async () => {
    const { document } = await showNewFile('AGENTS.md', 'hello world');
    const { Workspace } = vscode.ConfigurationTarget;
    const configuration = (): vscode.WorkspaceConfiguration =>
      vscode.workspace.getConfiguration('costlens');
    await configuration().update('enabled', false, Workspace);
    try {
      await vscode.commands.executeCommand('costlens.toggle');
      await eventually(
        () => lensTitles(document),
        (titles) => titles.length > 0,
        'lenses when on again',
      );
    } finally {
      await configuration().update('enabled', undefined, Workspace);
    }
  });

  it('costlens.defaultModel is for files that name no model', async () => {
    const { document } = await showNewFile('AGENTS.md', 'hello world');
    await setSetting('defaultModel', 'gpt-4.1');
    await eventually(
      () => lensTitles(document),
      (titles) => titles.includes('0: gpt-4.1'),
      'lenses of the model',
    );
  });

  it('costlens.fileModels is for one file, whatever it names', async () => {
    const { document } = await showNewFile('greet.prompty', chat);
    const name = vscode.workspace.asRelativePath(document.uri, false);
    await setSetting('fileModels', { [name]: 'gpt-4.1' });
    await eventually(
      () => lensTitles(document),
      (titles) => titles.includes('0: gpt-4.1'),
      'lenses of the model',
    );
  });

  it('costlens.fileModels of which one entry is wrong still gives the others', async () => {
    const { document } = await showNewFile('greet.prompty', chat);
    const name = vscode.workspace.asRelativePath(document.uri, false);
    await setSetting('fileModels', { other: 3, [name]: 'gpt-4.1' });
    await eventually(
      () => lensTitles(document),
      (titles) => titles.includes('0: gpt-4.1'),
      'lenses of the model',
    );
  });

  it('costlens.files.include and costlens.files.exclude say which files count', async () => {
    const { document } = await showNewFile('notes.rst', 'hello world');
    const rules = await showNewFile('AGENTS.md', 'hello world');
    equal(await lensTitles(document), []);
    await setSetting('files.include', ['**/*.rst', '**/**/**/**/**/*']);
    await eventually(
      () => lensTitles(document),
      ([first]) => first?.startsWith('0: 2 tok') ?? false,
      'lenses of the included file',
    );
    await setSetting('files.exclude', ['**/notes.*', '**/AGENTS.md']);
    await eventually(
      async () => [await lensTitles(document), await lensTitles(rules.document)].flat(),
      (titles) => titles.length === 0,
      'no lenses of excluded files',
    );
    // What the user turns on by hand counts all the same.
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('costlens.toggleFile');
    await eventually(
      () => lensTitles(document),
      (titles) => titles.length > 0,
      'lenses of the file that was turned on',
    );
  });

  it('costlens.files.include of a folder is for files of that folder', async () => {
    const { document } = await showNewFile('folder.rst', 'hello world');
    const outside = await vscode.workspace.openTextDocument({ content: 'hello', language: 'rst' });
    const configuration = vscode.workspace.getConfiguration('costlens', document.uri);
    const { WorkspaceFolder } = vscode.ConfigurationTarget;
    await configuration.update('files.include', ['**/folder.rst'], WorkspaceFolder);
    try {
      await eventually(
        () => lensTitles(document),
        (titles) => titles.length > 0,
        'lenses of the folder’s file',
      );
      equal(await lensTitles(outside), []);
    } finally {
      await configuration.update('files.include', undefined, WorkspaceFolder);
    }
  });

  it('costlens.codeLens.enabled and costlens.hover.enabled turn those off', async () => {
    const { document } = await showNewFile('AGENTS.md', 'hello world');
    await setSetting('codeLens.enabled', false);
    await setSetting('hover.enabled', false);
    equal(await lensTitles(document), []);
    equal(await hoverText(document, new vscode.Position(0, 1)), '');
  });
});
