import * as z from 'zod';
import type { IssueCode } from '../issues';
import type { TextRange } from '../text/range';
import { instructionTexts } from './instructions';
import { wordyPhrases } from './phrases';
import type { SegmentEdit, SegmentText } from './promptText';
import { defineRule, mostPlaces, type Draft } from './rule';

const options = z.strictObject({
  maxPlease: z.int().nonnegative().default(2).describe('"Please" may stand so often in a prompt.'),
  maxMakeSure: z
    .int()
    .nonnegative()
    .default(1)
    .describe('"Make sure" may stand so often in a prompt.'),
  phrases: z
    .record(z.string().min(1).max(200), z.string().max(200))
    .default({})
    .describe(
      'More phrases with what to say instead; an empty text leaves the phrase out. A phrase that CostLens knows is not looked for where it stands here for itself.',
    ),
});
type Options = z.infer<typeof options>;

/** Polite and wordy instructions: the words that a model does not need. */
export const verboseInstruction = defineRule<Options>({
  id: 'verbose-instruction',
  severity: 'hint',
  fix: 'unsafe',
  options,
  docs: {
    title: 'Instructions in more words than they need',
    description: `Finds "please" and "make sure" where they stand often, and phrases for which there are shorter ones: "in order to" says no more than "to". Every word is sent and paid for with every request.

The fix puts the shorter wording there; it changes words, so it is never applied without being looked at. Code, quotations, data, URLs and placeholders are left alone, and so is what an assistant or a tool says. A phrase is only named where the shorter one has fewer tokens.`,
    example: {
      file: 'review.prompt.md',
      before:
        'Please read the diff. Please note that generated files do not count. Make sure to name the line.\n\nPlease answer in a table in order to keep it short, and make sure to stay polite.\n',
      after:
        'Read the diff. Generated files do not count. Name the line.\n\nAnswer in a table to keep it short, and stay polite.\n',
    },
  },
  check: (prompt, { maxPlease, maxMakeSure, phrases }) => {
    const texts = instructionTexts(prompt);
    const table = phraseTable(phrases);
    const taken = texts.map((text) => [...phraseMatches(text, table)]);
    const drafts = taken.flatMap((matches, at) =>
      matches.map((match) => phraseDraft(texts[at], match)),
    );
    const often = (code: IssueCode, polite: PoliteWords, most: number): Draft[] => {
      const found = texts.flatMap((text, at) => politeMatches(text, polite, taken[at] ?? []));
      return found.length > most ? oftenDrafts(code, found, most) : [];
    };
    return [
      ...often('verbose-please', please, maxPlease),
      ...often('verbose-make-sure', makeSure, maxMakeSure),
      ...drafts.filter((draft) => draft !== undefined),
    ];
  },
});

/** Polite words, and the edit that does without them, if there is one. */
interface PoliteWords {
  readonly pattern: RegExp;
  readonly edit: (text: SegmentText, start: number, end: number) => SegmentEdit | undefined;
}

const please: PoliteWords = {
  pattern: /\bplease\b/gi,
  edit: (text, start, end) => leftOut(text, { start, end }) ?? lastWord(text, start, end),
};

/** "Make sure to sort" is to sort; "make sure (that) it is sorted" is to ensure it. */
const makeSure: PoliteWords = {
  pattern: /\bmake sure\b/gi,
  edit: (text, start, end) => {
    const follows = /^[ \t]+(?:to\b|that\b)?/i.exec(text.text.slice(end, end + 20))?.[0] ?? '';
    const next = end + follows.length;
    if (/to$/i.test(follows)) return leftOut(text, { start, end: next });
    const said = inCaseOf(text.text.slice(start, end), 'ensure');
    return { start, end: /that$/i.test(follows) ? next : end, text: said };
  },
};

interface PhraseTable {
  readonly pattern: RegExp;
  readonly replacements: ReadonlyMap<string, string>;
}

/** The longest first, so that a phrase is not taken for a shorter one inside of it. */
function phraseTable(own: Readonly<Record<string, string>>): PhraseTable {
  const replacements = new Map(
    Object.entries({ ...wordyPhrases, ...own }).flatMap(([phrase, instead]) =>
      phrase.toLowerCase() === instead.toLowerCase() ? [] : [[phrase.toLowerCase(), instead]],
    ),
  );
  const words = [...replacements.keys()]
    .toSorted((a, b) => b.length - a.length)
    .map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \\t]+'));
  return {
    pattern: new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${words.join('|')})(?![\\p{L}\\p{N}_-])`, 'giu'),
    replacements,
  };
}

interface PhraseMatch extends SegmentEdit {
  readonly phrase: string;
  readonly instead: string;
}

function* phraseMatches(text: SegmentText, table: PhraseTable): Generator<PhraseMatch> {
  for (const { 0: phrase, index } of text.text.matchAll(table.pattern)) {
    const range = { start: index, end: index + phrase.length };
    if (text.isProtected(range)) continue;
    const instead = table.replacements.get(phrase.toLowerCase().replaceAll(/[ \t]+/g, ' ')) ?? '';
    const edit =
      instead === '' ? leftOut(text, range) : { ...range, text: inCaseOf(phrase, instead) };
    if (edit) yield { ...edit, phrase, instead };
  }
}

function phraseDraft(text: SegmentText | undefined, match: PhraseMatch): Draft | undefined {
  if (!text) return undefined;
  const { phrase, instead, ...edit } = match;
  const range = text.sourceRange({ start: edit.start, end: edit.start + phrase.length });
  return {
    code: instead === '' ? 'verbose-filler' : 'verbose-phrase',
    params: { phrase, instead },
    range,
    fix: { kind: 'unsafe', edits: { text, edits: [edit] } },
  };
}

function inCaseOf(phrase: string, instead: string): string {
  const isCapital = /^\p{Lu}/u.test(phrase);
  return isCapital ? instead.charAt(0).toUpperCase() + instead.slice(1) : instead;
}

/**
 * The edit that leaves a phrase out with the blanks after it; what follows takes over its capital.
 * None where a line ends after it: there the sentence goes on somewhere else.
 */
function leftOut(
  text: SegmentText,
  { start, end }: { readonly start: number; readonly end: number },
): SegmentEdit | undefined {
  const { text: all } = text;
  const blanks = /^,?[ \t]*/.exec(all.slice(end, end + 50))?.[0].length ?? 0;
  const next = end + blanks;
  const follows = all.charAt(next);
  if (blanks === 0 || follows === '' || /[\s.,;:!?)]/.test(follows)) return undefined;
  const isFirst = /^\p{Lu}/u.test(all.slice(start, start + 2));
  const raises =
    isFirst && /\p{Ll}/u.test(follows) && !text.isProtected({ start: next, end: next + 1 });
  return raises
    ? { start, end: next + 1, text: follows.toUpperCase() }
    : { start, end: next, text: '' };
}

/** Polite words where they stand. */
interface PoliteMatch {
  readonly text: SegmentText;
  readonly range: TextRange;
  readonly edit: SegmentEdit | undefined;
}

/** Those that are part of a longer phrase count too; doing without them is that phrase's. */
function politeMatches(
  text: SegmentText,
  { pattern, edit }: PoliteWords,
  taken: readonly PhraseMatch[],
): PoliteMatch[] {
  const found: PoliteMatch[] = [];
  let at = 0;
  for (const { 0: words, index } of text.text.matchAll(pattern)) {
    const range = { start: index, end: index + words.length };
    if (text.isProtected(range)) continue;
    while ((taken[at]?.end ?? Infinity) <= index) at++;
    const isTaken = (taken[at]?.start ?? Infinity) < range.end;
    found.push({ text, range, edit: isTaken ? undefined : edit(text, index, range.end) });
  }
  return found;
}

/** "…, please." */
function lastWord(text: SegmentText, start: number, end: number): SegmentEdit | undefined {
  const before = /,?[ \t]+$/.exec(text.text.slice(Math.max(0, start - 10), start))?.[0];
  return before !== undefined && /[.!?]/.test(text.text.charAt(end))
    ? { start: start - before.length, end, text: '' }
    : undefined;
}

/** A finding a segment, at the first word: its fix does without all of them. */
function oftenDrafts(code: IssueCode, found: readonly PoliteMatch[], most: number): Draft[] {
  const bySegment = new Map<SegmentText, PoliteMatch[]>();
  for (const match of found) {
    const own = bySegment.get(match.text);
    if (own) own.push(match);
    else bySegment.set(match.text, [match]);
  }
  return [...bySegment].map(([text, own]): Draft => {
    const places = own.map(({ range }) => text.sourceRange(range));
    const [range = text.segment.range, ...others] = places;
    const edits = own.flatMap(({ edit }) => edit ?? []).slice(0, mostPlaces);
    return {
      code,
      params: { count: found.length, most },
      range,
      related: others.slice(0, mostRelated).map((place) => ({
        code: 'verbose-again',
        params: {},
        range: place,
      })),
      ...(edits.length > 0 && { fix: { kind: 'unsafe', edits: { text, edits } } }),
    };
  });
}

/** More places than these are not listed with a finding. */
const mostRelated = 20;
