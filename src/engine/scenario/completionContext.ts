import { getLocation } from 'jsonc-parser';
import { IssueList } from '../prompts/issueList';
import type { SourceValue } from '../prompts/source';
import { readYaml } from '../prompts/yamlSource';
import type { Path } from '../systems/system';
import type { TextRange } from '../text/range';
import type { ScenarioLanguage } from './scenarioFile';

/** What is being written at a place of a scenario file. */
export interface CompletionContext {
  readonly part: 'key' | 'value';
  /** The map that the key is for, or the place of the value. */
  readonly path: Path;
  /** The other keys of the map. */
  readonly present: readonly string[];
  /** What is to be replaced: the word under the cursor, without its quotes. */
  readonly replace: TextRange;
  /** The quote that the word is in; empty where it is in none. */
  readonly quote: '' | '"' | "'";
  /** In braces or brackets, where everything stands in one line. */
  readonly isFlow: boolean;
  /** A colon stands behind the key already. */
  readonly hasColon: boolean;
  /** How far a key is from its line's indentation: behind a list item's dash. */
  readonly shift: number;
}

/** Stands for the word under the cursor while the text is read; no file has it. */
const marker = 'costlensCompletes';

/**
 * What may be written at an offset of a file, however unfinished, the likelier first: the word under
 * the cursor is replaced by a marker, once as a key and once as a value, and the text is read; where
 * the marker turns up is the place. None in comments, and where nothing can stand.
 */
export function completionContexts(
  text: string,
  offset: number,
  language: ScenarioLanguage,
): readonly CompletionContext[] {
  return language === 'json' ? [jsonContext(text, offset)] : yamlContexts(text, offset);
}

function yamlContexts(text: string, offset: number): readonly CompletionContext[] {
  const lineStart =
    Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const line = text.slice(lineStart, offset);
  const word = wordAt(text, lineStart, offset);
  if (!word) return [];
  const indent = /^\s*/.exec(line)?.[0].length ?? 0;
  const column = word.outer.start - lineStart;
  return partsAfter(line.slice(0, column)).flatMap((part) => {
    const found = markedContext(text, word, part);
    if (!found) return [];
    return [{ ...found, shift: found.isFlow ? 0 : Math.max(0, column - indent) }];
  });
}

interface Word {
  /** Between its quotes. */
  readonly inner: TextRange;
  readonly outer: TextRange;
  readonly quote: '' | '"' | "'";
  readonly hasColon: boolean;
}

/** The word around the offset; undefined in a comment. */
function wordAt(text: string, lineStart: number, offset: number): Word | undefined {
  const open = openQuote(text.slice(lineStart, offset));
  if (open === undefined) return undefined;
  const rest = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? '';
  if (open.quote !== '') {
    const start = lineStart + open.at + 1;
    const length = rest.indexOf(open.quote);
    const end = offset + (length < 0 ? rest.length : length);
    const outerEnd = length < 0 ? end : end + 1;
    return {
      inner: { start, end },
      outer: { start: start - 1, end: outerEnd },
      quote: open.quote,
      hasColon: /^\s*:/.test(text.slice(outerEnd)),
    };
  }
  const head = /[\w./-]*(?:\[\d*\]?[\w./-]*)*$/.exec(text.slice(lineStart, offset))?.[0] ?? '';
  // A list's bracket in front of the word is not part of it.
  const start = offset - head.replace(/^\[/, '').length;
  const tail = /^[\w./-]*(?:\[\d+\][\w./-]*)*/.exec(rest)?.[0] ?? '';
  const range = { start, end: offset + tail.length };
  const hasColon = /^[ \t]*:(?=\s|$)/.test(text.slice(range.end));
  return { inner: range, outer: range, quote: '', hasColon };
}

/** The quote that is open at the end of a line's part; undefined where a comment has begun. */
function openQuote(
  line: string,
): { readonly quote: Word['quote']; readonly at: number } | undefined {
  let quote: Word['quote'] = '';
  let at = 0;
  for (let index = 0; index < line.length; index++) {
    const unit = line.charAt(index);
    if (quote === '' && unit === '#' && /^\s?$/.test(line.charAt(index - 1))) return undefined;
    if (quote === '"' && unit === '\\') index++;
    else if (unit === quote) quote = '';
    else if (
      quote === '' &&
      (unit === '"' || unit === "'") &&
      /(?:^|[\s{[,:-])$/.test(line.slice(0, index))
    ) {
      quote = unit;
      at = index;
    }
  }
  return { quote, at };
}

/** What may stand behind the part of a line, the likelier first. */
function partsAfter(before: string): readonly CompletionContext['part'][] {
  if (/^\s*(?:-\s+)*$/.test(before)) return ['key', 'value'];
  const last = before.trimEnd().at(-1);
  if (last === '{' || last === ',') return ['key', 'value'];
  if (last === '[') return ['value', 'key'];
  return last === ':' && /\s$/.test(before) ? ['value'] : [];
}

function markedContext(
  text: string,
  { inner, outer, quote, hasColon }: Word,
  part: CompletionContext['part'],
): Omit<CompletionContext, 'shift'> | undefined {
  const written = `${quote}${marker}${quote}`;
  const marked = part === 'key' && !hasColon ? `${written}: 0` : written;
  const rest = text.slice(outer.end);
  // What follows a half-written key in its line must not be taken for its value.
  const gap = part === 'key' && !hasColon && /^[^\s,}\]]/.test(rest) ? ' ' : '';
  const changed = `${text.slice(0, outer.start)}${marked}${gap}${rest}`;
  const issues = new IssueList();
  const root = readYaml(changed, { start: 0, end: changed.length }, issues);
  const found = root && findMarker(changed, root, []);
  if (found?.part !== part) return undefined;
  return { ...found, replace: inner, quote, hasColon };
}

type Found = Pick<CompletionContext, 'part' | 'path' | 'present' | 'isFlow'>;

function findMarker(
  text: string,
  value: SourceValue,
  path: Path,
  isFlow = false,
): Found | undefined {
  if (value.kind === 'scalar') return undefined;
  if (value.kind === 'string') {
    const content = text.slice(value.range.start, value.range.end);
    return content.startsWith(marker) ? { part: 'value', path, present: [], isFlow } : undefined;
  }
  const flow = isFlow || /[{[]/.test(text.charAt(value.range.start));
  if (value.kind === 'list') {
    return firstFound(value.items, (item, index) => findMarker(text, item, [...path, index], flow));
  }
  const keys = value.entries.map(({ key }) => key);
  if (keys.includes(marker)) {
    const present = keys.filter((key) => key !== marker);
    return { part: 'key', path, present, isFlow: flow };
  }
  return firstFound(value.entries, ({ key, value: child }) =>
    findMarker(text, child, [...path, key], flow),
  );
}

function firstFound<T>(
  items: readonly T[],
  look: (item: T, index: number) => Found | undefined,
): Found | undefined {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found) return found;
  }
  return undefined;
}

/** jsonc-parser reads up to the offset, whatever stands behind it. */
function jsonContext(text: string, offset: number): CompletionContext {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const node =
    previousNode?.type === 'string' || previousNode?.type === 'property' ? previousNode : undefined;
  const around =
    node && node.offset < offset && offset < node.offset + node.length ? node : undefined;
  const replace = around
    ? { start: around.offset + 1, end: around.offset + around.length - 1 }
    : { start: offset, end: offset };
  return {
    part: isAtPropertyKey ? 'key' : 'value',
    path: isAtPropertyKey ? path.slice(0, -1) : path,
    present: [],
    replace,
    quote: around ? '"' : '',
    isFlow: true,
    hasColon: /^"?\s*:/.test(text.slice(replace.end)),
    shift: 0,
  };
}
