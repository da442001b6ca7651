import * as z from 'zod';
import type { IssueCode } from '../issues';
import type { FixKind } from './finding';
import { linesOf } from './protectedRanges';
import type { SegmentEdit, SegmentText } from './promptText';
import { isDefinition } from '../report/countSegments';
import { defineRule, mostPlaces, type Draft } from './rule';

const options = z.strictObject({
  leastTokens: z
    .int()
    .positive()
    .default(5)
    .describe('Characters that cost fewer tokens than this more than plain ones are not named.'),
});

/** Characters that cost more tokens than plain ones that say the same. */
export const tokenHeavyCharacters = defineRule<z.infer<typeof options>>({
  id: 'token-heavy-characters',
  severity: 'hint',
  fix: 'unsafe',
  options,
  docs: {
    title: 'Characters that cost more than plain ones',
    description: `Finds typographic quotes and ligatures of spaces, decorative emoji before headings and items, long rules of dashes, and lines drawn with box characters, where plain ones have fewer tokens. Characters of no width, which nobody sees, and Markdown's own long rules are taken care of safely; everything else is looked at first. Signs that say something (✅ ❌ ⚠️) are kept, as is everything in code, quotations and data; drawings in code blocks are only named.`,
    example: {
      file: 'guide.prompt.md',
      before:
        '# 🚀 Getting started\n\n- 📦 Install the tool\n- 🧪 Run the tests\n- 🎉 Open a pull request\n',
      after: '# Getting started\n\n- Install the tool\n- Run the tests\n- Open a pull request\n',
    },
  },
  check: ({ texts, saved }, { leastTokens }) => {
    const drafts: Draft[] = [];
    for (const text of texts) {
      if (isDefinition(text.segment)) continue;
      for (const { code, kind, edits: all } of heavyIn(text)) {
        const edits = all.slice(0, mostPlaces);
        const [first] = edits;
        if (!first) continue;
        const segmentEdits = { text, edits };
        const tokens = saved(segmentEdits);
        const least = code === 'heavy-drawing' ? leastTokens * drawingFactor : leastTokens;
        if (tokens < least && kind === 'unsafe') continue;
        const place = { code, params: { count: edits.length }, range: text.sourceRange(first) };
        drafts.push(
          code === 'heavy-drawing'
            ? { ...place, tokensAtStake: tokens }
            : { ...place, fix: { kind, edits: segmentEdits } },
        );
      }
    }
    return drafts;
  },
});

/** A drawing is work to do otherwise: it is named where it saves more. */
const drawingFactor = 6;

interface HeavyCharacters {
  readonly code: IssueCode;
  readonly kind: FixKind;
  readonly edits: readonly SegmentEdit[];
}

function heavyIn(text: SegmentText): HeavyCharacters[] {
  // Most texts have none of these characters.
  const isPlain = !/\P{ASCII}/u.test(text.text);
  const rules = { code: 'heavy-rules', kind: 'safe', edits: longRules(text) } as const;
  if (isPlain) return [rules];
  return [
    rules,
    { code: 'heavy-invisible', kind: 'safe', edits: invisibles(text) },
    { code: 'heavy-quotes', kind: 'unsafe', edits: replaced(text, quotes, plainOf) },
    { code: 'heavy-emoji', kind: 'unsafe', edits: decorations(text) },
    { code: 'heavy-drawing', kind: 'unsafe', edits: drawings(text) },
  ];
}

const invisible = /[\u200b\u2060\ufeff]+/g;

/** Scripts that break their lines by zero-width spaces. */
const breaking = /[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const letter = /[\p{L}\p{N}]/u;

/**
 * Zero-width spaces, word joiners and byte-order marks between two letters or digits: beside a blank
 * or at a line's end their absence might be seen, as they keep Markdown from reading a mark there.
 */
function invisibles(text: SegmentText): SegmentEdit[] {
  return replaced(text, invisible, () => '').filter(({ start, end }) => {
    const beside = [text.text.charAt(start - 1), text.text.charAt(end)];
    return beside.every((each) => letter.test(each) && !breaking.test(each));
  });
}

const quotes = /[\u2018\u2019\u201c\u201d\u00a0\u2026]/g;

const plainCharacters: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u00a0': ' ',
  '\u2026': '...',
};

function plainOf(character: string): string {
  return plainCharacters[character] ?? character;
}

/** The head of a heading or of an item, and an emoji behind it, with the blank that follows. */
const decoration =
  /^([ \t]{0,8}(?:#{1,6}|[-*+]|\d{1,3}[.)])[ \t]{1,8}(?:\*\*)?)(\p{Extended_Pictographic}[\ufe0f\u200d\p{Extended_Pictographic}\p{Emoji_Modifier}]{0,8}[ \t]+)(?=\S)/gmu;

/** Signs that say right, wrong, beware, and the like; and those that are letters or signs of text. */
const meaningful = /^[✅❌❎⚠✔✖❗❓⛔🚫ℹ⭐🔴🟡🟢🟠🔵☑☒✓✗#*\d©®™]/u;

function decorations(text: SegmentText): SegmentEdit[] {
  const edits: SegmentEdit[] = [];
  for (const { 1: head = '', 2: emoji = '', index } of text.text.matchAll(decoration)) {
    const start = index + head.length;
    const range = { start, end: start + emoji.length };
    if (!meaningful.test(emoji) && !text.isProtected(range)) edits.push({ ...range, text: '' });
  }
  return edits;
}

function replaced(
  text: SegmentText,
  pattern: RegExp,
  instead: (match: string) => string,
): SegmentEdit[] {
  const edits: SegmentEdit[] = [];
  for (const { 0: match, index } of text.text.matchAll(pattern)) {
    const range = { start: index, end: index + match.length };
    const plain = instead(match);
    // Quotation marks are where quotations begin: what is inside of them is not touched.
    const inside = text.protectedAt(index);
    const isProtected =
      inside !== undefined && !(inside.kind === 'data' && isItsMark(inside, range));
    if (plain !== match && !isProtected) edits.push({ ...range, text: plain });
  }
  return edits;
}

function isItsMark(
  quotation: { readonly start: number; readonly end: number },
  mark: { readonly start: number; readonly end: number },
): boolean {
  return quotation.start === mark.start || quotation.end === mark.end;
}

/** Marks that a thematic break needs. */
const shortRule = 3;
/** Up to so many are one token or two anyway. */
const shortestLongRule = 9;

/** Thematic breaks and underlines of headings that are longer than three marks; they render the same. */
function longRules(text: SegmentText): SegmentEdit[] {
  const edits: SegmentEdit[] = [];
  if (!/([-_*=])\1{8}/.test(text.text)) return edits;
  for (const { start, end } of linesOf(text.text)) {
    if (end - start < shortestLongRule) continue;
    const mark = text.text.charAt(start);
    if (!'-_*'.includes(mark)) continue;
    let at = start;
    while (text.text.charAt(at) === mark) at++;
    const isRule =
      at - start >= shortestLongRule && text.text.slice(at, Math.min(end, at + 50)).trim() === '';
    if (!isRule || text.isProtected({ start, end: at })) continue;
    edits.push({ start: start + shortRule, end: at, text: '' });
  }
  return edits;
}

/** Runs of box drawing, each made two blanks: what the same tree costs as an indented list. */
function drawings(text: SegmentText): SegmentEdit[] {
  return [...text.text.matchAll(/[\u2500-\u257f][\u2500-\u257f \t\u00a0]{0,200}/g)].map(
    ({ 0: run, index }) => ({ start: index, end: index + run.length, text: '  ' }),
  );
}
