import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brokenFiles } from '../../brokenFiles';

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function costlens(...args: string[]): Run {
  const options = { encoding: 'utf8', maxBuffer: 100_000_000 } as const;
  return spawnSync(process.execPath, ['dist/cli.js', ...args], options);
}

interface CountOutput {
  readonly files: readonly {
    readonly file: string;
    readonly format: string;
    readonly model: string;
    readonly modelFrom: string;
    readonly models: readonly string[];
    readonly appliesTo: string | null;
    readonly variables: readonly string[];
    readonly unsampled: readonly string[];
    readonly notCounted: readonly {
      readonly kind: string;
      readonly target: string;
      readonly line: number;
    }[];
    readonly segments: readonly { readonly tier?: string }[];
    readonly tokens: number;
    readonly estimated: boolean;
    readonly costUsd: number | null;
    readonly noPrice?: string;
    readonly included: readonly { readonly file: string; readonly tokens: number }[];
    readonly includedTokens: number;
    readonly issues: readonly { readonly code: string; readonly line: number }[];
  }[];
  readonly priceSources: readonly { readonly file: string; readonly models: number }[];
  readonly total: {
    readonly files: number;
    readonly tokens: number;
    readonly costUsd: number | null;
    readonly pricedUsd: number;
    readonly unpricedFiles: number;
  };
}

function countJson(...args: string[]): CountOutput & { readonly status: number | null } {
  const { status, stdout } = costlens('count', '--json', ...args);
  return { ...(JSON.parse(stdout) as CountOutput), status };
}

describe('costlens count', () => {
  let folder: string;
  const write = (name: string, content: string | Uint8Array): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'costlens-cli-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('tells what running an evaluation costs, with tests in another file', () => {
    const file = write(
      'promptfooconfig.yaml',
      'prompts: ["Hello {{x}}"]\nproviders: [openai:gpt-4o]\ntests: tests.csv\n',
    );
    write('tests.csv', 'x\nworld\nmoon\n');
    const { stdout } = costlens('count', '--json', file);
    const [counted] = (JSON.parse(stdout) as { files: { evaluation?: { calls: number } }[] }).files;
    assert.equal(counted?.evaluation?.calls, 2);
    assert.match(
      costlens('count', file).stdout,
      /2 calls \(prompts × models × tests × repeats: 1 × 1 × 2 × 1\), \$0\.0000\d+/,
    );
  });

  it('counts and prices a file', () => {
    const file = write('AGENTS.md', 'hello world');
    const { files, total, status } = countJson(file);
    assert.equal(status, 0);
    assert.equal(files.length, 1);
    // "hello world" is two tokens of o200k_base; $2.50 a million.
    assert.equal(files[0]?.tokens, 2);
    assert.equal(files[0].costUsd, 0.000005);
    assert.equal(files[0].estimated, false);
    assert.deepEqual(total, {
      files: 1,
      tokens: 2,
      estimated: false,
      costUsd: 0.000005,
      pricedUsd: 0.000005,
      unpricedFiles: 0,
    });
  });

  it('counts with the vocabulary of the model, and says where that is an estimate', () => {
    const file = write('AGENTS.md', 'hello world');
    assert.equal(countJson('--model', 'gpt-4', file).files[0]?.estimated, false);
    const claude = countJson('--model', 'claude-sonnet-4-20250514', file).files[0];
    assert.equal(claude?.estimated, true);
    assert.notEqual(claude.costUsd, null);
  });

  it('knows no price of an unknown model', () => {
    const { files, total } = countJson('--model', 'no-such-model', write('AGENTS.md', 'hello'));
    assert.equal(files[0]?.costUsd, null);
    assert.equal(files[0].noPrice, 'unknown-model');
    assert.equal(total.costUsd, null);
    assert.equal(total.unpricedFiles, 1);
  });

  it('walks a folder for what is recognised as a prompt, nothing else', () => {
    write('prompts/a.prompty', '---\nname: a\n---\nsystem:\nHello');
    write('request.json', '{"messages": [{"role": "user", "content": "Hello"}]}');
    write('.clinerules/style.md', 'Be brief');
    write('README.md', 'Read me');
    write('prompts/notes.txt', 'Notes');
    write('package.json', '{"name": "x"}');
    write('main.ts', 'const x = 1;');
    write('node_modules/x/AGENTS.md', 'Not mine');
    const { files, status } = countJson(folder);
    assert.equal(status, 0);
    assert.deepEqual(
      files.map(({ file, format }) => [path.relative(folder, file), format]),
      [
        [path.join('.clinerules', 'style.md'), 'always-on-instructions'],
        [path.join('prompts', 'a.prompty'), 'prompty'],
        ['request.json', 'chat'],
      ],
    );
    // What is named counts whatever it is.
    const named = countJson(path.join(folder, 'README.md'), path.join(folder, 'prompts/notes.txt'));
    assert.deepEqual(
      named.files.map(({ format }) => format),
      ['markdown', 'text'],
    );
  });

  describe('tells what is not in the figures', () => {
    const prompty = [
      '---',
      'name: a',
      'inputs:',
      '  - { name: question, default: Why? }',
      '  - { name: photo, kind: image }',
      '  - { name: user }',
      'tools:',
      '  - { name: docs, kind: mcp, serverName: docs }',
      '  - { name: api, kind: openapi, specification: ./api.json }',
      '---',
      'user:',
      '{{question}} {{user}} {{photo}} {{photo}}',
    ].join('\n');

    it('variables with a value and without, images and tools', () => {
      const file = write('a.prompty', prompty);
      const [a] = countJson(file).files;
      assert.deepEqual(a?.variables, ['question', 'user', 'photo']);
      assert.deepEqual(a.unsampled, ['user', 'photo']);
      assert.deepEqual(
        a.notCounted.map(({ kind, target, line }) => `${line}: ${kind} ${target}`),
        ['8: tool docs', '9: file ./api.json', '12: image photo', '12: image photo'],
      );
      const { stdout } = costlens('count', file);
      assert.ok(stdout.includes(`counted as nothing:\n  ${file}: user, photo\n`), stdout);
      assert.ok(stdout.includes(`not counted:\n  ${file}: 1 tool, 1 file, 1 image\n`), stdout);
    });

    it('nothing where there is nothing to tell', () => {
      const { stdout } = costlens('count', write('AGENTS.md', 'hello world @someone'));
      assert.equal(stdout.split('\n').length, 4, stdout);
    });

    it('of many files and names only some in the table, without control characters', () => {
      for (let index = 10; index < 22; index++) {
        write(
          `a${index}.prompt.md`,
          '${input:a} ${input:b} ${input:c} ${input:d} ${input:e} ${file}',
        );
      }
      write('b.prompt.md', '${input:esc\u001b[2J}');
      const { stdout } = costlens('count', folder);
      assert.ok(stdout.includes('a19.prompt.md: a, b, c, d, e, 1 more\n'), stdout);
      assert.ok(!stdout.includes('a20.prompt.md: a'), stdout);
      assert.match(stdout, /\n {2}… and in 3 more files: see --json\n/);
      const { stdout: one } = costlens('count', path.join(folder, 'b.prompt.md'));
      assert.ok(one.includes('esc\\u001b[2J') && !one.includes('\u001b'), one);
    });

    it('where the model is from, and which others the file names', () => {
      const list = write('list.agent.md', '---\nmodel: [GPT-4.1, Claude Sonnet 4.5]\n---\nhello');
      const bars = write('bars.agent.md', "---\nmodel: GPT-4.1 | 'gpt-5'\n---\nhello");
      const none = write('none.agent.md', 'hello');
      const models = (...args: string[]): unknown[] =>
        countJson(...args, list, bars, none).files.map((file) => [
          file.model,
          file.modelFrom,
          file.models,
        ]);
      assert.deepEqual(models(), [
        ['GPT-4.1', 'file', ['GPT-4.1', 'Claude Sonnet 4.5']],
        ['GPT-4.1', 'file', ['GPT-4.1', 'gpt-5']],
        ['gpt-4o', 'default', []],
      ]);
      assert.deepEqual(models('--model', 'o3')[0], [
        'o3',
        'option',
        ['GPT-4.1', 'Claude Sonnet 4.5'],
      ]);
      const { stdout } = costlens('count', list, none);
      assert.match(stdout, / GPT-4\.1 \(\+1\) .*list\.agent\.md\n/);
      assert.match(stdout, / gpt-4o \(default\) .*none\.agent\.md\n/);
    });

    it('when a part is sent', () => {
      write('.cursor/rules/ts.mdc', '---\nglobs: *.ts,*.tsx\nalwaysApply: false\n---\nhello');
      write('.cursor/rules/x.mdc', '---\nalwaysApply: true\nglobs: *.ts\n---\nhello');
      write('skills/a/SKILL.md', '---\nname: a\ndescription: b\n---\nhello');
      write('z.prompty', 'user:\nhello');
      assert.deepEqual(
        countJson(folder).files.map(({ appliesTo, segments }) => [
          appliesTo,
          segments.map(({ tier }) => tier),
        ]),
        [
          ['*.ts,*.tsx', ['on-demand']],
          [null, ['always']],
          [null, ['always', 'on-demand']],
          [null, [undefined]],
        ],
      );
    });
  });

  it('walks source code for marked prompts, and passes over what is none, videos among it', () => {
    write('a.py', '# costlens: prompt\nASK = "hello world"\n');
    write('b.py', 'x = 1\n');
    write('video.ts', new Uint8Array([0x47, 0, 0, 0x47, 0, 0]));
    const { files, status } = countJson(folder);
    assert.deepEqual(
      files.map(({ file, tokens }) => [path.basename(file), tokens]),
      [['a.py', 2]],
    );
    assert.equal(status, 0);
  });

  it('counts what --include means, and leaves out what --exclude means', () => {
    write('notes/a.rst', 'hello world');
    write('notes/b.rst', 'hello world');
    write('notes/draft/c.rst', 'hello world');
    write('notes/AGENTS.md', 'hello world');
    const names = (...args: string[]) =>
      countJson(...args, folder).files.map(({ file, format }) => [path.basename(file), format]);
    assert.deepEqual(names(), [['AGENTS.md', 'always-on-instructions']]);
    assert.deepEqual(
      names('--include', '**/*.rst', '--exclude', '**/draft/**', '--exclude', '**/b.*'),
      [
        ['AGENTS.md', 'always-on-instructions'],
        ['a.rst', 'text'],
      ],
    );
    assert.deepEqual(names('--include', 'notes/b.rst', '--include', '**/c.rst').length, 3);
    // A file that is named counts whatever the globs say.
    const named = countJson('--exclude', '**', path.join(folder, 'notes', 'a.rst'));
    assert.equal(named.files.length, 1);
    const { status, stderr } = costlens('count', '--include', '*a*a*a*a', folder);
    assert.equal(status, 2);
    assert.match(stderr, /"\*a\*a\*a\*a" is no glob/);
  });

  it('takes models and prices from a LiteLLM configuration, which is no prompt', () => {
    const config = write(
      'config/gateway.yaml',
      'model_list:\n  - model_name: house\n    litellm_params:\n      model: openai/gpt-4o\n      input_cost_per_token: 0.001\n',
    );
    write('a.prompt.md', '---\nmodel: house\n---\nhello world');
    const { files, priceSources, status } = countJson(folder);
    assert.equal(status, 0);
    assert.deepEqual(
      files.map(({ model, costUsd }) => [model, costUsd]),
      [['house', 0.002]],
    );
    assert.deepEqual(priceSources, [{ file: config, models: 1 }]);
    const alone = costlens('count', config);
    assert.equal(alone.status, 0);
    assert.equal(
      alone.stdout,
      `${config} is a source of prices for 1 model, not a prompt: not counted.\n`,
    );
    assert.deepEqual(countJson(config).files, []);
  });

  it('locates what is wrong with a LiteLLM configuration', () => {
    const config = write('litellm.yaml', 'model_list:\n  - model_name: a\n    litellm_params: 3\n');
    const { status, stderr } = costlens('count', config);
    assert.equal(status, 1);
    assert.match(stderr, /litellm\.yaml:2:5: warning: .+ \[litellm-model-invalid\]/);
  });

  it('counts a file once, whatever paths lead to it', () => {
    const file = write('a/AGENTS.md', 'hello world');
    const rst = write('a/b.rst', 'hello world');
    assert.equal(countJson(file, file, path.join(folder, 'a'), folder).files.length, 1);
    // What a walk has passed over counts where it is named.
    assert.equal(countJson(folder, rst).files.length, 2);
  });

  it('refuses a pipe, which may never end', function () {
    if (process.platform === 'win32') return;
    const pipe = path.join(folder, 'pipe.md');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    const { status, stderr } = costlens('count', pipe);
    assert.equal(status, 2);
    assert.match(stderr, /pipe\.md: neither a file nor a folder/);
    write('AGENTS.md', 'hello world');
    assert.deepEqual(countJson(folder).files.length, 1);
  });

  it('says what an unknown model may mean, and where prices are from', () => {
    const file = write('AGENTS.md', 'hello world');
    const unknown = costlens('count', '--model', 'gpt-4oo', file);
    assert.match(
      unknown.stdout,
      /"gpt-4oo" is not in the price list; did you mean openai\/gpt-4o, /,
    );
    const { files } = JSON.parse(costlens('count', '--json', file).stdout) as {
      files: { priceSource: unknown; retires: unknown }[];
    };
    assert.deepEqual(files[0]?.priceSource, {
      name: 'genai-prices 0.1.8',
      url: 'https://developers.openai.com/api/docs/pricing',
      asOf: '2026-09-23',
    });
    assert.equal(files[0].retires, '2027-01-14');
    assert.match(
      costlens('count', '--model', 'azure/gpt-4o', file).stdout,
      /"azure\/gpt-4o": its provider lists no price; that of the maker, openai\/gpt-4o, is taken\./,
    );
  });

  it('finds no problem in the samples', () => {
    const { files, priceSources, status } = countJson('samples');
    assert.deepEqual(
      files.flatMap(({ file, issues }) => issues.map(({ code }) => `${file}: ${code}`)),
      [],
    );
    assert.equal(status, 0);
    assert.ok(files.length > 15 && files.every(({ tokens }) => tokens > 0));
    assert.deepEqual(priceSources, [
      { file: 'samples/prompts/gateway/litellm-config.yaml', models: 2 },
    ]);
  });

  it('follows links, counts nothing twice, and is not caught in a circle', () => {
    write('a/AGENTS.md', 'hello world');
    write('elsewhere/notes.md', 'hello');
    symlinkSync('AGENTS.md', path.join(folder, 'a', 'A-LINK.md'));
    symlinkSync('..', path.join(folder, 'a', 'up'), 'junction');
    symlinkSync('nowhere.md', path.join(folder, 'a', 'dead.md'));
    symlinkSync(path.join(folder, 'elsewhere', 'notes.md'), path.join(folder, 'a', 'CLAUDE.md'));
    const { files, status } = countJson(path.join(folder, 'a'));
    assert.deepEqual(files.map(({ file }) => path.basename(file)).sort(), [
      'AGENTS.md',
      'CLAUDE.md',
    ]);
    assert.equal(status, 0);
  });

  it('prints no control characters of a file to the terminal', () => {
    const file = write('esc.prompty', '---\nmodel: "\\e[2Jgpt"\n---\nsystem:\nhello');
    const { stdout, stderr } = costlens('count', file);
    assert.ok(!stdout.includes('\u001b') && !stderr.includes('\u001b'));
    assert.ok(stdout.includes('\\u001b[2Jgpt'), stdout);
  });

  it('ends quietly when its reader has seen enough', async () => {
    const lines = Array.from(
      { length: 3000 },
      () => '{"messages":[{"role":"user","content":"x"}]}',
    );
    const file = write('many.jsonl', lines.join('\n'));
    const run = spawn(process.execPath, ['dist/cli.js', 'count', '--json', file]);
    let stderr = '';
    run.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    run.stdout.once('data', () => run.stdout.destroy());
    await once(run, 'close');
    assert.equal(stderr, '');
  });

  it('counts a file that is named, whatever it is', () => {
    assert.equal(countJson(write('main.ts', 'const x = 1;')).files[0]?.format, 'text');
  });

  it('counts the files that a prompt includes, inside the folder only', () => {
    write('docs/a.txt', 'hello world');
    write('outside.txt', 'hello world');
    symlinkSync(path.join(folder, 'outside.txt'), path.join(folder, 'docs', 'link.txt'));
    write('docs/x.prompt.md', 'hello world [a](a.txt) [up](../../etc.txt) [link](link.txt)');
    const [x] = countJson(path.join(folder, 'docs')).files.filter(({ file }) =>
      file.includes('x.prompt'),
    );
    assert.deepEqual(x?.included, [{ file: 'a.txt', tokens: 2 }]);
    assert.equal(x.includedTokens, 2);
    assert.deepEqual(
      x.issues.map(({ code }) => code),
      ['include-missing', 'include-missing'],
    );
    // Named alone, its own folder is the workspace: a folder above gives no more.
    const [alone] = countJson(path.join(folder, 'docs', 'x.prompt.md')).files;
    assert.equal(alone?.tokens, x.tokens);
  });

  it('tells what each tool sends with every request, imports counted with it', () => {
    write('CLAUDE.md', 'hello world @docs/a.txt');
    write('docs/a.txt', 'hello world');
    write('AGENTS.md', 'hello world');
    const { status, stdout } = costlens('count', '--always-on', '--json', folder);
    assert.equal(status, 0);
    const { tools } = JSON.parse(stdout) as {
      tools: {
        tool: string;
        files: { file: string; tokens: number }[];
        tokens: number;
        costUsd: number | null;
      }[];
    };
    const names = tools.map(({ tool }) => tool);
    assert.deepEqual(names, [
      'GitHub Copilot in VS Code',
      'Claude Code',
      'Cursor',
      'Windsurf',
      'Cline',
      'Codex',
    ]);
    const codex = tools.at(-1);
    assert.deepEqual(codex?.files, [{ file: path.join(folder, 'AGENTS.md'), tokens: 2 }]);
    assert.equal(codex.costUsd, 0.000005);
    const own = countJson(path.join(folder, 'CLAUDE.md')).files[0];
    assert.equal(own?.includedTokens, 2);
    assert.equal(tools[1]?.tokens, own.tokens);
    assert.match(
      costlens('count', '--always-on', folder).stdout,
      /^Codex: 2 tokens, \$0\.000005\d* a request$/m,
    );
    assert.equal(
      costlens('count', '--always-on', path.join(folder, 'docs')).stdout,
      'No file is sent with every request.\n',
    );
  });

  it('counts a file that several instructions import once, and cuts where a tool stops reading', () => {
    write('CLAUDE.md', 'hello world @docs/a.txt');
    write('.claude/rules/more.md', 'hello @../../docs/a.txt @../../CLAUDE.md');
    write('docs/a.txt', 'hello world');
    write('AGENTS.md', 'word '.repeat(10_000));
    const { tools } = JSON.parse(costlens('count', '--always-on', '--json', folder).stdout) as {
      tools: {
        tool: string;
        tokens: number;
        files: { file: string; tokens: number; cutAtBytes?: number }[];
      }[];
    };
    const claude = tools.find(({ tool }) => tool === 'Claude Code');
    const own = (name: string): number => {
      const [file] = countJson(path.join(folder, name)).files;
      return (file?.tokens ?? 0) - (file?.includedTokens ?? 0);
    };
    assert.equal(claude?.tokens, own('CLAUDE.md') + own('.claude/rules/more.md') + 2);
    const [agents] = tools.find(({ tool }) => tool === 'Codex')?.files ?? [];
    // 32,768 bytes hold 6,553 times "word " and three letters more.
    assert.deepEqual([agents?.cutAtBytes, agents?.tokens], [32_768, 6554]);
    assert.match(
      costlens('count', '--always-on', folder).stdout,
      /AGENTS\.md \(cut: Codex reads 32,768 bytes\)/,
    );
  });

  it('counts what an editor would hold: no byte-order mark, one kind of line end', () => {
    const plain = write('a.txt', 'one\r\ntwo\r\nthree\r\n');
    const marked = write('b.txt', '\uFEFFone\r\ntwo\nthree\r\n');
    const [a, b] = countJson(plain, marked).files;
    assert.equal(a?.tokens, b?.tokens);
  });

  it('counts what is broken, and says what is wrong where', () => {
    for (const { name, content } of brokenFiles) write(`broken/${name}`, content);
    const root = path.join(folder, 'broken');
    const { files } = countJson(root);
    for (const { name, tokens, problem } of brokenFiles) {
      const found = files.find(({ file }) => file.endsWith(`/broken/${name}`));
      assert.equal(found?.tokens, tokens, name);
      const problems = found.issues.map(({ line, code }) => `${line - 1}: ${code}`);
      if (problem === undefined) assert.deepEqual(problems, [], name);
      else assert.ok(problems.includes(problem), `${name}: ${problems.join(', ')}`);
    }
  });

  it('counts 10 MB, and 100,000 requests of which the last is half typed', () => {
    const prompt = write('big/AGENTS.md', 'Be brief. See this and that.\n'.repeat(350_000));
    const line = '{"messages":[{"role":"user","content":"hello world"}]}\n';
    const lines = write('big/set.jsonl', `${line.repeat(100_000)}{"messages":[`);
    const [big, set] = countJson(prompt, lines).files;
    assert.equal(big?.tokens, 350_000 * 8);
    assert.equal(set?.segments.length, 100_000);
    assert.deepEqual(
      set.issues.map(({ code, line: at }) => [code, at]),
      [['json-unclosed', 100_001]],
    );
  });

  it('exits with 1 where something is wrong, and counts the rest', () => {
    const good = write('AGENTS.md', 'hello world');
    const { status, stdout, stderr } = costlens('count', good, path.join(folder, 'none.md'));
    assert.equal(status, 1);
    assert.match(stderr, /none\.md: no such file or folder/);
    assert.match(stdout, /AGENTS\.md/);
  });

  it('locates the problems of a file on stderr', () => {
    const file = write('broken.prompt.md', '---\nmodel: [gpt-4o\n---\nHello');
    const { status, stderr } = costlens('count', file);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /broken\.prompt\.md:\d+:\d+: (error|warning): .+ \[front-matter-invalid\]/,
    );
  });

  it('exits with 2 where nothing could be read, or the call is wrong', () => {
    assert.equal(costlens('count', path.join(folder, 'none')).status, 2);
    assert.equal(costlens('count').status, 2);
    assert.equal(costlens('count', '--nonsense', folder).status, 2);
    for (const output of ['-3', '', '1.5', '1e3', '1e999', '0x10', 'many']) {
      assert.equal(costlens('count', `--output=${output}`, folder).status, 2, output);
    }
    assert.equal(costlens('nonsense').status, 2);
    const binary = write('a.bin', new Uint8Array([1, 0, 0, 2]));
    const { status, stderr } = costlens('count', binary);
    assert.equal(status, 2);
    assert.match(stderr, /binary/);
  });

  it('helps', () => {
    assert.equal(costlens('--help').status, 0);
    assert.match(costlens('count', '--help').stdout, /--model/);
    assert.match(costlens('--version').stdout, /^\d+\.\d+\.\d+\n$/);
  });
});
