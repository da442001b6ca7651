import fc from 'fast-check';
import assert from 'node:assert/strict';
import { encodingNames, runToEnd, type EncodingName } from '../../../../src/engine/tokens/counter';
import {
  countSteps,
  countTokens,
  encode,
  tokenBoundaries,
} from '../../../../src/engine/tokens/encode';
import { nativeTiktoken, sharedTexts, vocabularyOf } from './oracles';
import { anyText, seededRandom } from './texts';

/** Compares ids and count with native tiktoken's; names the text where they differ. */
function compare(encoding: EncodingName, text: string, name = text): void {
  const expected = nativeTiktoken(encoding).encode_ordinary(text);
  const actual = encode(vocabularyOf(encoding), text);
  const same = actual.length === expected.length && actual.every((id, i) => id === expected[i]);
  if (!same) assert.fail(`${encoding}, ids: ${JSON.stringify(name)}`);
  if (countTokens(vocabularyOf(encoding), text) !== expected.length)
    assert.fail(`${encoding}, count: ${JSON.stringify(name)}`);
}

describe('encoding', function () {
  this.timeout(120_000);
  const seed = Number(process.env['COSTLENS_SEED'] ?? Date.now() % 1_000_000);

  for (const encoding of encodingNames) {
    describe(`with ${encoding}`, () => {
      for (const folder of ['corpus', 'bench-text'] as const)
        it(`gives the ids of native tiktoken on ../shared/${folder}`, () => {
          for (const { name, text } of sharedTexts(folder)) compare(encoding, text, name);
        });

      it('gives the ids of native tiktoken for every code point in four contexts', () => {
        // Alone between newlines, after a letter, after a space and before one, among symbols. The
        // planes that hold nothing but unassigned and private code points are sampled, for the
        // oracle takes long; COSTLENS_EXHAUSTIVE=1 has them all.
        const batch = 1024;
        const sample = process.env['COSTLENS_EXHAUSTIVE'] === '1' ? 1 : 32;
        for (let first = 0; first < 0x11_0000; first += batch) {
          const isEmptyPlane = first >= 0x4_0000 && first >> 16 !== 0xe;
          if (isEmptyPlane && (first / batch + seed) % sample !== 0) continue;
          let text = '';
          for (let codePoint = first; codePoint < first + batch; codePoint++) {
            const character = String.fromCodePoint(codePoint);
            text += `${character}\na${character} ${character}B!${character}!\n`;
          }
          compare(encoding, text, `U+${first.toString(16)} and after`);
        }
      });

      it(`gives the ids of native tiktoken for 50,000 random texts (seed ${seed})`, () => {
        const random = seededRandom(seed);
        for (let i = 0; i < 50_000; i++)
          compare(encoding, anyText(random, Math.floor(random() * 40)));
      });

      it('gives the ids of native tiktoken for long runs', () => {
        const random = seededRandom(seed);
        for (const unit of ['a', ' ', '\n', '=', '😀\u200d', '漢', '\t ', 'ab', '-=', 'é', '\0']) {
          for (const length of [63, 64, 65, 127, 128, 129, 1000, 2047])
            compare(encoding, unit.repeat(length));
          compare(encoding, `x${unit.repeat(300 + Math.floor(random() * 300))}y`);
        }
      });
    });
  }

  it('takes special tokens, names of object members and U+FEFF for text', () => {
    const vocabulary = vocabularyOf('o200k_base');
    assert.deepEqual(encode(vocabulary, '<|endoftext|>').length, 7);
    assert.ok(!encode(vocabulary, '<|endofprompt|>').includes(200_018));
    for (const text of [
      'toString',
      'constructor',
      '__proto__',
      '\ufeffhello',
      '\ufeff',
      'a\u0085b',
    ])
      compare('o200k_base', text);
  });

  it('takes a lone surrogate for U+FFFD', () => {
    const vocabulary = vocabularyOf('o200k_base');
    const replaced = encode(vocabulary, 'a\ufffdb \ufffd\ufffd');
    assert.deepEqual(encode(vocabulary, 'a\ud83db \ude00\ud83d'), replaced);
  });

  it('takes the long s for an s in contractions, as native tiktoken does', () => {
    compare('cl100k_base', "'\u017fam it'\u017f");
    compare('o200k_base', "don'\u017f");
  });

  it('counts nothing in an empty text', () => {
    assert.equal(countTokens(vocabularyOf('o200k_base'), ''), 0);
    assert.deepEqual(encode(vocabularyOf('o200k_base'), ''), []);
    assert.deepEqual(tokenBoundaries(vocabularyOf('o200k_base'), ''), new Uint32Array());
  });

  it('finds pieces that run over the ends of blocks', () => {
    const vocabulary = vocabularyOf('o200k_base');
    for (let before = 8180; before < 8200; before++)
      for (const text of ["don't", ' 👩‍👩‍👧', '漢字漢字', '\r\n\r\n   x', '12345', '!!!\n\n/x']) {
        const filler = 'ab '.repeat(2740).slice(0, before);
        const whole = filler + text + filler;
        assert.equal(
          countTokens(vocabulary, whole),
          nativeTiktoken('o200k_base').encode_ordinary(whole).length,
        );
      }
  });

  it('counts in steps, between which other texts may be counted', () => {
    const vocabulary = vocabularyOf('o200k_base');
    const random = seededRandom(seed);
    const text = anyText(random, 100_000);
    const steps = countSteps(vocabulary, text);
    let yields = 0;
    for (;;) {
      const step = steps.next();
      if (step.done) {
        assert.equal(step.value, countTokens(vocabulary, text));
        break;
      }
      yields++;
      countTokens(vocabulary, anyText(random, 50));
    }
    assert.ok(yields >= 10, `${yields} yields`);
    assert.equal(runToEnd(countSteps(vocabulary, text)), countTokens(vocabulary, text));
  });
});

describe('token boundaries', () => {
  const vocabulary = vocabularyOf('o200k_base');
  const seed = Number(process.env['COSTLENS_SEED'] ?? Date.now() % 1_000_000);

  it('are where the tokens of a text end', () => {
    assert.deepEqual([...tokenBoundaries(vocabulary, 'Hello world, naïve')], [5, 11, 12, 16, 18]);
  });

  it('give a character to the token that completes it', () => {
    // Tokens of parts of characters: "🦄" has more than one.
    const ends = tokenBoundaries(vocabulary, 'a🦄b');
    assert.equal(ends.length, encode(vocabulary, 'a🦄b').length);
    assert.ok(!ends.includes(2), 'inside a surrogate pair');
    assert.equal(ends.at(-1), 4);
  });

  it('are as many as tokens, in order, and end with the text', () => {
    const random = seededRandom(seed);
    fc.assert(
      fc.property(fc.nat(200), (units) => {
        const text = anyText(random, units);
        const ends = tokenBoundaries(vocabulary, text);
        assert.equal(ends.length, countTokens(vocabulary, text));
        if (text !== '') assert.equal(ends.at(-1), text.length);
        assert.ok(ends.every((end, i) => i === 0 || end >= (ends[i - 1] ?? 0)));
      }),
      { seed },
    );
  });
});

describe('the work of encoding', () => {
  // Steps, not time: a machine's load cannot change them.
  const runs = ['a', ' ', '\n', '=', '😀\u200d', '漢', 'ab', '-=', 'é', "'", '\0', '\t '].map(
    (unit) => (length: number) => unit.repeat(length / unit.length),
  );
  const randomLetters = (length: number): string => {
    const random = seededRandom(1);
    return Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(
      '',
    );
  };

  for (const encoding of encodingNames)
    it(`grows with the length of a run and no faster (${encoding})`, () => {
      const vocabulary = vocabularyOf(encoding);
      const steps = (text: string): number => {
        vocabulary.counts.forget();
        const before = vocabulary.tokens.steps;
        countTokens(vocabulary, text);
        return vocabulary.tokens.steps - before;
      };
      for (const run of [...runs, randomLetters]) {
        const [short, long] = [steps(run(12_000)), steps(run(72_000))];
        assert.ok(long <= 6.6 * short + 1000, `${JSON.stringify(run(3))}: ${short}, then ${long}`);
        assert.ok(long <= 72_000 * 4 * 128, `${JSON.stringify(run(3))}: ${long}`);
      }
    });
});
