import assert from 'node:assert/strict';
import { alwaysOnFiles, alwaysOnTools } from '../../../../src/engine/prompts/alwaysOn';
import { segmentText } from '../../../../src/engine/prompts/document';
import { detectFormat, formatOnRequest, parsePrompt } from '../../../../src/engine/prompts/formats';

/** What each tool sends of these files: "path: text". */
function sent(files: Readonly<Record<string, string>>): Record<string, string[]> {
  const parsed = Object.entries(files).map(([path, text]) => {
    const hint = { path };
    return {
      path,
      text,
      document: parsePrompt(text, hint, detectFormat(hint, text) ?? formatOnRequest(hint)),
    };
  });
  return Object.fromEntries(
    alwaysOnTools.map((tool) => [
      tool.name,
      alwaysOnFiles(tool, parsed).map(
        ({ file: { path, text }, document }) =>
          `${path}: ${document.segments.map((segment) => segmentText(text, segment)).join('|')}`,
      ),
    ]),
  );
}

const makers =
  /^(?:code\.visualstudio\.com|docs\.github\.com|code\.claude\.com|(?:www|docs)\.cursor\.com|geminicli\.com|docs\.windsurf\.com|docs\.cline\.bot|developers\.openai\.com|github\.com)$/;

describe('What tools send with every request', () => {
  it('is by name and place, from the root only', () => {
    const tools = sent({
      'AGENTS.md': 'a',
      'CLAUDE.md': 'b',
      'GEMINI.md': 'c',
      '.cursorrules': 'd',
      '.windsurfrules': 'e',
      '.clinerules/style.md': 'f',
      '.github/copilot-instructions.md': 'g',
      'packages/x/AGENTS.md': 'below',
      'packages/x/CLAUDE.md': 'no',
      'README.md': 'no',
    });
    assert.deepEqual(tools, {
      'GitHub Copilot in VS Code': ['AGENTS.md: a', '.github/copilot-instructions.md: g'],
      'Claude Code': ['CLAUDE.md: b'],
      Cursor: ['AGENTS.md: a', '.cursorrules: d'],
      'Gemini CLI': ['GEMINI.md: c'],
      // Windsurf's own pages do not name .windsurfrules; Cline's do.
      Windsurf: ['AGENTS.md: a'],
      Cline: [
        'AGENTS.md: a',
        '.cursorrules: d',
        '.windsurfrules: e',
        '.clinerules/style.md: f',
        'packages/x/AGENTS.md: below',
      ],
      Codex: ['AGENTS.md: a'],
    });
  });

  it('leaves out what is for some files, and what is loaded on demand', () => {
    const tools = sent({
      '.github/instructions/all.instructions.md': '---\napplyTo: "**"\n---\nall',
      '.github/instructions/ts.instructions.md': '---\napplyTo: "**/*.ts"\n---\nts',
      '.github/instructions/none.instructions.md': 'none',
      '.github/instructions/list.instructions.md': '---\napplyTo: ["**"]\n---\nlist',
      '.github/instructions/words.instructions.md': '---\napplyTo:\n  - "*"\n---\nwords',
      '.claude/rules/every.md': 'every',
      '.claude/rules/some.md': '---\npaths: src/**\n---\nsome',
      '.claude/rules/list.md': '---\npaths: ["**/*"]\n---\nlist',
      '.claude/skills/x/SKILL.md': '---\nname: x\ndescription: does x\n---\nbody',
      '.cursor/rules/always.mdc': '---\nalwaysApply: true\n---\nalways',
      '.cursor/rules/ts.mdc': '---\nglobs: *.ts\nalwaysApply: false\n---\nts',
      '.clinerules/some.md': '---\npaths: src/**\n---\nsome',
      '.cline/rules/all.md': 'all',
      '.windsurf/rules/on.md': '---\ntrigger: always_on\n---\non',
      'app/.windsurf/rules/on.md': '---\ntrigger: always_on\n---\nbelow',
      '.windsurf/rules/glob.md': '---\ntrigger: glob\nglobs: *.ts\n---\nglob',
      '.windsurf/rules/asked.md': '---\ntrigger: model_decision\ndescription: d\n---\nasked',
      '.windsurf/rules/plain.md': 'plain',
    });
    const skill = '.claude/skills/x/SKILL.md: x: does x';
    assert.deepEqual(tools['GitHub Copilot in VS Code'], [
      '.github/instructions/all.instructions.md: all',
      skill,
    ]);
    assert.deepEqual(tools['Claude Code'], [
      '.claude/rules/every.md: every',
      '.claude/rules/list.md: list',
      skill,
    ]);
    assert.deepEqual(tools['Cursor'], ['.cursor/rules/always.mdc: always']);
    assert.deepEqual(tools['Cline'], ['.cline/rules/all.md: all']);
    assert.deepEqual(tools['Windsurf'], [
      '.windsurf/rules/on.md: on',
      'app/.windsurf/rules/on.md: below',
    ]);
  });

  it('is one file a folder for Codex', () => {
    const { Codex } = sent({ 'AGENTS.md': 'a', 'AGENTS.override.md': 'b' });
    assert.deepEqual(Codex, ['AGENTS.override.md: b']);
  });

  it('is cut where Codex stops reading: after 32 KiB', () => {
    const codex = alwaysOnTools.find(({ name }) => name === 'Codex');
    assert.ok(codex);
    const cut = (text: string): [boolean | undefined, string | undefined] => {
      const path = 'AGENTS.md';
      const [sent] = alwaysOnFiles(codex, [
        { path, text, document: parsePrompt(text, { path }, 'markdown') },
      ]);
      const [segment] = sent?.document.segments ?? [];
      return [sent?.isCut, segment && segmentText(text, segment)];
    };
    const short = 'x'.repeat(32 * 1024);
    assert.deepEqual(cut(short), [false, short]);
    assert.deepEqual(cut(`${short}y`), [true, short]);
    // Three bytes a character, and none is cut in two.
    assert.deepEqual(cut('語'.repeat(11_000)), [true, '語'.repeat(10_922)]);
    const smile = '😀'.repeat(8191);
    assert.deepEqual(cut(`${smile}xyz😀`), [true, `${smile}xyz`]);
  });

  it('has a source for each tool, of its maker', () => {
    for (const { name, sources } of alwaysOnTools) {
      assert.ok(sources.length > 0, name);
      for (const url of sources) assert.match(new URL(url).hostname, makers, name);
    }
  });
});
