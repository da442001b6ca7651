import { classOf } from './characterClasses';
import { encode, tokensWithEnds } from './encode';
import { classRow, pieceEnds, type SplitAutomaton } from './splitAutomaton';
import type { Vocabulary } from './vocabulary';

/**
 * A seam is a place inside a piece where a text can be cut so that the tokens of the parts are those
 * of the whole. Pieces without end, such as a megabyte of letters, have no other place.
 *
 * A sequence of tokens is the encoding of a piece exactly where each two neighbours in it are that of
 * their own bytes (see pieceTokens.ts). So the encodings of the parts of a piece, one after the other,
 * are that of the piece if the two tokens at each seam are neighbours in some encoding.
 */
export function isSeam(vocabulary: Vocabulary, left: string, right: string): boolean {
  if (!pieceRunsOn(vocabulary.automaton, left, right)) return false;
  const whole = encode(vocabulary, left + right);
  const parts = [...encode(vocabulary, left), ...encode(vocabulary, right)];
  return whole.length === parts.length && whole.every((token, i) => token === parts[i]);
}

export interface Seam {
  /** UTF-16 units before the seam, and their tokens. */
  readonly units: number;
  readonly tokens: number;
  /** The first token before and the first after the seam: what follows must begin with that. */
  readonly first: number | undefined;
  readonly next: number | undefined;
}

/** Tokens looked at for a seam. */
const mostTries = 8;

/** The last seam in a text that has at least `least` and at most `most` units on its left. */
export function findSeam(
  vocabulary: Vocabulary,
  text: string,
  least: number,
  most: number,
): Seam | undefined {
  const { ids, ends } = tokensWithEnds(vocabulary, text);
  let token = ends.length - 2;
  while (token >= 0 && !((ends[token] ?? 0) <= most)) token--;
  for (let tries = 0; token >= 0 && tries < mostTries; token--, tries++) {
    const units = ends[token];
    if (units === undefined) continue;
    if (units < least) return undefined;
    if (pieceRunsOn(vocabulary.automaton, text.slice(0, units), text.slice(units)))
      return { units, tokens: token + 1, first: ids[0], next: ids[token + 1] };
  }
  return undefined;
}

/** Whether a piece goes on from left to right, and what follows is split as if it began there. */
function pieceRunsOn(automaton: SplitAutomaton, left: string, right: string): boolean {
  const { states, next } = automaton;
  let after = stateAfter(automaton, left);
  if (after === undefined || /[\ud800-\udbff]$/.test(left)) return false;
  let afresh = 0;
  for (let at = 0; at < right.length;) {
    const codePoint = right.codePointAt(at) ?? 0;
    after = next[after * classRow + classOf(codePoint)] ?? pieceEnds;
    afresh = next[afresh * classRow + classOf(codePoint)] ?? pieceEnds;
    if (after === pieceEnds || afresh === pieceEnds) return false;
    if (after === afresh) return states[after]?.kind === 'plain';
    at += codePoint > 0xffff ? 2 : 1;
  }
  return false;
}

/** The state after the last character of a text, if a piece may end there. */
function stateAfter({ states, next }: SplitAutomaton, text: string): number | undefined {
  let state = 0;
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at) ?? 0;
    const cls = classOf(codePoint);
    const to = next[state * classRow + cls] ?? pieceEnds;
    if (to !== pieceEnds) state = to;
    else if (states[state]?.kind === 'plain') state = next[cls] ?? pieceEnds;
    else return undefined;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return states[state]?.kind === 'plain' ? state : undefined;
}
