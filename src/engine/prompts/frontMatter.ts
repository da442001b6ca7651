import type { TextRange } from '../text/range';
import type { IssueList } from './issueList';
import type { SourceEntry, SourceMap, SourceValue } from './source';
import { readYamlSlice } from './yamlSource';
import { textStart } from './textFile';

/** The front matter of a file, and where the text below it begins. */
export interface FrontMatter {
  /** Its values; undefined where there is none or it is not a map. */
  readonly values: SourceMap | undefined;
  /** Where the body begins: after the closing fence's line break; after a byte-order mark without front matter. */
  readonly bodyStart: number;
}

export interface FrontMatterOptions {
  /** The lines that open and close it. */
  readonly fences: readonly string[];
  /** Whether blank space may stand before the opening fence. */
  readonly blankBefore: boolean;
  /** Where the opening fence is looked for: the beginning of the text. */
  readonly from: number;
  /**
   * Keys whose value is taken as it stands where it is not valid YAML: glob lists that editors read
   * without quotes, where YAML takes `*` for an alias and `{` for a map.
   */
  readonly rawKeys: readonly string[];
}

const defaults: FrontMatterOptions = { fences: ['---'], blankBefore: false, from: 0, rawKeys: [] };

/** Longer front matter is not read as YAML, in UTF-16 code units: nobody writes it by hand. */
const longest = 1_000_000;

/**
 * Finds and reads front matter as VS Code does: the first line is the fence (trailing blanks are
 * allowed), and so is the line that closes it. Without a closing fence the whole file is the body.
 */
export function readFrontMatter(
  text: string,
  issues: IssueList,
  options: Partial<FrontMatterOptions> = {},
): FrontMatter {
  const { fences, blankBefore, from, rawKeys } = { ...defaults, ...options };
  const start = textStart(text);
  const none = { values: undefined, bodyStart: start };
  const opening = fenceAt(
    text,
    Math.max(from, blankBefore ? skipBlank(text, start) : start),
    fences,
  );
  if (!opening) return none;
  const closing = findFence(text, opening.next, fences);
  if (!closing) {
    issues.add({
      code: 'front-matter-unclosed',
      severity: 'warning',
      params: {},
      range: { start: opening.start, end: opening.end },
    });
    return none;
  }
  const yaml = { start: opening.next, end: closing.start };
  return { values: readValues(text, yaml, rawKeys, issues), bodyStart: closing.next };
}

interface Fence extends TextRange {
  /** Where the line after it begins. */
  readonly next: number;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}

function fenceAt(text: string, start: number, fences: readonly string[]): Fence | undefined {
  const fence = fences.find((candidate) => text.startsWith(candidate, start));
  if (fence === undefined) return undefined;
  const end = start + fence.length;
  let next = end;
  while (text.charAt(next) === ' ' || text.charAt(next) === '\t') next++;
  if (next === text.length) return { start, end, next };
  const lineEnd = lineEndAt(text, next);
  return lineEnd > 0 ? { start, end, next: next + lineEnd } : undefined;
}

/** The length of the line end that stands at `at`; 0 where none does. */
function lineEndAt(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return 2;
  return text.charAt(at) === '\n' || text.charAt(at) === '\r' ? 1 : 0;
}

function findFence(text: string, from: number, fences: readonly string[]): Fence | undefined {
  let at = from;
  while (at < text.length) {
    const fence = fenceAt(text, at, fences);
    if (fence) return fence;
    at = nextLine(text, at);
  }
  return undefined;
}

function nextLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const length = lineEndAt(text, at);
    if (length > 0) return at + length;
  }
  return text.length;
}

function readValues(
  text: string,
  range: TextRange,
  rawKeys: readonly string[],
  issues: IssueList,
): SourceMap | undefined {
  if (range.end - range.start > longest) {
    const params = { limit: longest };
    issues.add({ code: 'front-matter-long', severity: 'warning', params, range });
    return undefined;
  }
  const slice = text.slice(range.start, range.end);
  const raw = rawValues(slice, rawKeys);
  const value = readYamlSlice(masked(slice, raw), range.start, issues, 'front-matter-invalid');
  if (!value || isNull(value)) return undefined;
  if (value.kind !== 'map') {
    issues.add({ code: 'front-matter-not-a-map', severity: 'warning', params: {}, range });
    return undefined;
  }
  return withRawValues(value, raw, range.start);
}

function isNull(value: SourceValue): boolean {
  return value.kind === 'scalar' && value.value === null;
}

interface RawValue extends TextRange {
  readonly key: string;
}

/** The values of raw keys that YAML would not take for text, as ranges of the slice. */
function rawValues(slice: string, keys: readonly string[]): RawValue[] {
  const found: RawValue[] = [];
  if (keys.length === 0) return found;
  let at = 0;
  while (at < slice.length) {
    const next = nextLine(slice, at);
    const key = keys.find((candidate) => slice.startsWith(`${candidate}:`, at));
    if (key !== undefined) {
      const line = slice.slice(at, next);
      const value = line.slice(key.length + 1).trim();
      const start = at + line.indexOf(value, key.length + 1);
      if (needsMask(value)) found.push({ key, start, end: start + value.length });
    }
    at = next;
  }
  return found;
}

/** An unquoted value that YAML takes for an alias, a map, or the like, or that holds its marks. */
function needsMask(value: string): boolean {
  return /^[*{!&%@`]/.test(value) || (/^[^"'[|>]/.test(value) && /: | #|:$/.test(value));
}

/** The slice with each raw value replaced by as many letters, which YAML takes for text. */
function masked(slice: string, raw: readonly RawValue[]): string {
  let text = '';
  let at = 0;
  for (const { start, end } of raw) {
    text += slice.slice(at, start) + 'x'.repeat(end - start);
    at = end;
  }
  return text + slice.slice(at);
}

function withRawValues(map: SourceMap, raw: readonly RawValue[], base: number): SourceMap {
  if (raw.length === 0) return map;
  const entries = map.entries.map((entry): SourceEntry => {
    const found = raw.find(({ start }) => base + start === entry.value.range.start);
    if (!found) return entry;
    const range = { start: base + found.start, end: base + found.end };
    return { ...entry, value: { kind: 'string', range, pieces: [{ range }] } };
  });
  return { ...map, entries };
}
