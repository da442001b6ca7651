import assert from 'node:assert/strict';
import { parsePrompt } from '../../../../src/engine/prompts/formats';
import { uncountedReferences } from '../../../../src/engine/report/uncounted';

function uncounted(path: string, text: string): string[] {
  const document = parsePrompt(text, { path });
  assert.ok(document);
  return uncountedReferences(document).map(({ kind, target }) => `${kind} ${target}`);
}

describe('uncountedReferences', () => {
  it('are images and tools that are sent, and no links that are not', () => {
    assert.deepEqual(uncounted('a.prompt', '---\ntools: [search]\n---\nLook {{media url=pic}}'), [
      'tool search',
      'image pic',
    ]);
    assert.deepEqual(uncounted('AGENTS.md', 'See [docs](docs/a.md)'), []);
    assert.deepEqual(uncounted('a.prompt.md', 'See [docs](docs/a.md)'), []);
  });
});
