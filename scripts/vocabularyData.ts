import { createHash } from 'node:crypto';
import type { EncodingName } from '../src/engine/tokens/counter';
import { writeMergePairs } from '../src/engine/tokens/vocabularyFormat';

/**
 * SHA-256 of the published vocabulary files, as OpenAI's tiktoken checks them
 * (tiktoken_ext/openai_public.py, `expected_hash`).
 */
export const publishedHashes: Readonly<Record<EncodingName, string>> = {
  o200k_base: '446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d',
  cl100k_base: '223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7',
};

/**
 * Makes the file that a vocabulary ships as from js-tiktoken's ranks, after checking that they are
 * the published vocabulary to the last byte.
 *
 * @param ranks `bpe_ranks` of a js-tiktoken ranks module: lines of "! first-rank token token …",
 * each token in base64.
 */
export function vocabularyFile(encoding: EncodingName, ranks: string): Uint8Array {
  const tokens: Buffer[] = [];
  for (const line of ranks.split('\n')) {
    const [, first, ...encoded] = line.split(' ');
    encoded.forEach((token, index) => {
      tokens[Number(first) + index] = Buffer.from(token, 'base64');
    });
  }
  const published = tokens.map((token, rank) => `${token.toString('base64')} ${rank}\n`).join('');
  const hash = createHash('sha256').update(published).digest('hex');
  if (hash !== publishedHashes[encoding])
    throw new Error(`the ranks of ${encoding} are not the published ones: ${hash}`);

  const rankOf = new Map(tokens.map((token, rank) => [token.toString('latin1'), rank]));
  const left: number[] = [];
  const right: number[] = [];
  tokens.forEach((token, rank) => {
    if (rank < 256) return;
    const [a, b] = lastMerge(token.toString('latin1'), rank, rankOf);
    left.push(a);
    right.push(b);
  });
  return writeMergePairs(
    Uint8Array.from(tokens.slice(0, 256), (token) => token[0] ?? 0),
    left,
    right,
  );
}

/**
 * The two tokens that merging a token's bytes, with lower ranks only, comes to.
 *
 * @param token the bytes as Latin-1, one character a byte.
 */
function lastMerge(
  token: string,
  rank: number,
  rankOf: ReadonlyMap<string, number>,
): [number, number] {
  const parts = token.split('');
  while (parts.length > 2) {
    let best = rank;
    let at = -1;
    for (let i = 0; i + 1 < parts.length; i++) {
      const merged = rankOf.get((parts[i] ?? '') + (parts[i + 1] ?? ''));
      if (merged === undefined || merged >= best) continue;
      best = merged;
      at = i;
    }
    if (at < 0) break;
    parts.splice(at, 2, (parts[at] ?? '') + (parts[at + 1] ?? ''));
  }
  const [a, b] = parts.map((part) => rankOf.get(part));
  if (parts.length !== 2 || a === undefined || b === undefined)
    throw new Error(`token ${rank} is not the merge of two tokens`);
  return [a, b];
}
