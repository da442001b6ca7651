import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';

const catalog = createGenaiPricesCatalog();
const at = new Date('2026-09-24T12:00:00Z');

/** Names as people write them, what they mean, and how that was found. */
const names: [string, string][] = [
  // Ids, aliases and dated revisions.
  ['gpt-4o', 'openai/gpt-4o id maker'],
  ['gpt-4o-2024-08-06', 'openai/gpt-4o alias maker'],
  ['gpt-4o-20240806', 'openai/gpt-4o alias maker'],
  ['gpt-4o-2024-05-13', 'openai/gpt-4o-2024-05-13 id maker'],
  ['gpt-4-0613', 'openai/gpt-4 alias maker'],
  ['gpt-4-turbo', 'openai/gpt-4-turbo id maker'],
  ['gpt-3.5-turbo', 'openai/gpt-3.5-turbo id maker'],
  ['gpt-35-turbo', 'openai/gpt-3.5-turbo alias maker'],
  ['gpt-4.1-2025-04-14', 'openai/gpt-4.1 alias maker'],
  ['o1', 'openai/o1 id maker'],
  ['o3', 'openai/o3 id maker'],
  ['o3-mini', 'openai/o3-mini id maker'],
  ['chatgpt-4o-latest', 'openai/chatgpt-4o-latest id maker'],
  ['text-embedding-3-small', 'openai/text-embedding-3-small id maker'],
  ['ft:gpt-4o-mini-2024-07-18:org::id', 'openai/ft:gpt-4o-mini pattern maker'],
  ['claude-sonnet-4-20250514', 'anthropic/claude-sonnet-4-0 pattern maker'],
  ['claude-opus-4-20250514', 'anthropic/claude-opus-4-0 alias maker'],
  ['claude-3-5-sonnet-20241022', 'anthropic/claude-3-5-sonnet pattern maker'],
  ['claude-3-7-sonnet-latest', 'anthropic/claude-3-7-sonnet-latest id maker'],
  ['claude-2.1', 'anthropic/claude-2 pattern maker'],
  ['gemini-2.5-pro-preview-05-06', 'google/gemini-2.5-pro pattern maker'],
  ['gemini-2.0-flash-001', 'google/gemini-2.0-flash pattern maker'],
  ['mistral-large-latest', 'mistral/mistral-large alias maker'],
  ['command-r-plus', 'cohere/command-r-plus id maker'],
  ['deepseek-chat', 'deepseek/deepseek-chat id maker'],
  ['grok-4', 'x-ai/grok-4-0709 alias maker'],
  ['sonar', 'perplexity/sonar id maker'],
  // With a provider, as LiteLLM, promptfoo, Dotprompt, GitHub Models and cloud consoles write it.
  ['openai/gpt-4o', 'openai/gpt-4o id named'],
  ['openai:gpt-4o', 'openai/gpt-4o id named'],
  ['openai:chat:gpt-4o-mini', 'openai/gpt-4o-mini id named'],
  ['azure/gpt-4o', 'openai/gpt-4o id fallback'],
  ['azure/gpt-35-turbo', 'openai/gpt-3.5-turbo alias fallback'],
  ['azure/o3-mini', 'azure/o3-mini id named'],
  ['anthropic/claude-3-5-haiku-20241022', 'anthropic/claude-3-5-haiku-latest pattern named'],
  ['anthropic/claude-opus-4.5', 'anthropic/claude-opus-4-5 alias named'],
  ['anthropic:messages:claude-sonnet-4-20250514', 'anthropic/claude-sonnet-4-0 pattern named'],
  [
    'bedrock/anthropic.claude-3-5-sonnet-20241022-v2:0',
    'aws/regional.anthropic.claude-3-5-sonnet-20241022-v2:0 pattern named',
  ],
  [
    'bedrock/us-east-1/anthropic.claude-3-haiku-20240307-v1:0',
    'aws/regional.anthropic.claude-3-haiku-20240307-v1:0 pattern named',
  ],
  [
    'us.anthropic.claude-sonnet-4-20250514-v1:0',
    'aws/regional.anthropic.claude-sonnet-4-20250514-v1:0 pattern named',
  ],
  [
    'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
    'aws/regional.anthropic.claude-3-haiku-20240307-v1:0 pattern named',
  ],
  ['amazon.nova-lite-v1:0', 'aws/amazon.nova-lite-v1:0 id named'],
  ['vertex_ai/claude-3-5-sonnet@20240620', 'google/claude-3-5-sonnet pattern named'],
  ['vertex_ai/gemini-1.5-pro', 'google/gemini-1.5-pro id named'],
  ['gemini/gemini-2.5-flash', 'google/gemini-2.5-flash id named'],
  ['googleai/gemini-2.5-flash', 'google/gemini-2.5-flash id named'],
  ['models/gemini-2.5-pro', 'google/gemini-2.5-pro id named'],
  [
    'projects/p/locations/us-central1/publishers/google/models/gemini-2.5-pro',
    'google/gemini-2.5-pro id named',
  ],
  ['xai/grok-4', 'x-ai/grok-4-0709 alias named'],
  ['moonshot/kimi-k2', 'moonshotai/kimi-k2 id named'],
  ['mistralai/mistral-large-2411', 'mistral/mistral-large alias named'],
  ['groq/llama-3.3-70b-versatile', 'groq/llama-3.3-70b-versatile id named'],
  [
    'together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo',
    'together/meta-llama/Llama-3.3-70B-Instruct-Turbo id named',
  ],
  ['openrouter/anthropic/claude-3.5-sonnet', 'openrouter/anthropic/claude-3.5-sonnet id named'],
  // Names as VS Code and Copilot show them.
  ['GPT-4o', 'openai/gpt-4o id maker'],
  ['GPT-4o (copilot)', 'openai/gpt-4o id fallback'],
  ['GPT-4.1', 'openai/gpt-4.1 id maker'],
  ['GPT-5', 'openai/gpt-5 id maker'],
  ['GPT-5 mini', 'openai/gpt-5-mini id maker'],
  ['GPT-5 mini (copilot)', 'github-copilot/gpt-5-mini id named'],
  ['GPT-5-Codex (Preview)', 'openai/gpt-5 alias maker'],
  ['o4-mini (Preview)', 'openai/o4-mini id maker'],
  ['Claude Sonnet 4', 'anthropic/claude-sonnet-4-0 alias maker'],
  ['Claude Sonnet 4.5', 'anthropic/claude-sonnet-4-5 alias maker'],
  ['Claude Sonnet 4.5 (copilot)', 'anthropic/claude-sonnet-4-5 alias fallback'],
  ['Claude Sonnet 4 (Preview) (copilot)', 'anthropic/claude-sonnet-4-0 alias fallback'],
  ['Claude 4.5 Sonnet', 'anthropic/claude-sonnet-4-5 alias maker'],
  ['Claude 3.5 Sonnet', 'anthropic/claude-3-5-sonnet alias maker'],
  ['Claude Sonnet 3.5', 'anthropic/claude-3-5-sonnet alias maker'],
  ['Claude 3.7 Sonnet Thinking', 'anthropic/claude-3-7-sonnet-latest pattern maker'],
  ['Claude Opus 4.1', 'anthropic/claude-opus-4-1 alias maker'],
  ['Claude Haiku 4.5 (copilot)', 'github-copilot/claude-haiku-4.5 id named'],
  [
    'Claude Opus 4.8 (fast mode) (copilot)',
    'github-copilot/claude-opus-4.8-fast display-name named',
  ],
  ['Gemini 2.5 Pro', 'google/gemini-2.5-pro id maker'],
  ['Gemini 2.0 Flash', 'google/gemini-2.0-flash id maker'],
  ['Gemini 3 Pro (Preview)', 'google/gemini-3-pro-preview id maker'],
  ['Grok Code Fast 1', 'x-ai/grok-code-fast-1 id maker'],
  ['Command R+', 'cohere/command-r-plus display-name maker'],
  ['  gpt-4o  ', 'openai/gpt-4o id maker'],
];

/** Names that mean no model of the data, though the data's own patterns would take many of them. */
const nonsense = [
  '',
  ' ',
  '-',
  '/',
  'gpt',
  'gpt-',
  'gpt-4o-foo',
  'my-gpt-4o',
  'my-model',
  'foo',
  'foo/gpt-4o',
  '/gpt-4o',
  'openai/',
  'openai',
  'claude',
  'my-claude-bot',
  'gemini',
  'o',
  'o100',
  'gpt-7',
  '42',
  '()',
  '(copilot)',
  'Auto',
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'prototype',
  // A version that the data does not have is not an older one.
  'claude-sonnet-5-1',
  'claude-sonnet-5.5',
  'claude-opus-4-10',
  'claude-opus-4-1-fast',
  'Claude Opus 4.8 (fast mode)',
  'gemini-2.5-pro-ultra',
  'gemini-3.7-flash-lite',
  // Another size or offspring of a model has another price.
  'gemini-1.5-flash-8b',
  'deepseek-r1-distill-llama-70b',
  // A deployment or a region is its owner's.
  'azure/my-o4-mini-deployment',
  'azure/eu/gpt-4o',
  // Hosts set their own price: without one there is none.
  'llama-3.3-70b',
  'meta-llama/Llama-3.3-70B-Instruct',
  'ollama/llama3',
  'llama3:8b',
];

describe('model names', () => {
  for (const [name, meaning] of names) {
    it(`reads "${name}" as ${meaning}`, () => {
      const model = catalog.findModel(name, at);
      assert.equal(
        model &&
          `${model.provider}/${model.id} ${model.resolution?.by ?? ''} ${model.resolution?.provider ?? ''}`,
        meaning,
      );
      assert.equal(model?.resolution?.written, name);
    });
  }

  for (const name of nonsense) {
    it(`reads nothing into "${name}"`, () => {
      assert.equal(catalog.findModel(name, at), undefined);
    });
  }

  it('takes any text', () => {
    const piece = fc.constantFrom(
      'gpt',
      'claude',
      '-',
      '4o',
      '(',
      ')',
      '/',
      ':',
      '.',
      ' ',
      'azure',
      '0',
    );
    const text = fc.oneof(fc.string({ maxLength: 220 }), fc.string({ unit: piece }));
    fc.assert(
      fc.property(text, (name) => {
        const model = catalog.findModel(name, at);
        assert.ok(model === undefined || model.resolution?.written === name);
      }),
      { numRuns: 300 },
    );
    assert.equal(catalog.findModel('gpt-4o'.repeat(100_000), at), undefined);
    assert.equal(catalog.findModel(`gpt-4o ${'('.repeat(150)}`, at), undefined);
  });
});
