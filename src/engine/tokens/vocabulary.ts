import type { EncodingName } from './counter';
import { MergeCuts } from './mergeCuts';
import { PieceCounts } from './pieceCounts';
import { PieceTokens } from './pieceTokens';
import { type SplitAutomaton, splitAutomaton } from './splitAutomaton';
import { TokenIndex } from './tokenIndex';
import { readMergePairs } from './vocabularyFormat';

/**
 * What encoding and counting need of an encoding. It is a few megabytes and takes some tens of
 * milliseconds to make: make it when the first count needs it, keep it, and let it go when idle.
 */
export interface Vocabulary {
  readonly encoding: EncodingName;
  readonly automaton: SplitAutomaton;
  readonly cuts: MergeCuts;
  /** Encodes pieces. */
  readonly tokens: PieceTokens;
  /** Counts of pieces met lately. */
  readonly counts: PieceCounts;
}

/**
 * Makes a vocabulary from its file (see vocabularyFormat.ts), which is not referred to afterwards.
 * Throws where the data is not a vocabulary.
 */
export function createVocabulary(data: Uint8Array, encoding: EncodingName): Vocabulary {
  const cuts = new MergeCuts();
  const index = new TokenIndex(readMergePairs(data), (store, start, seam, end) => {
    cuts.note(store, start, seam, end);
  });
  const tokens = new PieceTokens(index);
  return {
    encoding,
    automaton: splitAutomaton(encoding),
    cuts,
    tokens,
    counts: new PieceCounts(index, cuts, tokens),
  };
}
