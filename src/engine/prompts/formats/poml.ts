import type { TextRange } from '../../text/range';
import type {
  Located,
  Piece,
  PromptDocument,
  PromptFormat,
  Reference,
  Role,
  Segment,
  Variable,
} from '../document';
import { IssueList } from '../issueList';
import { compactJsonPieces } from '../jsonSource';
import { scanMarkup, type MarkupAttribute, type MarkupToken } from '../markup';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { cutTarget } from '../references';
import { templatePieces } from '../templatePieces';
import { textStart } from '../textFile';

/**
 * POML (microsoft/poml: docs/language). Counted is what its Markdown writer sends, near enough: text
 * with its white space collapsed, captions, list marks and emphasis; each branch and each loop's
 * body once. Data that components read from files are references.
 */
export const pomlFormat: PromptFormat = {
  id: 'poml',
  detect: ({ path, languageId }) => fileName(path).endsWith('.poml') || languageId === 'poml',
  parse: parsePoml,
};

function parsePoml(text: string): PromptDocument {
  const issues = new IssueList();
  const start = textStart(text);
  if (
    !text
      .slice(start, start + 1000)
      .trimStart()
      .startsWith('<')
  ) {
    return freeText(text, start, issues);
  }
  const tokens = scanMarkup(text, start);
  const writer = new Writer(text, samplesOf(text, tokens), issues);
  for (const token of tokens) writer.write(token);
  return promptDocument({
    format: 'poml',
    models: writer.models,
    segments: writer.finish(),
    variables: writer.variables,
    references: writer.references,
    maxOutputTokens: writer.maxOutputTokens,
    issues: issues.toArray(),
  });
}

/** A file that does not begin with a tag is text as it stands. */
function freeText(text: string, start: number, issues: IssueList): PromptDocument {
  const range = { start, end: text.length };
  const template = templatePieces(text, [{ range }], 'expressions', () => undefined, issues);
  const { pieces, variables } = template;
  return promptDocument({
    format: 'poml',
    segments: [{ kind: 'message', role: 'user', range, pieces, request: 0 }],
    variables,
    issues: issues.toArray(),
  });
}

/** The values that `<let>` gives: its content, or a literal in `value`. */
function samplesOf(text: string, tokens: readonly MarkupToken[]): ReadonlyMap<string, string> {
  const samples = new Map<string, string>();
  tokens.forEach((token, index) => {
    if (token.kind !== 'open' || token.name !== 'let') return;
    const name = attributeText(text, token.attributes, 'name');
    if (name === undefined) return;
    const value = attributeText(text, token.attributes, 'value')?.trim();
    const next = tokens[index + 1];
    const content =
      !token.selfClosing && next?.kind === 'text' ? textAt(text, next.range).trim() : undefined;
    const literal = value === undefined ? content : literalValue(value);
    if (literal !== undefined) samples.set(name, literal);
  });
  return samples;
}

/** A string or a number of JavaScript; undefined for other expressions. */
function literalValue(value: string): string | undefined {
  const quote = value.charAt(0);
  if (value.length > 1 && (quote === "'" || quote === '"') && value.endsWith(quote)) {
    return value.slice(1, -1);
  }
  return /^(?:-?[\d.]+|true|false)$/.test(value) ? value : undefined;
}

function textAt(text: string, { start, end }: TextRange): string {
  return text.slice(start, end);
}

function attributeOf(
  attributes: readonly MarkupAttribute[],
  ...names: readonly string[]
): MarkupAttribute | undefined {
  return attributes.find(({ name }) => names.includes(name));
}

function attributeText(
  text: string,
  attributes: readonly MarkupAttribute[],
  ...names: readonly string[]
): string | undefined {
  const attribute = attributeOf(attributes, ...names);
  return attribute && textAt(text, attribute.range);
}

/** Components with a caption of their own, and its style. */
const captions: ReadonlyMap<string, readonly [string, 'header' | 'bold' | 'hidden']> = new Map([
  ['role', ['Role', 'header']],
  ['task', ['Task', 'header']],
  ['output-format', ['Output Format', 'header']],
  ['outputformat', ['Output Format', 'header']],
  ['stepwise-instructions', ['Stepwise Instructions', 'header']],
  ['stepwiseinstructions', ['Stepwise Instructions', 'header']],
  ['examples', ['Examples', 'header']],
  ['hint', ['Hint', 'bold']],
  ['qa', ['Question', 'bold']],
  ['question', ['Question', 'bold']],
  ['cp', ['', 'header']],
  ['captionedparagraph', ['', 'header']],
]);

/** Marks around inline text in Markdown. */
const inlineMarks: ReadonlyMap<string, string> = new Map([
  ['b', '**'],
  ['i', '*'],
  ['s', '~~'],
  ['strike', '~~'],
  ['u', '__'],
  ['span', ''],
]);

/** Components that say something about the prompt and are not part of it. */
const silent = new Set([
  'let',
  'stylesheet',
  'meta',
  'runtime',
  'output-schema',
  'tool-definition',
  'tool',
]);

const roleOfElement: ReadonlyMap<string, Role> = new Map([
  ['system-msg', 'system'],
  ['user-msg', 'user'],
  ['human-msg', 'user'],
  ['ai-msg', 'assistant'],
  // In an example, which is a conversation by default.
  ['input', 'user'],
  ['output', 'assistant'],
]);

const roleOfSpeaker: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'],
  ['human', 'user'],
  ['ai', 'assistant'],
  ['tool', 'tool'],
]);

const fileElements: ReadonlyMap<string, Reference['kind']> = new Map([
  ['include', 'file'],
  ['document', 'file'],
  ['table', 'file'],
  ['folder', 'file'],
  ['webpage', 'url'],
  ['let', 'file'],
  ['img', 'image'],
  ['image', 'image'],
  ['audio', 'audio'],
]);

interface OpenElement {
  readonly name: string;
  /** Who speaks; undefined where nobody is named. */
  readonly role: Role | undefined;
  readonly silent: boolean;
  /** Whether white space is kept. */
  readonly verbatim: boolean;
  /** How many captions stand above, which says the level of the next. */
  readonly level: number;
  readonly closing: string;
  readonly isBlock: boolean;
}

interface Spoken {
  readonly role: Role | undefined;
  readonly pieces: Piece[];
  /** True where a definition stands between this and what was said before. */
  readonly afterDefinition: boolean;
}

type OpenTag = Extract<MarkupToken, { kind: 'open' }>;

/** How many elements may be open at once; deeper ones are written flat. */
const maxDepth = 200;

class Writer {
  readonly variables: Variable[] = [];
  readonly references: Reference[] = [];
  readonly models: Located<string>[] = [];
  maxOutputTokens: Located<number> | undefined;
  private readonly definitions: Segment[] = [];
  private readonly spoken: Spoken[] = [];
  private readonly open: OpenElement[] = [];
  /** The blank that is due before the next text, and the line breaks. */
  private space = false;
  private lineBreaks = '';
  /** True behind a caption or a list mark, which need no blank. */
  private afterMark = false;
  /** True from a definition to the next text: segments must not overlap. */
  private interrupted = false;
  private toolName = '';
  private toolDescription: string | undefined;

  constructor(
    private readonly text: string,
    private readonly samples: ReadonlyMap<string, string>,
    private readonly issues: IssueList,
  ) {}

  write(token: MarkupToken): void {
    if (token.kind === 'open') this.enter(token);
    else if (token.kind === 'close') this.leave(token);
    else if (token.kind === 'text') this.content(token.range);
  }

  /** The messages: what nobody is named for is the system's up to the first user, else the user's. */
  finish(): Segment[] {
    const firstUser = this.spoken.findIndex(({ role }) => role === 'user');
    const messages: Segment[] = [];
    let last: { role: Role; pieces: Piece[]; kind: 'message' | 'text' } | undefined;
    const flush = (): void => {
      const [first] = last?.pieces ?? [];
      const end = last?.pieces.at(-1)?.range.end;
      if (!last || !first || end === undefined) return;
      const range = { start: first.range.start, end };
      messages.push({ kind: last.kind, role: last.role, range, pieces: last.pieces, request: 0 });
    };
    this.spoken.forEach(({ role, pieces, afterDefinition }, index) => {
      const known = role ?? (index < firstUser ? 'system' : 'user');
      const isSame = last?.role === known;
      if (last && isSame && !afterDefinition) for (const piece of pieces) last.pieces.push(piece);
      else {
        flush();
        last = { role: known, pieces, kind: isSame ? 'text' : 'message' };
      }
    });
    flush();
    return [...this.definitions, ...messages];
  }

  private get current(): OpenElement | undefined {
    return this.open.at(-1);
  }

  private enter(tag: OpenTag): void {
    const { name, attributes } = tag;
    this.readSettings(tag);
    if (this.current?.silent) {
      if (!tag.selfClosing) this.push(tag, '', 0);
      return;
    }
    if (silent.has(name)) {
      if (!tag.selfClosing) this.push(tag, '', 0);
      return;
    }
    if (name === 'br') {
      this.put({ range: tag.range, text: '\n' });
      return;
    }
    const mark = inlineMarks.get(name);
    if (mark === undefined) this.lineBreak(name === 'item' ? '\n' : '\n\n');
    const style = attributeText(this.text, attributes, 'captionstyle');
    const [caption = '', own = 'hidden'] = captions.get(name) ?? [];
    const title = attributeText(this.text, attributes, 'caption') ?? caption;
    const level = (this.current?.level ?? 0) + (title === '' ? 0 : 1);
    if (tag.selfClosing) return;
    this.push(tag, mark ?? '', level);
    if (mark) this.put({ range: tag.range, text: mark });
    else if (name === 'item') this.put({ range: tag.range, text: '- ' });
    else if (/^(?:h|header)$/.test(name))
      this.put({ range: tag.range, text: `${'#'.repeat(Math.min(level + 1, 6))} ` });
    else if (title !== '') this.caption(tag, title, style ?? own, level);
  }

  private caption(tag: OpenTag, title: string, style: string, level: number): void {
    if (style === 'hidden') return;
    const heading = `${'#'.repeat(Math.min(level, 6))} ${title}\n\n`;
    this.put({ range: tag.range, text: style === 'header' ? heading : `**${title}:** ` });
  }

  private push(tag: OpenTag, closing: string, level: number): void {
    if (this.open.length >= maxDepth) return;
    const { attributes, name } = tag;
    const parent = this.current;
    const speaker = attributeText(this.text, attributes, 'speaker')?.toLowerCase();
    const whiteSpace = attributeText(this.text, attributes, 'whitespace');
    const syntax = attributeText(this.text, attributes, 'syntax');
    const inChat = attributeText(this.text, attributes, 'chat') !== 'false';
    const role = inChat ? roleOfElement.get(name) : undefined;
    this.open.push({
      name,
      role: roleOfSpeaker.get(speaker ?? '') ?? role ?? parent?.role,
      silent: silent.has(name) || (parent?.silent ?? false),
      verbatim:
        whiteSpace === 'pre' ||
        (whiteSpace === undefined && (syntax === 'text' || (parent?.verbatim ?? false))),
      level,
      closing,
      isBlock: inlineMarks.get(name) === undefined,
    });
  }

  private leave(token: { readonly name: string; readonly range: TextRange }): void {
    if (!this.open.some(({ name }) => name === token.name)) return;
    for (let element = this.open.pop(); element; element = this.open.pop()) {
      if (element.closing !== '') this.put({ range: token.range, text: element.closing });
      if (element.isBlock && !element.silent)
        this.lineBreak(element.name === 'item' ? '\n' : '\n\n');
      if (element.name === token.name) return;
    }
  }

  /** The text of an element: a template, its white space collapsed. */
  private content(range: TextRange): void {
    if (this.current?.silent) {
      this.definition(this.current.name, range);
      return;
    }
    const template = templatePieces(
      this.text,
      [{ range }],
      'expressions',
      (name) => this.samples.get(name),
      this.issues,
    );
    this.variables.push(...template.variables);
    for (const piece of template.pieces) {
      if (piece.text !== undefined) this.put(piece);
      else if (this.current?.verbatim) this.put(piece);
      else this.collapsed(piece.range);
    }
  }

  private collapsed({ start, end }: TextRange): void {
    let at = start;
    while (at < end) {
      let wordEnd = at;
      while (wordEnd < end && !isSpace(this.text.charAt(wordEnd))) wordEnd++;
      if (wordEnd > at) this.words(at, wordEnd);
      at = wordEnd;
      while (at < end && isSpace(this.text.charAt(at))) at++;
      if (at > wordEnd) this.space = true;
    }
  }

  /** A word, with the escapes that POML has decoded. */
  private words(start: number, end: number): void {
    const word = this.text.slice(start, end);
    let from = 0;
    for (const match of word.matchAll(/#(quot|apos|amp|lt|gt|hash|lbrace|rbrace);/g)) {
      if (match.index > from)
        this.put({ range: { start: start + from, end: start + match.index } });
      from = match.index + match[0].length;
      this.put({
        range: { start: start + match.index, end: start + from },
        text: escapes[match[1] ?? ''] ?? '',
      });
    }
    if (from < word.length) this.put({ range: { start: start + from, end } });
  }

  private lineBreak(breaks: string): void {
    if (breaks.length > this.lineBreaks.length) this.lineBreaks = breaks;
    this.space = false;
  }

  /** What is due before the next text: line breaks, a blank, or nothing. */
  private takeSpace(): string {
    const blank = this.space && !this.afterMark ? ' ' : '';
    const due = this.lineBreaks === '' ? blank : this.lineBreaks;
    this.space = false;
    this.lineBreaks = '';
    return due;
  }

  private put(piece: Piece): void {
    const role = this.current?.role;
    const due = this.takeSpace();
    const last = this.spoken.at(-1);
    const { start } = piece.range;
    const between: Piece[] = due === '' ? [] : [{ range: { start, end: start }, text: due }];
    if (last?.role !== role || !last) {
      this.spoken.push({ role, pieces: [piece], afterDefinition: this.interrupted });
    } else if (this.interrupted) {
      this.spoken.push({ role, pieces: [...between, piece], afterDefinition: true });
    } else if (due !== '') last.pieces.push(...between, piece);
    else append(last.pieces, piece);
    this.interrupted = false;
    this.afterMark = /\s$/.test(piece.text ?? '');
  }

  private readSettings({ name, attributes }: OpenTag): void {
    const { text } = this;
    const kind = fileElements.get(name);
    const source = attributeOf(attributes, 'src', 'url');
    if (kind && source) {
      const target = cutTarget(textAt(text, source.range));
      const reference = { kind, target, range: source.range };
      const included =
        name === 'include' || (name === 'document' && /\.(?:txt|md|poml)$/i.test(target));
      this.references.push(included ? { ...reference, included } : reference);
    }
    if (name === 'tool-definition' || name === 'tool') {
      this.toolName = attributeText(text, attributes, 'name') ?? '';
      this.toolDescription = attributeText(text, attributes, 'description');
    }
    if (name !== 'runtime') return;
    const model = attributeOf(attributes, 'model');
    if (model && model.range.end > model.range.start) {
      this.models.push({ value: textAt(text, model.range), range: model.range });
    }
    const limit = attributeOf(
      attributes,
      'max-output-tokens',
      'maxoutputtokens',
      'max-tokens',
      'maxtokens',
    );
    const tokens = limit && Number(textAt(text, limit.range));
    if (limit && tokens !== undefined && Number.isFinite(tokens)) {
      this.maxOutputTokens = { value: tokens, range: limit.range };
    }
  }

  private definition(element: string, range: TextRange): void {
    if (!['output-schema', 'tool-definition', 'tool'].includes(element)) return;
    if (textAt(this.text, range).trim() === '') return;
    const schema = compactJsonPieces(this.text, range);
    this.interrupted = true;
    if (element === 'output-schema') {
      this.definitions.push({ kind: 'schema', role: 'none', range, pieces: schema, request: 0 });
      return;
    }
    const about =
      this.toolDescription === undefined
        ? ''
        : `,"description":${JSON.stringify(this.toolDescription)}`;
    const head = `{"type":"function","function":{"name":${JSON.stringify(this.toolName)}${about},"parameters":`;
    const pieces = [
      { range: { start: range.start, end: range.start }, text: head },
      ...schema,
      { range: { start: range.end, end: range.end }, text: '}}' },
    ];
    this.definitions.push({ kind: 'tools', role: 'none', range, pieces, request: 0 });
  }
}

/** Adds a piece; verbatim text that follows verbatim text makes one piece with it. */
function append(pieces: Piece[], piece: Piece): void {
  const before = pieces.at(-1);
  const isJoined = before?.range.end === piece.range.start;
  if (before && isJoined && before.text === undefined && piece.text === undefined) {
    pieces[pieces.length - 1] = { range: { start: before.range.start, end: piece.range.end } };
  } else pieces.push(piece);
}

const escapes: Readonly<Partial<Record<string, string>>> = {
  quot: '"',
  apos: "'",
  amp: '&',
  lt: '<',
  gt: '>',
  hash: '#',
  lbrace: '{',
  rbrace: '}',
};

function isSpace(unit: string): boolean {
  return unit === ' ' || unit === '\t' || unit === '\n' || unit === '\r';
}
