import * as z from 'zod';
import { compactJsonPieces } from '../prompts/jsonSource';
import type { TextRange } from '../text/range';
import type { IssueCode } from '../issues';
import type { FixKind } from './finding';
import { linesOf } from './protectedRanges';
import { isDefinition } from '../report/countSegments';
import type { SegmentEdit, SegmentText } from './promptText';
import { defineRule, mostPlaces, type CheckedPrompt, type Draft } from './rule';

const options = z.strictObject({
  leastTokens: z
    .int()
    .positive()
    .default(3)
    .describe('White space of a message that costs fewer tokens is not named.'),
  leastJsonTokens: z
    .int()
    .positive()
    .default(40)
    .describe('Nor is that of JSON in a code block, which is laid out to be read.'),
});
type Options = z.infer<typeof options>;

/** White space that is sent and says nothing. */
export const whitespaceWaste = defineRule<Options>({
  id: 'whitespace-waste',
  severity: 'hint',
  fix: 'safe',
  options,
  docs: {
    title: 'White space that costs tokens',
    description: `Finds blanks at the ends of lines, runs of blank lines, text that is indented as a whole, and JSON that is laid out over many lines.

Blanks at line ends, more than one blank line in a row, and the white space of a message that is nothing but JSON can be taken away safely: Markdown renders the same, and the JSON value is the same. The two blanks that break a line in Markdown stay, and so does everything in code blocks, and the last line's end. Taking away an indentation, or compacting JSON in a code block, changes what a reader sees: these fixes are looked at first.`,
    example: {
      file: 'answer.prompt.md',
      before:
        'Answer these questions:   \n\n\n\n1. What is it?   \n\n\n\n2. What does it cost?   \n\n\n\n3. Who pays?\n',
      after: 'Answer these questions:\n\n1. What is it?\n\n2. What does it cost?\n\n3. Who pays?\n',
    },
  },
  check: ({ texts, saved }, { leastTokens, leastJsonTokens }) => {
    const drafts: Draft[] = [];
    for (const text of texts) {
      // So little text can't hold as many tokens of white space.
      if (isDefinition(text.segment) || text.text.length < leastTokens * 2) continue;
      const found = wasteOf(text).map(({ code, kind, edits }): Draft => ({
        code,
        params: { count: edits.length },
        range: placeOf(text, edits),
        fix: { kind, edits: { text, edits } },
      }));
      const least = (draft: Draft): number =>
        draft.code === 'whitespace-json' && draft.fix?.kind === 'unsafe'
          ? leastJsonTokens
          : leastTokens;
      drafts.push(...found.filter((draft) => savedBy(draft, saved) >= least(draft)));
    }
    return drafts;
  },
});

interface Waste {
  readonly code: IssueCode;
  readonly kind: FixKind;
  readonly edits: readonly SegmentEdit[];
}

function wasteOf(text: SegmentText): Waste[] {
  const whole = { start: 0, end: text.text.length };
  if (isJson(text.text, whole)) {
    return wasteWith('whitespace-json', 'safe', compactingEdits(text.text, whole));
  }
  return [
    ...wasteWith('whitespace-lines', 'safe', lineEdits(text)),
    ...wasteWith('whitespace-indented', 'unsafe', dedentingEdits(text.text)),
    ...[...jsonBlocks(text.text)].flatMap((block) =>
      wasteWith('whitespace-json', 'unsafe', compactingEdits(text.text, block)),
    ),
  ];
}

function wasteWith(code: IssueCode, kind: FixKind, edits: readonly SegmentEdit[]): Waste[] {
  return edits.length === 0 ? [] : [{ code, kind, edits: edits.slice(0, mostPlaces) }];
}

function savedBy({ fix }: Draft, saved: CheckedPrompt['saved']): number {
  return fix && 'text' in fix.edits ? saved(fix.edits) : 0;
}

/** The first place: a finding of a hundred places marks one. */
function placeOf(text: SegmentText, edits: readonly SegmentEdit[]): TextRange {
  const [first] = edits;
  return first ? text.sourceRange(first) : text.segment.range;
}

/** Blanks at line ends, and blank lines after a first one, outside of what is protected. */
function lineEdits(text: SegmentText): SegmentEdit[] {
  const { text: all } = text;
  const edits: SegmentEdit[] = [];
  let blankLines = 0;
  let hasBegun = false;
  for (const { start, end } of linesOf(all)) {
    const lineEnd =
      all.charAt(end - 1) === '\n' ? end - (all.charAt(end - 2) === '\r' ? 2 : 1) : end;
    const isLast = lineEnd === end;
    let content = lineEnd;
    while (content > start && isBlank(all.charCodeAt(content - 1))) content--;
    const isEmpty = content === start;
    if (isEmpty && !isLast) blankLines++;
    if (isLast || touchesProtected(text, start, end, isEmpty)) {
      if (!isEmpty) blankLines = 0;
      hasBegun = true;
      continue;
    }
    if (isEmpty && blankLines > 1 && hasBegun) removeLine(edits, { start, end });
    else {
      const kept = isEmpty ? content : content + breakLength(all, content, lineEnd, end);
      if (kept < lineEnd) edits.push({ start: kept, end: lineEnd, text: '' });
    }
    if (!isEmpty) {
      blankLines = 0;
      hasBegun = true;
    }
  }
  return edits;
}

/** Lines side by side go at once: in a string their line breaks may share an escape. */
function removeLine(edits: SegmentEdit[], { start, end }: TextRange): void {
  const last = edits.at(-1);
  if (last?.end === start) edits[edits.length - 1] = { ...last, end };
  else edits.push({ start, end, text: '' });
}

/** A blank line belongs to a block that it stands in; the end of another line to what ends it. */
function touchesProtected(
  text: SegmentText,
  start: number,
  end: number,
  isEmpty: boolean,
): boolean {
  return isEmpty
    ? text.isProtected({ start: Math.max(0, start - 1), end: end + 1 })
    : text.isProtected({ start: end - 1, end: end + 1 }, blockKinds);
}

const blockKinds = new Set(['code', 'data', 'markup'] as const);

/**
 * Blanks at a line's end that mean something: two and more break the line in Markdown, where text
 * follows, and are as good as two; one after a backslash keeps that from breaking it.
 */
function breakLength(all: string, content: number, lineEnd: number, next: number): number {
  const blanks = lineEnd - content;
  if (all.charAt(content - 1) === '\\') return blanks;
  const isBreak = blanks >= 2 && /^[ \t]{0,80}\S/.test(all.slice(next, next + 81));
  if (!isBreak) return 0;
  // Tabs among the blanks: which of them break the line is not asked.
  return all.slice(content, lineEnd).includes('\t') ? blanks : 2;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

/** Takes away the indentation that all lines of a text of several lines share. */
function dedentingEdits(all: string): SegmentEdit[] {
  const lines = [...linesOf(all)].filter(({ start, end }) => all.slice(start, end).trim() !== '');
  // The first line may stand behind the quotes that open the text.
  const [first, ...rest] = lines;
  if (!first || rest.length < 3) return [];
  let shared: string | undefined;
  for (const { start, end } of rest) {
    const own = /^[ \t]*/.exec(all.slice(start, Math.min(end, start + 80)))?.[0] ?? '';
    shared = shared === undefined ? own : commonStart(shared, own);
    if (shared.length < 2) return [];
  }
  const indentation = shared ?? '';
  return lines.flatMap(({ start }) =>
    all.startsWith(indentation, start)
      ? [{ start, end: start + indentation.length, text: '' }]
      : [],
  );
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a.charAt(length) === b.charAt(length)) length++;
  return a.slice(0, length);
}

/** Longer JSON is not compacted: parsing it twice would be felt. */
const longestJson = 1_000_000;

function isJson(all: string, { start, end }: TextRange): boolean {
  if (end - start > longestJson) return false;
  const opening = /^\s*([{[])/.exec(all.slice(start, Math.min(end, start + 200)))?.[1];
  if (opening === undefined) return false;
  try {
    JSON.parse(all.slice(start, end));
    return true;
  } catch {
    return false;
  }
}

/** Fenced blocks of JSON that can be read as JSON. */
function* jsonBlocks(all: string): Generator<TextRange> {
  const opening = /(?:^|\n)[ \t]{0,3}```json[ \t]*\r?\n/g;
  for (let match = opening.exec(all); match; match = opening.exec(all)) {
    const start = match.index + match[0].length;
    const end = all.indexOf('```', start);
    if (end < 0) return;
    if (isJson(all, { start, end })) yield { start, end };
    opening.lastIndex = end + 3;
  }
}

/** Takes away the white space between the tokens of JSON, but for what is around it. */
function compactingEdits(all: string, range: TextRange): SegmentEdit[] {
  const pieces = compactJsonPieces(all, range);
  return pieces.flatMap(({ range: { end } }, at): SegmentEdit[] => {
    const next = pieces[at + 1];
    return next ? [{ start: end, end: next.range.start, text: '' }] : [];
  });
}
