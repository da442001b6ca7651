import { classIndex, classOf } from './characterClasses';
import { classRow, pieceEnds, type SplitAutomaton } from './splitAutomaton';

/**
 * Where a text can be cut so that the tokens of the parts are those of the whole, whatever stands
 * further left or right. Told by the classes of the two characters beside the cut.
 *
 * Between L and R it is safe to cut where every state that reading L can lead to ends its piece on
 * R just as it does at the end of a text. Then the pieces up to the cut are the same in both cases;
 * and what follows does not know what was before, for matching never looks left.
 */
export class SafeCuts {
  /** By class left × {@link classRow} + class right: 1 where it is safe. */
  readonly #safe: Uint8Array;

  constructor(automaton: SplitAutomaton) {
    const { states, next } = automaton;
    const nextOf = (state: number, cls: number): number =>
      next[state * classRow + cls] ?? pieceEnds;
    const classes = classIndex('end');
    this.#safe = new Uint8Array(classRow * classRow);
    for (let left = 0; left < classes; left++) {
      const reached = new Set<number>();
      for (let state = 0; state < states.length; state++)
        if (nextOf(state, left) !== pieceEnds) reached.add(nextOf(state, left));
      for (let right = 0; right < classes; right++) {
        const safe = [...reached].every(
          (state) =>
            nextOf(state, right) === pieceEnds && states[state]?.keepsAllAtEnd === undefined,
        );
        if (safe) this.#safe[left * classRow + right] = 1;
      }
    }
  }

  /** True where a text with these two characters side by side can be cut between them. */
  betweenClasses(left: number, right: number): boolean {
    return this.#safe[left * classRow + right] === 1;
  }

  /** True where `text` can be cut before index `at`, which is inside it. */
  isSafe(text: string, at: number): boolean {
    const rightUnit = text.charCodeAt(at);
    const leftUnit = text.charCodeAt(at - 1);
    if (isLow(rightUnit) && isHigh(leftUnit)) return false;
    const right = text.codePointAt(at) ?? 0;
    const left =
      isLow(leftUnit) && at > 1 && isHigh(text.charCodeAt(at - 2))
        ? (text.codePointAt(at - 2) ?? 0)
        : leftUnit;
    return this.betweenClasses(classOf(left), classOf(right));
  }
}

function isHigh(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

function isLow(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}
