import type { TextRange } from '../../text/range';
import {
  findRequest,
  isConversation,
  readConversation,
  readRequest,
  type RequestSink,
} from '../chatRequest';
import type { FormatHint, PromptDocument, PromptFormat } from '../document';
import { IssueList } from '../issueList';
import { compactJsonPieces, createJsonReader, type JsonReader } from '../jsonSource';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { entryValue, itemsOf, type SourceValue } from '../source';
import { parseText } from './text';
import { textStart } from '../textFile';

/**
 * Requests to chat APIs as JSON: one a file, a batch, a fine-tuning set or a saved conversation
 * (OpenAI, Anthropic, Gemini, Bedrock), or one a line in JSON lines.
 */
export const chatFormat: PromptFormat = { id: 'chat', detect, parse: parseChat };

/** How much of a file detection reads, in UTF-16 code units. */
const detectionLength = 100_000;

const extensions = ['.json', '.jsonc', '.jsonl', '.ndjson'];
const languages = new Set(['json', 'jsonc', 'jsonl']);

function detect(hint: FormatHint, text: string): boolean {
  const name = fileName(hint.path);
  if (!extensions.some((end) => name.endsWith(end)) && !languages.has(hint.languageId ?? '')) {
    return false;
  }
  const start = text.slice(0, detectionLength);
  // Most JSON is none of this: a look for the words saves reading it.
  if (!/"(?:messages|contents|role|input|prompt|params|body)"/.test(start)) return false;
  const read = createJsonReader(start);
  if (!isLines(hint)) return holdsRequests(read({ start: 0, end: start.length }, new IssueList()));
  let looks = 0;
  for (const line of lines(start)) {
    if (looks++ === mostLooks) break;
    if (holdsRequests(read(line, new IssueList()))) return true;
  }
  return false;
}

/** Lines that are looked at: the first is not a request while somebody edits it. */
const mostLooks = 10;

function holdsRequests(value: SourceValue | undefined): boolean {
  if (value?.kind === 'list')
    return isConversation(value) || findRequest(value.items[0]) !== undefined;
  if (isBatch(value)) return true;
  const found = findRequest(value);
  if (!found) return false;
  const messages = entryValue(found.request, 'messages') ?? entryValue(found.request, 'contents');
  // Some other file may well have a list of messages: these have roles, or parts.
  return messages?.kind !== 'list' || messages.items.length === 0
    ? messages === undefined
    : looksLikeMessage(messages.items[0]);
}

function looksLikeMessage(value: SourceValue | undefined): boolean {
  return value?.kind === 'string'
    ? false
    : entryValue(value, 'role')?.kind === 'string' || entryValue(value, 'parts')?.kind === 'list';
}

/** Anthropic's batch: `{"requests": [{"custom_id", "params"}]}`. */
function isBatch(value: SourceValue | undefined): boolean {
  return findRequest(itemsOf(entryValue(value, 'requests'))[0])?.batch ?? false;
}

function isLines({ path, languageId }: FormatHint): boolean {
  const name = fileName(path);
  return name.endsWith('.jsonl') || name.endsWith('.ndjson') || languageId === 'jsonl';
}

/** JSON lines in a file of another name: the first line is a whole object and another follows. */
function hasLines(text: string): boolean {
  const [first, second] = lines(text);
  if (!first || !second || !text.startsWith('{', second.start)) return false;
  const faults = new IssueList();
  const value = createJsonReader(text)(first, faults);
  return value?.kind === 'map' && faults.toArray().length === 0;
}

/** The lines that are not blank, their ends not included. */
function* lines(text: string): Generator<TextRange> {
  let start = textStart(text);
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    if (text.slice(start, end).trim() !== '') yield { start, end };
    start = end + 1;
  }
}

function parseChat(text: string, hint: FormatHint): PromptDocument {
  const issues = new IssueList();
  const sink: RequestSink = {
    text,
    issues,
    segments: [],
    references: [],
    models: [],
    maxOutputTokens: undefined,
    compact: ({ range }) => compactJsonPieces(text, range),
  };
  const read = createJsonReader(text);
  const { requests, batch } =
    isLines(hint) || hasLines(text) ? readLines(sink, read) : readWhole(sink, read);
  if (requests === 0) {
    issues.add({
      code: 'chat-no-messages',
      severity: 'warning',
      params: {},
      range: { start: 0, end: 0 },
    });
  }
  return promptDocument({
    format: 'chat',
    models: sink.models,
    segments: requests === 0 ? parseText(text).segments : sink.segments,
    references: sink.references,
    maxOutputTokens: sink.maxOutputTokens,
    requests: Math.max(requests, 1),
    batch,
    issues: issues.toArray(),
  });
}

interface RequestCount {
  readonly requests: number;
  readonly batch: boolean;
}

function readWhole(sink: RequestSink, read: JsonReader): RequestCount {
  const start = textStart(sink.text);
  const value = read({ start, end: sink.text.length }, sink.issues);
  if (isConversation(value) && value) {
    readConversation(sink, value, 0);
    return { requests: 1, batch: false };
  }
  const batched = entryValue(value, 'requests') ?? value;
  return batched?.kind === 'list'
    ? readAll(sink, batched.items)
    : readAll(sink, value ? [value] : []);
}

function readLines(sink: RequestSink, read: JsonReader): RequestCount {
  let requests = 0;
  let batch = false;
  for (const line of lines(sink.text)) {
    const faults = new IssueList();
    const found = readAll(sink, [read(line, faults)], requests);
    // What follows the first fault of a line mostly follows from it.
    const [fault] = faults.toArray();
    if (fault) sink.issues.add(fault);
    requests += found.requests;
    batch ||= found.batch;
  }
  return { requests, batch };
}

function readAll(
  sink: RequestSink,
  values: readonly (SourceValue | undefined)[],
  first = 0,
): RequestCount {
  let requests = 0;
  let batch = false;
  for (const value of values) {
    const found = findRequest(value);
    if (!found) continue;
    readRequest(sink, found.request, first + requests);
    requests++;
    batch ||= found.batch;
  }
  return { requests, batch };
}
