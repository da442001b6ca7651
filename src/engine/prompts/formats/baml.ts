import type { TextRange } from '../../text/range';
import type {
  Located,
  Piece,
  PromptDocument,
  PromptFormat,
  Role,
  Segment,
  Variable,
} from '../document';
import { IssueList } from '../issueList';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { piecesWithin } from '../source';
import { scanTemplate } from '../template';
import { templatePieces, type SampleLookup } from '../templatePieces';

/**
 * BAML (docs.boundaryml.com/ref/baml): each function's prompt is a request. A prompt is a Jinja
 * template in a block string, its common indentation taken off; `_.role("…")` begins a message.
 * The output schema that `ctx.output_format` prints is made by BAML's compiler: a variable here.
 */
export const bamlFormat: PromptFormat = {
  id: 'baml',
  detect: ({ path, languageId }) => fileName(path).endsWith('.baml') || languageId === 'baml',
  parse: parseBaml,
};

function parseBaml(text: string): PromptDocument {
  const issues = new IssueList();
  const declarations = declarationsOf(text);
  const clients = new Map(
    declarations.flatMap(({ kind, name, body }) =>
      kind === 'client' ? [[name, clientOf(text, body)] as const] : [],
    ),
  );
  const functions = declarations.filter(({ kind }) => kind === 'function');
  const tests = testsOf(text, declarations);
  const segments: Segment[] = [];
  const variables: Variable[] = [];
  const models: Located<string>[] = [];
  let maxOutputTokens: Located<number> | undefined;
  let requests = 0;
  for (const { name, body } of functions) {
    const prompt = valueOf(text, body, 'prompt');
    if (prompt?.kind !== 'string') continue;
    const named = valueOf(text, body, 'client');
    const client = named && (clients.get(wordText(text, named)) ?? inlineClient(text, named));
    if (client?.model) models.push(client.model);
    const limit = client?.maxOutputTokens;
    if (limit && limit.value > (maxOutputTokens?.value ?? -1)) maxOutputTokens = limit;
    const lines = dedented(text, prompt.content);
    const template = templatePieces(text, lines, 'jinja', samplesOf(text, tests.get(name)), issues);
    variables.push(...template.variables.filter((variable) => variable.name !== '_'));
    const role = client?.isOpenAi ? 'system' : 'user';
    segments.push(...messages(text, prompt.content, template.pieces, role, requests));
    requests++;
  }
  return promptDocument({
    format: 'baml',
    models,
    segments,
    variables,
    requests: Math.max(1, requests),
    maxOutputTokens,
    issues: issues.toArray(),
  });
}

interface Word {
  readonly kind: 'word' | 'string' | 'mark';
  readonly range: TextRange;
  /** A string without its quotes; the same as the range for others. */
  readonly content: TextRange;
}

interface Declaration {
  /** `function`, `client`, `test` and so on. */
  readonly kind: string;
  readonly name: string;
  /** The words between its braces. */
  readonly body: readonly Word[];
}

/** Blank space, comments, strings (to the line's end where unclosed), words, and single marks. */
const wordPattern = /\s+|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|[\p{L}\p{N}_.][\p{L}\p{N}_./:-]*|[^]/gu;

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  const blocks = blockStrings(text);
  let block = blocks.next();
  wordPattern.lastIndex = 0;
  for (let match = wordPattern.exec(text); match; match = wordPattern.exec(text)) {
    const start = match.index;
    while (!block.done && block.value.range.end <= start) block = blocks.next();
    if (!block.done && block.value.range.start < start + match[0].length) {
      if (!/^\s/.test(match[0]) && block.value.range.start > start) addWord(words, match[0], start);
      words.push(block.value);
      wordPattern.lastIndex = block.value.range.end;
      continue;
    }
    addWord(words, match[0], start);
  }
  return words;
}

function addWord(words: Word[], word: string, start: number): void {
  if (/^\s/.test(word) || word.startsWith('//')) return;
  const range = { start, end: start + word.length };
  if (word.startsWith('"') && word.length > 1) {
    const end = word.endsWith('"') ? range.end - 1 : range.end;
    words.push({ kind: 'string', range, content: { start: start + 1, end } });
  } else
    words.push({ kind: /^[\p{L}\p{N}_.]/u.test(word) ? 'word' : 'mark', range, content: range });
}

/** `#"…"#`, or with more hashes on both sides; one that is never closed runs to the end. */
function* blockStrings(text: string): Generator<Word> {
  const opening = /(?<!#)(#+)"/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const close = `"${match[1] ?? '#'}`;
    const contentStart = match.index + match[0].length;
    const found = text.indexOf(close, contentStart);
    const contentEnd = found < 0 ? text.length : found;
    const end = found < 0 ? text.length : found + close.length;
    yield {
      kind: 'string',
      range: { start: match.index, end },
      content: { start: contentStart, end: contentEnd },
    };
    opening.lastIndex = end;
  }
}

function wordText(text: string, { content }: Word): string {
  return text.slice(content.start, content.end);
}

function isMark(text: string, word: Word | undefined, mark: string): boolean {
  return word?.kind === 'mark' && text.charAt(word.range.start) === mark;
}

/** The declarations of a file: `kind Name … { … }`, whatever stands before the brace. */
function declarationsOf(text: string): Declaration[] {
  const words = wordsOf(text);
  const declarations: Declaration[] = [];
  let head: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word) break;
    if (!isMark(text, word, '{')) {
      head.push(word);
      continue;
    }
    const close = closingBrace(text, words, at);
    const kinds = head.findLastIndex(({ range }) =>
      declarers.has(text.slice(range.start, range.end)),
    );
    const kind = head[kinds];
    if (kind) {
      const named = head.slice(kinds + 1).filter((each) => each.kind === 'word');
      const kindText = wordText(text, kind);
      // `client<llm> Name`: the type in angle brackets is no name.
      const name =
        kindText === 'client' && isMark(text, head[kinds + 1], '<') ? named[1] : named[0];
      declarations.push({
        kind: kindText,
        name: name ? wordText(text, name) : '',
        body: words.slice(at + 1, close),
      });
    }
    head = [];
    at = close;
  }
  return declarations;
}

const declarers = new Set([
  'function',
  'client',
  'test',
  'class',
  'enum',
  'retry_policy',
  'generator',
]);

function closingBrace(text: string, words: readonly Word[], open: number): number {
  let depth = 0;
  for (let at = open; at < words.length; at++) {
    if (isMark(text, words[at], '{')) depth++;
    else if (isMark(text, words[at], '}')) {
      depth--;
      if (depth === 0) return at;
    }
  }
  return words.length;
}

/** The word after a key that stands directly in a body. */
function valueOf(text: string, body: readonly Word[], key: string): Word | undefined {
  let depth = 0;
  for (const [index, word] of body.entries()) {
    if (isMark(text, word, '{')) depth++;
    else if (isMark(text, word, '}')) depth--;
    else if (depth === 0 && word.kind === 'word' && wordText(text, word) === key)
      return body[index + 1];
  }
  return undefined;
}

interface Client {
  readonly model: Located<string> | undefined;
  readonly maxOutputTokens: Located<number> | undefined;
  readonly isOpenAi: boolean;
}

function clientOf(text: string, body: readonly Word[]): Client {
  const provider = valueOf(text, body, 'provider');
  const options = body.slice(body.findIndex((word) => wordText(text, word) === 'options') + 1);
  const inner = isMark(text, options[0], '{')
    ? options.slice(1, closingBrace(text, options, 0))
    : body;
  const model = valueOf(text, inner, 'model');
  const limit = valueOf(text, inner, 'max_tokens') ?? valueOf(text, inner, 'max_completion_tokens');
  const tokens = limit && Number(wordText(text, limit));
  return {
    model: model && { value: wordText(text, model), range: model.content },
    maxOutputTokens:
      limit && tokens !== undefined && Number.isFinite(tokens)
        ? { value: tokens, range: limit.content }
        : undefined,
    isOpenAi: provider !== undefined && /openai|azure/.test(wordText(text, provider)),
  };
}

/** `client "openai/gpt-4o"`: provider and model in place; a name alone is defined in another file. */
function inlineClient(text: string, word: Word): Client | undefined {
  const name = wordText(text, word);
  if (word.kind !== 'string' || name === '') return undefined;
  return {
    model: { value: name, range: word.content },
    maxOutputTokens: undefined,
    isOpenAi: name.startsWith('openai') || name.startsWith('azure'),
  };
}

/** The first test of each function. */
function testsOf(text: string, declarations: readonly Declaration[]): Map<string, Declaration> {
  const tests = new Map<string, Declaration>();
  for (const test of declarations) {
    if (test.kind !== 'test') continue;
    for (const word of listAfter(text, test.body, 'functions')) {
      const name = wordText(text, word);
      if (!tests.has(name)) tests.set(name, test);
    }
  }
  return tests;
}

/** The arguments of a test. */
function samplesOf(text: string, test: Declaration | undefined): SampleLookup {
  if (!test) return () => undefined;
  const start = test.body.findIndex((word) => wordText(text, word) === 'args');
  const args = test.body.slice(start + 1);
  const inner = isMark(text, args[0], '{') ? args.slice(1, closingBrace(text, args, 0)) : [];
  return (variable) => {
    const value = valueOf(text, inner, variable);
    return value && value.kind !== 'mark' ? sampleText(text, value) : undefined;
  };
}

function sampleText(text: string, value: Word): string {
  return dedented(text, value.content)
    .map(({ range, text: own }) => own ?? text.slice(range.start, range.end))
    .join('');
}

function listAfter(text: string, body: readonly Word[], key: string): readonly Word[] {
  const start = body.findIndex((word) => wordText(text, word) === key);
  if (start < 0) return [];
  const end = body.findIndex((word, index) => index > start && isMark(text, word, ']'));
  return body.slice(start + 1, end < 0 ? undefined : end);
}

/** A block string's lines without their common indentation, blank space at both ends taken off. */
function dedented(text: string, content: TextRange): Piece[] {
  const lines: TextRange[] = [];
  let start = content.start;
  while (start < content.end) {
    const found = text.slice(start, content.end).indexOf('\n');
    const end = found < 0 ? content.end : start + found + 1;
    lines.push({ start, end });
    start = end;
  }
  const indents = lines.slice(1).flatMap((line) => indentOf(text, line) ?? []);
  const common = indents.reduce((least, indent) => Math.min(least, indent), Infinity);
  const first = content.start + leadingSpace(text, content);
  const last = content.end - trailingSpace(text, content, first);
  return lines.flatMap((line, index): Piece[] => {
    const indent = index === 0 ? 0 : Math.min(common, blanksOf(text, line));
    const range = {
      start: Math.max(first, line.start + indent),
      end: Math.min(last, line.end),
    };
    return range.start < range.end ? [{ range }] : [];
  });
}

/** The blanks that a line begins with. */
function blanksOf(text: string, { start, end }: TextRange): number {
  let at = start;
  while (at < end && (text.charAt(at) === ' ' || text.charAt(at) === '\t')) at++;
  return at - start;
}

/** The indentation of a line; undefined for a blank line. */
function indentOf(text: string, line: TextRange): number | undefined {
  const blanks = blanksOf(text, line);
  const at = line.start + blanks;
  return at === line.end || '\r\n'.includes(text.charAt(at)) ? undefined : blanks;
}

function leadingSpace(text: string, { start, end }: TextRange): number {
  let at = start;
  while (at < end && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at - start;
}

function trailingSpace(text: string, { end }: TextRange, from: number): number {
  let at = end;
  while (at > from && ' \t\r\n'.includes(text.charAt(at - 1))) at--;
  return end - at;
}

const roleOf: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'],
  ['user', 'user'],
  ['assistant', 'assistant'],
]);

/** Splits a prompt at `{{ _.role("user") }}` (also `_.chat`); each message is trimmed. */
function messages(
  text: string,
  content: TextRange,
  pieces: readonly Piece[],
  first: Role,
  request: number,
): Segment[] {
  const source = text.slice(content.start, content.end);
  const found: Segment[] = [];
  let role = first;
  let start = content.start;
  const flush = (end: number): void => {
    const own = trimmedPieces(text, piecesWithin(pieces, { start, end }));
    const [begin] = own;
    const last = own.at(-1);
    if (!begin || !last) return;
    const range = { start: begin.range.start, end: last.range.end };
    found.push({ kind: 'message', role, range, pieces: own, request });
  };
  for (const { kind, range, inner } of scanTemplate(source, 'jinja').tokens) {
    if (kind !== 'output') continue;
    const name = roleCall(source.slice(inner.start, inner.end));
    if (name === undefined) continue;
    flush(content.start + range.start);
    role = roleOf.get(name) ?? 'none';
    start = content.start + range.end;
  }
  flush(content.end);
  return found;
}

function roleCall(expression: string): string | undefined {
  return /^\s*_\.(?:role|chat)\(\s*(?:role\s*=\s*)?["'](\w+)["']/.exec(expression)?.[1];
}

/** Pieces without blank text at both ends. */
function trimmedPieces(text: string, pieces: readonly Piece[]): Piece[] {
  const own = [...pieces];
  for (let first = own[0]; first && first.text === undefined; first = own[0]) {
    const start = first.range.start + leadingSpace(text, first.range);
    own[0] = { range: { start, end: first.range.end } };
    if (start < first.range.end) break;
    own.shift();
  }
  for (let last = own.at(-1); last && last.text === undefined; last = own.at(-1)) {
    const end = last.range.end - trailingSpace(text, last.range, last.range.start);
    own[own.length - 1] = { range: { start: last.range.start, end } };
    if (end > last.range.start) break;
    own.pop();
  }
  return own;
}
