import * as z from 'zod';
import { lineStarts, positionAt } from '../text/lines';
import type { TextRange } from '../text/range';
import { instructionTexts } from './instructions';
import type { SegmentText } from './promptText';
import { defineRule, type CheckedPrompt, type Draft } from './rule';
import { removalOf } from './removal';
import { sentencesOf, type Sentence } from './sentences';
import { shinglesOf, TwinFinder } from './similarity';

const options = z.strictObject({
  minWords: z.int().min(3).default(8).describe('Sentences of fewer words are not compared.'),
  similarity: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.85)
    .describe('Sentences that share this much of their runs of three words say the same.'),
  removeSimilar: z
    .boolean()
    .default(false)
    .describe('Whether there is a fix for passages that are only nearly the same, too.'),
  uniqueRatio: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('A passage of 100 words should have at least this share of different ones.'),
});
type Options = z.infer<typeof options>;

/** What a prompt says twice. */
export const repeatedContent = defineRule<Options>({
  id: 'repeated-content',
  severity: 'information',
  fix: 'unsafe',
  options,
  docs: {
    title: 'The same thing said twice',
    description: `Finds sentences that stand in the prompt already, word for word or nearly so, and names both places; sentences that follow one another count as one passage. Two that differ in a number or a negation do not say the same. Also finds passages of 100 words with few different ones.

The fix takes the later one of two equal passages away. It is looked at first: an author may repeat on purpose. Where the passages only resemble each other, or hold code, placeholders or addresses, or stand in a numbered list, which one to keep is left to a person. What an assistant or a tool says is not compared.`,
    example: {
      file: 'support.prompt.md',
      before:
        'Always answer in the language that the customer writes in.\n\nName the article of the handbook.\n\nAlways answer in the language that the customer writes in.\n',
      after:
        'Always answer in the language that the customer writes in.\n\nName the article of the handbook.\n\n',
    },
  },
  check: (prompt, { minWords, similarity, uniqueRatio, removeSimilar }) => {
    const read = instructionTexts(prompt).map((text) => ({ text, sentences: sentencesOf(text) }));
    const places = read.flatMap(({ text, sentences }) =>
      sentences
        .filter(({ proseWords }) => proseWords.length >= minWords)
        .map((sentence): Place => ({ text, sentence })),
    );
    const starts = lineStarts(prompt.source);
    return [
      ...passagesOf(twinsOf(places, similarity)).map((twins) =>
        twinDraft(prompt, twins, starts, removeSimilar),
      ),
      ...read.flatMap(({ text, sentences }) => monotonous(prompt, text, sentences, uniqueRatio)),
    ];
  },
});

interface Place {
  readonly text: SegmentText;
  readonly sentence: Sentence;
}

/** A sentence, and the earlier one that says the same. */
interface Twins {
  readonly place: Place;
  readonly earlier: Place;
  readonly isEqual: boolean;
  /** Their places among the sentences compared. */
  readonly at: number;
  readonly earlierAt: number;
}

/** Requests of one file are sent apart: only what stands in the same request is said twice. */
function twinsOf(places: readonly Place[], least: number): Twins[] {
  const finders = new Map<number, TwinFinder<number>>();
  const equals = new Map<string, number>();
  const found: Twins[] = [];
  places.forEach((place, at) => {
    const { request } = place.text.segment;
    const { words } = place.sentence;
    const key = `${request} ${words.join(' ')}`;
    const equal = equals.get(key);
    const finder = finders.get(request) ?? new TwinFinder<number>(least);
    finders.set(request, finder);
    const earlierAt =
      equal ??
      finder.find(at, shinglesOf(words), (other) =>
        saysTheSame(words, places[other]?.sentence.words ?? []),
      );
    if (equal === undefined) equals.set(key, at);
    const earlier = earlierAt === undefined ? undefined : places[earlierAt];
    if (earlier && earlierAt !== undefined) {
      found.push({ place, earlier, isEqual: equal !== undefined, at, earlierAt });
    }
  });
  return found;
}

/** Words that turn a sentence into another one. */
const decisive =
  /^(?:\p{N}+|not|no|never|none|without|cannot|can['’]?t|don['’]?t|\w+n['’]t|must|should|may|only|before|after|if|unless|except|avoid|enable|disable|true|false|least|most|minimum|maximum|min|max|first|last|all|any|always|good|bad|client|server|input|output|read|write|get|set|left|right|up|down|top|bottom|start|end|low|high|old|new)$/u;

/** Whether two sentences that look alike agree in every number and in every word that decides. */
function saysTheSame(a: readonly string[], b: readonly string[]): boolean {
  const decisiveOf = (words: readonly string[]): string =>
    words
      .filter((word) => decisive.test(word))
      .toSorted()
      .join(' ');
  return decisiveOf(a) === decisiveOf(b);
}

/** Twins one after the other, both here and there, are a passage. */
function passagesOf(twins: readonly Twins[]): Twins[][] {
  const passages: Twins[][] = [];
  for (const each of twins) {
    const last = passages.at(-1)?.at(-1);
    const continues =
      last?.at === each.at - 1 &&
      last.earlierAt === each.earlierAt - 1 &&
      last.isEqual === each.isEqual &&
      last.place.text === each.place.text &&
      last.earlier.text === each.earlier.text;
    if (continues) passages.at(-1)?.push(each);
    else passages.push([each]);
  }
  return passages;
}

function twinDraft(
  { count }: CheckedPrompt,
  passage: readonly Twins[],
  starts: readonly number[],
  removeSimilar: boolean,
): Draft {
  const [first, last] = [passage[0], passage.at(-1)];
  if (!first || !last) throw new Error('a passage has at least one sentence');
  const { text } = first.place;
  const own = { start: first.place.sentence.start, end: last.place.sentence.end };
  const other = { start: first.earlier.sentence.start, end: last.earlier.sentence.end };
  const range = text.sourceRange(own);
  const earlier = first.earlier.text.sourceRange(other);
  const edit =
    first.isEqual || removeSimilar
      ? removalOf(
          text,
          passage.map(({ place }) => place.sentence),
        )
      : undefined;
  return {
    code: first.isEqual ? 'repeated-equal' : 'repeated-similar',
    params: { line: positionAt(starts, earlier.start).line + 1 },
    range,
    related: [{ code: 'repeated-earlier', params: {}, range: earlier }],
    ...(edit
      ? { fix: { kind: 'unsafe', edits: { text, edits: [edit] } } }
      : { tokensAtStake: () => count(text.counted(own)) }),
  };
}

/** Words of a passage whose variety is measured. */
const passageWords = 100;

/**
 * Passages with few different words. The share of different words falls with the length of any text,
 * since common ones come again and again, so that it is measured over 100 words at a time, and passages side by side are one finding.
 */
function monotonous(
  { count }: CheckedPrompt,
  text: SegmentText,
  sentences: readonly Sentence[],
  least: number,
): Draft[] {
  const drafts: Draft[] = [];
  let open: { start: number; end: number; words: string[] } | undefined;
  const close = (): void => {
    if (open) drafts.push(monotonousDraft(text, open, open.words, count));
    open = undefined;
  };
  for (const passage of passagesOfWords(sentences)) {
    if (!isMonotonous(passage.words, least)) close();
    else if (open) {
      open.end = passage.end;
      for (const word of passage.words) open.words.push(word);
    } else open = passage;
  }
  close();
  return drafts;
}

function monotonousDraft(
  text: SegmentText,
  range: TextRange,
  words: readonly string[],
  count: CheckedPrompt['count'],
): Draft {
  return {
    code: 'repeated-words',
    severity: 'hint',
    params: { words: words.length, different: new Set(words).size },
    range: text.sourceRange(range),
    tokensAtStake: () => count(text.counted(range)),
  };
}

/** Stretches of whole sentences, each of a hundred words or a few more. */
function* passagesOfWords(
  sentences: readonly Sentence[],
): Generator<{ start: number; end: number; words: string[] }> {
  let start: number | undefined;
  let words: string[] = [];
  for (const sentence of sentences) {
    start ??= sentence.start;
    for (const word of sentence.proseWords) words.push(word);
    if (words.length < passageWords) continue;
    yield { start, end: sentence.end, words };
    start = undefined;
    words = [];
  }
}

/** Scripts without spaces have few letters, which come again: they are not judged. */
function isMonotonous(words: readonly string[], least: number): boolean {
  const wordy = words.filter((word) => word.length > 1).length;
  // A long sentence may bring more than a hundred.
  const expected = least * Math.sqrt(passageWords / words.length);
  return wordy > words.length / 2 && new Set(words).size < expected * words.length;
}
