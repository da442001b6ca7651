import { characterClasses, classIndex, classTable } from './characterClasses';
import { encodingNames } from './counter';
import { classRow, pieceEnds, setsMark, type SplitAutomaton } from './splitAutomaton';

/**
 * Stands after the last byte of a text. UTF-8 never holds it, so a reader needs no test for the
 * end: it is a "character" of its own.
 */
export const endMark = 0xff;

/** Places a row of the table by byte. */
const byteRow = 256;
/** States that an automaton may have. */
const mostStates = 32;

// An entry of the tables is the next state, a multiple of byteRow, and what else is to be done. The
// first four are done without a branch: bit 0, a piece ends before the character; bit 1, a piece
// ends one byte before that. Where a piece ends, the state is that of the next one, which has
// already read the character: whatever the text, a reader goes on to the next byte.
export const statesMask = 0xff00;
const endsHere = 1;
const endsOneBack = 2;
const endsTwice = 3;
/** Set where a branch is needed: in all that follow. */
export const needsCare = 4;
/** The byte begins a character of several: look its class up. */
export const decode = 4;
/** Set the mark before the character; a state stands beside it. */
const mark = 5;
/** The piece ends at the mark: go back there. */
export const goBack = 6;
/** The text ends, and the piece with it. */
export const stop = 7;

/**
 * The automata of all encodings in one table, so that there is one reader whose compiler knows the
 * arrays. It is an automaton that never stops between pieces: what ends one piece begins another.
 */
export class SplitTable {
  /** By state + byte. */
  readonly byByte = new Uint16Array(encodingNames.length * mostStates * byteRow);
  /** By state / 8 + class, for characters of several bytes. */
  readonly byClass = new Uint16Array(encodingNames.length * mostStates * classRow);
  readonly #filled = new Set<number>();

  /** The state in which the automaton begins a piece; its rows are filled when first asked for. */
  startOf(automaton: SplitAutomaton): number {
    const first = encodingNames.indexOf(automaton.encoding) * mostStates;
    if (!this.#filled.has(first)) {
      this.#fill(automaton, first);
      this.#filled.add(first);
    }
    return first * byteRow;
  }

  #fill(automaton: SplitAutomaton, first: number): void {
    const { classes } = classTable();
    automaton.states.forEach((_, state) => {
      const row = new Uint16Array(classRow);
      characterClasses.forEach((__, cls) => {
        row[cls] = entryOf(automaton, first, state, cls);
      });
      this.byClass.set(row, (first + state) * classRow);
      const byteStart = (first + state) * byteRow;
      for (let byte = 0; byte < 0x80; byte++)
        this.byByte[byteStart + byte] = row[classes[byte] ?? 0] ?? 0;
      this.byByte.fill(decode, byteStart + 0x80, byteStart + byteRow);
      this.byByte[byteStart + endMark] = row[classIndex('end')] ?? 0;
    });
  }
}

function entryOf(automaton: SplitAutomaton, first: number, number: number, cls: number): number {
  const { states, stateNames, next } = automaton;
  const state = states[number];
  if (state === undefined) return stop;
  const nextOf = (from: number): number => next[from * classRow + cls] ?? pieceEnds;
  const goTo = (to: number, action: number): number => (first + to) * byteRow + action;
  if (cls === classIndex('end'))
    return state.kind === 'plain' || state.keepsAllAtEnd === true ? stop : goBack;

  const to = nextOf(number);
  const entered = states[to];
  if (entered !== undefined)
    return goTo(to, setsMark(state, entered) && entered.leaves === undefined ? mark : 0);
  if (state.kind === 'plain') return goTo(nextOf(0), endsHere);
  if (state.leaves === undefined) return goBack;
  const afterRest = nextOf(stateNames.indexOf(state.leaves));
  return afterRest === pieceEnds ? goTo(nextOf(0), endsTwice) : goTo(afterRest, endsOneBack);
}
