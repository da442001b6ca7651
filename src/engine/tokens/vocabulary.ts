import type { EncodingName } from './counter';
import { MergeCuts } from './mergeCuts';
import { PieceCounts } from './pieceCounts';
import { PieceTokens } from './pieceTokens';
import { SafeCuts } from './safeCuts';
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
  /** Where a text can be cut; for documents. */
  readonly safeCuts: SafeCuts;
  /** Where a piece can be cut. */
  readonly mergeCuts: MergeCuts;
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
  const mergeCuts = new MergeCuts();
  const index = new TokenIndex(readMergePairs(data), (store, start, seam, end) => {
    mergeCuts.note(store, start, seam, end);
  });
  const tokens = new PieceTokens(index);
  const automaton = splitAutomaton(encoding);
  return {
    encoding,
    automaton,
    safeCuts: new SafeCuts(automaton),
    mergeCuts,
    tokens,
    counts: new PieceCounts(index, mergeCuts, tokens),
  };
}
