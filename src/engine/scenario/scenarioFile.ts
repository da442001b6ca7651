import type { Issue } from '../issues';
import { IssueList } from '../prompts/issueList';
import { createJsonReader } from '../prompts/jsonSource';
import { entryOf, piecesText, type SourceValue } from '../prompts/source';
import { textStart } from '../prompts/textFile';
import { readYaml } from '../prompts/yamlSource';
import type { Path } from '../systems/system';
import type { TextRange } from '../text/range';

export type ScenarioLanguage = 'yaml' | 'json';

/** The language of a scenario file by its name: `*.cost.json` is JSON, everything else YAML. */
export function languageOfScenario(path: string): ScenarioLanguage {
  return path.toLowerCase().endsWith('.json') ? 'json' : 'yaml';
}

/** A scenario file as text and as the value it writes down, with the way from one to the other. */
export interface ScenarioFile {
  readonly text: string;
  readonly language: ScenarioLanguage;
  /** What the file says, as plain data: not validated. */
  readonly value: unknown;
  /** Syntax errors and repeated keys. */
  readonly issues: readonly Issue[];
  /**
   * The range of the value at a path; where there is none, that of the key under which it is
   * missing, or of the nearest that is there.
   */
  readonly rangeOf: (path: Path) => TextRange;
  /** The range of the key at a path, or of the value where it has no key. */
  readonly keyRangeOf: (path: Path) => TextRange;
  /** The key or value that an offset is in, the innermost; undefined where it is in none. */
  readonly placeAt: (offset: number) => Place | undefined;
  /** The value with the places of all its parts; undefined where nothing could be read. */
  readonly root: SourceValue | undefined;
}

/** What stands at a place of the text. */
export interface Place {
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly range: TextRange;
}

/** Larger files are not read: a scenario is written by people. In UTF-16 code units. */
export const maxScenarioLength = 2_000_000;

/** Reads the text of a scenario file. It never fails: what is wrong is an issue. */
export function readScenarioFile(text: string, language: ScenarioLanguage): ScenarioFile {
  const issues = new IssueList();
  const root = readRoot(text, language, issues);
  if (root) addRepeatedKeys(root, issues);
  if (root && language === 'yaml') addOtherDocuments(text, root, issues);
  return {
    text,
    language,
    value: root ? plainValue(text, root) : undefined,
    issues: issues.toArray(),
    rangeOf: (path) => nearest(root, path)?.value.range ?? startOf(text),
    keyRangeOf: (path) => {
      const found = nearest(root, path);
      return found?.keyRange ?? found?.value.range ?? startOf(text);
    },
    placeAt: (offset) => root && placeIn(root, offset, []),
    root,
  };
}

function placeIn(value: SourceValue, offset: number, path: Path): Place | undefined {
  if (value.kind === 'map') {
    const at = value.entries.find(
      ({ keyRange, value: child }) => holds(keyRange, offset) || holds(child.range, offset),
    );
    if (!at) return undefined;
    const inner = [...path, at.key];
    if (holds(at.keyRange, offset)) return { path: inner, part: 'key', range: at.keyRange };
    return placeIn(at.value, offset, inner);
  }
  if (value.kind === 'list') {
    const index = value.items.findIndex(({ range }) => holds(range, offset));
    const item = value.items[index];
    return item && placeIn(item, offset, [...path, index]);
  }
  return holds(value.range, offset) ? { path, part: 'value', range: value.range } : undefined;
}

/** A pointer just behind a word is still on it. */
function holds({ start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end;
}

function readRoot(
  text: string,
  language: ScenarioLanguage,
  issues: IssueList,
): SourceValue | undefined {
  const range = { start: textStart(text), end: text.length };
  if (text.length > maxScenarioLength) {
    const params = { limit: maxScenarioLength };
    issues.add({ code: 'scenario-large', severity: 'error', params, range: startOf(text) });
    return undefined;
  }
  return language === 'json'
    ? createJsonReader(text)(range, issues)
    : readYaml(text, range, issues);
}

function startOf(text: string): TextRange {
  const start = textStart(text);
  return { start, end: start };
}

/** A key that stands twice: which of the two counts is not what both say. */
function addRepeatedKeys(root: SourceValue, issues: IssueList): void {
  const open: SourceValue[] = [root];
  for (let value = open.pop(); value; value = open.pop()) {
    if (value.kind === 'list') open.push(...value.items);
    if (value.kind !== 'map') continue;
    const seen = new Set<string>();
    for (const { key, keyRange, value: child } of value.entries) {
      if (seen.has(key)) {
        issues.add({
          code: 'scenario-repeated-key',
          severity: 'error',
          params: { key },
          range: keyRange,
        });
      }
      seen.add(key);
      open.push(child);
    }
  }
}

/** Further documents of a file in YAML, but empty ones: three dashes at the beginning of a line open one. */
function addOtherDocuments(text: string, root: SourceValue, issues: IssueList): void {
  const rest = text.slice(root.range.end);
  const found = /^---(?=\s|$)/m.exec(rest);
  if (!found) return;
  const isEmpty = rest
    .slice(found.index)
    .split(/\r\n|\n|\r/)
    .every((line) => /^(?:---|\.\.\.)?\s*(?:#.*)?$/.test(line));
  if (isEmpty) return;
  const start = root.range.end + found.index;
  const range = { start, end: start + '---'.length };
  issues.add({ code: 'scenario-several-documents', severity: 'error', params: {}, range });
}

/** The value as plain data, maps without a prototype's keys. The last of repeated keys counts. */
function plainValue(text: string, value: SourceValue): unknown {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'string':
      return piecesText(text, value.pieces);
    case 'list':
      return value.items.map((item) => plainValue(text, item));
    case 'map':
      return Object.fromEntries(
        value.entries.map(({ key, value: child }) => [key, plainValue(text, child)]),
      );
  }
}

interface Found {
  readonly value: SourceValue;
  readonly keyRange: TextRange | undefined;
}

function nearest(root: SourceValue | undefined, path: Path): Found | undefined {
  let found: Found | undefined = root && { value: root, keyRange: undefined };
  for (const step of path) {
    const next: Found | undefined = found && child(found.value, step);
    if (!next) return found;
    found = next;
  }
  return found;
}

function child(value: SourceValue, step: string | number): Found | undefined {
  if (value.kind === 'list' && typeof step === 'number') {
    const item = value.items[step];
    return item && { value: item, keyRange: undefined };
  }
  const entry = entryOf(value, String(step));
  return entry && { value: entry.value, keyRange: entry.keyRange };
}
