import { readRequest, type RequestSink } from '../chatRequest';
import { codeText } from '../codeStrings';
import { codeTokens, type CodeLanguage, type CodeToken, type StringToken } from '../codeTokens';
import type {
  FormatHint,
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
import {
  piecesText,
  toJson,
  type SourceEntry,
  type SourceMap,
  type SourceString,
  type SourceValue,
} from '../source';

/**
 * Prompts in source code: a string behind a comment `costlens: prompt`, a template literal tagged
 * `prompt`, and what a call of the common SDKs is given as `prompt`, `system`, `instructions` or
 * `messages`. Each is a request of its own. Code is not run: a name that the file gives a string is
 * that string, every other expression is a variable.
 */
export const sourceFormat: PromptFormat = {
  id: 'source',
  detect: (hint, text) => {
    const language = languageOf(hint);
    if (!language || !mayHoldPrompts(text)) return false;
    return new Finder(text.slice(0, detectionLength), language).find() > 0;
  },
  parse: parseSource,
};

/** How much of a file detection reads, in UTF-16 code units. */
const detectionLength = 500_000;

const languageOfExtension: Readonly<Partial<Record<string, CodeLanguage>>> = {
  py: 'python',
  ts: 'script',
  tsx: 'script',
  mts: 'script',
  cts: 'script',
  js: 'script',
  jsx: 'script',
  mjs: 'script',
  cjs: 'script',
};

const languageOfId: Readonly<Partial<Record<string, CodeLanguage>>> = {
  python: 'python',
  typescript: 'script',
  typescriptreact: 'script',
  javascript: 'script',
  javascriptreact: 'script',
};

function languageOf({ path, languageId }: FormatHint): CodeLanguage | undefined {
  const name = fileName(path);
  return (
    languageOfExtension[name.slice(name.lastIndexOf('.') + 1)] ?? languageOfId[languageId ?? '']
  );
}

const marker = 'costlens: prompt';

/** The packages whose calls are read; a file that names none of them has no such call. */
const sdks =
  /\b(?:openai|anthropic|genai|generativeai|generative-ai|ai-sdk|litellm|mistralai|cohere|groq|ollama)\b|["']ai["']/i;

function mayHoldPrompts(text: string): boolean {
  const start = text.slice(0, detectionLength);
  return start.includes(marker) || /\bprompt`/.test(start) || sdks.test(start);
}

function parseSource(text: string, hint: FormatHint): PromptDocument {
  const finder = new Finder(text, languageOf(hint) ?? 'script');
  const requests = finder.find();
  const { sink, variables } = finder;
  return promptDocument({
    format: 'source',
    models: sink.models,
    segments: sink.segments,
    variables,
    references: sink.references,
    maxOutputTokens: sink.maxOutputTokens,
    requests: Math.max(1, requests),
    // What looks like a fault of a request is mostly an expression: code has its own checkers.
    issues: [],
  });
}

/** The last part of the names of functions that send a request, or set one up. */
const calls = new Set([
  ...['create', 'acreate', 'parse', 'stream', 'completion', 'acompletion', 'complete', 'chat'],
  ...['generateText', 'streamText', 'generateObject', 'streamObject', 'Agent', 'ToolLoopAgent'],
  ...['generate_content', 'generate_content_stream', 'generateContent', 'generateContentStream'],
]);

/** What a call's arguments are called by the APIs. */
const argumentNames: Readonly<Partial<Record<string, string>>> = {
  system_prompt: 'system',
  systemPrompt: 'system',
  system_message: 'system',
  system_instruction: 'systemInstruction',
  maxTokens: 'max_tokens',
  maxOutputTokens: 'max_output_tokens',
};

/** Arguments that hold what is sent; a call with none of them is some other function's. */
const contentNames = new Set([
  ...['prompt', 'system', 'systemInstruction', 'instructions', 'messages', 'contents', 'input'],
]);

/** Functions that name a model of a provider. */
const providers = new Set([
  ...['openai', 'anthropic', 'google', 'vertex', 'azure', 'bedrock', 'mistral', 'groq', 'xai'],
  ...['cohere', 'deepseek', 'openrouter', 'ollama'],
]);

/** How deep literals are followed. */
const maxDepth = 12;

class Finder {
  readonly sink: RequestSink;
  readonly variables: Variable[] = [];
  private readonly tokens: readonly CodeToken[];
  /** Steps left for reading calls: calls nested without end are not each read to the end. */
  private budget: number;
  /** The strings that the file gives a name once. */
  private readonly constants = new Map<string, string>();

  constructor(
    private readonly text: string,
    private readonly language: CodeLanguage,
  ) {
    this.tokens = codeTokens(text, language);
    this.budget = 10 * this.tokens.length + 1000;
    this.sink = {
      text,
      issues: new IssueList(),
      segments: [],
      references: [],
      models: [],
      maxOutputTokens: undefined,
      compact: (value) => [{ range: value.range, text: toJson(text, value) }],
    };
  }

  /** Finds the prompts; returns how many requests they make. */
  find(): number {
    this.readConstants();
    let requests = 0;
    let at = 0;
    while (at < this.tokens.length) {
      const end = this.requestAt(at, requests);
      if (end > at) requests++;
      at = Math.max(end, at + 1);
    }
    return requests;
  }

  private wordAt(index: number): string {
    const token = this.tokens[index];
    return token && token.kind !== 'string'
      ? this.text.slice(token.range.start, token.range.end)
      : '';
  }

  private stringAt(index: number): StringToken | undefined {
    const token = this.tokens[index];
    return token?.kind === 'string' ? token : undefined;
  }

  /** `NAME = "…"`, also behind `const` and before `as const`. */
  private readConstants(): void {
    const repeated = new Set<string>();
    this.tokens.forEach((token, index) => {
      const value = this.stringAt(index + 2);
      if (token.kind !== 'name' || this.wordAt(index + 1) !== '=' || !value) return;
      const name = this.wordAt(index);
      if (this.constants.has(name)) repeated.add(name);
      const { pieces } = codeText(this.text, value, this.language);
      this.constants.set(name, piecesText(this.text, pieces));
    });
    for (const name of repeated) this.constants.delete(name);
  }

  /** Reads the request that begins at a token; returns where it ends, or the token without one. */
  private requestAt(index: number, request: number): number {
    const token = this.tokens[index];
    if (token?.kind === 'comment') return this.markedString(index, request);
    if (token?.kind !== 'name') return index;
    const word = this.wordAt(index);
    const next = this.stringAt(index + 1);
    if (word === 'prompt' && next && this.text.charAt(next.range.start) === '`') {
      this.addString(index + 1, 'none', request);
      return index + 2;
    }
    const isCall = calls.has(word) && this.wordAt(index + 1) === '(' && this.budget > 0;
    return isCall ? this.call(index + 2, request) : index;
  }

  /** The string that follows a marking comment, on its line or one of the next few. */
  private markedString(index: number, request: number): number {
    const comment = this.wordAt(index);
    // At its beginning: a comment that only speaks of the marker marks nothing.
    const settings = /^(?:#+|\/\/+|\/\*+)\s*costlens: prompt\b(.*)/.exec(comment)?.[1];
    if (settings === undefined) return index;
    const role = /\brole=(system|developer|user|assistant)\b/.exec(settings)?.[1];
    for (let at = index + 1; at < Math.min(this.tokens.length, index + 15); at++) {
      if (!this.stringAt(at)) continue;
      this.addString(at, (role as Role | undefined) ?? 'none', request);
      return at + 1;
    }
    return index;
  }

  private addString(index: number, role: Role, request: number): void {
    const { range, pieces } = this.textOf(index).value;
    const kind = role === 'none' ? 'text' : 'message';
    this.sink.segments.push({ kind, role, range, pieces, request });
  }

  /** A call's arguments as a request: keyword arguments, or the object that it is given. */
  private call(index: number, request: number): number {
    const isKeywords = this.language === 'python';
    if (!isKeywords && this.wordAt(index) !== '{') return index - 2;
    const earlier = this.variables.length;
    const before = this.sink.segments.length;
    const models = this.sink.models.length;
    const { maxOutputTokens } = this.sink;
    const { value, end } = isKeywords
      ? this.members(index, ')', '=', 0)
      : this.members(index + 1, '}', ':', 0);
    const entries = value.entries.map(renamed);
    if (entries.some(({ key }) => contentNames.has(key))) {
      readRequest(this.sink, { ...value, entries }, request);
    }
    const added = this.sink.segments.slice(before);
    // A call that is given expressions alone says nothing that could be counted.
    const isSaid = added.some(({ pieces }) => pieces.some(({ text }) => text !== ''));
    if (!isSaid) {
      this.sink.segments.length = before;
      this.sink.models.length = models;
      this.sink.maxOutputTokens = maxOutputTokens;
    }
    const own = isSaid ? within(this.variables.slice(earlier), added) : [];
    this.variables.length = earlier;
    for (const variable of own) this.variables.push(variable);
    return isSaid ? end : index - 2;
  }

  /** Reads `name = value, …` or `name: value, …` up to a closing mark. */
  private members(
    start: number,
    close: string,
    separator: string,
    depth: number,
  ): { value: SourceMap; end: number } {
    const entries: SourceEntry[] = [];
    let at = start;
    while (at < this.tokens.length && this.wordAt(at) !== close && this.budget-- > 0) {
      const key = this.tokens[at];
      if (key && this.wordAt(at + 1) === separator && this.wordAt(at + 2) !== '=') {
        const keyText =
          key.kind === 'string'
            ? this.text.slice(key.content.start, key.content.end)
            : this.wordAt(at);
        const { value, end } = this.value(at + 2, depth + 1);
        entries.push({ key: keyText, keyRange: key.range, value });
        at = end;
      } else if (key && this.isShorthand(at, close)) {
        const { value, end } = this.value(at, depth + 1);
        entries.push({ key: this.wordAt(at), keyRange: key.range, value });
        at = end;
      } else at = this.afterExpression(at, close);
      if (this.wordAt(at) === ',') at++;
    }
    const range = this.rangeOf(start, at);
    return { value: { kind: 'map', range, entries }, end: at + 1 };
  }

  /** `{ system, prompt }`: a name that is its own key. */
  private isShorthand(index: number, close: string): boolean {
    const next = this.wordAt(index + 1);
    return (
      this.language === 'script' &&
      this.tokens[index]?.kind === 'name' &&
      (next === ',' || next === close)
    );
  }

  private value(index: number, depth: number): { value: SourceValue; end: number } {
    const token = this.tokens[index];
    const word = this.wordAt(index);
    const nothing = { kind: 'scalar', range: this.rangeOf(index, index), value: null } as const;
    if (!token || depth > maxDepth) return { value: nothing, end: this.afterExpression(index, '') };
    if (word === '[' || word === '(') return this.list(index, word === '[' ? ']' : ')', depth);
    if (word === '{') return this.members(index + 1, '}', ':', depth);
    if (token.kind === 'string' || this.constants.has(word)) return this.textOf(index);
    const end = this.afterExpression(index, '');
    // `openai("gpt-4o")`: the AI SDK's way to name a model.
    if (providers.has(word) && end === index + 4 && this.stringAt(index + 2)) {
      return { ...this.textOf(index + 2), end };
    }
    if (token.kind === 'number' && end === index + 1) {
      const value = Number(word.replaceAll('_', ''));
      return {
        value: { kind: 'scalar', range: token.range, value: Number.isFinite(value) ? value : null },
        end,
      };
    }
    if (/^(?:true|false)$/i.test(word) && end === index + 1) {
      return { value: { kind: 'scalar', range: token.range, value: /^t/i.test(word) }, end };
    }
    if (token.kind !== 'name') return { value: nothing, end };
    // Some expression: what it comes to is not known, so it is a variable without a value.
    const range = this.rangeOf(index, end);
    const name =
      this.text.slice(range.start, range.end).split('(', 1)[0]?.trim().slice(0, 50) ?? word;
    this.variables.push({ name, range });
    return { value: { kind: 'string', range, pieces: [{ range, text: '' }] }, end };
  }

  private list(index: number, close: string, depth: number): { value: SourceValue; end: number } {
    const items: SourceValue[] = [];
    let at = index + 1;
    while (at < this.tokens.length && this.wordAt(at) !== close && this.budget-- > 0) {
      const { value, end } = this.value(at, depth + 1);
      items.push(value);
      at = Math.max(end, at + 1);
      if (this.wordAt(at) === ',') at++;
    }
    const only = items.length === 1 ? items[0] : undefined;
    // Brackets around one text hold it together; Python joins the strings in them.
    if (close === ')' && only?.kind === 'string') return { value: only, end: at + 1 };
    return { value: { kind: 'list', range: this.rangeOf(index, at + 1), items }, end: at + 1 };
  }

  /** Strings side by side or joined by `+`, with names in between. */
  private textOf(index: number): { value: SourceString; end: number } {
    const pieces: Piece[] = [];
    let at = index;
    let end = index;
    for (;;) {
      const token = this.tokens[at];
      const constant = this.constants.get(this.wordAt(at));
      if (token?.kind === 'string') {
        const { pieces: own, variables } = codeText(this.text, token, this.language);
        pieces.push(...own);
        this.variables.push(...variables);
      } else if (token && constant !== undefined)
        pieces.push({ range: token.range, text: constant });
      else if (token?.kind === 'name') {
        this.variables.push({ name: this.wordAt(at), range: token.range });
        pieces.push({ range: token.range, text: '' });
      } else break;
      at++;
      end = at;
      if (this.wordAt(at) === '+') at++;
      else if (this.language !== 'python' || this.tokens[at]?.kind !== 'string') break;
    }
    const range = {
      start: pieces[0]?.range.start ?? this.rangeOf(index, index).start,
      end: pieces.at(-1)?.range.end ?? this.rangeOf(index, index).start,
    };
    return { value: { kind: 'string', range, pieces }, end: this.afterExpression(end, '') };
  }

  /** The token behind an expression: the next comma or closing bracket that is not inside it. */
  private afterExpression(index: number, close: string): number {
    let depth = 0;
    for (let at = index; at < this.tokens.length && this.budget-- > 0; at++) {
      const word = this.wordAt(at);
      if (word === '(' || word === '[' || word === '{') depth++;
      else if (word === ')' || word === ']' || word === '}') {
        if (depth === 0) return close === '' || word === close ? at : at + 1;
        depth--;
      } else if (word === ',' && depth === 0) return at;
    }
    return this.tokens.length;
  }

  private rangeOf(from: number, to: number): { start: number; end: number } {
    const start = this.tokens[from]?.range.start ?? this.text.length;
    const end = this.tokens[Math.max(from, to - 1)]?.range.end ?? this.text.length;
    return { start, end: Math.max(start, to > from ? end : start) };
  }
}

function renamed(entry: SourceEntry): SourceEntry {
  return { ...entry, key: argumentNames[entry.key] ?? entry.key };
}

/** The variables that stand in a segment. */
function within(variables: readonly Variable[], segments: readonly Segment[]): Variable[] {
  const ordered = segments.toSorted((a, b) => a.range.start - b.range.start);
  let at = 0;
  return variables
    .toSorted((a, b) => a.range.start - b.range.start)
    .filter(({ range }) => {
      while ((ordered[at]?.range.end ?? Infinity) < range.end) at++;
      return (ordered[at]?.range.start ?? Infinity) <= range.start;
    });
}
