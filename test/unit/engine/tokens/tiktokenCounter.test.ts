import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Tiktoken } from 'js-tiktoken/lite';
import cl100kBase from 'js-tiktoken/ranks/cl100k_base';
import o200kBase from 'js-tiktoken/ranks/o200k_base';
import { runToEnd } from '../../../../src/engine/tokens/counter';
import { createTiktokenCounter } from '../../../../src/engine/tokens/tiktokenCounter';

for (const [encoding, ranks] of [
  ['o200k_base', o200kBase],
  ['cl100k_base', cl100kBase],
] as const) {
  describe(`The ${encoding} counter`, () => {
    const counter = createTiktokenCounter(encoding, ranks);
    const oracle = new Tiktoken(ranks);
    const count = (text: string): number => runToEnd(counter.steps(text)).tokens;

    it('counts as js-tiktoken does', () => {
      const word = fc.constantFrom(
        'hello',
        ' World',
        "it's",
        '  ',
        '\n\n',
        '\r\n',
        '漢字',
        '😀',
        '123456',
        '\t',
        '—',
      );
      const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(word, { maxLength: 100 }).map((words) => words.join('')),
      );
      fc.assert(
        fc.property(text, (sample) => {
          assert.equal(count(sample), oracle.encode(sample, [], []).length);
        }),
        { numRuns: 500 },
      );
    });

    it('takes the text of a special token as plain text', () => {
      assert.ok(count('<|endoftext|>') > 1);
    });

    it('estimates a run that js-tiktoken would take seconds for, and says where', () => {
      const text = `before ${'a'.repeat(100_000)} after`;
      const { tokens, estimatedRuns } = runToEnd(counter.steps(text));
      assert.deepEqual(
        estimatedRuns.map(({ start, end, bytes }) => ({ start, end, bytes })),
        [{ start: 6, end: 100_007, bytes: 100_001 }],
      );
      assert.ok(tokens > 10_000 && tokens < 20_000, String(tokens));
    });
  });
}
