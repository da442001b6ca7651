import { linesOf } from './protectedRanges';
import type { SegmentText } from './promptText';
import type { TextRange } from '../text/range';

/** A sentence of prose, or the whole of a short item of a list. */
export interface Sentence extends TextRange {
  /** In lower case, without marks. */
  readonly words: readonly string[];
  /** Those of the words that are prose: no numbers, no code, not part of an address, not quoted. */
  readonly proseWords: readonly string[];
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

/** A shorter block, in UTF-16 code units, says nothing that could be said twice. */
const shortestBlock = 10;

/** The sentences of a segment, in order; protected blocks, headings and tables have none. */
export function sentencesOf(segment: SegmentText): Sentence[] {
  const sentences: Sentence[] = [];
  for (const block of blocksOf(segment)) {
    if (block.end - block.contentStart < shortestBlock) continue;
    for (const sentence of sentencesOfBlock(segment, block)) sentences.push(sentence);
  }
  return sentences;
}

function* blocksOf(segment: SegmentText): Generator<Block> {
  const { text } = segment;
  let open: Block | undefined;
  for (const line of linesOf(text)) {
    const content = text.slice(line.start, Math.min(line.end, line.start + 400));
    if (content.trim() === '') {
      if (open) yield open;
      open = undefined;
      continue;
    }
    const marker = structural.exec(content)?.[0];
    const isNoProse = /^[ \t]*(?:#|>|\||[-*_=]{3})/.test(content) || isInBlock(segment, line);
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

const blockKinds: ReadonlySet<string> = new Set(['code', 'data', 'markup']);

/** Whether a line begins inside of a protected block; code and quotations in a line are part of it. */
function isInBlock(segment: SegmentText, { start, end }: TextRange): boolean {
  const content = segment.text.slice(start, end);
  const first = start + (content.length - content.trimStart().length);
  const range = segment.protectedAt(first);
  if (!range || !blockKinds.has(range.kind)) return false;
  const isInline = range.start >= start && range.end < start + content.trimEnd().length;
  return !isInline || !/[`"“«<]/.test(segment.text.charAt(range.start));
}

/** The end of a sentence: its mark, what closes around it, and blank space before a new beginning. */
const sentenceEnd = /[.!?][)"'”*_\]]{0,3}\s+(?=["'“(*_[`]{0,3}[\p{Lu}\p{N}])|[。！？]/gu;

function* sentencesOfBlock(segment: SegmentText, block: Block): Generator<Sentence> {
  const { text } = segment;
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
      proseWords: wordsOf(proseOf(segment, { start, end: start + part.length })).filter((word) =>
        /\p{L}{2}|\p{Lo}/u.test(word),
      ),
      lines: ends.length === 0 ? { start: block.start, end: block.end } : undefined,
      isNumbered: block.isNumbered,
    };
  }
}

/** A stretch without what is protected in it. */
function proseOf(segment: SegmentText, { start, end }: TextRange): string {
  let prose = '';
  let at = start;
  for (const range of segment.protectedIn({ start, end })) {
    prose += `${segment.text.slice(at, Math.max(at, range.start))} `;
    at = range.end;
  }
  return prose + segment.text.slice(at, Math.max(at, end));
}

/** The words of a text, in lower case; letters of scripts without spaces are a word each. */
function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]|[\p{L}\p{M}\p{N}_'’]+/gu) ?? []
  );
}
