import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../host/paths';

interface Item {
  readonly file: string;
  readonly model: string | null;
  readonly tokens: number | null;
  readonly costPerCall: number | null;
  readonly budgetState: string | null;
}

interface Evaluated {
  readonly scenarios: readonly {
    readonly results: { readonly prompts?: { readonly items: readonly Item[] } };
    readonly issues: readonly {
      readonly code: string;
      readonly path: string;
      readonly line: number;
    }[];
  }[];
}

describe('prompts of a scenario on the command line', () => {
  let folder = '';
  let workspace = '';

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'costlens-'));
    workspace = path.join(folder, 'workspace');
    write(
      'workspace/prompts/hello.prompty',
      '---\nmodel: { id: gpt-4o }\n---\nsystem:\nSay hello.\n',
    );
    write('workspace/prompts/plain.txt', 'Say hello in three languages.');
    write('secret.txt', 'Do not read this.');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(file: string, text: string): void {
    const absolute = path.join(folder, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }

  function costlens(cwd: string, ...args: string[]) {
    const cli = path.join(projectRoot, 'dist', 'cli.js');
    return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd });
  }

  function evaluate(entries: string, { cwd = workspace, file = 'plans/a.cost.yaml' } = {}) {
    write(`workspace/plans/a.cost.yaml`, `costlens: 1\nprompts:\n${entries}`);
    const { stdout, stderr, status } = costlens(cwd, 'evaluate', file, '--json');
    const { scenarios } = JSON.parse(stdout) as Evaluated;
    const items = scenarios[0]?.results.prompts?.items ?? [];
    const issues = (scenarios[0]?.issues ?? []).map(({ code, path: at }) => `${code} ${at}`);
    return { items, issues, status, stderr, scenarios };
  }

  it('they are counted as `costlens count` counts them', () => {
    const { items, issues, status } = evaluate(
      '  - { file: ../prompts/hello.prompty, callsPerMonth: 1000, outputTokens: 100 }\n' +
        '  - { file: ../prompts/plain.txt, model: gpt-4o-mini, callsPerMonth: 1, outputTokens: 0 }\n',
    );
    assert.deepEqual(issues, []);
    assert.equal(status, 0);
    const counted = JSON.parse(
      costlens(workspace, 'count', '--json', 'prompts/hello.prompty').stdout,
    ) as { files: { tokens: number; model: string }[] };
    const mini = JSON.parse(
      costlens(workspace, 'count', '--json', '--model', 'gpt-4o-mini', 'prompts/plain.txt').stdout,
    ) as typeof counted;
    assert.deepEqual(
      items.map(({ tokens, model }) => [tokens, model]),
      [
        [counted.files[0]?.tokens, 'gpt-4o'],
        [mini.files[0]?.tokens, 'gpt-4o-mini'],
      ],
    );
    assert.ok((items[0]?.costPerCall ?? 0) > 0.001);
  });

  it('from wherever the command is run', () => {
    const entry = '  - { file: ../prompts/hello.prompty, callsPerMonth: 1, outputTokens: 1 }\n';
    const here = evaluate(entry);
    const above = evaluate(entry, { cwd: folder, file: 'workspace/plans/a.cost.yaml' });
    assert.deepEqual(above.items, here.items);
  });

  it('a file that is not there, no text or out of the workspace is an error at its entry', () => {
    symlinkSync(path.join(folder, 'secret.txt'), path.join(workspace, 'prompts', 'link.txt'));
    writeFileSync(path.join(workspace, 'prompts', 'image.txt'), Uint8Array.of(0, 1, 2, 255, 0));
    const { items, issues, status } = evaluate(
      [
        'gone.txt',
        '../prompts',
        '../prompts/image.txt',
        '../../secret.txt',
        path.join(folder, 'secret.txt'),
        '../prompts/link.txt',
      ]
        .map((file) => `  - { file: ${JSON.stringify(file)}, model: gpt-4o }\n`)
        .join(''),
    );
    assert.deepEqual(issues, [
      'prompt-missing prompts[0].file',
      'prompt-missing prompts[1].file',
      'prompt-missing prompts[2].file',
      'prompt-outside prompts[3].file',
      'prompt-outside prompts[4].file',
      'prompt-outside prompts[5].file',
    ]);
    assert.ok(items.every(({ tokens }) => tokens === null));
    assert.equal(status, 1);
  });

  it('a scenario outside of the current directory has its own folder as its workspace', () => {
    const entry = '  - { file: ../prompts/hello.prompty }\n';
    const file = path.join(workspace, 'plans', 'a.cost.yaml');
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'costlens-'));
    const outside = evaluate(entry, { cwd: elsewhere, file });
    assert.deepEqual(outside.issues, ['prompt-outside prompts[0].file']);
    rmSync(elsewhere, { recursive: true });
  });

  it('explain and break-even count them too', () => {
    evaluate('  - { file: ../prompts/hello.prompty, callsPerMonth: 1000, outputTokens: 100 }\n');
    const explained = costlens(workspace, 'explain', 'plans/a.cost.yaml', 'prompts.total');
    assert.equal(explained.status, 0);
    const item = costlens(workspace, 'explain', 'plans/a.cost.yaml', 'prompts.items[0].tokens');
    assert.match(item.stdout, /counted in \.\.\/prompts\/hello\.prompty/);
    const found = costlens(
      workspace,
      ...['break-even', 'plans/a.cost.yaml', 'prompts[0].callsPerMonth', 'prompts.total', '2'],
    );
    assert.equal(found.status, 0, found.stderr);
  });

  it('an exceeded budget is told of, and the status is 1', () => {
    const { status, items } = evaluate(
      '  - { file: ../prompts/hello.prompty, callsPerMonth: 1, outputTokens: 1, budget: { tokens: 2 } }\n',
    );
    assert.equal(items[0]?.budgetState, 'exceeded');
    assert.equal(status, 1);
    const { stderr } = costlens(workspace, 'evaluate', 'plans/a.cost.yaml');
    assert.match(stderr, /over the limit: prompts\.items\[0\]\.budgetState/);
  });
});
