import assert from 'node:assert/strict';
import { encodingNames } from '../../../../src/engine/tokens/counter';
import { countTokens, encode } from '../../../../src/engine/tokens/encode';
import { nativeTiktoken, sharedTexts, vocabularyOf } from './oracles';

describe('encoding', function () {
  this.timeout(60_000);

  for (const encoding of encodingNames) {
    for (const folder of ['corpus', 'bench-text'] as const) {
      it(`gives the ids of native tiktoken on ${folder} (${encoding})`, () => {
        const vocabulary = vocabularyOf(encoding);
        const native = nativeTiktoken(encoding);
        for (const { name, text } of sharedTexts(folder)) {
          const expected = native.encode_ordinary(text);
          const actual = encode(vocabulary, text);
          assert.equal(countTokens(vocabulary, text), expected.length, name);
          assert.deepEqual(Uint32Array.from(actual), expected, name);
        }
      });
    }
  }
});
