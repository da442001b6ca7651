import * as vscode from 'vscode';
import { equal, ok } from '../assert';
import { activate, eventually, hoverText, lensTitles, problems, showNewFile } from '../promptFile';

const workload = `costlens: 1
system: Test bench
workload:
  requests: 1000
`;

const breakdown = `breakdown:
  items:
    - category: licensing
      description: Tools
      unit: seats
      unitCost: 10
      monthlyVolume: 5
`;

/** Every problem of a file whoever has found it: "line: source code". */
function allProblems(document: vscode.TextDocument): string[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .map(({ range, source }) => `${String(range.start.line)}: ${source ?? ''}`)
    .sort();
}

async function fixesAt(document: vscode.TextDocument, line: number): Promise<vscode.CodeAction[]> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    document.lineAt(line).range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return actions.filter(({ edit }) => edit !== undefined);
}

async function fixTitles(document: vscode.TextDocument, line: number): Promise<string[]> {
  return (await fixesAt(document, line)).map(({ title }) => title);
}

/** What CostLens and VS Code offer at a place. */
async function completions(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<string[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return items
    .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function applyFix(document: vscode.TextDocument, line: number, title: string): Promise<void> {
  const fix = (await fixesAt(document, line)).find((each) => each.title === title);
  ok(fix?.edit, `the fix ${title}`);
  ok(await vscode.workspace.applyEdit(fix.edit), 'the edit is made');
}

describe('A scenario file', () => {
  before(activate);

  it('has a lens for the file and one for each section with figures', async () => {
    const { document } = await showNewFile('bench.cost.yaml', workload + breakdown);
    equal(await lensTitles(document), [
      '0: Test bench · no variants',
      '0: no problems',
      '4: Cost a month: $50.00 · Cost of a prediction: $0.050',
    ]);
  });

  it('shows between what its figures lie where an input is a range', async () => {
    const text = (workload + breakdown).replace('unitCost: 10', 'unitCost: { low: 5, high: 20 }');
    const { document } = await showNewFile('bench.cost.yml', text);
    const [, , section] = await lensTitles(document);
    ok(
      /^4: Cost a month: \$50\.00 \(\$\d\d\.\d\d–\$\d\d\.\d\d\) · /.test(section ?? ''),
      String(section),
    );
  });

  it('is evaluated again after an edit, and its lenses keep their lines meanwhile', async () => {
    const editor = await showNewFile('bench.cost.yaml', workload + breakdown);
    const { document } = editor;
    await lensTitles(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(1, 0), '# a note\n');
      edit.insert(new vscode.Position(9, 18), '0');
    });
    equal(
      (await lensTitles(document)).map((title) => title.slice(0, 2)),
      ['0:', '0:', '5:'],
    );
    await eventually(
      () => lensTitles(document),
      (titles) => titles.at(-1)?.startsWith('5: Cost a month: $500.00') ?? false,
      'lenses after the edit',
    );
  });

  it('has its problems marked where they are, those of a variant with its name, each once', async () => {
    const text = `${workload}  usres: 3
${breakdown}tco: { hiddenRate: 35 }
variants:
  - name: More
    set: { workload.requests: many, no.such: 1 }
  - { name: Less, set: { workload.requests: many } }
`;
    const { document } = await showNewFile('bench.cost.yaml', text);
    const found = await eventually(
      () => problems(document),
      (all) => all.length > 0,
      'problems',
    );
    equal(found.sort(), [
      '12: scenario-great',
      '15: scenario-number',
      '15: scenario-variant-path',
      '16: scenario-number',
      '4: scenario-unknown-key',
    ]);
    const messages = vscode.languages.getDiagnostics(document.uri).map(({ message }) => message);
    ok(
      messages.some((message) => message.endsWith('(variant More)')),
      String(messages),
    );
    ok((await lensTitles(document))[1]?.includes('5 errors'), 'the lens counts them');
  });

  it('in JSON has each fault listed once, by VS Code or by CostLens', async () => {
    const text = `{
  "costlens": 1,
  "workload": {
    "requests": "many",
    "usres": 3
  },
  "inference": {
    "averageLatencyMs": 100,
    "gpuHourlyCost": { "low": 5, "high": 3 },
    "batchSize": 0
  },
  "tco": {
    "period": "yearly",
    "engineeringRate": -3,
    "horizonMonths": 12,
    "horizonMonths": 36
  },
  "assumptions": { "hoursPerMonth": 2 },
  "pricesAsOf": "soon",
  "currency": "dollars",
  "variants": [
    { "name": "More", "set": { "workload.users": "many" } }
  ]
}
`;
    const { document } = await showNewFile('bench.cost.json', text);
    // VS Code marks both places of a repeated key.
    const expected = [3, 4, 8, 9, 12, 13, 14, 15, 17, 18, 19, 21];
    const found = await eventually(
      () => allProblems(document),
      (all) => all.length >= expected.length,
      'problems',
    );
    equal(
      found.map((problem) => Number.parseInt(problem, 10)).sort((a, b) => a - b),
      expected,
      found.join(', '),
    );
  });

  it('tells at a section its figures with their formulas, and what they are in variants', async () => {
    const variant = 'variants: [{ name: More, set: { workload.requests: 2000 } }]\n';
    const { document } = await showNewFile('bench.cost.yaml', workload + breakdown + variant);
    const text = await hoverText(document, new vscode.Position(4, 3));
    for (const part of [
      '**Cost breakdown**',
      '|Cost of a prediction|$0.050|$0.025|',
      '**Cost of a prediction**: $0.050',
      '= `total ÷ requests`',
      '`requests` = 1,000 · `workload.requests`: Requests',
    ]) {
      ok(text.includes(part), `${part} in ${text}`);
    }
  });

  it('tells at an input what it is and may be, and what it moves', async () => {
    const text = (workload + breakdown).replace('unitCost: 10', 'unitCost: { low: 5, high: 20 }');
    const { document } = await showNewFile('bench.cost.yaml', `${text}tco: { hiddenRate: 0.2 }\n`);
    const range = await hoverText(document, new vscode.Position(9, 10));
    for (const part of [
      'Unit: USD',
      'A 90 % interval of a lognormal',
      'p50 $10.00',
      'it moves most',
    ]) {
      ok(range.includes(part), `${part} in ${range}`);
    }
    const share = await hoverText(document, new vscode.Position(11, 20));
    for (const part of ['a share from 0 to 1', 'This is the default', '**hiddenRate**']) {
      ok(share.includes(part), `${part} in ${share}`);
    }
  });

  it('offers fixes of its problems, which leave all else as it is', async () => {
    const { document } = await showNewFile('bench.cost.yaml', `${workload}  usres: 3 # ours\n`);
    equal(await fixTitles(document, 4), ['Change to "users"', 'Remove "usres"']);
    await applyFix(document, 4, 'Change to "users"');
    equal(document.getText(), `${workload}  users: 3 # ours\n`);
    await eventually(
      () => problems(document),
      (all) => all.length === 0,
      'problems after the fix',
    );
  });

  it('remarks old prices and prompts that are gone, with what mends them', async () => {
    const text = `costlens: 1\npricesAsOf: 2025-01-01\nprompts: [{ file: gone.prompty, callsPerMonth: 5 }]\n`;
    const { document } = await showNewFile('bench.cost.yaml', text);
    await eventually(
      () => problems(document),
      (all) =>
        all.includes('1: scenario-stale-prices') &&
        all.some((one) => one.includes('prompt-missing')),
      'problems',
    );
    const today = new Date().toISOString().slice(0, 10);
    equal(await fixTitles(document, 1), [`Change to ${today}`, 'Remove "pricesAsOf"']);
    const folder = vscode.Uri.joinPath(document.uri, '..');
    const prompt = new TextEncoder().encode('hello');
    await vscode.workspace.fs.writeFile(
      vscode.Uri.joinPath(folder, 'kept', 'gone.prompty'),
      prompt,
    );
    await eventually(
      () => fixTitles(document, 2),
      (titles) => titles.includes('Change to kept/gone.prompty'),
      'fixes of the prompt',
    );
  });

  it('in JSON offers fixes of what VS Code marks', async () => {
    const text = '{\n  "costlens": 1,\n  "tco": { "hiddenRate": 35 }\n}\n';
    const { document } = await showNewFile('bench.cost.json', text);
    await eventually(
      () => allProblems(document),
      (all) => all.length > 0,
      'problems',
    );
    ok((await fixTitles(document, 2)).includes('Change to 0.35'), 'the fix');
    await applyFix(document, 2, 'Change to 0.35');
    equal(document.getText(), text.replace('35', '0.35'));
  });

  it('completes keys, words and names while it is written', async () => {
    const halfKey = `${workload}tco:\n  period: annual\n  eng\n`;
    const { document: keyed } = await showNewFile('keys.cost.yaml', halfKey);
    const keys = await completions(keyed, new vscode.Position(6, 5));
    ok(keys.includes('engineeringRate') && !keys.includes('period'), keys.join(', '));
    const text = `${workload}tco:\n  period: \ntraining:\n  gpu: \n`;
    const { document } = await showNewFile('bench.cost.yaml', text);
    equal(await completions(document, new vscode.Position(5, 10)), ['annual', 'monthly']);
    ok(
      (await completions(document, new vscode.Position(7, 7))).includes('H100-SXM'),
      'names of the catalog',
    );
    ok((await completions(document, new vscode.Position(8, 0))).includes('inference'), 'sections');
  });

  it('in JSON completes names beside what the schema offers, and nothing twice', async () => {
    const text =
      '{\n  "costlens": 1,\n  "training": { "gpu": "" },\n  "tco": { "period": "" }\n}\n';
    const { document } = await showNewFile('bench.cost.json', text);
    const names = await completions(document, new vscode.Position(2, 23));
    ok(names.includes('H100-SXM'), names.join(', '));
    const words = await completions(document, new vscode.Position(3, 22));
    equal(words.filter((word) => word.includes('annual')).length, 1, words.join(', '));
  });

  it('reads files of catalog rows, also when they come later, and finds those that have moved', async () => {
    const { document } = await showNewFile(
      'bench.cost.yaml',
      `${workload}catalogs: { files: [rows.yaml] }\n`,
    );
    await eventually(
      () => problems(document),
      (all) => all.includes('4: catalog-file-missing'),
      'problems without the file',
    );
    const rows = new TextEncoder().encode('accelerators: []\n');
    const folder = vscode.Uri.joinPath(document.uri, '..');
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, 'moved', 'rows.yaml'), rows);
    await eventually(
      () => fixTitles(document, 4),
      (titles) => titles.includes('Change to moved/rows.yaml'),
      'fixes',
    );
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, 'rows.yaml'), rows);
    await eventually(
      () => problems(document),
      (all) => all.length === 0,
      'problems with the file',
    );
  });

  it('is left alone when CostLens is off, and its lenses have a switch of their own', async () => {
    const { document } = await showNewFile('bench.cost.yaml', workload + breakdown);
    const configuration = vscode.workspace.getConfiguration('costlens');
    for (const setting of ['enabled', 'scenarios.codeLens.enabled']) {
      await configuration.update(setting, false, vscode.ConfigurationTarget.Global);
      equal(await lensTitles(document), [], setting);
      await configuration.update(setting, undefined, vscode.ConfigurationTarget.Global);
      equal((await lensTitles(document)).length, 3, setting);
    }
  });
});

describe('A prompt that a scenario lists', () => {
  before(activate);

  it('shows what it costs a month in its lens, as long as the scenario says so', async () => {
    const prompt = '---\nmodel: gpt-4o\n---\nsystem:\nYou greet people.\n\nuser:\nhello world\n';
    const { document } = await showNewFile('greet.prompty', prompt);
    const scenario = vscode.Uri.joinPath(document.uri, '..', 'month.cost.yaml');
    const write = async (calls: number): Promise<void> => {
      const text = `costlens: 1\nprompts: [{ file: greet.prompty, callsPerMonth: ${String(calls)}, outputTokens: 100 }]\n`;
      await vscode.workspace.fs.writeFile(scenario, new TextEncoder().encode(text));
    };
    const monthly = async (): Promise<string | undefined> =>
      (await lensTitles(document)).find((title) => title.includes('a month'));
    // 17 tokens at $2.50 a million and 100 at $10 a million are $0.0010425.
    await lensTitles(document);
    await write(1_000_000);
    await eventually(
      monthly,
      (title) => title === '0: $1,042.50 a month · month.cost.yaml',
      'lens',
    );
    await write(2_000_000);
    await eventually(monthly, (title) => title?.startsWith('0: $2,085.00') ?? false, 'lens');
    await vscode.workspace.fs.delete(scenario);
    await eventually(monthly, (title) => title === undefined, 'lens');
  });

  it('is counted by the scenario as its own editor counts it, also before it is saved', async () => {
    const editor = await showNewFile('AGENTS.md', 'hello world');
    const folder = vscode.Uri.joinPath(editor.document.uri, '..');
    const uri = vscode.Uri.joinPath(folder, 'month.cost.yaml');
    const text =
      'costlens: 1\nprompts:\n  - { file: AGENTS.md, callsPerMonth: 1000000, outputTokens: 0 }\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const scenario = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(scenario, vscode.ViewColumn.Beside);
    const section = async (): Promise<string | undefined> =>
      (await lensTitles(scenario)).find((title) => title.startsWith('1:'));
    await eventually(section, (title) => title?.includes('$5.00') ?? false, 'two tokens a call');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(editor.document.uri, new vscode.Position(0, 0), 'hello hello ');
    await vscode.workspace.applyEdit(edit);
    await eventually(section, (title) => title?.includes('$10.00') ?? false, 'four tokens a call');
    await vscode.workspace.fs.delete(uri);
  });
});
