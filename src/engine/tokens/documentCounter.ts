import type { TextChange } from '../text/textChange';
import { countTokens } from './encode';
import type { SafeCuts } from './safeCuts';
import type { Vocabulary } from './vocabulary';

/** UTF-16 units a chunk is cut at, where the text lets it: about what an edit has to count again. */
const chunkUnits = 400;
/** A shorter chunk, as edits leave it, is joined with the one before it. */
const shortestChunk = 100;
/** Chunks counted between two yields while a document is built: some 50 KB. */
const chunksAStep = 128;

/**
 * Knows the number of tokens in a document and follows its changes, each in microseconds: the text
 * is kept in chunks cut at safe places (see safeCuts.ts), whose counts add up, and a change counts
 * only the chunks again that it touches. What has no safe place, one unbroken megabyte, is a single
 * chunk and is counted anew.
 */
export class DocumentCounter {
  readonly #vocabulary: Vocabulary;
  // The chunks, none of them empty: their texts, lengths in UTF-16 units, and tokens. Plain arrays:
  // even for megabytes, passing over the lengths to find a place takes a microsecond or two.
  readonly #texts: string[] = [];
  readonly #lengths: number[] = [];
  readonly #counts: number[] = [];
  #length = 0;
  #tokens = 0;

  private constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Counts a document in steps: the generator yields after each slice of work. */
  static *steps(vocabulary: Vocabulary, text: string): Generator<undefined, DocumentCounter> {
    const counter = new DocumentCounter(vocabulary);
    for (let start = 0; start < text.length;) {
      const end = nextCut(vocabulary.safeCuts, text, start);
      const chunk = text.slice(start, end);
      const tokens = countTokens(vocabulary, chunk);
      counter.#texts.push(chunk);
      counter.#lengths.push(chunk.length);
      counter.#counts.push(tokens);
      counter.#tokens += tokens;
      start = end;
      if (counter.#texts.length % chunksAStep === 0) yield undefined;
    }
    counter.#length = text.length;
    return counter;
  }

  /** The number of tokens in the document. */
  get tokens(): number {
    return this.#tokens;
  }

  /** The length of the document in UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  /**
   * Takes in a change. Where an edit makes several, their offsets must be those of the document as
   * the changes before have left it; editors report them last place first, for which that is so.
   */
  applyChange({ offset, removed, inserted }: TextChange): void {
    if (offset < 0 || removed < 0 || offset + removed > this.#length)
      throw new RangeError(`change ${offset}+${removed} is outside 0..${this.#length}`);
    const texts = this.#texts;
    const lengths = this.#lengths;

    // The chunks [first, end) hold the removed text and what is inserted between.
    let first = 0;
    let start = 0;
    while (first < texts.length && start + (lengths[first] ?? 0) <= offset)
      start += lengths[first++] ?? 0;
    let end = first;
    let endsAt = start;
    while (endsAt < offset + removed) endsAt += lengths[end++] ?? 0;
    let text = inserted;
    if (end > first) {
      const head = (texts[first] ?? '').slice(0, offset - start);
      const last = texts[end - 1] ?? '';
      text = head + inserted + last.slice(last.length - (endsAt - offset - removed));
    }

    // The chunks beside keep their counts where the cuts to them are still safe. Joining one of
    // them is enough, for the cut on its other side has not changed.
    if (first > 0 && (text.length < shortestChunk || !this.#isSafeAfter(first - 1, text)))
      text = (texts[--first] ?? '') + text;
    if (text !== '' && end < texts.length && !this.#isSafeBefore(text, end))
      text += texts[end++] ?? '';
    this.#replace(first, end, text);
    this.#length += inserted.length - removed;
  }

  /** Cuts and counts `text` in the place of the chunks [first, end). */
  #replace(first: number, end: number, text: string): void {
    const vocabulary = this.#vocabulary;
    const chunks: string[] = [];
    const counts: number[] = [];
    for (let i = first; i < end; i++) this.#tokens -= this.#counts[i] ?? 0;
    for (let from = 0; from < text.length;) {
      const to = nextCut(vocabulary.safeCuts, text, from);
      const chunk = text.slice(from, to);
      const tokens = countTokens(vocabulary, chunk);
      chunks.push(chunk);
      counts.push(tokens);
      this.#tokens += tokens;
      from = to;
    }
    replaceRange(this.#texts, first, end, chunks);
    replaceRange(
      this.#lengths,
      first,
      end,
      chunks.map((chunk) => chunk.length),
    );
    replaceRange(this.#counts, first, end, counts);
  }

  #isSafeAfter(chunk: number, text: string): boolean {
    return this.#isSafeBetween(this.#texts[chunk] ?? '', text);
  }

  #isSafeBefore(text: string, chunk: number): boolean {
    return this.#isSafeBetween(text, this.#texts[chunk] ?? '');
  }

  /** Whether two neighbours, neither of them empty, may stay apart. */
  #isSafeBetween(left: string, right: string): boolean {
    const beside = left.slice(-2);
    return this.#vocabulary.safeCuts.isSafe(beside + right.slice(0, 2), beside.length);
  }
}

/** Where the chunk that begins at `start` ends: at a safe cut near `chunkUnits`, or the next one. */
function nextCut(cuts: SafeCuts, text: string, start: number): number {
  const target = start + chunkUnits;
  if (target >= text.length) return text.length;
  for (let at = target; at > start + shortestChunk; at--) if (cuts.isSafe(text, at)) return at;
  for (let at = target + 1; at < text.length; at++) if (cuts.isSafe(text, at)) return at;
  return text.length;
}

/** `splice`, which takes its new items as arguments and so only some ten thousand of them. */
function replaceRange<T>(list: T[], start: number, end: number, items: readonly T[]): void {
  if (items.length < 1000) {
    list.splice(start, end - start, ...items);
    return;
  }
  const rest = list.splice(start).slice(end - start);
  for (const item of items) list.push(item);
  for (const item of rest) list.push(item);
}
