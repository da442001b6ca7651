import { isConversation, readConversation, readRequest, type RequestSink } from '../chatRequest';
import { CodeText, unwrapped, withoutComments } from '../codeText';
import { CodeValues } from '../codeValues';
import type {
  FormatHint,
  PromptDocument,
  PromptFormat,
  Role,
  Segment,
  Variable,
} from '../document';
import { IssueList } from '../issueList';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { toJson, type SourceEntry } from '../source';
import { childrenOfType, type GrammarName, type SyntaxNode, type SyntaxParser } from '../syntax';

/**
 * Prompts in source code: a string behind a comment `costlens: prompt`, a template literal tagged
 * `prompt`, and what a call of the common SDKs is given as `prompt`, `system`, `instructions` or
 * `messages`. Each is a request of its own. Code is not run: a name that the file gives a string is
 * that string, every other expression is a variable.
 */
export const sourceFormat: PromptFormat = {
  id: 'source',
  detect: (hint, text, syntax) => {
    const grammar = neededGrammar(hint, text);
    if (!grammar || !syntax) return false;
    const start = text.slice(0, detectionLength);
    const found = syntax.parse(grammar, start, (root) => new Finder(start, root).find() > 0);
    // A marker is the author's word: where the code can't be parsed, the report has to say so.
    return found ?? start.includes(marker);
  },
  parse: parseSource,
};

/** How much of a file detection reads, in UTF-16 code units. */
const detectionLength = 500_000;

/** How much of a file is parsed, in UTF-16 code units: a tree takes some forty times its memory. */
const longestSource = 10_000_000;

const grammarOfExtension: ReadonlyMap<string, GrammarName> = new Map([
  ['py', 'python'],
  ['ts', 'typescript'],
  ['mts', 'typescript'],
  ['cts', 'typescript'],
  ['tsx', 'tsx'],
  ['js', 'tsx'],
  ['jsx', 'tsx'],
  ['mjs', 'tsx'],
  ['cjs', 'tsx'],
]);

const grammarOfLanguage: ReadonlyMap<string, GrammarName> = new Map([
  ['python', 'python'],
  ['typescript', 'typescript'],
  ['typescriptreact', 'tsx'],
  ['javascript', 'tsx'],
  ['javascriptreact', 'tsx'],
]);

function grammarOf({ path, languageId }: FormatHint): GrammarName | undefined {
  const name = fileName(path);
  return (
    grammarOfExtension.get(name.slice(name.lastIndexOf('.') + 1)) ??
    grammarOfLanguage.get(languageId ?? '')
  );
}

/**
 * The grammar that detecting and parsing a file takes; undefined where it takes none, since the
 * file is no source code or nothing in it looks like a prompt.
 */
export function neededGrammar(hint: FormatHint, text: string): GrammarName | undefined {
  return mayHoldPrompts(text) ? grammarOf(hint) : undefined;
}

const marker = 'costlens: prompt';

/** The packages whose calls are read; a file that names none of them has no such call. */
const sdks =
  /\b(?:openai|anthropic|genai|generativeai|generative-ai|ai-sdk|litellm|mistralai|cohere|groq|ollama)\b|["']ai["']/i;

function mayHoldPrompts(text: string): boolean {
  const start = text.slice(0, detectionLength);
  return start.includes(marker) || /\bprompt(?:`|<[^`]{1,200}>`)/.test(start) || sdks.test(start);
}

function parseSource(text: string, hint: FormatHint, syntax?: SyntaxParser): PromptDocument {
  // What looks like a fault of a request is mostly an expression: code has its own checkers.
  const issues = new IssueList();
  const read = text.slice(0, longestSource);
  const finder = syntax?.parse(grammarOf(hint) ?? 'tsx', read, (root) => {
    const found = new Finder(read, root);
    return { requests: found.find(), sink: found.sink, variables: found.variables };
  });
  if (!finder) {
    const range = { start: 0, end: 0 };
    issues.add({ code: 'source-unread', severity: 'warning', params: {}, range });
  } else if (read.length < text.length) {
    const range = { start: read.length, end: read.length };
    const params = { limit: longestSource };
    issues.add({ code: 'source-long', severity: 'warning', params, range });
  }
  return promptDocument({
    format: 'source',
    models: finder?.sink.models ?? [],
    segments: finder?.sink.segments ?? [],
    variables: finder?.variables ?? [],
    references: finder?.sink.references ?? [],
    maxOutputTokens: finder?.sink.maxOutputTokens,
    requests: Math.max(1, finder?.requests ?? 0),
    issues: issues.toArray(),
  });
}

/** The last part of the names of functions that send a request, or set one up. */
const calls: ReadonlySet<string> = new Set([
  ...['create', 'acreate', 'parse', 'stream', 'completion', 'acompletion', 'complete', 'chat'],
  ...['generateText', 'streamText', 'generateObject', 'streamObject', 'Agent', 'ToolLoopAgent'],
  ...['generate_content', 'generate_content_stream', 'generateContent', 'generateContentStream'],
]);

/** What a call's arguments are called by the APIs. */
const argumentNames: ReadonlyMap<string, string> = new Map([
  ['system_prompt', 'system'],
  ['systemPrompt', 'system'],
  ['system_message', 'system'],
  ['system_instruction', 'systemInstruction'],
  ['maxTokens', 'max_tokens'],
  ['maxOutputTokens', 'max_output_tokens'],
]);

/** Arguments that hold what is sent; a call with none of them is some other function's. */
const contentNames: ReadonlySet<string> = new Set([
  ...['prompt', 'system', 'systemInstruction', 'instructions', 'messages', 'contents', 'input'],
]);

const callTypes = ['call', 'call_expression', 'new_expression'];

const sumTypes = ['binary_operator', 'binary_expression'];

const textTypes = [
  ...['string', 'template_string', 'concatenated_string', 'parenthesized_expression'],
  ...['list', 'array', 'conditional_expression', 'ternary_expression'],
];

/** What a marking comment may stand before. */
const markable: ReadonlySet<string> = new Set([...callTypes, ...sumTypes, ...textTypes]);

const conversationTypes: ReadonlySet<string> = new Set(['list', 'array']);

/** Where an assignment has its name and its value. */
const assignments: ReadonlyMap<string, { readonly name: string; readonly value: string }> = new Map(
  [
    ['assignment', { name: 'left', value: 'right' }],
    ['augmented_assignment', { name: 'left', value: 'right' }],
    ['variable_declarator', { name: 'name', value: 'value' }],
    ['assignment_expression', { name: 'left', value: 'right' }],
    ['augmented_assignment_expression', { name: 'left', value: 'right' }],
  ],
);

const assignmentTypes = [...assignments.keys()];

/** What is of interest of a call that is half typed. */
const brokenCallTypes: ReadonlySet<string> = new Set([
  ...['identifier', 'attribute', 'member_expression', '('],
  ...['keyword_argument', 'object', 'pair', 'shorthand_property_identifier'],
]);

/** Where a marked text begins at the latest: on the comment's line or one of so many below. */
const markedLines = 3;

/** How many expressions behind a marking comment are tried. */
const markedTries = 15;

/** A marking comment is read up to so many UTF-16 code units. */
const longestMark = 200;

/** A tag with its types is looked for in so many UTF-16 code units before the template. */
const longestTag = 250;

/** A comment that marks the next text. */
interface Mark {
  readonly role: Role;
  /** Up to where line ends have been counted, and how many there are. */
  at: number;
  lineEnds: number;
  tries: number;
}

class Finder {
  readonly sink: RequestSink;
  private readonly texts: CodeText;
  private readonly values: CodeValues;
  private mark: Mark | undefined;

  constructor(
    private readonly text: string,
    private readonly root: SyntaxNode,
  ) {
    this.texts = new CodeText(text);
    this.values = new CodeValues(text, this.texts);
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

  get variables(): readonly Variable[] {
    return this.values.variables;
  }

  /** Finds the prompts; returns how many requests they make. */
  find(): number {
    const nodes = this.nodesToSee();
    this.readConstants(nodes);
    let requests = 0;
    let end = 0;
    for (const node of nodes) {
      if (node.startIndex < end) continue;
      const requestEnd = this.requestIn(node, requests);
      if (requestEnd === undefined) continue;
      requests++;
      end = requestEnd;
      this.mark = undefined;
    }
    return requests;
  }

  private nodesToSee(): readonly SyntaxNode[] {
    const nodes = this.root.descendantsOfType(this.typesToSee());
    // Asked for together with others, errors keep tree-sitter from finding those.
    const errors = this.root.descendantsOfType(['ERROR']);
    return errors.length === 0 ? nodes : [...nodes, ...errors].sort(bySource);
  }

  /** No more than the file asks for: a long one has many comments, strings and sums. */
  private typesToSee(): string[] {
    const isMarked = this.text.includes(marker);
    const mayHaveTypedTag = this.text.includes('prompt<');
    return [
      ...callTypes,
      ...assignmentTypes,
      ...(isMarked ? ['comment', 'pair', ...sumTypes, ...textTypes] : []),
      ...(mayHaveTypedTag ? ['template_string'] : []),
    ];
  }

  /** The names that the file gives a value once; in order, as one may build on another. */
  private readConstants(nodes: readonly SyntaxNode[]): void {
    const given = new Map<string, SyntaxNode | undefined>();
    for (const node of nodes) {
      const assigned = assignments.get(node.type);
      if (!assigned) continue;
      const name = node.childForFieldName(assigned.name);
      const value = node.childForFieldName(assigned.value);
      if (name?.type !== 'identifier' || !value) continue;
      const key = this.slice(name);
      given.set(key, given.has(key) || node.type.startsWith('augmented') ? undefined : value);
    }
    for (const [name, value] of given) if (value) this.texts.define(name, value);
  }

  /** Reads the request that a node is; returns where it ends, undefined where it is none. */
  private requestIn(node: SyntaxNode, request: number): number | undefined {
    switch (node.type) {
      case 'comment':
        this.mark = this.markIn(node) ?? this.mark;
        return undefined;
      case 'ERROR':
        return this.brokenCall(node, request);
      case 'call':
      case 'call_expression':
      case 'new_expression':
        return this.call(node, request) ?? this.markedText(node, request);
      case 'template_string':
        return this.typedTag(node, request) ?? this.markedText(node, request);
      default:
        return this.markedText(node, request);
    }
  }

  private markIn({ startIndex, endIndex }: SyntaxNode): Mark | undefined {
    const comment = this.text.slice(startIndex, Math.min(endIndex, startIndex + longestMark));
    // At its beginning: a comment that only speaks of the marker marks nothing.
    const settings = /^(?:#+|\/\/+|\/\*+)\s*costlens: prompt\b(.*)/.exec(comment)?.[1];
    if (settings === undefined) return undefined;
    const role = /\brole=(system|developer|user|assistant)\b/.exec(settings)?.[1];
    return { role: (role as Role | undefined) ?? 'none', at: endIndex, lineEnds: 0, tries: 0 };
  }

  /** The text that a comment marks, on its line or one of the next few. */
  private markedText(node: SyntaxNode, request: number): number | undefined {
    const { mark } = this;
    if (!mark || node.startIndex < mark.at || !this.isNear(mark, node)) return undefined;
    if (node.type === 'pair') {
      // What follows it may be marked, but not the key.
      mark.at = node.childForFieldName('key')?.endIndex ?? mark.at;
      return undefined;
    }
    if (!markable.has(node.type)) return undefined;
    if (conversationTypes.has(node.type)) return this.conversation(node, request);
    return this.addText(node, mark.role, request);
  }

  private isNear(mark: Mark, node: SyntaxNode): boolean {
    for (; mark.at < node.startIndex; mark.at++) {
      if (this.text.charAt(mark.at) === '\n') mark.lineEnds++;
    }
    mark.tries++;
    if (mark.lineEnds <= markedLines && mark.tries <= markedTries) return true;
    this.mark = undefined;
    return false;
  }

  private conversation(node: SyntaxNode, request: number): number | undefined {
    const earlier = this.values.variables.length;
    const value = this.values.value(node, 0);
    if (isConversation(value)) {
      readConversation(this.sink, value, request);
      return node.endIndex;
    }
    this.values.variables.length = earlier;
    return undefined;
  }

  private addText(node: SyntaxNode, role: Role, request: number): number | undefined {
    const said = this.texts.read(node, 0, this.values.variables);
    if (!said) return undefined;
    const kind = role === 'none' ? 'text' : 'message';
    this.sink.segments.push({ kind, role, range: said.range, pieces: said.pieces, request });
    return node.endIndex;
  }

  /** ``prompt<Input>`…` ``, which the grammars mostly take for two comparisons. */
  private typedTag(node: SyntaxNode, request: number): number | undefined {
    const before = this.text.slice(Math.max(0, node.startIndex - longestTag), node.startIndex);
    return /\bprompt<[^`]+>\s*$/.test(before) ? this.addText(node, 'none', request) : undefined;
  }

  private call(node: SyntaxNode, request: number): number | undefined {
    const isNew = node.type === 'new_expression';
    const callee = node.childForFieldName(isNew ? 'constructor' : 'function');
    const given = node.childForFieldName('arguments');
    if (!callee || !given) return undefined;
    const name = this.lastName(callee);
    if (given.type === 'template_string') {
      return name === 'prompt' ? this.addText(node, 'none', request) : undefined;
    }
    if (!calls.has(name)) return undefined;
    const members = node.type === 'call' ? given.namedChildren : objectIn(given)?.namedChildren;
    return members && this.request(members, request) ? node.endIndex : undefined;
  }

  /**
   * A call that is half typed: its brackets do not close, and the parser leaves its parts side by
   * side among others. What is whole of the first such call is read.
   */
  private brokenCall(node: SyntaxNode, request: number): number | undefined {
    const parts = childrenOfType(node, brokenCallTypes);
    let members: SyntaxNode[] | undefined;
    for (const [index, part] of parts.entries()) {
      const next = parts[index + 1];
      if (next?.type === '(' && this.isCallee(part, next)) {
        if (members && this.request(members, request)) return part.startIndex;
        members = [];
      } else if (part.type === 'object')
        for (const member of part.namedChildren) members?.push(member);
      else members?.push(part);
    }
    return members && this.request(members, request) ? node.endIndex : undefined;
  }

  private isCallee(node: SyntaxNode, bracket: SyntaxNode): boolean {
    const isNext = /^\s*$/.test(this.text.slice(node.endIndex, bracket.startIndex));
    return isNext && calls.has(this.lastName(node));
  }

  /** A call's arguments as a request; false where they are none. */
  private request(members: readonly SyntaxNode[], request: number): boolean {
    const { variables } = this.values;
    const earlier = variables.length;
    const before = this.sink.segments.length;
    const models = this.sink.models.length;
    const { maxOutputTokens } = this.sink;
    const entries = this.values.members(members, 0).filter(isGiven).map(renamed);
    if (entries.some(({ key }) => contentNames.has(key))) {
      const range = { start: 0, end: this.text.length };
      readRequest(this.sink, { kind: 'map', range, entries }, request);
    }
    const added = this.sink.segments.slice(before);
    // A call that is given expressions alone says nothing that could be counted.
    const isSaid = added.some(({ pieces }) => pieces.some(({ text }) => text !== ''));
    if (!isSaid) {
      this.sink.segments.length = before;
      this.sink.models.length = models;
      this.sink.maxOutputTokens = maxOutputTokens;
    }
    const own = isSaid ? within(variables.slice(earlier), added) : [];
    variables.length = earlier;
    for (const variable of own) variables.push(variable);
    return isSaid;
  }

  /** The name of a function, or of a method without what it belongs to. */
  private lastName(called: SyntaxNode): string {
    let callee = called;
    // `await f<T>(…)` is taken for a call of `await f`.
    while (calleeWrappers.has(callee.type)) {
      const [inner] = withoutComments(callee);
      if (!inner) break;
      callee = inner;
    }
    const method = callee.childForFieldName('attribute') ?? callee.childForFieldName('property');
    return this.slice(method ?? callee);
  }

  private slice({ startIndex, endIndex }: SyntaxNode): string {
    return this.text.slice(startIndex, endIndex);
  }
}

const calleeWrappers: ReadonlySet<string> = new Set([
  ...['await_expression', 'instantiation_expression', 'non_null_expression'],
]);

function bySource(a: SyntaxNode, b: SyntaxNode): number {
  return a.startIndex - b.startIndex || b.endIndex - a.endIndex;
}

function objectIn(given: SyntaxNode): SyntaxNode | undefined {
  return withoutComments(given)
    .map(unwrapped)
    .find(({ type }) => type === 'object');
}

/** False for `None`, `null` and the like: such an argument is as good as none. */
function isGiven({ value }: SourceEntry): boolean {
  return value.kind !== 'scalar' || value.value !== null;
}

function renamed(entry: SourceEntry): SourceEntry {
  return { ...entry, key: argumentNames.get(entry.key) ?? entry.key };
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
