import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/engine/rules/edits';
import { suppressionEdit } from '../../../../src/engine/rules/suppressions';
import { ruleSettingsSchema } from '../../../../src/engine/rules/settings';
import { checkedFile, findingsOf } from './checked';

const id = 'verbose-instruction';

describe('comments that switch a finding off', () => {
  const wordy = 'Sort in order to win.';
  const files: Readonly<Record<string, string>> = {
    'a.prompt.md': `# Task\n\n- Be quick.\n  ${wordy}\n`,
    'b.prompt.md': `---\nmode: ask\n---\n${wordy}\n`,
    'a.prompty': `---\nname: x\n---\nsystem:\n${wordy}\n`,
    'mustache.prompty': `---\nname: x\ntemplate:\n  format: mustache\n---\nsystem:\n${wordy}\n`,
    'a.prompt': `---\nmodel: gpt-4o\n---\n{{role "system"}}\n${wordy}\n`,
    'a.prompt.yml': `messages:\n  - role: user\n    content: |\n      Read.\n      ${wordy}\n`,
    'b.prompt.yml': `messages:\n  - role: user\n    content: ${wordy}\n`,
    'prompts/a.j2': `Read.\n${wordy}\n`,
    'prompts/a.hbs': `Read.\n${wordy}\n`,
    'a.poml': `<poml>\n<p>${wordy}</p>\n</poml>\n`,
  };
  for (const [path, source] of Object.entries(files)) {
    for (const place of ['finding', 'file'] as const) {
      it(`of ${path}, for the ${place}`, () => {
        const checked = checkedFile(path, source);
        const [finding] = checked?.check.findings.filter(({ rule }) => rule === id) ?? [];
        assert.ok(checked && finding);
        const edit = suppressionEdit(
          source,
          checked.document,
          path,
          id,
          place === 'file' ? 'file' : finding.range,
        );
        assert.ok(edit);
        const after = applyEdits(source, [edit]);
        assert.deepEqual(findingsOf(path, after, id), [], after);
        assert.deepEqual(checkedFile(path, after)?.document.issues, []);
      });
    }
  }

  it('are not to be had in JSON and plain text', () => {
    const chat = JSON.stringify({ messages: [{ role: 'user', content: wordy }] });
    const checked = checkedFile('a.chat.json', chat);
    assert.ok(checked);
    assert.equal(
      suppressionEdit(chat, checked.document, 'a.chat.json', id, { start: 5, end: 6 }),
      null,
    );
  });
});

describe('the schema of rule settings', () => {
  it('takes a severity, options, or both, and nothing else', () => {
    const valid = [
      {},
      { [id]: 'off' },
      { [id]: { maxPlease: 0 } },
      { [id]: { severity: 'error', maxPlease: 1 } },
    ];
    for (const value of valid) assert.ok(ruleSettingsSchema.safeParse(value).success);
    const invalid = [
      { other: 'off' },
      { [id]: 'loud' },
      { [id]: { maxPlease: -1 } },
      { [id]: { most: 1 } },
    ];
    for (const value of invalid) assert.ok(!ruleSettingsSchema.safeParse(value).success);
  });
});
