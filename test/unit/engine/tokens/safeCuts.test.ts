import assert from 'node:assert/strict';
import { encodingNames } from '../../../../src/engine/tokens/counter';
import { SafeCuts } from '../../../../src/engine/tokens/safeCuts';
import { splitAutomaton } from '../../../../src/engine/tokens/splitAutomaton';
import { patternForJavaScript } from './oracles';
import { representatives } from './representatives';

describe('safe cuts', function () {
  this.timeout(60_000);

  for (const encoding of encodingNames) {
    const cuts = new SafeCuts(splitAutomaton(encoding));
    const pattern = patternForJavaScript(encoding);
    const split = (text: string): string => text.match(pattern)?.join('\0') ?? '';

    // That no longer context matters either follows from how they are found: for every state of
    // the automaton. This is the check of that reasoning against the pattern itself.
    it(`never change the pieces, with two characters before and one after (${encoding})`, () => {
      const ones = ['', ...representatives];
      const twos = [...ones, ...representatives.flatMap((a) => representatives.map((b) => a + b))];
      for (const left of representatives)
        for (const right of representatives) {
          if (!cuts.isSafe(left + right, left.length)) continue;
          const rights = ones.map((context) => right + context);
          const rightPieces = rights.map(split);
          for (const context of twos) {
            const before = split(context + left);
            rights.forEach((after, i) => {
              const parts = `${before}\0${rightPieces[i] ?? ''}`;
              if (split(context + left + after) !== parts)
                assert.fail(JSON.stringify([context + left, after]));
            });
          }
        }
    });

    it(`are those that the design names (${encoding})`, () => {
      const isSafe = (text: string): boolean => cuts.isSafe(text, 1);
      for (const text of [
        'a ',
        '. ',
        '7 ',
        '7a',
        '7.',
        'a7',
        '.7',
        '\na',
        '\n.',
        'a\n',
        'a/',
        'a.',
      ])
        assert.ok(isSafe(text), JSON.stringify(text));
      for (const text of [' a', '  ', '\n ', '\n\n', '.a', '..', '.\n', 'ab', '77', '\r\n'])
        assert.ok(!isSafe(text), JSON.stringify(text));
      const cl100k = encoding === 'cl100k_base';
      for (const text of ['\n/', "a'", 'a\u0301']) assert.equal(isSafe(text), cl100k, text);
      assert.equal(isSafe('aB'), !cl100k);
      // Not in the middle of a contraction: it may be 'lL or 'rE.
      assert.ok(!isSafe('lL') && !isSafe('rE'));
    });

    it(`are never inside a surrogate pair (${encoding})`, () => {
      assert.ok(!cuts.isSafe('a😀 ', 2));
      assert.ok(cuts.isSafe('a😀 ', 3));
    });
  }
});
