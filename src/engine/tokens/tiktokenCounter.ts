import { Tiktoken, type TiktokenBPE } from 'js-tiktoken/lite';
import type { EncodingName, EstimatedRun, TokenCount, TokenCounter } from './counter';

/**
 * js-tiktoken merges a piece in quadratic time (8 s for 10,000 letters), so that a longer piece is
 * estimated from a part of this many UTF-8 bytes.
 */
const longestExactPiece = 2000;

/** Pieces counted between two yields: a few milliseconds of work. */
const piecesPerStep = 4000;

/** Distinct pieces whose count is remembered; the whole memory is dropped when it is full. */
const rememberedPieces = 50_000;

/** A counter over js-tiktoken's rank data. Building one takes about a second. */
export function createTiktokenCounter(encoding: EncodingName, ranks: TiktokenBPE): TokenCounter {
  const tiktoken = new Tiktoken(ranks);
  const pattern = new RegExp(ranks.pat_str, 'ug');
  const known = new Map<string, number>();

  // A piece of the split pattern is merged by itself, and matches as one piece when it stands alone.
  function countPiece(piece: string): number {
    let tokens = known.get(piece);
    if (tokens === undefined) {
      tokens = tiktoken.encode(piece, [], []).length;
      if (known.size >= rememberedPieces) known.clear();
      known.set(piece, tokens);
    }
    return tokens;
  }

  function* steps(text: string): Generator<undefined, TokenCount> {
    let tokens = 0;
    const estimatedRuns: EstimatedRun[] = [];
    let pieces = 0;
    for (const { 0: piece, index } of text.matchAll(pattern)) {
      const bytes = piece.length * 3 > longestExactPiece ? utf8Length(piece) : 0;
      if (bytes > longestExactPiece) {
        const head = piece.slice(0, Math.floor((piece.length * longestExactPiece) / bytes));
        const estimate = Math.round((countPiece(head) * piece.length) / head.length);
        estimatedRuns.push({ start: index, end: index + piece.length, bytes, tokens: estimate });
        tokens += estimate;
        yield;
      } else {
        tokens += countPiece(piece);
      }
      if (++pieces % piecesPerStep === 0) yield;
    }
    return { tokens, estimatedRuns };
  }

  return { encoding, steps };
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
