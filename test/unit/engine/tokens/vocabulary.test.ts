import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { vocabularyFile } from '../../../../scripts/vocabularyData';
import { encodingNames } from '../../../../src/engine/tokens/counter';
import { createVocabulary } from '../../../../src/engine/tokens/vocabulary';
import { readMergePairs, writeMergePairs } from '../../../../src/engine/tokens/vocabularyFormat';
import { ranksOf, vocabularyFileOf } from './oracles';

describe('vocabulary files', function () {
  this.timeout(60_000);

  for (const encoding of encodingNames) {
    it(`hold every token of ${encoding}`, () => {
      const { tokens, singleBytes, planes } = readMergePairs(vocabularyFileOf(encoding));
      const side = (i: number, from: number): number =>
        (planes[from]?.[i] ?? 0) |
        ((planes[from + 1]?.[i] ?? 0) << 8) |
        ((planes[from + 2]?.[i] ?? 0) << 16);
      const bytes: Buffer[] = Array.from(singleBytes, (byte) => Buffer.of(byte));
      for (let i = 0; i < tokens - 256; i++)
        bytes.push(
          Buffer.concat([bytes[side(i, 0)] ?? Buffer.of(), bytes[side(i, 3)] ?? Buffer.of()]),
        );
      const published = bytes
        .map((token, rank) => `${token.toString('base64')} ${rank}\n`)
        .join('');
      // The same hashes as in vocabularyData.ts, here on what the file says.
      const hash = createHash('sha256').update(published).digest('hex');
      assert.equal(
        hash,
        encoding === 'o200k_base'
          ? '446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d'
          : '223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7',
      );
    });

    it(`ship ${encoding} in few bytes`, () => {
      const limit = encoding === 'o200k_base' ? 1_000_000 : 450_000;
      assert.ok(gzipSync(vocabularyFileOf(encoding)).length <= limit);
    });

    it(`are refused where the ranks of ${encoding} are not the published ones`, () => {
      const { bpe_ranks: ranks } = ranksOf(encoding);
      assert.throws(
        () => vocabularyFile(encoding, ranks.replace('IQ==', 'Iw==')),
        /not the published/,
      );
    });
  }

  it('are refused where they are damaged', () => {
    const file = vocabularyFileOf('cl100k_base');
    assert.throws(() => createVocabulary(file.subarray(0, 100), 'cl100k_base'), /not a vocabulary/);
    assert.throws(() => createVocabulary(file.subarray(0, -1), 'cl100k_base'), /cannot have/);
    assert.throws(() => createVocabulary(new Uint8Array(1000), 'cl100k_base'), /not a vocabulary/);
  });

  it('may begin anywhere in a buffer', () => {
    const file = writeMergePairs(
      Uint8Array.from({ length: 256 }, (_, i) => i),
      [65],
      [66],
    );
    const moved = new Uint8Array(file.length + 3);
    moved.set(file, 3);
    const { tokens, planes } = readMergePairs(moved.subarray(3));
    assert.equal(tokens, 257);
    assert.deepEqual(
      planes.map((plane) => plane[0]),
      [65, 0, 0, 66, 0, 0],
    );
  });
});
