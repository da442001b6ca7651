import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parsePrompt } from '../../../../src/engine/prompts/formats';
import { tokenPlaces } from '../../../../src/engine/report/tokenPlaces';
import { createVocabulary } from '../../../../src/engine/tokens/vocabulary';

describe('tokenPlaces', () => {
  const vocabulary = createVocabulary(
    readFileSync('dist/vocabularies/o200k_base.vocabulary'),
    'o200k_base',
  );
  const tokens = (path: string, text: string, window = { start: 0, end: text.length }): string[] =>
    tokenPlaces(
      text,
      parsePrompt(text, { path }, path.endsWith('.json') ? 'chat' : 'markdown'),
      vocabulary,
      window,
    ).map(({ start, end }) => text.slice(start, end));

  it('cuts what is sent into its tokens, and nothing else', () => {
    assert.deepEqual(tokens('AGENTS.md', '---\ndescription: x\n---\nhello world 😀'), [
      'hello',
      ' world',
      ' 😀',
    ]);
  });

  it('gives the tokens that a window touches', () => {
    assert.deepEqual(tokens('AGENTS.md', 'one two three four', { start: 5, end: 9 }), [
      ' two',
      ' three',
    ]);
  });

  it('gives an escape as a whole', () => {
    const text = '{"messages":[{"role":"user","content":"hello\\nworld"}]}';
    assert.deepEqual(tokens('request.json', text), ['hello', '\\n', 'world']);
  });
});
