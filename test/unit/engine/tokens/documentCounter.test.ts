import fc from 'fast-check';
import assert from 'node:assert/strict';
import { encodingNames, runToEnd } from '../../../../src/engine/tokens/counter';
import type { TextChange } from '../../../../src/engine/text/textChange';
import { DocumentCounter } from '../../../../src/engine/tokens/documentCounter';
import { countTokens } from '../../../../src/engine/tokens/encode';
import { vocabularyOf } from './oracles';
import { anyText, seededRandom } from './texts';

/** A change in a text of `length` units, with a preference for small ones. */
function randomChange(random: () => number, text: string): TextChange {
  const offset = Math.floor(random() * (text.length + 1));
  const removed =
    random() < 0.5 ? 0 : Math.min(text.length - offset, Math.floor(random() ** 4 * 600));
  const inserted = random() < 0.3 ? '' : anyText(random, Math.floor(random() ** 4 * 300));
  return { offset, removed, inserted };
}

function changed(text: string, { offset, removed, inserted }: TextChange): string {
  return text.slice(0, offset) + inserted + text.slice(offset + removed);
}

describe('the counter of a document', function () {
  this.timeout(120_000);
  const seed = Number(process.env['COSTLENS_SEED'] ?? Date.now() % 1_000_000);

  for (const encoding of encodingNames) {
    it(`equals a full count after each of 10,000 random edits (${encoding}, seed ${seed})`, () => {
      const vocabulary = vocabularyOf(encoding);
      const random = seededRandom(seed);
      let text = '';
      let counter = runToEnd(DocumentCounter.steps(vocabulary, text));
      for (let i = 0; i < 10_000; i++) {
        if (i % 500 === 0) {
          text = anyText(random, 20_000);
          counter = runToEnd(DocumentCounter.steps(vocabulary, text));
        }
        const change = randomChange(random, text);
        const next = changed(text, change);
        counter.applyChange(change);
        if (counter.tokens !== countTokens(vocabulary, next) || counter.length !== next.length)
          assert.fail(`edit ${i}: ${JSON.stringify({ text, change })}`);
        text = next;
      }
    });
  }

  for (const encoding of encodingNames) {
    it(`equals a full count after edits inside long pieces (${encoding}, seed ${seed})`, () => {
      const vocabulary = vocabularyOf(encoding);
      const random = seededRandom(seed);
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      const letters = Array.from({ length: 4000 }, () => String.fromCharCode(97 + random() * 26));
      const units = [
        ...['a', '漢', '=', ' ', '\n', '\t ', '-=', 'ab', 'é', 'ابجد', '😀\u200d', 'A', '\u0301'],
        ...[letters.join(''), 'a漢', '=\n', "s'", 'の文字列'],
      ];
      for (const unit of units) {
        let text = pick(['', ' ', 'x. ', 'a', '\n']) + unit.repeat(Math.ceil(6000 / unit.length));
        if (random() < 0.5) text += pick([' end. And more', '\n\nend', 'A', '7']);
        const counter = runToEnd(DocumentCounter.steps(vocabulary, text));
        assert.equal(counter.tokens, countTokens(vocabulary, text), JSON.stringify(unit));
        for (let i = 0; i < 60; i++) {
          const offset = Math.floor(random() * (text.length + 1));
          const rest = text.length - offset;
          const removed = random() < 0.4 ? 0 : Math.min(rest, Math.floor(random() ** 6 * 2500));
          const from = Math.floor(random() * unit.length);
          const own = unit.repeat(40).slice(from, from + Math.floor(random() ** 3 * 900));
          const inserted = pick([own, own, own, '', pick(['x', ' ', '\n', 'É', '\ud83d', "'"])]);
          const change = { offset, removed, inserted };
          const next = changed(text, change);
          counter.applyChange(change);
          if (counter.tokens !== countTokens(vocabulary, next) || counter.length !== next.length)
            assert.fail(`edit ${i}: ${JSON.stringify({ text, change })}`);
          text = next;
        }
      }
    });
  }

  it('holds for small texts of troublesome characters', () => {
    const vocabulary = vocabularyOf('o200k_base');
    const character = fc.constantFrom(
      '\r',
      '\n',
      ' ',
      "'",
      's',
      'L',
      'l',
      '\ud83d',
      '\ude00',
      '漢',
      '/',
      '7',
    );
    const text = fc.string({ unit: character, maxLength: 12 });
    fc.assert(
      fc.property(
        text,
        fc.array(fc.tuple(fc.nat(12), fc.nat(4), text), { maxLength: 8 }),
        (start, edits) => {
          let expected = start;
          const counter = runToEnd(DocumentCounter.steps(vocabulary, start));
          for (const [place, size, inserted] of edits) {
            const offset = Math.min(place, expected.length);
            const change = { offset, removed: Math.min(size, expected.length - offset), inserted };
            counter.applyChange(change);
            expected = changed(expected, change);
            assert.equal(counter.tokens, countTokens(vocabulary, expected));
          }
        },
      ),
      { numRuns: 2000, seed },
    );
  });

  it('refuses a change outside the document', () => {
    const counter = runToEnd(DocumentCounter.steps(vocabularyOf('o200k_base'), 'abc'));
    assert.throws(() => {
      counter.applyChange({ offset: 2, removed: 2, inserted: '' });
    }, RangeError);
  });
});
