import type { TextRange } from '../../text/range';
import type {
  Located,
  Piece,
  PromptDocument,
  PromptFormat,
  Reference,
  Role,
  Segment,
} from '../document';
import { readFrontMatter } from '../frontMatter';
import { IssueList } from '../issueList';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { cutTarget } from '../references';
import {
  entryValue,
  firstEntry,
  itemsOf,
  numberOf,
  piecesWithin,
  printedValue,
  stringOf,
  toJson,
  valueAt,
  type SourceMap,
} from '../source';
import { scanTemplate } from '../template';
import { templatePieces } from '../templatePieces';
import { picoschemaJson } from './picoschema';

/**
 * Dotprompt (google/dotprompt: js/src/parse.ts, helpers.ts): optional YAML front matter and a
 * Handlebars template whose helpers `role`, `history` and `media` make messages. A `.prompt` file
 * with neither is plain text, which the format "text" takes.
 */
export const dotpromptFormat: PromptFormat = {
  id: 'dotprompt',
  detect: ({ path, languageId }, text) =>
    languageId === 'dotprompt' ||
    (fileName(path).endsWith('.prompt') && (hasFrontMatter(text) || text.includes('{{'))),
  parse: parseDotprompt,
};

/** Blank lines and a licence in comment lines may stand before the front matter. */
function frontMatterStart(text: string): number {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  for (;;) {
    let end = at;
    while (end < text.length && text.charAt(end) !== '\n') end++;
    const isComment = text.charAt(at) === '#' || text.slice(at, end).trim() === '';
    if (!isComment || end >= text.length) return at;
    at = end + 1;
  }
}

function hasFrontMatter(text: string): boolean {
  return text.startsWith('---', frontMatterStart(text));
}

function parseDotprompt(text: string): PromptDocument {
  const issues = new IssueList();
  const { values, bodyStart } = readFrontMatter(text, issues, { from: frontMatterStart(text) });
  const body = bodyOf(text, bodyStart);
  const template = templatePieces(
    text,
    [{ range: body }],
    'handlebars',
    (name) => sampleOf(text, values, name),
    issues,
  );
  const marks = marksOf(text, body);
  const markStarts = new Set(marks.map(({ start }) => start));
  const variables = template.variables.filter(({ range }) => !markStarts.has(range.start));
  return promptDocument({
    format: 'dotprompt',
    models: modelOf(text, values),
    segments: [...definitions(text, values), ...messages(text, body, template.pieces, marks)],
    variables,
    references: [
      ...template.references,
      ...marks.flatMap(({ reference }) => reference ?? []),
      ...toolReferences(text, values),
    ],
    declared: declaredInputs(values),
    maxOutputTokens: maxOutputTokens(values),
    issues: issues.toArray(),
  });
}

/** With front matter the body is trimmed; without, the file is taken as it is. */
function bodyOf(text: string, bodyStart: number): TextRange {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  if (bodyStart === start) return { start, end: text.length };
  const body = text.slice(bodyStart);
  const first = bodyStart + (body.length - body.trimStart().length);
  return { start: first, end: Math.max(first, bodyStart + body.trimEnd().length) };
}

function sampleOf(text: string, values: SourceMap | undefined, name: string): string | undefined {
  const defaults = valueAt(values, 'input', 'default');
  const value = valueAt(defaults, ...name.split('.'));
  return value && printedValue(text, value);
}

/** The keys of the input's schema, in Picoschema or as JSON Schema has them, without their marks. */
function declaredInputs(values: SourceMap | undefined): readonly Located<string>[] | undefined {
  const schema = valueAt(values, 'input', 'schema');
  const properties = entryValue(schema, 'properties') ?? schema;
  if (properties?.kind !== 'map') return undefined;
  return properties.entries.map(({ key, keyRange }) => ({
    value: /^[^?(\s]*/.exec(key)?.[0] ?? key,
    range: keyRange,
  }));
}

function modelOf(text: string, values: SourceMap | undefined): Located<string>[] {
  const value = entryValue(values, 'model');
  const name = stringOf(text, value);
  return value && name ? [{ value: name, range: value.range }] : [];
}

function maxOutputTokens(values: SourceMap | undefined): Located<number> | undefined {
  const value = firstEntry(entryValue(values, 'config'), 'maxOutputTokens', 'max_output_tokens');
  const limit = numberOf(value);
  return value && limit !== undefined ? { value: limit, range: value.range } : undefined;
}

/** Tool definitions that stand in the file, and the output schema. */
function definitions(text: string, values: SourceMap | undefined): Segment[] {
  const segments: Segment[] = [];
  const tools = entryValue(values, 'toolDefs');
  if (tools?.kind === 'list' && tools.items.length > 0) {
    const pieces = [{ range: tools.range, text: toJson(text, tools) }];
    segments.push({ kind: 'tools', role: 'none', range: tools.range, pieces, request: 0 });
  }
  const schema = valueAt(values, 'output', 'schema');
  const json = schema && picoschemaJson(text, schema);
  if (schema && json) {
    const pieces = [{ range: schema.range, text: json }];
    segments.push({ kind: 'schema', role: 'none', range: schema.range, pieces, request: 0 });
  }
  return segments;
}

/** `tools` names tools that the program registers: their definitions are elsewhere. */
function toolReferences(text: string, values: SourceMap | undefined): Reference[] {
  return itemsOf(entryValue(values, 'tools')).flatMap((tool): Reference[] => {
    const name = stringOf(text, tool);
    return name ? [{ kind: 'tool', target: cutTarget(name), range: tool.range }] : [];
  });
}

/** A helper that ends a message, or stands for something that is not text. */
interface Mark extends TextRange {
  readonly kind: 'role' | 'history' | 'media';
  readonly role: Role;
  readonly reference?: Reference;
}

const roleOf: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'],
  ['user', 'user'],
  ['model', 'assistant'],
  ['assistant', 'assistant'],
  ['tool', 'tool'],
]);

function marksOf(text: string, body: TextRange): Mark[] {
  const source = text.slice(body.start, body.end);
  const marks: Mark[] = [];
  for (const token of scanTemplate(source, 'handlebars').tokens) {
    if (token.kind !== 'output') continue;
    const range = { start: body.start + token.range.start, end: body.start + token.range.end };
    const mark = markOf(source.slice(token.inner.start, token.inner.end).trim(), range);
    if (mark) marks.push(mark);
  }
  return marks;
}

function markOf(helper: string, range: TextRange): Mark | undefined {
  const role = /^role\s+["']([a-z]+)\b/.exec(helper)?.[1];
  if (role !== undefined) return { ...range, kind: 'role', role: roleOf.get(role) ?? 'none' };
  if (helper === 'history') return { ...range, kind: 'history', role: 'assistant' };
  const url = /^media\s[^]*?\burl\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.@/-]+))/.exec(helper);
  if (!url) return undefined;
  const target = cutTarget(url[1] ?? url[2] ?? url[3] ?? '');
  return { ...range, kind: 'media', role: 'none', reference: { kind: 'image', target, range } };
}

/**
 * The messages between the marks: the first is the user's unless a role comes before it; a role
 * after blank space only renames the message; after the history the model speaks. Messages are not
 * trimmed, and blank ones are not sent.
 */
function messages(
  text: string,
  body: TextRange,
  pieces: readonly Piece[],
  marks: readonly Mark[],
): Segment[] {
  const found: Segment[] = [];
  const helpers = new Set(marks.filter(({ kind }) => kind !== 'media').map(({ start: at }) => at));
  let role: Role = 'user';
  let start = body.start;
  const flush = (end: number): void => {
    const range = { start, end };
    const own = piecesWithin(pieces, range);
    if (own.some((piece) => isSent(text, piece, helpers))) {
      found.push({ kind: 'message', role, range, pieces: own, request: 0 });
    }
  };
  for (const mark of marks) {
    if (mark.kind === 'media') continue;
    flush(mark.start);
    role = mark.role;
    start = mark.end;
  }
  flush(body.end);
  return found;
}

/** Text that is not blank, a placeholder, or an image. */
function isSent(text: string, { range, text: own }: Piece, helpers: ReadonlySet<number>): boolean {
  if (own === undefined) return text.slice(range.start, range.end).trim() !== '';
  if (own !== '') return true;
  const source = text.slice(range.start, range.start + 4);
  const isPlaceholder = source.startsWith('{{') && !/^\{\{~?[#/^!>]/.test(source);
  return isPlaceholder && !helpers.has(range.start);
}
