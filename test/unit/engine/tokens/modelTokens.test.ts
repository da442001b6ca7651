import assert from 'node:assert/strict';
import { getEncodingNameForModel, type TiktokenModel } from 'js-tiktoken';
import { chatOverheadFor } from '../../../../src/engine/tokens/chatOverhead';
import { encodingForModel } from '../../../../src/engine/tokens/encodingForModel';

describe('encodingForModel', () => {
  it('knows the vocabulary of every model that tiktoken knows', () => {
    const models: TiktokenModel[] = [
      'gpt-4o',
      'gpt-4o-2024-08-06',
      'gpt-4o-mini',
      'chatgpt-4o-latest',
      'gpt-4.1',
      'gpt-4.1-nano-2025-04-14',
      'gpt-4.5-preview',
      'gpt-5',
      'gpt-5-mini-2025-08-07',
      'gpt-5-chat-latest',
      'o1',
      'o1-preview',
      'o3',
      'o3-mini-2025-01-31',
      'o4-mini',
      'gpt-4',
      'gpt-4-32k-0314',
      'gpt-4-1106-preview',
      'gpt-4-turbo',
      'gpt-3.5-turbo',
      'gpt-3.5-turbo-0125',
      'gpt-3.5-turbo-instruct',
      'text-embedding-ada-002',
      'text-embedding-3-small',
      'text-embedding-3-large',
    ];
    for (const model of models) {
      const encoding = getEncodingNameForModel(model);
      assert.deepEqual(encodingForModel(model, true), { encoding, exact: true }, model);
    }
  });

  it('follows tiktoken where js-tiktoken differs from it', () => {
    for (const model of ['davinci-002', 'babbage-002']) {
      assert.deepEqual(encodingForModel(model, true), { encoding: 'cl100k_base', exact: true });
    }
  });

  it('reads names with a provider, a note or a fine-tune', () => {
    const cases: [string, string][] = [
      ['openai/gpt-4o', 'o200k_base'],
      ['azure/gpt-35-turbo', 'cl100k_base'],
      ['azure/gpt-4', 'cl100k_base'],
      ['openrouter/openai/gpt-4.1', 'o200k_base'],
      ['openai:chat:gpt-4-turbo', 'cl100k_base'],
      ['openai:gpt-4o', 'o200k_base'],
      ['GPT-4o (copilot)', 'o200k_base'],
      ['GPT-5 mini (Preview)', 'o200k_base'],
      ['gpt-5.2', 'o200k_base'],
      ['o4-mini-high', 'o200k_base'],
      ['openai.gpt-oss-20b-1:0', 'o200k_base'],
      ['ft:gpt-4o-mini-2024-07-18:org::id', 'o200k_base'],
      ['ft:gpt-4.1-2025-04-14:org::id', 'o200k_base'],
      ['ft:gpt-4-0613:org::id', 'cl100k_base'],
      ['ft:gpt-3.5-turbo:org::id', 'cl100k_base'],
    ];
    for (const [name, encoding] of cases) {
      assert.deepEqual(encodingForModel(name, true), { encoding, exact: true }, name);
    }
    // Ids that a catalog does not know yet, or a deployment's own, follow tiktoken's prefixes.
    for (const name of ['gpt-5.9-mini', 'azure/gpt-4o-our-deployment', 'gpt-4o@2030-01-01']) {
      const encoding = 'o200k_base';
      assert.deepEqual(encodingForModel(name, false), { encoding, exact: true }, name);
    }
  });

  it('flags what it can only estimate', () => {
    const other = { encoding: 'o200k_base', exact: false } as const;
    for (const name of [
      'claude-sonnet-4-5',
      'Gemini 2.5 Pro',
      'mistral-large',
      'gpt-4.7',
      'gpt-6-sol',
    ]) {
      assert.deepEqual(
        encodingForModel(name, true),
        { ...other, reason: 'no-public-tokenizer' },
        name,
      );
    }
    for (const name of [
      '',
      'my-model',
      'gpt',
      'o100',
      'gpt-4oo',
      'my-gpt-4o',
      '__proto__',
      `gpt-4o${' '.repeat(1e6)}x`,
      "GPT-4.1 | 'gpt-5' | 'Claude Sonnet 4.5'",
      'gpt-4o|gpt-5',
      'gpt-4o, gpt-5',
      'gpt-4o;',
      'gpt-4o+',
      'GPT-4o or Claude Sonnet 4.5',
      'gpt-5 {{version}}',
    ]) {
      assert.deepEqual(encodingForModel(name, false), { ...other, reason: 'unknown-model' }, name);
    }
  });
});

describe('chatOverheadFor', () => {
  it('has the figures that OpenAI published', () => {
    const figures = { perMessage: 3, perName: 1, perRequest: 3, roleCounts: true };
    for (const name of ['gpt-4o-2024-08-06', 'openai/gpt-4o-mini-2024-07-18', 'gpt-4-0613']) {
      assert.deepEqual(chatOverheadFor(name), { basis: 'published', ...figures }, name);
    }
    for (const name of [
      'gpt-4o',
      'GPT-4o (copilot)',
      'azure/gpt-35-turbo',
      'gpt-4',
      'gpt-4.1',
      'gpt-4-turbo',
    ]) {
      assert.deepEqual(chatOverheadFor(name), { basis: 'family', ...figures }, name);
    }
    assert.equal(chatOverheadFor('gpt-3.5-turbo-0301').perMessage, 4);
  });

  it('has none where none are published', () => {
    for (const name of [
      'gpt-5',
      'o3',
      'claude-sonnet-4-5',
      'gemini-2.5-pro',
      'gpt-4x',
      "GPT-4.1 | 'gpt-5'",
      'my-model',
      '',
    ]) {
      const { basis, perMessage, perName, perRequest } = chatOverheadFor(name);
      assert.deepEqual([basis, perMessage, perName, perRequest], ['unpublished', 0, 0, 0], name);
    }
  });
});
