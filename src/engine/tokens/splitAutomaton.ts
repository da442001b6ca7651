import type { EncodingName } from './counter';
import { type CharacterClass, characterClasses, classIndex, classOf } from './characterClasses';

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

export interface State {
  readonly kind: StateKind;
  /**
   * Of a trailing state whose last character is one byte: the state that this character, left over
   * for the next piece, leads to from the start. Known beforehand, it need not be read again.
   */
  readonly leaves?: string;
  /** Where each class of characters leads; a class that is not named ends the piece. */
  readonly on: Readonly<Partial<Record<CharacterClass, string>>>;
  /** At the end of the text the piece holds all that was read, whatever the mark. */
  readonly keepsAllAtEnd?: true;
}

type States = Readonly<Record<string, State>>;

const uppers = ['upper', 'upperSdmt', 'upperRv', 'upperL', 'upperE'] as const;
const lowers = ['lower', 'lowerSdmt', 'lowerRv', 'lowerL', 'lowerE'] as const;
const symbols = ['apostrophe', 'slash', 'other'] as const;
const blanks = ['space', 'blank', 'wideBlank'] as const;

function to(classes: readonly CharacterClass[], state: string): State['on'] {
  return Object.fromEntries(classes.map((name) => [name, state]));
}

const onBlank: State['on'] = {
  space: 'blanksToSpace',
  blank: 'blanksToBlank',
  wideBlank: 'blanksToWide',
  newline: 'newlines',
};

/** Blanks, newlines and digits are split alike in both encodings. */
const commonStates: States = {
  done: { kind: 'plain', on: {} },
  digits1: { kind: 'plain', on: { digit: 'digits2' } },
  digits2: { kind: 'plain', on: { digit: 'done' } },
  // \s+(?!\S): a run of blanks leaves its last one to what follows, unless the text ends.
  blanksToSpace: { kind: 'trailing', leaves: 'space', on: onBlank, keepsAllAtEnd: true },
  blanksToBlank: { kind: 'trailing', leaves: 'blank', on: onBlank, keepsAllAtEnd: true },
  blanksToWide: { kind: 'trailing', on: onBlank, keepsAllAtEnd: true },
  // \s*[\r\n]+: a run of white space that holds a newline ends after its last newline.
  newlines: {
    kind: 'plain',
    on: { newline: 'newlines', ...to(blanks, 'blanksAfterNewline') },
  },
  blanksAfterNewline: {
    kind: 'lagging',
    on: { newline: 'newlines', ...to(blanks, 'blanksAfterNewline') },
  },
};

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
      wideBlank: 'blank',
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
      wideBlank: 'blank',
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

/** Places a row of a table by class: the classes, rounded up to a power of two. */
export const classRow = 32;

/** Instead of a state: the piece ends at the last place where it may. */
export const pieceEnds = 0xff;

/** An automaton; its states are numbered, and a piece begins in state 0. */
export interface SplitAutomaton {
  readonly encoding: EncodingName;
  readonly states: readonly State[];
  readonly stateNames: readonly string[];
  /** By state × {@link classRow} + class: the next state, or {@link pieceEnds}. */
  readonly next: Uint8Array;
}

function buildAutomaton(encoding: EncodingName, definition: States): SplitAutomaton {
  const stateNames = ['start', ...Object.keys(definition).filter((name) => name !== 'start')];
  const states = stateNames.flatMap((name) => definition[name] ?? []);
  const next = new Uint8Array(states.length * classRow).fill(pieceEnds);
  states.forEach(({ on }, state) => {
    for (const name of characterClasses) {
      const target = on[name];
      if (target !== undefined)
        next[state * classRow + classIndex(name)] = stateNames.indexOf(target);
    }
  });
  return { encoding, states, stateNames, next };
}

const automata = new Map<EncodingName, SplitAutomaton>();

/** The automaton of an encoding, built when it is first asked for. */
export function splitAutomaton(encoding: EncodingName): SplitAutomaton {
  let automaton = automata.get(encoding);
  if (automaton === undefined) {
    const definition = encoding === 'o200k_base' ? o200kStates : cl100kStates;
    automaton = buildAutomaton(encoding, definition);
    automata.set(encoding, automaton);
  }
  return automaton;
}

/** Where the mark is set on going from one state to another. */
export function setsMark(from: State, to: State): boolean {
  return to.kind === 'trailing' || (to.kind === 'lagging' && from.kind === 'plain');
}

/**
 * Where the piece that begins at `start` ends, in UTF-16 units. Slower than splitting bytes, but
 * needs no buffer: for pieces that are longer than any.
 */
export function pieceEnd({ states, next }: SplitAutomaton, text: string, start: number): number {
  let number = 0;
  let state = states[0];
  let mark = start;
  for (let at = start; state !== undefined;) {
    const ends = state.kind === 'plain' ? at : mark;
    if (at >= text.length) return state.keepsAllAtEnd === true ? at : ends;
    const codePoint = text.codePointAt(at) ?? 0;
    const to = next[number * classRow + classOf(codePoint)] ?? pieceEnds;
    if (to === pieceEnds) return ends;
    if (to !== number || state.kind === 'trailing') {
      const entered = states[to];
      if (entered !== undefined && setsMark(state, entered)) mark = at;
      state = entered;
      number = to;
    }
    at += codePoint > 0xffff ? 2 : 1;
  }
  return mark;
}
