import type { TextRange } from '../text/range';
import type { Piece, Reference, Variable } from './document';
import type { IssueList } from './issueList';
import { cutTarget } from './references';
import { pieceText, piecesText } from './source';
import { scanTemplate, type TemplateSyntax } from './template';
import { templateUse, type TemplateName } from './templateNames';

/** A template as pieces: static text, sample values, and nothing for tags. */
export interface TemplatePieces {
  readonly pieces: readonly Piece[];
  readonly variables: readonly Variable[];
  /** The files and partials that it includes. */
  readonly references: readonly Reference[];
}

/** The value that a variable is counted with, by its dotted path; undefined where there is none. */
export type SampleLookup = (name: string) => string | undefined;

/**
 * Cuts the text that `pieces` stand for as a template. All static text is counted, each branch and
 * each loop's body once; a placeholder counts as its sample.
 */
export function templatePieces(
  source: string,
  pieces: readonly Piece[],
  syntax: TemplateSyntax,
  sampleOf: SampleLookup,
  issues: IssueList,
): TemplatePieces {
  const text = piecesText(source, pieces);
  const place = new Placement(source, pieces);
  const { tokens, unclosed } = scanTemplate(text, syntax);
  const use = templateUse(text, tokens, syntax);
  const outputs = new Map<number, TemplateName>();
  for (const name of use.names) if (name.output) outputs.set(name.range.start, name);

  const result: Piece[] = [];
  for (const token of tokens) {
    if (token.kind === 'text') for (const piece of place.cut(token.range)) result.push(piece);
    else if (token.kind === 'output') {
      const name = outputs.get(token.range.start);
      const value = name ? sampleFor(name, sampleOf) : use.literals.get(token.range.start);
      result.push({ range: place.at(token.range), text: value ?? '' });
    } else result.push({ range: place.at(token.range), text: '' });
  }
  const variables = use.names.map((name): Variable => {
    const range = place.at(name.range);
    const sample = sampleFor(name, sampleOf);
    return sample === undefined ? { name: name.name, range } : { name: name.name, range, sample };
  });
  const references = use.includes.map(({ target, range }): Reference => ({
    kind: 'file',
    target: cutTarget(target),
    range: place.at(range),
    included: true,
  }));
  for (const range of unclosed) {
    const open = text.slice(range.start, range.end);
    issues.add({
      code: 'template-unclosed',
      severity: 'information',
      params: { open },
      range: place.at(range),
    });
  }
  return { pieces: result, variables, references };
}

function sampleFor(name: TemplateName, sampleOf: SampleLookup): string | undefined {
  return sampleOf(name.name) ?? name.fallback;
}

/** Maps ranges of the text that pieces stand for back to the source. */
export class Placement {
  /** Where each piece begins in the text. */
  private readonly starts: number[] = [];

  constructor(
    private readonly source: string,
    private readonly pieces: readonly Piece[],
  ) {
    let start = 0;
    for (const piece of pieces) {
      this.starts.push(start);
      start += this.lengthOf(piece);
    }
  }

  /** The source range of a range of the text. */
  at(range: TextRange): TextRange {
    const start = this.offset(range.start, 'start');
    return { start, end: Math.max(start, this.offset(range.end, 'end')) };
  }

  /** The pieces that stand for a range of the text. */
  cut({ start, end }: TextRange): Piece[] {
    const cut: Piece[] = [];
    for (let index = this.indexAt(start); index < this.pieces.length; index++) {
      const piece = this.pieces[index];
      const pieceStart = this.starts[index] ?? 0;
      if (!piece || pieceStart >= end) break;
      const length = this.lengthOf(piece);
      const from = Math.max(start - pieceStart, 0);
      const to = Math.min(end - pieceStart, length);
      if (from < to) cut.push(cutPiece(piece, from, to, length));
    }
    return cut;
  }

  private offset(textOffset: number, side: 'start' | 'end'): number {
    const index = this.indexAt(side === 'end' ? Math.max(0, textOffset - 1) : textOffset);
    const piece = this.pieces[index];
    if (!piece) return 0;
    if (piece.text === undefined) {
      return Math.min(piece.range.start + textOffset - (this.starts[index] ?? 0), piece.range.end);
    }
    // Inside a piece with a text of its own there is no telling: its first part has all the room.
    return side === 'start' && textOffset === this.starts[index]
      ? piece.range.start
      : piece.range.end;
  }

  /** The last piece that begins at or before `textOffset`, by binary search. */
  private indexAt(textOffset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] ?? Infinity) <= textOffset) low = middle;
      else high = middle;
    }
    return low;
  }

  private lengthOf(piece: Piece): number {
    return piece.text === undefined
      ? piece.range.end - piece.range.start
      : pieceText(this.source, piece).length;
  }
}

/**
 * A part of a piece; of one with a text of its own, the first part has all the room.
 *
 * @param from where the part begins in the piece's text, which has `length` UTF-16 code units.
 */
export function cutPiece(piece: Piece, from: number, to: number, length: number): Piece {
  if (piece.text === undefined) {
    return { range: { start: piece.range.start + from, end: piece.range.start + to } };
  }
  if (from === 0 && to === length) return piece;
  const range = from === 0 ? piece.range : { start: piece.range.end, end: piece.range.end };
  return { range, text: piece.text.slice(from, to) };
}
