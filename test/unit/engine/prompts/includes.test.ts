import assert from 'node:assert/strict';
import { segmentText } from '../../../../src/engine/prompts/document';
import { parsePrompt } from '../../../../src/engine/prompts/formats';
import { followIncludes } from '../../../../src/engine/prompts/includes';

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
    // docs/a.md is no memory file: what it mentions is text.
    assert.deepEqual(files, ['docs/a.md: A @b.md', 'docs/b.md: B']);
    assert.deepEqual(issues, []);
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
