import assert from 'node:assert/strict';
import fc from 'fast-check';
import { segmentText } from '../../../../src/engine/prompts/document';
import { parsePrompt } from '../../../../src/engine/prompts/formats';
import { followIncludes } from '../../../../src/engine/prompts/includes';
import { corpus } from './checks';

type Files = Readonly<Record<string, string>>;

interface Followed {
  /** Path and counted text of each included file. */
  readonly files: readonly string[];
  readonly issues: readonly string[];
  readonly asked: readonly string[];
}

async function follow(files: Files, path: string): Promise<Followed> {
  const document = parsePrompt(files[path] ?? '', { path });
  assert.ok(document);
  const asked: string[] = [];
  const inclusions = await followIncludes(document, path, (file) => {
    asked.push(file);
    return Promise.resolve(files[file]);
  });
  return {
    files: inclusions.files.map(
      ({ path: file, text, document: { segments } }) =>
        `${file}: ${segments.map((segment) => segmentText(text, segment)).join('|')}`,
    ),
    issues: inclusions.issues.map(({ code, params }) => `${code} ${params['target'] ?? ''}`),
    asked,
  };
}

describe('included files', () => {
  it('are followed through files that include others, each once', async () => {
    const { files, issues } = await follow(
      {
        'CLAUDE.md': '@docs/a.md and @docs/b.md',
        'docs/a.md': 'A @b.md',
        'docs/b.md': '---\nx: 1\n---\nB',
      },
      'CLAUDE.md',
    );
    assert.deepEqual(files, ['docs/a.md: A @b.md', 'docs/b.md: B']);
    assert.deepEqual(issues, []);
  });

  it('of source code are sent as they are', async () => {
    const code = "import 'openai';\nclient.create({ prompt: 'Hi' });\n";
    const { files } = await follow({ 'CLAUDE.md': '@src/a.ts', 'src/a.ts': code }, 'CLAUDE.md');
    assert.deepEqual(files, [`src/a.ts: ${code}`]);
  });

  it('import others in turn where Claude Code or Gemini CLI imports them', async () => {
    for (const path of ['CLAUDE.md', 'GEMINI.md', '.claude/rules/x.md']) {
      const deep = await follow(
        { [path]: '@/AGENTS.md', 'AGENTS.md': 'A @docs/b.md', 'docs/b.md': 'B @c.txt' },
        path,
      );
      assert.deepEqual(deep.files, ['AGENTS.md: A @docs/b.md', 'docs/b.md: B @c.txt'], path);
      assert.deepEqual(deep.issues, ['include-missing c.txt'], path);
    }
    const alone = await follow({ 'AGENTS.md': 'A @docs/b.md', 'docs/b.md': 'B' }, 'AGENTS.md');
    assert.deepEqual(alone.files, []);
  });

  it('end at a cycle', async () => {
    const { files, issues } = await follow(
      { 'a/CLAUDE.md': '@../GEMINI.md', 'GEMINI.md': '@a/CLAUDE.md' },
      'a/CLAUDE.md',
    );
    assert.deepEqual(files, ['GEMINI.md: @a/CLAUDE.md']);
    assert.deepEqual(issues, ['include-cycle a/CLAUDE.md']);
  });

  it('of a Cursor rule are named from the root of the project', async () => {
    const { files, issues } = await follow(
      { 'shop/.cursor/rules/ts.mdc': 'See @src/a.txt', 'shop/src/a.txt': 'A' },
      'shop/.cursor/rules/ts.mdc',
    );
    assert.deepEqual([files, issues], [['shop/src/a.txt: A'], []]);
  });

  it('never lead out of the workspace', async () => {
    const text = '@../../etc/passwd @~/.ssh/id.txt @/etc/hosts.txt @C:/a.txt @x\\..\\..\\..\\b.txt';
    const { asked, issues } = await follow({ 'a/CLAUDE.md': text }, 'a/CLAUDE.md');
    // A path from the root is the workspace's root.
    assert.deepEqual(asked, ['etc/hosts.txt']);
    assert.equal(issues.length, 5);
    assert.ok(issues.every((issue) => issue.startsWith('include-missing')));
  });

  it('are what a prompt links to, but not what instructions link to', async () => {
    const files = {
      'p/x.prompt.md': '[a](../docs/my%20notes.md#part) [b](https://example.com)',
      'p/x.instructions.md': '[a](../docs/my%20notes.md)',
      'docs/my notes.md': 'Notes',
    };
    assert.deepEqual((await follow(files, 'p/x.prompt.md')).files, ['docs/my notes.md: Notes']);
    assert.deepEqual((await follow(files, 'p/x.instructions.md')).files, []);
  });

  it('are not what is only code: decorators, packages, people', async () => {
    const words = [
      ...['@GeneratedValue(strategy=GenerationType.IDENTITY).', '@app.post,', '@app.on_event("x")'],
      ...['@ExceptionHandler(Illegal.class)', '@Query("id")', '@nestjs/bull', '@beefree.io/sdk'],
      ...['@nestjs/core/decorators', '@/lib/utils', '@types/node', '@someone', '@example.com'],
      ...['@https://example.com/a.md', '@@a.md', '@*.ts', '@src/**/*.ts', '@click="go.ts"', '@'],
    ];
    for (const path of ['CLAUDE.md', 'GEMINI.md', '.cursor/rules/x.mdc', '.claude/commands/x.md']) {
      const text = `Use ${words.join(' or ')}\n\n- ${words.join('\n- ')}`;
      const { files, issues } = await follow({ [path]: text }, path);
      assert.deepEqual([files, issues], [[], []], path);
    }
  });

  it('are words without an ending too, where there is such a file', async () => {
    const files = {
      'CLAUDE.md': 'See @README, @docs/guide and @app/(auth)/page.tsx. @LICENSE',
      README: 'Read me',
      'docs/guide': 'Guide',
      'app/(auth)/page.tsx': 'Page',
    };
    const followed = await follow(files, 'CLAUDE.md');
    assert.deepEqual(followed.files, [
      'README: Read me',
      'docs/guide: Guide',
      'app/(auth)/page.tsx: Page',
    ]);
    assert.deepEqual(followed.issues, []);
  });

  it('are remarked where a path leads to nothing', async () => {
    const paths = ['docs/a.md', 'package.json', './a', '../a', '~/a', 'src/main.c', 'a.ts#L10'];
    for (const path of ['a/CLAUDE.md', '.cursor/rules/x.mdc']) {
      const { issues } = await follow({ [path]: `@${paths.join(', @')}.` }, path);
      assert.deepEqual(
        issues,
        paths.map((target) => `include-missing ${target}`),
      );
    }
  });

  it('are not what stands in code', async () => {
    const text = [
      'One ` quote, then @a.md.',
      '',
      '`@b.md` and ``x ` @b.md ``, `spans',
      'over @b.md lines` and @c.md',
      '- an open ` quote',
      '- @d.md `',
      '',
      '```text in a line``` @e.md',
      '',
      '~~~',
      '@b.md',
      '```',
      '@b.md',
      '~~~',
      'and @f.md',
      '````',
      '```',
      '@b.md',
    ].join('\n');
    for (const lineEnd of ['\n', '\r\n']) {
      const { asked } = await follow({ 'CLAUDE.md': text.replaceAll('\n', lineEnd) }, 'CLAUDE.md');
      assert.deepEqual(asked, ['a.md', 'c.md', 'd.md', 'e.md', 'f.md']);
    }
  });

  it('are found behind every @ that stands outside code, whatever is around it', async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
    const path = fc
      .tuple(fc.array(name, { maxLength: 3 }), name, fc.constantFrom('', '.md', '.ts', '.post'))
      .map(([folders, base, ending]) => [...folders, base + ending].join('/'));
    const around = fc.constantFrom('', ' ', 'word ', '\n', '\n\n', '- ', '# ', '> ', '@x ', 'é ');
    await fc.assert(
      fc.asyncProperty(around, path, around, async (before, wanted, after) => {
        const text = `${before}@${wanted} ${after}`;
        const files = { 'CLAUDE.md': text, [wanted]: 'W' };
        assert.deepEqual((await follow(files, 'CLAUDE.md')).files, [`${wanted}: W`]);
        const inSpan = `${before}\`@${wanted} ${after.replace(/[\n#>-]/g, '')}\``;
        const inBlock = `${before}\n\`\`\`\n@${wanted} ${after}\n\`\`\`\n`;
        for (const code of [inSpan, inBlock]) {
          const found = await follow({ ...files, 'CLAUDE.md': code }, 'CLAUDE.md');
          assert.deepEqual(found.files, [], code);
        }
      }),
    );
  });

  it('of Cursor’s rules and Claude Code’s commands are named from the project’s folder', async () => {
    const rule = {
      'app/.cursor/rules/x.mdc': '[a](mdc:src/a.ts) @src/b.ts @near.md [up](mdc:../up.md)',
      'app/src/a.ts': 'A',
      'src/b.ts': 'B',
      'app/.cursor/rules/near.md': 'N',
      'app/.cursor/up.md': 'U',
    };
    const { files, issues } = await follow(rule, 'app/.cursor/rules/x.mdc');
    assert.deepEqual(files, [
      'app/src/a.ts: A',
      'src/b.ts: B',
      'app/.cursor/rules/near.md: N',
      'app/.cursor/up.md: U',
    ]);
    assert.deepEqual(issues, []);
    const command = { '.claude/commands/git/x.md': 'Compare @src/a.ts', 'src/a.ts': 'A' };
    assert.deepEqual((await follow(command, '.claude/commands/git/x.md')).files, ['src/a.ts: A']);
  });

  it('are looked for once each, and words only so often', async () => {
    const once = await follow({ 'CLAUDE.md': '@a.md @b @a.md @b @c/../b' }, 'CLAUDE.md');
    assert.deepEqual(once.asked, ['a.md', 'b']);
    const words = Array.from({ length: 3000 }, (_, index) => `@w${index}`).join(' ');
    const many = await follow(
      { 'CLAUDE.md': `${words} @late @docs/a.md`, late: 'L', 'docs/a.md': 'A' },
      'CLAUDE.md',
    );
    assert.deepEqual(many.files, ['docs/a.md: A']);
    assert.ok(many.asked.length < 2500);
  });

  it('are none in the corpus of real prompts, and none is missed there', async function () {
    const files = corpus();
    if (!files) return;
    this.timeout(60_000);
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    for (const { path, text } of files) {
      const document = parsePrompt(text, { path });
      assert.ok(document);
      const found = await followIncludes(document, path, (name) =>
        Promise.resolve(texts.get(name)),
      );
      assert.deepEqual(found, { files: [], issues: [] }, path);
    }
  });

  it('are partials by their names', async () => {
    const dotprompt = await follow(
      { 'p/a.prompt': '{{>style}} {{role "user"}}Hi', 'p/_style.prompt': 'Be dry, {{name}}.' },
      'p/a.prompt',
    );
    assert.deepEqual(dotprompt.files, ['p/_style.prompt: Be dry, .']);
    const handlebars = await follow(
      { 'prompts/a.hbs': '{{> foot}}', 'prompts/partials/foot.hbs': 'Bye {{name}}' },
      'prompts/a.hbs',
    );
    assert.deepEqual(handlebars.files, ['prompts/partials/foot.hbs: Bye ']);
    const jinja = await follow(
      {
        'app/prompts/x/a.j2': '{% include "shared/b.j2" %}',
        'app/prompts/shared/b.j2': '{# no #}Shared{% include "c.j2" %}',
      },
      'app/prompts/x/a.j2',
    );
    assert.deepEqual(jinja.files, ['app/prompts/shared/b.j2: Shared']);
    assert.deepEqual(jinja.issues, ['include-missing c.j2']);
  });

  it('are the prompts of an evaluation that stand in files', async () => {
    const { files } = await follow(
      {
        'e/promptfooconfig.yaml': 'prompts:\n  - file://p.txt\n  - file://make.py\n',
        'e/p.txt': 'Hello {{name}}',
        'e/make.py': 'print(1)',
      },
      'e/promptfooconfig.yaml',
    );
    assert.deepEqual(files, ['e/p.txt: Hello ']);
  });

  it('are limited in number and depth', async () => {
    const many = Array.from({ length: 600 }, (_, index) => [`f${index}.md`, 'x'] as const);
    const wide = {
      'CLAUDE.md': many.map(([name]) => `@${name}`).join(' '),
      ...Object.fromEntries(many),
    };
    const followed = await follow(wide, 'CLAUDE.md');
    assert.equal(followed.files.length, 500);
    assert.equal(followed.issues.length, 100);
    const deep: Record<string, string> = { 'CLAUDE.md': '@d1/CLAUDE.md' };
    for (let level = 1; level < 30; level++) {
      const folder = Array.from({ length: level }, (_, index) => `d${index + 1}`).join('/');
      deep[`${folder}/CLAUDE.md`] = `@d${level + 1}/CLAUDE.md`;
    }
    const chain = await follow(deep, 'CLAUDE.md');
    assert.equal(chain.files.length, 10);
    assert.deepEqual(chain.issues, ['include-limit d11/CLAUDE.md']);
  });
});
