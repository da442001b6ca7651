import type { IssueCode } from '../issues';
import type { TextRange } from '../text/range';
import type { Located, Piece, Reference, Role, Segment } from './document';
import type { IssueList } from './issueList';
import { cutTarget } from './references';
import {
  entryValue,
  firstEntry,
  itemsOf,
  numberOf,
  pieceText,
  stringOf,
  valueAt,
  type SourceMap,
  type SourceString,
  type SourceValue,
} from './source';

/** What reading requests adds to: shared by the requests of one file. */
export interface RequestSink {
  readonly text: string;
  /** A value as it is sent inside a request: compact JSON. */
  readonly compact: (value: SourceValue) => readonly Piece[];
  /** Fills in a template, where the format's texts are templates. */
  readonly render?: (pieces: readonly Piece[]) => readonly Piece[];
  readonly issues: IssueList;
  readonly segments: Segment[];
  readonly references: Reference[];
  readonly models: Located<string>[];
  maxOutputTokens: Located<number> | undefined;
}

/** A map: of an object, `constructor` would be a role. */
const roleOf: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'],
  ['developer', 'developer'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  // Gemini's word for the assistant.
  ['model', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
]);

/** What wraps a request in a batch: OpenAI, Anthropic, Vertex AI and Bedrock. */
const wrappers = ['body', 'params', 'request', 'modelInput'];

/** A request, and whether it was wrapped as one of a batch. */
export interface FoundRequest {
  readonly request: SourceMap;
  readonly batch: boolean;
}

/** The request that a value is or wraps; undefined where it is none. */
export function findRequest(value: SourceValue | undefined): FoundRequest | undefined {
  if (value?.kind !== 'map') return undefined;
  for (const key of wrappers) {
    const wrapped = entryValue(value, key);
    if (wrapped?.kind === 'map' && hasContent(wrapped, true))
      return { request: wrapped, batch: true };
  }
  return hasContent(value, false) ? { request: value, batch: false } : undefined;
}

/**
 * True where the map has what a model is asked. `input` and `prompt` are everyday words: they count
 * beside a model's name or inside a batch's wrapper only.
 */
function hasContent(value: SourceMap, wrapped: boolean): boolean {
  if (firstEntry(value, 'messages', 'contents')?.kind === 'list') return true;
  if (!wrapped && entryValue(value, 'model')?.kind !== 'string') return isFineTuningPair(value);
  return firstEntry(value, 'input', 'prompt', 'contents') !== undefined;
}

/** `{"prompt": "…", "completion": "…"}`: the older form of a fine-tuning set. */
function isFineTuningPair(value: SourceMap): boolean {
  return (
    entryValue(value, 'prompt')?.kind === 'string' &&
    entryValue(value, 'completion')?.kind === 'string'
  );
}

/** True where each item looks like a message: a conversation that is saved as a bare list. */
export function isConversation(value: SourceValue | undefined): boolean {
  const items = itemsOf(value);
  return (
    items.length > 0 &&
    items.every(
      (item) => entryValue(item, 'role')?.kind === 'string' && firstEntry(item, 'content', 'parts'),
    )
  );
}

/** Reads one request of the OpenAI, Anthropic or Gemini APIs. */
export function readRequest(sink: RequestSink, request: SourceMap, index: number): void {
  readSettings(sink, request);
  readDefinitions(sink, request, index);
  for (const key of ['system', 'systemInstruction', 'system_instruction', 'instructions']) {
    const value = entryValue(request, key);
    if (value) addMessage(sink, contentOf(sink, value), value, 'system', index);
  }
  for (const key of ['messages', 'contents', 'input']) {
    const value = entryValue(request, key);
    if (!value) continue;
    if (isPlainList(value)) addTexts(sink, value, 'none', index);
    else readConversation(sink, value, index);
  }
  const prompt = entryValue(request, 'prompt');
  if (prompt) addTexts(sink, prompt, 'user', index);
  const completion = entryValue(request, 'completion');
  if (completion) addTexts(sink, completion, 'assistant', index);
}

/** A list of texts and no messages: what an embedding is asked for. */
function isPlainList(value: SourceValue): boolean {
  const items = itemsOf(value);
  return items.length > 0 && items.every(({ kind }) => kind === 'string');
}

/** Texts that are sent as they are, not as messages. */
function addTexts(sink: RequestSink, value: SourceValue, role: Role, request: number): void {
  for (const item of value.kind === 'list' ? value.items : [value]) {
    if (item.kind !== 'string') continue;
    sink.segments.push({
      kind: 'text',
      role,
      range: item.range,
      pieces: textPieces(sink, item),
      request,
    });
  }
}

/** Reads a list of messages, or one message or text in its place. */
export function readConversation(sink: RequestSink, value: SourceValue, index: number): void {
  const items = value.kind === 'list' ? value.items : value.kind === 'scalar' ? [] : [value];
  for (const item of items) readMessage(sink, item, index);
}

function readSettings(sink: RequestSink, request: SourceMap): void {
  const model = entryValue(request, 'model');
  const name = stringOf(sink.text, model);
  if (model && name) sink.models.push({ value: name, range: model.range });
  const limit =
    firstEntry(request, 'max_completion_tokens', 'max_output_tokens', 'max_tokens') ??
    firstEntry(
      firstEntry(request, 'generationConfig', 'generation_config'),
      'maxOutputTokens',
      'max_output_tokens',
    ) ??
    valueAt(request, 'inferenceConfig', 'maxTokens');
  const tokens = numberOf(limit);
  // Where requests set different limits, the largest stands for all: an upper bound of the output.
  if (limit && tokens !== undefined && tokens > (sink.maxOutputTokens?.value ?? -1)) {
    sink.maxOutputTokens = { value: tokens, range: limit.range };
  }
}

function readDefinitions(sink: RequestSink, request: SourceMap, index: number): void {
  for (const key of ['tools', 'functions']) {
    const value = entryValue(request, key);
    if (value?.kind === 'list' && value.items.length > 0)
      addDefinitions(sink, 'tools', value, index);
  }
  const generation = firstEntry(request, 'generationConfig', 'generation_config');
  const schemas = [
    entryValue(firstEntry(request, 'response_format', 'output_format'), 'json_schema') ??
      entryValue(firstEntry(request, 'response_format', 'output_format'), 'schema'),
    valueAt(request, 'text', 'format', 'schema'),
    valueAt(request, 'output_config', 'format', 'schema'),
    firstEntry(generation, 'responseSchema', 'response_schema', 'responseJsonSchema'),
  ];
  for (const schema of schemas)
    if (schema?.kind === 'map') addDefinitions(sink, 'schema', schema, index);
}

function addDefinitions(
  sink: RequestSink,
  kind: 'tools' | 'schema',
  value: SourceValue,
  request: number,
): void {
  sink.segments.push({
    kind,
    role: 'none',
    range: value.range,
    pieces: sink.compact(value),
    request,
  });
}

function readMessage(sink: RequestSink, value: SourceValue, index: number): void {
  if (value.kind === 'string') {
    addMessage(sink, [value], value, 'user', index);
    return;
  }
  if (value.kind !== 'map') {
    report(sink, 'chat-message-invalid', value.range);
    return;
  }
  const role = messageRole(sink, value);
  const content = firstEntry(value, 'content', 'parts', 'text', 'output', 'arguments');
  const parts: Part[] = content ? contentOf(sink, content) : [];
  const calls = firstEntry(value, 'tool_calls', 'function_call');
  if (!content && !calls) {
    report(sink, 'chat-message-invalid', value.range);
    return;
  }
  for (const call of calls?.kind === 'list' ? calls.items : [calls]) {
    if (call) parts.push(...callParts(call));
  }
  const name = entryValue(value, 'name');
  if (name?.kind === 'string') parts.push(name);
  addMessage(sink, parts, content ?? value, role, index);
}

/** A message without a role is the user's, as in Gemini. */
function messageRole(sink: RequestSink, message: SourceMap): Role {
  const value = entryValue(message, 'role');
  const name = stringOf(sink.text, value);
  if (!value || name === undefined) return 'user';
  const known = roleOf.get(name.toLowerCase());
  if (!known) report(sink, 'unknown-role', value.range, { role: name.slice(0, 50) });
  return known ?? 'none';
}

/** A part of a message's content: a string that is sent, or a value sent as compact JSON. */
type Part = SourceString | { readonly kind: 'json'; readonly value: SourceValue };

/** The name and the arguments of a call that the assistant made. */
function callParts(call: SourceValue): Part[] {
  const called = firstEntry(call, 'function', 'custom') ?? call;
  return ['name', 'arguments', 'input'].flatMap((key) => partOf(entryValue(called, key)));
}

function partOf(value: SourceValue | undefined): Part[] {
  if (!value) return [];
  return value.kind === 'string' ? [value] : [{ kind: 'json', value }];
}

/** Content is a string, a list of parts, or (Gemini) a map with parts. */
function contentOf(sink: RequestSink, value: SourceValue): Part[] {
  const parts: Part[] = [];
  const pending: { value: SourceValue; depth: number }[] = [{ value, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value: item, depth } = next;
    if (item.kind === 'string') parts.push(item);
    if (depth > 6) continue;
    const inner =
      item.kind === 'list' ? item.items : item.kind === 'map' ? readPart(sink, item, parts) : [];
    for (let at = inner.length - 1; at >= 0; at--) {
      const child = inner[at];
      if (child) pending.push({ value: child, depth: depth + 1 });
    }
  }
  return parts;
}

/** Reads what a part says itself; returns the values inside that are content again. */
function readPart(sink: RequestSink, part: SourceMap, parts: Part[]): readonly SourceValue[] {
  const { text } = sink;
  const type = stringOf(text, entryValue(part, 'type')) ?? '';
  if (type === 'tool_use' || type === 'server_tool_use') {
    parts.push(...callParts(part));
    return [];
  }
  const call = firstEntry(part, 'functionCall', 'function_call', 'toolUse');
  if (call) {
    parts.push(...partOf(entryValue(call, 'name')), ...partOf(firstEntry(call, 'args', 'input')));
    return [];
  }
  const response = firstEntry(part, 'functionResponse', 'function_response');
  if (response) {
    parts.push(
      ...partOf(entryValue(response, 'name')),
      ...partOf(entryValue(response, 'response')),
    );
    return [];
  }
  if (readMedia(sink, part, type)) return [];
  const spoken = firstEntry(part, 'text', 'thinking', 'refusal', 'content', 'parts', 'output');
  return spoken ? [spoken] : [];
}

const mediaKeys: readonly (readonly [string, Reference['kind']])[] = [
  ['image_url', 'image'],
  ['input_audio', 'audio'],
  ['inlineData', 'image'],
  ['inline_data', 'image'],
  ['fileData', 'file'],
  ['file_data', 'file'],
  ['file', 'file'],
  ['image', 'image'],
];

/** Images, recordings and files: referred to, not counted as text. */
function readMedia(sink: RequestSink, part: SourceMap, type: string): boolean {
  if (['image', 'document', 'input_image', 'input_file', 'container_upload'].includes(type)) {
    const kind = type.includes('image') ? 'image' : 'file';
    const source =
      firstEntry(part, 'source', 'image_url', 'file_id', 'file_url', 'file_data') ?? part;
    // A document can be given as text, which is sent.
    if (stringOf(sink.text, entryValue(source, 'type')) === 'text') return false;
    addMedia(sink, kind, source);
    return true;
  }
  for (const [key, kind] of mediaKeys) {
    const value = entryValue(part, key);
    if (!value || value.kind === 'scalar') continue;
    const mime = stringOf(sink.text, firstEntry(value, 'mimeType', 'mime_type')) ?? '';
    addMedia(sink, mime.startsWith('audio/') ? 'audio' : kind, value);
    return true;
  }
  return false;
}

function addMedia(sink: RequestSink, kind: Reference['kind'], value: SourceValue): void {
  const keys = ['url', 'uri', 'fileUri', 'file_uri', 'file_id', 'filename', 'file_data', 'data'];
  const target = value.kind === 'map' ? (firstEntry(value, ...keys) ?? value) : value;
  const [piece] = target.kind === 'string' ? target.pieces : [];
  const name = piece ? pieceText(sink.text, piece) : kind;
  sink.references.push({ kind, target: cutTarget(name), range: target.range });
}

/** Adds a message; one without any text keeps its place in the count, for its overhead. */
function addMessage(
  sink: RequestSink,
  parts: readonly Part[],
  place: SourceValue,
  role: Role,
  request: number,
): void {
  const pieces = parts
    .flatMap((part): readonly Piece[] =>
      part.kind === 'json' ? sink.compact(part.value) : textPieces(sink, part),
    )
    .toSorted((a, b) => a.range.start - b.range.start);
  const first = pieces[0]?.range.start ?? place.range.start;
  const range = { start: first, end: pieces.at(-1)?.range.end ?? first };
  sink.segments.push({ kind: 'message', role, range, pieces, request });
}

function textPieces(sink: RequestSink, { pieces }: SourceString): readonly Piece[] {
  const sent = pieces.filter(({ range, text }) => range.end > range.start || (text ?? '') !== '');
  return sink.render ? sink.render(sent) : sent;
}

function report(
  sink: RequestSink,
  code: IssueCode,
  range: TextRange,
  params: Readonly<Record<string, string>> = {},
): void {
  sink.issues.add({ code, severity: 'warning', params, range });
}
