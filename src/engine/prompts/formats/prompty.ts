import type { TextRange } from '../../text/range';
import type {
  DeclaredVariable,
  Located,
  Piece,
  PromptDocument,
  PromptFormat,
  Reference,
  Segment,
  Variable,
} from '../document';
import { readFrontMatter } from '../frontMatter';
import { IssueList } from '../issueList';
import { imageReferences } from '../markdownReferences';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { cutTarget } from '../references';
import {
  entriesOf,
  entryOf,
  entryValue,
  firstEntry,
  itemsOf,
  numberOf,
  piecesWithin,
  printedValue,
  stringOf,
  valueAt,
  type SourceMap,
  type SourceValue,
} from '../source';
import type { TemplateSyntax } from '../template';
import { templatePieces } from '../templatePieces';
import { roleMessages } from '../roleMessages';
import { outputSchemaJson, toolsJson } from './promptySchema';

/**
 * Prompty, versions 1 and 2 (microsoft/prompty: spec/spec.md §2–§6, spec/vectors/parse, and for
 * version 1 runtime/prompty/prompty/parsers.py). Where the versions differ, version 2 is followed,
 * whose loader migrates files of version 1; only images differ by the file's version.
 */
export const promptyFormat: PromptFormat = {
  id: 'prompty',
  detect: ({ path, languageId }) => fileName(path).endsWith('.prompty') || languageId === 'prompty',
  parse: parsePrompty,
};

function parsePrompty(text: string): PromptDocument {
  const issues = new IssueList();
  const { values, bodyStart } = readFrontMatter(text, issues, {
    fences: ['---', '+++'],
    blankBefore: true,
  });
  const inputs = inputsOf(text, values);
  const body = trimmedBody(text, bodyStart);
  const template = templatePieces(
    text,
    [{ range: body }],
    syntaxOf(text, values),
    (name) => inputs.sample(name),
    issues,
  );
  const rich = richVariables(template.variables, inputs);
  const images = imageReferences(text, body);
  const sentAsImages = isVersion1(values) ? images.map(({ whole }) => whole) : [];
  const conversations = rich.filter(({ kind }) => kind === 'thread').map(({ range }) => range);
  const pieces = withoutRanges(template.pieces, sentAsImages);
  const messages = roleMessages(text, body, pieces, {
    conversations,
    always: isChat(text, values),
  });
  return promptDocument({
    format: 'prompty',
    models: modelOf(text, values),
    segments: [...frontMatterSegments(text, values), ...messages],
    variables: template.variables,
    references: [
      ...template.references,
      ...rich.flatMap(({ reference }) => (reference ? [reference] : [])),
      ...images.map(({ reference }) => reference),
      ...toolReferences(text, values),
    ],
    declared: declaredInputs(text, values),
    maxOutputTokens: maxOutputTokens(values),
    issues: issues.toArray(),
  });
}

/** The loader trims the body. */
function trimmedBody(text: string, bodyStart: number): TextRange {
  const body = text.slice(bodyStart);
  const start = bodyStart + (body.length - body.trimStart().length);
  return { start, end: Math.max(start, bodyStart + body.trimEnd().length) };
}

/** Written for version 1, by the keys that only it has. */
function isVersion1(values: SourceMap | undefined): boolean {
  const model = entryValue(values, 'model');
  return (
    entryValue(values, 'sample') !== undefined ||
    firstEntry(model, 'api', 'configuration', 'parameters') !== undefined
  );
}

/** `apiType` (version 1: `api`) says whether the body is a chat; chat is the default. */
function isChat(text: string, values: SourceMap | undefined): boolean {
  const api = stringOf(text, firstEntry(entryValue(values, 'model'), 'apiType', 'api'));
  return api === undefined || !['embedding', 'image', 'completion'].includes(api.toLowerCase());
}

function syntaxOf(text: string, values: SourceMap | undefined): TemplateSyntax {
  const template = entryValue(values, 'template');
  const format = firstEntry(template, 'format', 'type') ?? template;
  const kind = stringOf(text, entryValue(format, 'kind') ?? format);
  return kind?.toLowerCase() === 'mustache' ? 'mustache' : 'jinja';
}

/**
 * The model: version 2 has `model: name` or `model.id`; version 1 names it in its configuration, as
 * an Azure deployment, an OpenAI name or a serverless model.
 */
function modelOf(text: string, values: SourceMap | undefined): Located<string>[] {
  const model = entryValue(values, 'model');
  const configuration = entryValue(model, 'configuration');
  const candidates = [
    model,
    entryValue(model, 'id'),
    ...['azure_deployment', 'name', 'model', 'model_name'].map((key) =>
      entryValue(configuration, key),
    ),
    valueAt(model, 'parameters', 'model'),
  ];
  for (const candidate of candidates) {
    const name = resolved(stringOf(text, candidate));
    if (candidate && name) return [{ value: name, range: candidate.range }];
  }
  return [];
}

/** A value with `${env:NAME:default}` resolved as far as the file goes: its default, or nothing. */
function resolved(value: string | undefined): string | undefined {
  if (value === undefined || !/^\$\{env:/i.test(value)) return value;
  const second = value.indexOf(':', 6);
  return second < 0 ? undefined : value.slice(second + 1, value.endsWith('}') ? -1 : undefined);
}

function maxOutputTokens(values: SourceMap | undefined): Located<number> | undefined {
  const model = entryValue(values, 'model');
  const keys = ['maxOutputTokens', 'max_output_tokens', 'max_completion_tokens', 'max_tokens'];
  const places = [
    entryValue(model, 'options'),
    valueAt(model, 'options', 'additionalProperties'),
    entryValue(model, 'parameters'),
  ];
  for (const place of places) {
    const value = firstEntry(place, ...keys);
    const limit = numberOf(value);
    if (value && limit !== undefined) return { value: limit, range: value.range };
  }
  return undefined;
}

/** What the file says about its inputs. */
interface Inputs {
  /** The text that a variable is counted with. */
  sample(name: string): string | undefined;
  /** The kind of an input that is not text. */
  richKind(name: string): RichKind | undefined;
}

type RichKind = 'thread' | 'image' | 'audio' | 'file';

function inputsOf(text: string, values: SourceMap | undefined): Inputs {
  const samples = new Map<string, SourceValue>();
  const kinds = new Map<string, RichKind>();
  for (const { name, value } of properties(text, inputSchema(values))) {
    const kind = stringOf(text, firstEntry(value, 'kind', 'type'))?.toLowerCase();
    if (kind === 'thread' || kind === 'image' || kind === 'audio' || kind === 'file') {
      kinds.set(name, kind);
    }
    const sample = isProperty(value)
      ? firstEntry(value, 'default', 'sample', 'example', 'value')
      : value;
    if (sample) samples.set(name, sample);
  }
  for (const { key, value } of entriesOf(entryValue(values, 'sample'))) samples.set(key, value);
  return {
    richKind: (name) => kinds.get(name),
    sample: (name) => {
      if (kinds.has(name)) return undefined;
      const [head = '', ...path] = name.split('.');
      const value = valueAt(samples.get(head), ...path);
      return value && resolved(printedValue(text, value));
    },
  };
}

/** Inputs are under `inputs`, or in files of some previews under `inputSchema.properties`. */
function inputSchema(values: SourceMap | undefined): SourceValue | undefined {
  return entryValue(values, 'inputs') ?? valueAt(values, 'inputSchema', 'properties');
}

/** The names under `inputs`; undefined where the file has none. */
function declaredInputs(
  text: string,
  values: SourceMap | undefined,
): readonly DeclaredVariable[] | undefined {
  const schema = inputSchema(values);
  if (schema?.kind === 'map') {
    return schema.entries.map(({ key, keyRange, value }) => declared(text, key, keyRange, value));
  }
  if (schema?.kind !== 'list') return undefined;
  return schema.items.flatMap((item) => {
    const name = entryValue(item, 'name');
    const value = stringOf(text, name);
    return name && value !== undefined ? [declared(text, value, name.range, item)] : [];
  });
}

function declared(
  text: string,
  value: string,
  range: TextRange,
  definition: SourceValue,
): DeclaredVariable {
  const kind = stringOf(text, firstEntry(definition, 'kind', 'type') ?? definition);
  return { value, range, ...(kind === 'thread' && { needsNoPlaceholder: true }) };
}

/** The properties of a schema, which is a list of maps with a name or a map by name. */
function properties(
  text: string,
  schema: SourceValue | undefined,
): { name: string; value: SourceValue }[] {
  if (schema?.kind === 'map') return schema.entries.map(({ key, value }) => ({ name: key, value }));
  return itemsOf(schema).flatMap((item) => {
    const name = stringOf(text, entryValue(item, 'name'));
    return name === undefined ? [] : [{ name, value: item }];
  });
}

/** Tells an input's definition from a value given in its place. */
function isProperty(value: SourceValue): boolean {
  return (
    firstEntry(
      value,
      'kind',
      'type',
      'default',
      'sample',
      'example',
      'description',
      'required',
      'name',
    ) !== undefined
  );
}

interface RichVariable {
  readonly kind: RichKind;
  readonly range: TextRange;
  readonly reference: Reference | undefined;
}

/** Inputs that are images, recordings, files or conversations: sent, but not as text of the prompt. */
function richVariables(variables: readonly Variable[], inputs: Inputs): RichVariable[] {
  return variables.flatMap(({ name, range }): RichVariable[] => {
    const kind = inputs.richKind(name);
    if (kind === undefined) return [];
    const reference = kind === 'thread' ? undefined : { kind, target: cutTarget(name), range };
    return [{ kind, range, reference }];
  });
}

function withoutRanges(pieces: readonly Piece[], ranges: readonly TextRange[]): readonly Piece[] {
  if (ranges.length === 0) return pieces;
  const kept: Piece[] = [];
  const whole = { start: pieces[0]?.range.start ?? 0, end: pieces.at(-1)?.range.end ?? 0 };
  let at = whole.start;
  for (const { start, end } of ranges) {
    for (const piece of piecesWithin(pieces, { start: at, end: start })) kept.push(piece);
    at = end;
  }
  for (const piece of piecesWithin(pieces, { start: at, end: whole.end })) kept.push(piece);
  return kept;
}

/** Tool definitions and the output schema: sent as JSON made from the front matter. */
function frontMatterSegments(text: string, values: SourceMap | undefined): Segment[] {
  const segments: Segment[] = [];
  const tools = toolsOf(values);
  const toolsText = tools && toolsJson(text, tools);
  if (tools && toolsText) segments.push(definitions('tools', tools.range, toolsText));
  const outputs = isVersion1(values) ? undefined : outputSchema(values);
  const schema = outputs && outputSchemaJson(text, outputs);
  if (outputs && schema) segments.push(definitions('schema', outputs.range, schema));
  return segments;
}

function definitions(kind: 'tools' | 'schema', range: TextRange, text: string): Segment {
  return { kind, role: 'none', range, pieces: [{ range, text }], request: 0 };
}

function toolsOf(values: SourceMap | undefined): SourceValue | undefined {
  return entryValue(values, 'tools') ?? valueAt(values, 'model', 'parameters', 'tools');
}

function outputSchema(values: SourceMap | undefined): SourceValue | undefined {
  return entryValue(values, 'outputs') ?? valueAt(values, 'outputSchema', 'properties');
}

/** Tools that are found elsewhere: their definitions are not in the file. */
function toolReferences(text: string, values: SourceMap | undefined): Reference[] {
  return itemsOf(toolsOf(values)).flatMap((tool): Reference[] => {
    const kind = stringOf(text, entryValue(tool, 'kind'));
    if (kind === undefined || kind === 'function') return [];
    const target = firstEntry(tool, 'path', 'specification', 'serverName', 'name');
    const name = stringOf(text, target);
    if (!target || name === undefined) return [];
    const isFile = entryOf(tool, 'path') ?? entryOf(tool, 'specification');
    return [{ kind: isFile ? 'file' : 'tool', target: cutTarget(name), range: target.range }];
  });
}
