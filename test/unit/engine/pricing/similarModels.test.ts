import assert from 'node:assert/strict';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import { similarModels } from '../../../../src/engine/pricing/similarModels';

const catalog = createGenaiPricesCatalog();
const at = new Date('2026-09-24T12:00:00Z');

describe('similarModels', () => {
  it('finds the hosts of a model that has to be named with one', () => {
    const names = similarModels('llama-3.3-70b', catalog, at);
    assert.ok(names.length > 5);
    assert.ok(names.includes('groq/llama-3.3-70b-versatile'), names.join(' '));
  });

  it('finds what a slip of the keyboard meant, the maker before its hosts', () => {
    for (const [written, meant] of [
      ['gpt-4oo', 'openai/gpt-4o'],
      ['gtp-4.1-mini', 'openai/gpt-4.1-mini'],
      ['openai/gpt4o', 'openai/gpt-4o'],
      ['claude-sonet-4-5', 'anthropic/claude-sonnet-4-5'],
    ] as const) {
      assert.equal(similarModels(written, catalog, at)[0], meant, written);
    }
  });

  it('proposes nothing for a name that is like none', () => {
    for (const name of ['no-such-model', '', 'x', 'q'.repeat(300)]) {
      assert.deepEqual(similarModels(name, catalog, at), [], name);
    }
  });

  it('proposes only names that the catalog knows', () => {
    for (const name of similarModels('gemini flash', catalog, at)) {
      assert.ok(catalog.findModel(name, at), name);
    }
  });
});
