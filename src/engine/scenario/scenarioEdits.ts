import { entryOf, type SourceEntry, type SourceMap, type SourceValue } from '../prompts/source';
import { textStart } from '../prompts/textFile';
import type { Path } from '../systems/system';
import type { TextRange } from '../text/range';
import type { TextChange } from '../text/textChange';
import type { ScenarioFile } from './scenarioFile';

/** The change that puts another key in the place of one; undefined where there is no such key. */
export function keyRenamed(file: ScenarioFile, path: Path, key: string): TextChange | undefined {
  const found = entryAt(file, path);
  if (!found) return undefined;
  const range = keySpan(file.text, found.entry);
  const quote = quoteAt(file.text, range.start);
  return replaced(range, quote === '' ? plainOrQuoted(key) : `${quote}${key}${quote}`);
}

/** The change that puts another value in the place of a number or word, in quotes where it had them. */
export function valueReplaced(
  file: ScenarioFile,
  path: Path,
  value: string | number,
): TextChange | undefined {
  const found = valueAtPath(file.root, path);
  if (!found || found.kind === 'map' || found.kind === 'list') return undefined;
  const range = withQuotes(file.text, found.range);
  const before = file.text.slice(range.start, range.end);
  // A text of several lines is laid out in ways of its own; an empty place has no room.
  if (before === '' || /[\r\n]/.test(before)) return undefined;
  if (typeof value === 'number') return replaced(range, String(value));
  if (file.language === 'json') return replaced(range, JSON.stringify(value));
  const quote = quoteAt(file.text, range.start);
  if (quote === "'" && !value.includes("'")) return replaced(range, `'${value}'`);
  return replaced(range, quote === '' ? plainOrQuoted(value) : JSON.stringify(value));
}

/**
 * The change that takes a key out of its map, with its value and the comment behind it; other
 * comments stay. A map that loses its only key becomes `{}`.
 */
export function keyRemoved(file: ScenarioFile, path: Path): TextChange | undefined {
  const found = entryAt(file, path);
  if (!found) return undefined;
  const { map, entry } = found;
  return file.text.startsWith('{', map.range.start)
    ? removedFromFlow(file.text, map, entry)
    : removedFromBlock(file.text, map, entry);
}

/** The change that writes a key with a number at the top of the file. */
export function keyPutFirst(file: ScenarioFile, key: string, value: number): TextChange {
  const { text, root } = file;
  if (root?.kind === 'map' && text.startsWith('{', root.range.start)) {
    const at = root.range.start + 1;
    const [first] = root.entries;
    const gap = /\s*/y;
    gap.lastIndex = at;
    const space = gap.exec(text)?.[0] ?? '';
    const quote = first ? quoteAt(text, keySpan(text, first).start) : '"';
    return inserted(at, `${space}${quote}${key}${quote}: ${value}${first ? ',' : ''}`);
  }
  const marks = /(?:%[^\r\n]*(?:\r\n|\n|\r))*---[ \t]*(?:\r\n|\n|\r)/y;
  const start = textStart(text);
  marks.lastIndex = start;
  const head = marks.exec(text)?.[0] ?? '';
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  return inserted(start + head.length, `${key}: ${value}${lineEnd}`);
}

interface FoundEntry {
  readonly map: SourceMap;
  readonly entry: SourceEntry;
}

function entryAt({ root }: ScenarioFile, path: Path): FoundEntry | undefined {
  const map = valueAtPath(root, path.slice(0, -1));
  const entry = entryOf(map, String(path.at(-1)));
  return map?.kind === 'map' && entry ? { map, entry } : undefined;
}

function valueAtPath(root: SourceValue | undefined, path: Path): SourceValue | undefined {
  let value = root;
  for (const step of path) {
    value =
      value?.kind === 'list' && typeof step === 'number'
        ? value.items[step]
        : entryOf(value, String(step))?.value;
  }
  return value;
}

function removedFromFlow(
  text: string,
  { entries }: SourceMap,
  entry: SourceEntry,
): TextChange | undefined {
  const { start } = keySpan(text, entry);
  const end = endOf(text, entry);
  if (entry !== entries.at(-1)) {
    const comma = /\s*,\s*/y;
    comma.lastIndex = end;
    return comma.test(text) ? removed(start, comma.lastIndex) : undefined;
  }
  const before = /,?\s*$/.exec(text.slice(0, start))?.[0] ?? '';
  return removed(before.startsWith(',') ? start - before.length : start, end);
}

function removedFromBlock(
  text: string,
  { entries }: SourceMap,
  entry: SourceEntry,
): TextChange | undefined {
  const { start } = keySpan(text, entry);
  const end = endOf(text, entry);
  if (entries.length === 1) return replaced({ start, end: endOfLine(text, end).value }, '{}');
  const lineStart =
    Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
  const { next } = endOfLine(text, end);
  if (/^\s*$/.test(text.slice(lineStart, start))) return removed(lineStart, next);
  // Behind a list item's dash the next key comes up.
  const following = entries[entries.indexOf(entry) + 1];
  return following && /^\s*$/.test(text.slice(next, keySpan(text, following).start))
    ? removed(start, keySpan(text, following).start)
    : undefined;
}

/** Where an entry ends: behind its value, or behind the colon where it has none. */
function endOf(text: string, entry: SourceEntry): number {
  const { end } = keySpan(text, entry);
  const colon = /\s*:/y;
  colon.lastIndex = end;
  return Math.max(colon.test(text) ? colon.lastIndex : end, lastEnd(text, entry.value));
}

/** A key with its quotes. */
function keySpan(text: string, { keyRange }: SourceEntry): TextRange {
  return withQuotes(text, keyRange);
}

/** A block's own range may reach over the blank lines behind it: its last part tells. */
function lastEnd(text: string, value: SourceValue): number {
  if (value.kind === 'map' && !text.startsWith('{', value.range.start)) {
    const last = value.entries.at(-1);
    return last ? endOf(text, last) : value.range.end;
  }
  if (value.kind === 'list' && !text.startsWith('[', value.range.start)) {
    const last = value.items.at(-1);
    return last ? lastEnd(text, last) : value.range.end;
  }
  return withQuotes(text, value.range).end;
}

/** Where the line ends, and the next begins, behind what may be only a comment. */
function endOfLine(text: string, end: number): { readonly value: number; readonly next: number } {
  if (end > 0 && /[\r\n]/.test(text.charAt(end - 1))) return { value: end, next: end };
  const rest = /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r)?/y;
  rest.lastIndex = end;
  rest.test(text);
  return { value: end, next: rest.lastIndex };
}

/** The range of a scalar, its quotes included: readers give what stands between them. */
function withQuotes(text: string, { start, end }: TextRange): TextRange {
  const quote = start > 0 ? quoteAt(text, start - 1) : '';
  return quote !== '' && text.startsWith(quote, end)
    ? { start: start - 1, end: end + 1 }
    : { start, end };
}

function quoteAt(text: string, at: number): string {
  const unit = text.charAt(at);
  return unit === '"' || unit === "'" ? unit : '';
}

/** Words that YAML, of one version or another, reads as something else. */
const notPlain = /^(?:true|false|yes|no|on|off|null|y|n)$/i;
/** A day is plain for readers of YAML 1.2, in which timestamps are texts. */
const plain = /^(?:[A-Za-z][\w./-]*|\d{4}-\d\d-\d\d)$/;

/** A word as YAML writes it. */
export function plainOrQuoted(word: string): string {
  return plain.test(word) && !notPlain.test(word) ? word : JSON.stringify(word);
}

function replaced({ start, end }: TextRange, by: string): TextChange {
  return { offset: start, removed: end - start, inserted: by };
}

function removed(start: number, end: number): TextChange {
  return { offset: start, removed: end - start, inserted: '' };
}

function inserted(at: number, text: string): TextChange {
  return { offset: at, removed: 0, inserted: text };
}
