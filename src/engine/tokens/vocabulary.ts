import type { EncodingName } from './counter';
import { countTokens } from './encode';
import { MergeCuts } from './mergeCuts';
import { PieceCounts } from './pieceCounts';
import { PieceTokens } from './pieceTokens';
import { SafeCuts } from './safeCuts';
import { type SplitAutomaton, splitAutomaton } from './splitAutomaton';
import { splitBuffer } from './splitPieces';
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
 * Characters of one to four bytes, contractions and what only looks like one, and blanks of all
 * sorts: all branches of the splitter.
 */
const everyCharacter =
  "it's we'll they've HE'LL x' 'y  a\t\tb \u00a0\u00a0c\u3000 \r\n\n  d 12345 /*=== */\n" +
  'naïve привет مرحبا 漢字かな 한국어 ǅe ΣΑΣ\u0301 👩🏾\u200d💻🏳️\u200d🌈\ufffd\u{e0100}\u{f0000} ';
/** Tokens of all lengths that caches tell apart. */
const everyLength = ` a international internationalization${' '.repeat(40)}\n${' '.repeat(80)}`;

/**
 * Shows the hottest functions their branches before any text does. Where compiled code comes upon
 * a branch that it has not seen, it is thrown away; V8 may then stay for good with code that it
 * compiled in the middle of a loop and that is half as fast.
 */
function showEveryBranch(vocabulary: Vocabulary): void {
  for (let time = 0; time < 4; time++) {
    splitBuffer().split(vocabulary.automaton, everyCharacter, true);
    countTokens(vocabulary, everyLength);
  }
  vocabulary.counts.forget();
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
  const vocabulary = {
    encoding,
    automaton,
    safeCuts: new SafeCuts(automaton),
    mergeCuts,
    tokens,
    counts: new PieceCounts(index, mergeCuts, tokens),
  };
  showEveryBranch(vocabulary);
  return vocabulary;
}
