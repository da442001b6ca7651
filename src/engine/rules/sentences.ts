import { linesOf } from './protectedRanges';
import type { SegmentText } from './promptText';
import type { TextRange } from '../text/range';

/** A sentence of prose, or the whole of a short item of a list. */
export interface Sentence extends TextRange {
  /** In lower case, without marks. */
  readonly words: readonly string[];
  /** Where it is the only one of its lines: these lines, the last line break included. */
  readonly lines: TextRange | undefined;
  /** True in a list whose items are numbered: taking one away leaves a gap. */
  readonly isNumbered: boolean;
}

/** A line that begins a block of its own: a heading, an item, a quotation, a table, a rule. */
const structural =
  /^[ \t]*(?:#{1,6}[ \t]|(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|>|\||[-*_=]{3,}[ \t]*\r?$)/;

/** A blank line, or one whose text is no prose, ends a block. */
interface Block {
  start: number;
  end: number;
  readonly contentStart: number;
  readonly isNumbered: boolean;
}

/** The sentences of a segment, in order; protected blocks, headings and tables have none. */
export function sentencesOf(segment: SegmentText): Sentence[] {
  const sentences: Sentence[] = [];
  for (const block of blocksOf(segment)) sentences.push(...sentencesOfBlock(segment.text, block));
  return sentences;
}

function* blocksOf(segment: SegmentText): Generator<Block> {
  const { text } = segment;
  let open: Block | undefined;
  for (const line of linesOf(text)) {
    const content = text.slice(line.start, Math.min(line.end, line.start + 400));
    const marker = structural.exec(content)?.[0];
    const isBlank = content.trim() === '';
    const isNoProse =
      isBlank || /^[ \t]*(?:#|>|\||[-*_=]{3})/.test(content) || isInBlock(segment, line);
    if (open && (marker !== undefined || isNoProse)) {
      yield open;
      open = undefined;
    }
    if (isNoProse) continue;
    if (open) open.end = line.end;
    else {
      const contentStart =
        line.start + (marker?.length ?? /^[ \t]*/.exec(content)?.[0].length ?? 0);
      open = { ...line, contentStart, isNumbered: marker !== undefined && /\d/.test(marker) };
    }
  }
  if (open) yield open;
}

const blockKinds = new Set(['code', 'data', 'markup'] as const);

/** Whether a line begins inside of a protected block. */
function isInBlock(segment: SegmentText, { start }: TextRange): boolean {
  const first = start + (/^[ \t]*/.exec(segment.text.slice(start, start + 200))?.[0].length ?? 0);
  return (
    segment.isProtected({ start: first, end: first + 1 }, blockKinds) && !isInline(segment, first)
  );
}

/** Code and quotations that begin a line of prose stay part of it. */
function isInline(segment: SegmentText, offset: number): boolean {
  return /[`"“«]/.test(segment.text.charAt(offset)) && !segment.text.startsWith('```', offset);
}

/** The end of a sentence: its mark, what closes around it, and blank space before a new beginning. */
const sentenceEnd = /[.!?][)"'”*_\]]{0,3}\s+(?=["'“(*_[`]{0,3}[\p{Lu}\p{N}])|[。！？]/gu;

function* sentencesOfBlock(text: string, block: Block): Generator<Sentence> {
  const content = text.slice(block.contentStart, block.end);
  const ends = [...content.matchAll(sentenceEnd)].map((match) => match.index + match[0].length);
  let from = 0;
  for (const end of [...ends, content.length]) {
    const part = content.slice(from, end);
    const start = block.contentStart + from;
    from = end;
    if (part.trim() === '') continue;
    yield {
      start,
      end: start + part.trimEnd().length,
      words: wordsOf(part),
      lines: ends.length === 0 ? { start: block.start, end: block.end } : undefined,
      isNumbered: block.isNumbered,
    };
  }
}

/** The words of a text, in lower case; letters of scripts without spaces are a word each. */
export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]|[\p{L}\p{M}\p{N}_'’]+/gu) ?? []
  );
}
