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
        ({ path, text, document }) =>
          `${path}: ${document.segments.map((segment) => segmentText(text, segment)).join('|')}`,
      ),
    ]),
  );
}

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
      'packages/x/AGENTS.md': 'no',
      'packages/x/CLAUDE.md': 'no',
      'README.md': 'no',
    });
    assert.deepEqual(tools, {
      'GitHub Copilot in VS Code': ['AGENTS.md: a', '.github/copilot-instructions.md: g'],
      'Claude Code': ['CLAUDE.md: b'],
      Cursor: ['AGENTS.md: a', '.cursorrules: d'],
      'Gemini CLI': ['GEMINI.md: c'],
      Windsurf: ['AGENTS.md: a', '.windsurfrules: e'],
      Cline: ['AGENTS.md: a', '.clinerules/style.md: f'],
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
    assert.deepEqual(tools['Cline'], []);
  });

  it('is one file a folder for Codex', () => {
    const { Codex } = sent({ 'AGENTS.md': 'a', 'AGENTS.override.md': 'b' });
    assert.deepEqual(Codex, ['AGENTS.override.md: b']);
  });

  it('has a source for each tool', () => {
    for (const { name, sources } of alwaysOnTools) {
      assert.ok(sources.length > 0 && sources.every((url) => URL.canParse(url)), name);
    }
  });
});
