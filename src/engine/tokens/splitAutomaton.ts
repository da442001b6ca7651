import type { EncodingName } from './counter';
import { type CharacterClass, characterClasses, classIndex, classTable } from './characterClasses';

/**
 * Stands after the last byte of a text. UTF-8 never holds it, so a reader needs no test for the
 * end: it is a "character" of class `end`, which every state stops at.
 */
export const endMark = 0xff;

/**
 * Each encoding first splits text into pieces by a regular expression (see `splitPatterns`), then
 * merges bytes inside each piece. The expressions backtrack; here they are written out as automata
 * that read each character once, which is what makes counting fast and linear.
 *
 * A state is `plain` where the piece may end after the last character read. In a `lagging` state
 * it may not: the piece then ends at the mark, a place further back. The mark is set on entering a
 * lagging state from a plain one, to the place before the character that led there. In a
 * `trailing` state, which lags by one character, every character moves the mark.
 */
type StateKind = 'plain' | 'lagging' | 'trailing';

interface State {
  readonly kind: StateKind;
  /** Where each class of characters leads; a class that is not named ends the piece. */
  readonly on: Readonly<Partial<Record<CharacterClass, string>>>;
  /** At the end of the text the piece holds all that was read, whatever the mark. */
  readonly keepsAllAtEnd?: true;
}

type States = Readonly<Record<string, State>>;

const uppers = ['upper', 'upperSdmt', 'upperRv', 'upperL', 'upperE'] as const;
const lowers = ['lower', 'lowerSdmt', 'lowerRv', 'lowerL', 'lowerE'] as const;
const symbols = ['apostrophe', 'slash', 'other'] as const;

function to(classes: readonly CharacterClass[], state: string): State['on'] {
  return Object.fromEntries(classes.map((name) => [name, state]));
}

/** Blanks, newlines and digits are split alike in both encodings. */
const commonStates: States = {
  done: { kind: 'plain', on: {} },
  digits1: { kind: 'plain', on: { digit: 'digits2' } },
  digits2: { kind: 'plain', on: { digit: 'done' } },
  // \s+(?!\S): a run of blanks leaves its last one to what follows, unless the text ends.
  blanks: {
    kind: 'trailing',
    on: { space: 'blanks', blank: 'blanks', newline: 'newlines' },
    keepsAllAtEnd: true,
  },
  // \s*[\r\n]+: a run of white space that holds a newline ends after its last newline.
  newlines: {
    kind: 'plain',
    on: { newline: 'newlines', space: 'blanksAfterNewline', blank: 'blanksAfterNewline' },
  },
  blanksAfterNewline: {
    kind: 'lagging',
    on: { newline: 'newlines', space: 'blanksAfterNewline', blank: 'blanksAfterNewline' },
  },
};

const onBlank: State['on'] = { space: 'blanks', blank: 'blanks', newline: 'newlines' };

/** Where a word begins or goes on while all its letters were upper case. */
const o200kWord: State['on'] = {
  ...to(uppers, 'uppers'),
  ...to(lowers, 'lowers'),
  caseless: 'caseless',
  mark: 'caseless',
};

/**
 * o200k_base. A word is upper-case letters, then lower-case ones; caseless letters and marks count
 * as both. Where no lower-case letter follows, `[Upper]*[Lower]+` backtracks to the last caseless
 * letter, if there is one, and leaves the upper-case letters after it to the next piece.
 */
const o200kStates: States = {
  ...commonStates,
  start: {
    kind: 'plain',
    on: {
      ...o200kWord,
      ...to(symbols, 'symbol'),
      space: 'space',
      blank: 'blank',
      newline: 'newlines',
      digit: 'digits1',
    },
  },
  uppers: { kind: 'plain', on: { ...o200kWord, apostrophe: 'contraction' } },
  caseless: {
    kind: 'plain',
    on: { ...o200kWord, ...to(uppers, 'uppersAfterCaseless'), apostrophe: 'contraction' },
  },
  uppersAfterCaseless: {
    kind: 'lagging',
    on: { ...o200kWord, ...to(uppers, 'uppersAfterCaseless') },
  },
  lowers: {
    kind: 'plain',
    on: { ...to(lowers, 'lowers'), caseless: 'lowers', mark: 'lowers', apostrophe: 'contraction' },
  },
  contraction: {
    kind: 'lagging',
    on: {
      lowerSdmt: 'done',
      upperSdmt: 'done',
      lowerRv: 'contractionE',
      upperRv: 'contractionE',
      lowerL: 'contractionL',
      upperL: 'contractionL',
    },
  },
  contractionE: { kind: 'lagging', on: { lowerE: 'done', upperE: 'done' } },
  contractionL: { kind: 'lagging', on: { lowerL: 'done', upperL: 'done' } },
  // One symbol may lead a word; more of them are a run of their own.
  symbol: {
    kind: 'plain',
    on: { ...o200kWord, ...to(symbols, 'symbols'), newline: 'symbolTail' },
  },
  symbols: {
    kind: 'plain',
    on: { ...to(symbols, 'symbols'), mark: 'symbols', newline: 'symbolTail' },
  },
  symbolTail: { kind: 'plain', on: { newline: 'symbolTail', slash: 'symbolTail' } },
  space: { kind: 'plain', on: { ...o200kWord, ...to(symbols, 'symbols'), ...onBlank } },
  blank: { kind: 'plain', on: { ...o200kWord, ...onBlank } },
};

const letters = [...uppers, ...lowers, 'caseless'] as const;
/** Marks are not letters in cl100k_base. */
const cl100kSymbols = [...symbols, 'mark'] as const;
const cl100kWord = to(letters, 'word');

/** cl100k_base: a word is letters of any case, and a contraction is a piece of its own. */
const cl100kStates: States = {
  ...commonStates,
  start: {
    kind: 'plain',
    on: {
      ...cl100kWord,
      ...to(cl100kSymbols, 'symbol'),
      apostrophe: 'apostrophe',
      space: 'space',
      blank: 'blank',
      newline: 'newlines',
      digit: 'digits1',
    },
  },
  word: { kind: 'plain', on: cl100kWord },
  apostrophe: {
    kind: 'plain',
    on: {
      ...cl100kWord,
      ...to(cl100kSymbols, 'symbols'),
      newline: 'symbolTail',
      lowerSdmt: 'done',
      upperSdmt: 'done',
      lowerRv: 'apostropheRv',
      upperRv: 'apostropheRv',
      lowerL: 'apostropheL',
      upperL: 'apostropheL',
    },
  },
  apostropheRv: { kind: 'plain', on: { ...cl100kWord, lowerE: 'done', upperE: 'done' } },
  apostropheL: { kind: 'plain', on: { ...cl100kWord, lowerL: 'done', upperL: 'done' } },
  symbol: {
    kind: 'plain',
    on: { ...cl100kWord, ...to(cl100kSymbols, 'symbols'), newline: 'symbolTail' },
  },
  symbols: { kind: 'plain', on: { ...to(cl100kSymbols, 'symbols'), newline: 'symbolTail' } },
  symbolTail: { kind: 'plain', on: { newline: 'symbolTail' } },
  space: { kind: 'plain', on: { ...cl100kWord, ...to(cl100kSymbols, 'symbols'), ...onBlank } },
  blank: { kind: 'plain', on: { ...cl100kWord, ...onBlank } },
};

/** Places a row of the table by class: the classes, rounded up to a power of two. */
export const classRow = 32;
/** Places a row of the table by byte. */
export const byteRow = 256;

/** Instead of a state: the piece ends at the last place where it may. */
export const pieceEnds = 0;
/** The piece ends after the last character read. */
export const pieceEndsHere = 1 * byteRow;
/** The byte begins a character of several: its class must be found. */
export const needsDecoding = 2 * byteRow;

/**
 * An automaton as tables. A state is a multiple of {@link byteRow}; they are numbered by what a
 * reader does on entering them.
 */
export interface SplitAutomaton {
  /** The next state by `state + byte`, for ASCII; it tells other bytes apart from the end mark. */
  readonly byByte: Uint16Array;
  /** The next state by `state / 8 + class`. */
  readonly byClass: Uint16Array;
  readonly start: number;
  /** Below this is what needs care: the three above, lagging states, then trailing states. */
  readonly firstPlain: number;
  readonly firstTrailing: number;
}

function buildAutomaton(states: States): SplitAutomaton {
  const ofKind = (kind: StateKind): string[] =>
    Object.keys(states).filter((name) => states[name]?.kind === kind);
  const lagging = ofKind('lagging');
  const trailing = ofKind('trailing');
  const names = ['', '', '', ...lagging, ...trailing, ...ofKind('plain')];
  const byClass = new Uint16Array(names.length * classRow).fill(pieceEnds);
  const byByte = new Uint16Array(names.length * byteRow);
  const classes = classTable();
  names.forEach((name, number) => {
    const state = states[name];
    if (state === undefined) return;
    const row = byClass.subarray(number * classRow, (number + 1) * classRow);
    for (const cls of characterClasses) {
      const next = state.on[cls];
      if (next !== undefined) row[classIndex(cls)] = names.indexOf(next) * byteRow;
    }
    if (state.keepsAllAtEnd === true) row[classIndex('end')] = pieceEndsHere;
    for (let byte = 0; byte < byteRow; byte++)
      byByte[number * byteRow + byte] =
        byte < 0x80 ? (row[classes[byte] ?? 0] ?? 0) : needsDecoding;
    byByte[number * byteRow + endMark] = row[classIndex('end')] ?? 0;
  });
  const firstTrailing = (3 + lagging.length) * byteRow;
  return {
    byByte,
    byClass,
    start: names.indexOf('start') * byteRow,
    firstPlain: firstTrailing + trailing.length * byteRow,
    firstTrailing,
  };
}

const automata = new Map<EncodingName, SplitAutomaton>();

/** The automaton of an encoding, built when it is first asked for. */
export function splitAutomaton(encoding: EncodingName): SplitAutomaton {
  let automaton = automata.get(encoding);
  if (automaton === undefined) {
    automaton = buildAutomaton(encoding === 'o200k_base' ? o200kStates : cl100kStates);
    automata.set(encoding, automaton);
  }
  return automaton;
}
