import assert from 'node:assert/strict';
import { mergeByHeap } from '../../../../src/engine/tokens/heapMerge';
import { PieceTokens } from '../../../../src/engine/tokens/pieceTokens';
import { hashBytes, TokenIndex } from '../../../../src/engine/tokens/tokenIndex';
import { readMergePairs } from '../../../../src/engine/tokens/vocabularyFormat';
import { vocabularyFileOf } from './oracles';
import { anyText, seededRandom } from './texts';

describe('the tokens of a piece', function () {
  this.timeout(60_000);
  const seed = Number(process.env['COSTLENS_SEED'] ?? Date.now() % 1_000_000);

  it(`are the same walked, merged by scanning and merged with a heap (seed ${seed})`, () => {
    const index = new TokenIndex(readMergePairs(vocabularyFileOf('cl100k_base')), () => undefined);
    const tokens = new PieceTokens(index);
    const random = seededRandom(seed);
    const units = ['-', '=', '-=', '\t ', '*#', 'ab', 'aab', '\u200d😀'];
    for (let i = 0; i < 3000; i++) {
      const unit = units[i % units.length] ?? '';
      // Not cut into pieces: what encodes a piece encodes any bytes.
      const text = i % 3 === 0 ? unit.repeat(random() * 60) : anyText(random, random() * 80);
      const bytes = new TextEncoder().encode(`${text}x`);
      const prefix = Int32Array.from({ length: bytes.length + 1 }, (_, n) =>
        hashBytes(bytes, 0, n),
      );
      const ids = new Int32Array(bytes.length);
      const ends = new Int32Array(bytes.length);
      const count = mergeByHeap(index, bytes, 0, bytes.length, prefix, ids, ends);
      tokens.encode(bytes, 0, bytes.length);
      assert.deepEqual(
        tokens.ids.slice(0, tokens.count),
        ids.slice(0, count),
        JSON.stringify(text),
      );
      assert.deepEqual(tokens.ends.slice(0, tokens.count), ends.slice(0, count));
    }
  });
});
