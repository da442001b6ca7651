import type { Piece, Segment } from '../prompts/document';
import type { TextRange } from '../text/range';
import type { TextEdit } from './finding';
import { protectedRanges, type ProtectedRange } from './protectedRanges';

/** A change of a segment's own text: see {@link SegmentText.text}. */
export interface SegmentEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * How a piece of a segment is written. `verbatim`: as it is sent. `spelled`: with escapes, folded
 * lines or entities. `template`: a placeholder or a tag, which is sent as a sample or not at all.
 */
type PieceKind = 'verbatim' | 'spelled' | 'template';

/** The start of a source that spells text otherwise: an escape, a line break, an entity, a doubled quote. */
const spelling = /^(?:\\|\s|&|''|"")/;

/**
 * What the author of a prompt wrote in one segment: escapes decoded, placeholders and tags as they
 * stand, sample values not filled in. Rules look at this text; its edits are mapped to the source.
 */
export class SegmentText {
  readonly text: string;
  /** Where each piece begins in {@link text}. */
  private readonly starts: number[] = [];
  private readonly kinds: PieceKind[] = [];
  private known: readonly ProtectedRange[] | undefined;

  constructor(
    private readonly source: string,
    /** The segment's place among the document's segments. */
    readonly index: number,
    readonly segment: Segment,
  ) {
    let text = '';
    for (const piece of segment.pieces) {
      const kind = this.kindOf(piece);
      this.starts.push(text.length);
      this.kinds.push(kind);
      text += kind === 'spelled' ? (piece.text ?? '') : this.sourceOf(piece);
    }
    this.text = text;
  }

  /** The ranges of {@link text} that no rewording may touch, in order, none overlapping another. */
  get protected(): readonly ProtectedRange[] {
    this.known ??= protectedRanges(this.text, this.templates());
    return this.known;
  }

  /** Whether a range of the text touches a protected one (of a kind, where kinds are given). */
  isProtected({ start, end }: TextRange, kinds?: ReadonlySet<ProtectedRange['kind']>): boolean {
    const ranges = this.protected;
    for (let at = this.firstEndingAfter(start); at < ranges.length; at++) {
      const range = ranges[at];
      if (!range || range.start >= Math.max(end, start + 1)) return false;
      if (!kinds || kinds.has(range.kind)) return true;
    }
    return false;
  }

  /** The protected range that an offset is in, if it is in any. */
  protectedAt(offset: number): ProtectedRange | undefined {
    const range = this.protected[this.firstEndingAfter(offset)];
    return range && range.start <= offset ? range : undefined;
  }

  /** The protected ranges that a range of the text touches. */
  protectedIn({ start, end }: TextRange): readonly ProtectedRange[] {
    const ranges = this.protected;
    const first = this.firstEndingAfter(start);
    let last = first;
    while ((ranges[last]?.start ?? Infinity) < end) last++;
    return ranges.slice(first, last);
  }

  /** The index of the first protected range that ends after an offset. */
  private firstEndingAfter(offset: number): number {
    const ranges = this.protected;
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranges[middle]?.end ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where a range of the text stands in the source. */
  sourceRange({ start, end }: TextRange): TextRange {
    const from = this.sourceOffset(start, 'start');
    return { start: from, end: Math.max(from, this.sourceOffset(end, 'end')) };
  }

  /** Where an offset of the source is in the text; undefined where it is outside of every piece. */
  offsetOf(sourceOffset: number): number | undefined {
    const { pieces } = this.segment;
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pieces[middle]?.range.end ?? Infinity) <= sourceOffset) low = middle + 1;
      else high = middle;
    }
    const piece = pieces[low];
    if (!piece || sourceOffset < piece.range.start) return undefined;
    const into = this.kinds[low] === 'spelled' ? 0 : sourceOffset - piece.range.start;
    return (this.starts[low] ?? 0) + into;
  }

  /** A range of the text as it is counted: with the sample values of its placeholders. */
  counted(range: TextRange): string {
    let text = '';
    for (let at = this.pieceAt(range.start); at < this.starts.length; at++) {
      const start = this.starts[at] ?? 0;
      if (start >= range.end) break;
      const end = this.endOf(at);
      if (this.kinds[at] !== 'template') {
        text += this.text.slice(Math.max(start, range.start), Math.min(end, range.end));
      } else if (start >= range.start) text += this.segment.pieces[at]?.text ?? '';
    }
    return text;
  }

  /** A range of the text without its placeholders and tags: what is the same in every request. */
  fixedText(range: TextRange): string {
    let text = '';
    for (let at = this.pieceAt(range.start); at < this.starts.length; at++) {
      const start = this.starts[at] ?? 0;
      if (start >= range.end) break;
      if (this.kinds[at] === 'template') continue;
      text += this.text.slice(Math.max(start, range.start), Math.min(this.endOf(at), range.end));
    }
    return text;
  }

  /**
   * The edit of the source that makes an edit of the text; undefined where there is none: in a
   * placeholder, across what is not text, or where the source spells the text in a way of its own.
   */
  sourceEdit({ start, end, text }: SegmentEdit): TextEdit | undefined {
    const first = this.pieceAt(start);
    const last = this.pieceBefore(end, first);
    for (let at = first; at <= last; at++) {
      if (this.kinds[at] === 'template') return undefined;
      if (at > first && !this.isBlankGap(at - 1)) return undefined;
    }
    const head = this.cutPiece(first, 'head', start);
    const tail = this.cutPiece(last, 'tail', end);
    if (!head || !tail) return undefined;
    // Text that ends its line takes the indentation of the next line along, unless what is left
    // begins that line anew.
    const beginsLine = start > (this.starts[first] ?? 0) && isLineEnd(this.text, start - 1);
    const endsLine = isLineEnd(this.text, end - 1) && !isLineEnd(text, text.length - 1);
    const next = this.segment.pieces[last + 1];
    const through =
      endsLine && !beginsLine && end === this.endOf(last) && next && this.isBlankGap(last)
        ? next.range.start
        : tail.offset;
    return {
      range: { start: head.offset, end: Math.max(head.offset, through) },
      text: head.rest + text + tail.rest,
    };
  }

  /** A piece's part outside of an edit, where the edit has to take the whole piece. */
  private cutPiece(
    at: number,
    side: 'head' | 'tail',
    offset: number,
  ): { readonly offset: number; readonly rest: string } | undefined {
    const piece = this.segment.pieces[at];
    if (!piece) return undefined;
    const start = this.starts[at] ?? 0;
    if (this.kinds[at] === 'verbatim')
      return { offset: piece.range.start + offset - start, rest: '' };
    const isWhole = offset === (side === 'head' ? start : this.endOf(at));
    const whole = side === 'head' ? piece.range.start : piece.range.end;
    if (isWhole) return { offset: whole, rest: '' };
    // Escapes can be written again; a folded line or an entity can't be cut.
    if (!this.sourceOf(piece).startsWith('\\')) return undefined;
    const kept =
      side === 'head' ? this.text.slice(start, offset) : this.text.slice(offset, this.endOf(at));
    return { offset: whole, rest: JSON.stringify(kept).slice(1, -1) };
  }

  /** Whether only white space stands between a piece and the one after it. */
  private isBlankGap(at: number): boolean {
    const end = this.segment.pieces[at]?.range.end ?? 0;
    const next = this.segment.pieces[at + 1]?.range.start ?? end;
    return this.source.slice(end, next).trim() === '';
  }

  private templates(): TextRange[] {
    return this.kinds.flatMap((kind, at) =>
      kind === 'template' ? [{ start: this.starts[at] ?? 0, end: this.endOf(at) }] : [],
    );
  }

  private kindOf(piece: Piece): PieceKind {
    if (piece.text === undefined) return 'verbatim';
    const { start, end } = piece.range;
    // White space that a format puts between what it joins has no source of its own.
    const isJoint = start === end && piece.text.trim() === '' && piece.text !== '';
    return isJoint || spelling.test(this.source.slice(start, start + 2)) ? 'spelled' : 'template';
  }

  private sourceOf({ range }: Piece): string {
    return this.source.slice(range.start, range.end);
  }

  private endOf(at: number): number {
    return this.starts[at + 1] ?? this.text.length;
  }

  /** The last piece that begins at or before an offset of the text. */
  private pieceAt(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The piece that a range ends in: the last that begins before its end. */
  private pieceBefore(end: number, first: number): number {
    return Math.max(first, this.pieceAt(Math.max(0, end - 1)));
  }

  private sourceOffset(offset: number, side: 'start' | 'end'): number {
    const at = this.pieceAt(side === 'end' ? Math.max(0, offset - 1) : offset);
    const piece = this.segment.pieces[at];
    if (!piece) return this.segment.range.start;
    if (this.kinds[at] !== 'spelled') {
      return Math.min(piece.range.start + offset - (this.starts[at] ?? 0), piece.range.end);
    }
    return side === 'start' && offset < this.endOf(at) ? piece.range.start : piece.range.end;
  }
}

function isLineEnd(text: string, at: number): boolean {
  return text.charAt(at) === '\n' || text.charAt(at) === '\r';
}
