import type { TextChange } from '../text/textChange';
import { countTokens, encode } from './encode';
import { findSeam, isSeam } from './seams';
import type { Vocabulary } from './vocabulary';

/** UTF-16 units a chunk is cut at, where the text lets it: about what an edit has to count again. */
const chunkUnits = 400;
/** A shorter chunk, as edits leave it, is joined with the one before it. */
const shortestChunk = 100;
/** Where no safe cut comes before this, the chunk is cut inside a piece. */
const longestChunk = 800;
/** Units encoded to find such a place: beyond it, enough that the token after it is the right one. */
const seamUnits = 600;
const seamsRemembered = 4;
/** Chunks counted between two yields while a document is built: some 50 KB. */
const chunksAStep = 128;

/**
 * Knows the number of tokens in a document and follows its changes, each in microseconds: the text
 * is kept in chunks cut at safe places (see safeCuts.ts) or, inside long pieces, at seams (see
 * seams.ts), whose counts add up, and a change counts only the chunks again that it touches. A text
 * that has neither is a single chunk and is counted anew.
 */
export class DocumentCounter {
  readonly #vocabulary: Vocabulary;
  // The chunks, none of them empty: their texts, lengths in UTF-16 units, and tokens. Plain arrays:
  // even for megabytes, passing over the lengths to find a place takes a microsecond or two.
  readonly #texts: string[] = [];
  readonly #lengths: number[] = [];
  readonly #counts: number[] = [];
  /** Answers of `#holds`, latest first. */
  readonly #seams: { readonly left: string; readonly right: string; readonly holds: boolean }[] =
    [];
  #length = 0;
  #tokens = 0;

  private constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Counts a document in steps: the generator yields after each slice of work. */
  static *steps(vocabulary: Vocabulary, text: string): Generator<undefined, DocumentCounter> {
    const counter = new DocumentCounter(vocabulary);
    const cutter = new Cutter(vocabulary, text);
    while (cutter.next()) if (cutter.chunks.length % chunksAStep === 0) yield undefined;
    for (const { text: chunk, tokens } of cutter.chunks) {
      counter.#texts.push(chunk);
      counter.#lengths.push(chunk.length);
      counter.#counts.push(tokens);
      counter.#tokens += tokens;
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

    if (first > 0 && text.length < shortestChunk) text = (texts[--first] ?? '') + text;
    this.#replace(first, end, text);
    this.#length += inserted.length - removed;
  }

  /**
   * Cuts and counts `text` in the place of the chunks [first, end). The chunks beside keep their
   * counts where the cuts to them still hold; where one doesn't, its chunk is joined and cut again.
   */
  #replace(first: number, end: number, text: string): void {
    const texts = this.#texts;
    let from = first;
    let to = end;
    // Those of the new chunks that only a cut further right can change.
    const done: Chunk[] = [];
    let chunks = cutText(this.#vocabulary, text);
    for (;;) {
      const before = done.at(-1)?.text ?? texts[from - 1];
      const after = texts[to];
      const head = chunks[0]?.text ?? after;
      if (before !== undefined && head !== undefined && !this.#holds(before, head)) {
        if (done.pop() === undefined) from--;
        chunks = cutText(this.#vocabulary, before + joined(chunks));
        continue;
      }
      const last = chunks.at(-1);
      if (last === undefined || after === undefined || this.#holds(last.text, after)) break;
      done.push(...chunks.slice(0, -1));
      to++;
      const left = done.at(-1)?.text ?? texts[from - 1];
      if (
        last.text + after === after + last.text &&
        left !== undefined &&
        this.#holds(left, after)
      ) {
        // In a run of one character, what is left over moves to the end of the run at once.
        done.push({ text: after, tokens: this.#counts[to - 1] ?? 0 });
        chunks = [last];
      } else {
        chunks = cutText(this.#vocabulary, last.text + after);
      }
    }
    this.#put(from, to, [...done, ...chunks]);
  }

  #put(first: number, end: number, chunks: readonly Chunk[]): void {
    for (let i = first; i < end; i++) this.#tokens -= this.#counts[i] ?? 0;
    for (const { tokens } of chunks) this.#tokens += tokens;
    const column = <T>(of: (chunk: Chunk) => T): T[] => chunks.map(of);
    replaceRange(
      this.#texts,
      first,
      end,
      column(({ text }) => text),
    );
    replaceRange(
      this.#lengths,
      first,
      end,
      column(({ text }) => text.length),
    );
    replaceRange(
      this.#counts,
      first,
      end,
      column(({ tokens }) => tokens),
    );
  }

  /** Whether two neighbours, neither of them empty, may stay apart. */
  #holds(left: string, right: string): boolean {
    const { safeCuts } = this.#vocabulary;
    const beside = left.slice(-2);
    if (safeCuts.isSafe(beside + right.slice(0, 2), beside.length)) return true;
    // In a run of one character, the same question comes again and again.
    const known = this.#seams.find((seam) => seam.left === left && seam.right === right);
    if (known !== undefined) return known.holds;
    const holds = isSeam(this.#vocabulary, left, right);
    this.#seams.unshift({ left, right, holds });
    this.#seams.length = Math.min(this.#seams.length, seamsRemembered);
    return holds;
  }
}

interface Chunk {
  readonly text: string;
  readonly tokens: number;
}

function joined(chunks: readonly Chunk[]): string {
  return chunks.map(({ text }) => text).join('');
}

function cutText(vocabulary: Vocabulary, text: string): readonly Chunk[] {
  const cutter = new Cutter(vocabulary, text);
  while (cutter.next());
  return cutter.chunks;
}

/** Cuts a text into chunks and counts them. */
class Cutter {
  readonly chunks: (Chunk & { readonly start: number; readonly expects: number | undefined })[] =
    [];
  readonly #vocabulary: Vocabulary;
  readonly #text: string;
  #start = 0;
  /** After a seam, the token that the next chunk must begin with. */
  #expects: number | undefined;
  /** Up to here there are no seams: one that was tried did not hold. */
  #seamless = 0;

  constructor(vocabulary: Vocabulary, text: string) {
    this.#vocabulary = vocabulary;
    this.#text = text;
  }

  /** Makes the next chunk; false at the end of the text. */
  next(): boolean {
    const start = this.#start;
    if (start >= this.#text.length) return false;
    let end = this.#safeCut(start, start + longestChunk);
    const seam = end === undefined && start >= this.#seamless ? this.#seam(start) : undefined;
    if (seam !== undefined) end = start + seam.units;
    end ??= this.#safeCut(start, this.#text.length) ?? this.#text.length;
    const text = this.#text.slice(start, end);
    const { tokens, first } = seam ?? this.#count(text);
    const before = this.chunks.at(-1);
    if (before !== undefined && this.#expects !== undefined && first !== this.#expects) {
      // What follows the seam is not as expected: take it back.
      this.chunks.pop();
      this.#start = before.start;
      this.#expects = before.expects;
      this.#seamless = Math.max(this.#seamless, end);
      return true;
    }
    this.chunks.push({ text, tokens, start, expects: this.#expects });
    this.#expects = seam?.next;
    this.#start = end;
    return true;
  }

  #count(text: string): { tokens: number; first: number | undefined } {
    if (this.#expects === undefined)
      return { tokens: countTokens(this.#vocabulary, text), first: undefined };
    const ids = encode(this.#vocabulary, text);
    return { tokens: ids.length, first: ids[0] };
  }

  #seam(start: number): ReturnType<typeof findSeam> {
    const window = this.#text.slice(start, start + seamUnits);
    return findSeam(this.#vocabulary, window, shortestChunk, chunkUnits);
  }

  /** A safe cut near `chunkUnits`, or else the next one before `limit`. */
  #safeCut(start: number, limit: number): number | undefined {
    const text = this.#text;
    const cuts = this.#vocabulary.safeCuts;
    const target = start + chunkUnits;
    if (target >= text.length) return text.length;
    for (let at = target; at > start + shortestChunk; at--) if (cuts.isSafe(text, at)) return at;
    const end = Math.min(limit, text.length);
    for (let at = target + 1; at < end; at++) if (cuts.isSafe(text, at)) return at;
    return undefined;
  }
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
