/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops; every index is in bounds by construction */
import { PieceBlocks } from './pieceBlocks';
import type { PieceTokens } from './pieceTokens';
import type { Vocabulary } from './vocabulary';

/** The number of tokens in a text. Every string has one: a lone surrogate counts as U+FFFD. */
export function countTokens(vocabulary: Vocabulary, text: string): number {
  const blocks = new PieceBlocks(vocabulary.automaton, text);
  let tokens = 0;
  while (blocks.read()) tokens += countBlock(vocabulary, blocks);
  return tokens;
}

/**
 * The same in steps of some 8,000 characters: the generator yields after each, so that a caller can
 * give way or give up.
 */
export function* countSteps(vocabulary: Vocabulary, text: string): Generator<undefined, number> {
  const blocks = new PieceBlocks(vocabulary.automaton, text);
  let tokens = 0;
  while (blocks.read()) {
    tokens += countBlock(vocabulary, blocks);
    yield undefined;
  }
  return tokens;
}

function countBlock({ counts }: Vocabulary, blocks: PieceBlocks): number {
  return blocks.isLong
    ? counts.countLong(blocks.bytes, blocks.ends[0]!)
    : counts.countPieces(blocks.pieces);
}

/** The ids of a text's tokens. Text that looks like a special token is plain text. */
export function encode(vocabulary: Vocabulary, text: string): number[] {
  const ids: number[] = [];
  forEachPart(vocabulary, text, (_bytes, _start, part) => {
    for (let i = 0; i < part.count; i++) ids.push(part.ids[i]!);
  });
  return ids;
}

/**
 * Where a text's tokens end, in UTF-16 units. A token may end inside a character; it is then given
 * the place before that character, which so belongs to the token that completes it.
 */
export function tokenBoundaries(vocabulary: Vocabulary, text: string): Uint32Array {
  const boundaries: number[] = [];
  let units = 0;
  forEachPart(vocabulary, text, (bytes, start, part) => {
    let at = start; // the end of the last whole character, `units` into the text
    for (let i = 0; i < part.count; i++) {
      for (;;) {
        const lead = bytes[at]!;
        const after = at + (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
        if (after > part.ends[i]!) break;
        units += lead >= 0xf0 ? 2 : 1;
        at = after;
      }
      boundaries.push(units);
    }
  });
  return Uint32Array.from(boundaries);
}

/**
 * The ids of a text's tokens, and where each ends, in UTF-16 units; undefined where one ends inside
 * a character.
 */
export function tokensWithEnds(
  vocabulary: Vocabulary,
  text: string,
): { ids: number[]; ends: (number | undefined)[] } {
  const ids: number[] = [];
  const ends: (number | undefined)[] = [];
  let units = 0;
  forEachPart(vocabulary, text, (bytes, start, part) => {
    let at = start;
    for (let i = 0; i < part.count; i++) {
      const end = part.ends[i]!;
      for (; at < end; at++) {
        const byte = bytes[at]!;
        if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
      }
      ids.push(part.ids[i]!);
      ends.push((bytes[end]! & 0xc0) === 0x80 ? undefined : units);
    }
  });
  return { ids, ends };
}

/** Receives the tokens of a piece, or of an independent part of one, that begins at `start`. */
type PartVisitor = (bytes: Uint8Array, start: number, tokens: PieceTokens) => void;

function forEachPart(
  { automaton, mergeCuts, tokens }: Vocabulary,
  text: string,
  visit: PartVisitor,
): void {
  const blocks = new PieceBlocks(automaton, text);
  while (blocks.read()) {
    const { bytes } = blocks;
    for (let piece = 0, start = 0; piece < blocks.pieces; piece++) {
      const end = blocks.ends[piece]!;
      while (start < end) {
        const cut = mergeCuts.nextCut(bytes, start, end);
        tokens.encode(bytes, start, cut);
        visit(bytes, start, tokens);
        start = cut;
      }
    }
  }
}
