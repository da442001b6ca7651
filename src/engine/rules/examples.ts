import type { TextRange } from '../text/range';
import { linesOf } from './protectedRanges';
import type { SegmentText } from './promptText';

/** A heading that begins one example, not a list of them: "Example 2", "Example: a refund". */
const exampleHeading =
  /^#{1,6}[ \t]+[\W\d_]{0,20}example(?:[ \t]+(?:#?\d+|[a-z])\b|[ \t]*[:–—-]|[ \t*_]*$)/i;

const item = String.raw`^[ \t>]*(?:[-*+][ \t]+)?`;

/** Labels are plain or bold, with their colon inside or outside: `Input:`, `**Input:**`, `**Input**:`. */
function labelPattern(names: string, number: string): RegExp {
  const label = `(?:${names})${number}`;
  return new RegExp(
    String.raw`${item}(?:${label}[ \t]*:|\*\*${label}[ \t]*(?::[ \t]*\*\*|\*\*[ \t]*:))`,
    'i',
  );
}

/**
 * A line that begins an example by its number. Without one, "Example:" mostly goes with the rule
 * above it: many of these show many things.
 */
const exampleLabel = labelPattern('(?:few-shot[ \t]+)?example', String.raw`[ \t]*#?\d+`);

const asked = 'input|question|q|user|human|customer|query|text|review|sentence';
const answered = 'output|answer|a|assistant|ai|agent|response|label|result|sentiment|category';
const inputLabel = labelPattern(asked, String.raw`(?:[ \t]*#?\d+)?`);
const outputLabel = labelPattern(answered, String.raw`(?:[ \t]*#?\d+)?`);

/** An answer stands so many lines below its question at most. */
const farthestAnswer = 30;

/** Series of examples in a text, each example with all of its lines. */
export function exampleGroups(text: SegmentText): TextRange[][] {
  return [...lineGroups(text), ...elementGroups(text.text), ...jsonGroups(text.text)];
}

/** A series that is being read. */
interface Series {
  readonly starts: number[];
  /** Where its last line ends so far. */
  end: number;
}

/** Headings, labels and pairs: a series ends with its section. */
function lineGroups(text: SegmentText): TextRange[][] {
  const groups: TextRange[][] = [];
  const open = new Map<'heading' | 'label' | 'pair', Series & { level: number }>();
  let question: { readonly start: number; lines: number } | undefined;
  const close = (kind: 'heading' | 'label' | 'pair', end: number): void => {
    const series = open.get(kind);
    if (series) groups.push(rangesOf({ ...series, end }));
    open.delete(kind);
  };
  const add = (kind: 'heading' | 'label' | 'pair', start: number, level: number): void => {
    const series = open.get(kind);
    if (series) series.starts.push(start);
    else open.set(kind, { starts: [start], end: start, level });
  };
  for (const { start, end } of linesOf(text.text)) {
    const line = text.text.slice(start, Math.min(end, start + 200)).trimEnd();
    if (line === '' || isCode(text, start)) continue;
    const level = /^#{1,6}(?=[ \t])/.exec(line)?.[0].length;
    if (level !== undefined) {
      close('label', start);
      close('pair', start);
      question = undefined;
      const series = open.get('heading');
      const isExample = exampleHeading.test(line);
      if (series && (level < series.level || (level === series.level && !isExample))) {
        close('heading', start);
      }
      if (isExample && (open.get('heading')?.level ?? level) === level)
        add('heading', start, level);
      continue;
    }
    if (exampleLabel.test(line)) {
      add('label', start, 7);
      continue;
    }
    if (question) question.lines++;
    if (question && question.lines <= farthestAnswer && outputLabel.test(line)) {
      add('pair', question.start, 7);
      question = undefined;
    } else if (inputLabel.test(line)) question = { start, lines: 0 };
  }
  for (const kind of ['heading', 'label', 'pair'] as const) close(kind, text.text.length);
  return groups;
}

function rangesOf({ starts, end }: Series): TextRange[] {
  return starts.map((start, at) => ({ start, end: starts[at + 1] ?? end }));
}

function isCode(text: SegmentText, start: number): boolean {
  const range = text.protectedAt(start);
  return range?.kind === 'code' && range.start < start;
}

/** `<example>` elements. */
function elementGroups(text: string): TextRange[][] {
  const elements: TextRange[] = [];
  const opening = /<example(?:[\s_-][^<>\n]{0,200})?>/gi;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const close = text.indexOf('</example', match.index);
    if (close < 0) break;
    const end = text.indexOf('>', close) + 1;
    elements.push({ start: match.index, end: end > 0 ? end : text.length });
    opening.lastIndex = close;
  }
  return elements.length > 0 ? [elements] : [];
}

const inputKey = new RegExp(`"(?:${asked}|prompt)"[ \\t]*:`, 'i');
const outputKey = new RegExp(`"(?:${answered}|completion)"[ \\t]*:`, 'i');

/** Objects of a JSON list that have an input and an output, one after the other. */
function jsonGroups(text: string): TextRange[][] {
  const groups: TextRange[][] = [];
  let group: TextRange[] = [];
  let lastEnd = 0;
  for (const { 0: object, index } of text.matchAll(/\{[^{}]{1,2000}\}/g)) {
    if (!inputKey.test(object) || !outputKey.test(object)) continue;
    const continues = /^[\s,]{0,40}$/.test(text.slice(lastEnd, Math.min(index, lastEnd + 41)));
    if (!continues && group.length > 0) {
      groups.push(group);
      group = [];
    }
    lastEnd = index + object.length;
    group.push({ start: index, end: lastEnd });
  }
  return group.length > 0 ? [...groups, group] : groups;
}
