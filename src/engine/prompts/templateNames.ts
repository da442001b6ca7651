import type { TextRange } from '../text/range';
import type { TemplateSyntax, TemplateToken } from './template';

/** A variable that a template uses. */
export interface TemplateName {
  /** As a dotted path: `user.name`. */
  readonly name: string;
  /** The whole placeholder where the value is put; the name alone where a control tag uses it. */
  readonly range: TextRange;
  /** True where the value is put into the text. */
  readonly output: boolean;
  /** What is put where the variable has no value: `{{ name | default("you") }}`. */
  readonly fallback?: string;
}

/** Something that a template takes in: a file in Jinja, a partial in Handlebars and Mustache. */
export interface TemplateInclude {
  readonly target: string;
  readonly range: TextRange;
}

/** What the tags of a template use. */
export interface TemplateUse {
  readonly names: readonly TemplateName[];
  readonly includes: readonly TemplateInclude[];
  /** Placeholders that hold a literal, by the start of their range: `{{ "text" }}`. */
  readonly literals: ReadonlyMap<number, string>;
}

/**
 * Finds the names that a template uses, in its order. Names that the template binds itself (a
 * loop's, an assignment's) are left out from where they are bound; scopes are not followed.
 */
export function templateUse(
  text: string,
  tokens: readonly TemplateToken[],
  syntax: TemplateSyntax,
): TemplateUse {
  const names: TemplateName[] = [];
  const includes: TemplateInclude[] = [];
  const literals = new Map<number, string>();
  const use = { names, includes, literals };
  const isExpression = syntax === 'jinja' || syntax === 'expressions';
  const read = isExpression ? jinjaReader(text, use) : braceReader(text, use, syntax);
  for (const token of tokens) if (token.kind === 'output' || token.kind === 'tag') read(token);
  return use;
}

interface MutableUse {
  readonly names: TemplateName[];
  readonly includes: TemplateInclude[];
  readonly literals: Map<number, string>;
}

interface Word {
  readonly kind: 'name' | 'string' | 'other';
  readonly text: string;
  readonly start: number;
}

/** Strings that are never closed run to the end; no alternative can be retried, so this is linear. */
const jinjaWord =
  /\s+|"(?:[^"\\]|\\[^]?)*(?:"|$)|'(?:[^'\\]|\\[^]?)*(?:'|$)|\d[\d.]*|[\p{L}_][\p{L}\p{N}_]*|==|[^]/gu;

function wordsOf(text: string, { start, end }: TextRange, pattern: RegExp): Word[] {
  const words: Word[] = [];
  for (const match of text.slice(start, end).matchAll(pattern)) {
    const [word] = match;
    if (/^\s/.test(word)) continue;
    const kind = /^["']/.test(word)
      ? 'string'
      : /^(?:\.\.\/)*[\p{L}_@]/u.test(word)
        ? 'name'
        : 'other';
    words.push({ kind, text: word, start: start + match.index });
  }
  return words;
}

/** The text of a string literal, its quotes off and its simple escapes decoded. */
function literalText(word: string): string {
  const quote = word.charAt(0);
  const body = word.slice(1, word.length > 1 && word.endsWith(quote) ? -1 : undefined);
  return body.replace(/\\([^])/g, (_, unit: string) =>
    unit === 'n' ? '\n' : unit === 't' ? '\t' : unit,
  );
}

/** Words of expressions, and names that the engine itself binds. */
const jinjaWords = new Set(
  (
    'and or not in is if else true false none True False None recursive ' +
    'loop self super caller varargs kwargs'
  ).split(' '),
);

/** Tags whose names after the keyword are not variables. */
const jinjaNamed = new Set(['block', 'endblock', 'raw', 'endraw', 'filter']);

function jinjaReader(text: string, use: MutableUse): (token: TemplateToken) => void {
  const bound = new Set<string>();
  return (token) => {
    const words = wordsOf(text, token.inner, jinjaWord);
    const [first] = words;
    if (!first) return;
    if (token.kind === 'output') {
      readJinjaOutput(words, token, bound, use);
      return;
    }
    const keyword = first.text;
    if (keyword.startsWith('end') || jinjaNamed.has(keyword)) return;
    if (['include', 'extends', 'import', 'from'].includes(keyword)) {
      const target = words[1];
      if (target?.kind === 'string') {
        const range = { start: target.start, end: target.start + target.text.length };
        use.includes.push({ target: literalText(target.text), range });
      }
      bindAfter(words, 'as', bound);
      if (keyword === 'from') bindAfter(words, 'import', bound);
      return;
    }
    const expression = words.slice(expressionStart(words, keyword));
    for (const { name, range } of jinjaNames(expression)) {
      if (!bound.has(headOf(name))) use.names.push({ name, range, output: false });
    }
    for (const name of boundBy(words, keyword)) bound.add(name);
  };
}

function readJinjaOutput(
  words: readonly Word[],
  token: TemplateToken,
  bound: ReadonlySet<string>,
  use: MutableUse,
): void {
  const [first] = words;
  if (words.length === 1 && first?.kind === 'string') {
    use.literals.set(token.range.start, literalText(first.text));
    return;
  }
  const fallback = defaultOf(words);
  jinjaNames(words).forEach(({ name, range }, index) => {
    if (bound.has(headOf(name))) return;
    if (index > 0) use.names.push({ name, range, output: false });
    else {
      const found = { name, range: token.range, output: true };
      use.names.push(fallback === undefined ? found : { ...found, fallback });
    }
  });
}

/** The literal in `| default("…")` or `| d("…")`. */
function defaultOf(words: readonly Word[]): string | undefined {
  const at = words.findIndex(
    (word, index) =>
      words[index - 1]?.text === '|' && (word.text === 'default' || word.text === 'd'),
  );
  const value = words[at + 2];
  return at >= 0 && words[at + 1]?.text === '(' && value?.kind === 'string'
    ? literalText(value.text)
    : undefined;
}

/** Where the expression of a tag begins: after what it binds. */
function expressionStart(words: readonly Word[], keyword: string): number {
  if (keyword === 'for') return words.findIndex(({ text }) => text === 'in') + 1 || words.length;
  if (keyword === 'set') return words.findIndex(({ text }) => text === '=') + 1 || words.length;
  if (keyword === 'macro' || keyword === 'call') return words.length;
  return 1;
}

/** The word before which a tag's own names stand; empty where they go on to its end. */
const bindingEnds: ReadonlyMap<string, string> = new Map([
  ['for', 'in'],
  ['set', '='],
  ['with', '='],
  ['macro', ''],
]);

function boundBy(words: readonly Word[], keyword: string): string[] {
  const end = bindingEnds.get(keyword);
  if (end === undefined) return [];
  const stop = end === '' ? -1 : words.findIndex(({ text }) => text === end);
  const bindings = words.slice(1, stop < 0 ? undefined : stop);
  return bindings.filter(({ kind }) => kind === 'name').map(({ text }) => text);
}

function bindAfter(words: readonly Word[], keyword: string, bound: Set<string>): void {
  const at = words.findIndex(({ text }) => text === keyword);
  if (at < 0) return;
  for (const { kind, text } of words.slice(at + 1)) if (kind === 'name') bound.add(text);
}

/** The variables of an expression: no attributes, filters, tests, functions or keyword arguments. */
function jinjaNames(words: readonly Word[]): { name: string; range: TextRange }[] {
  const found: { name: string; range: TextRange }[] = [];
  let afterIs = false;
  words.forEach((word, index) => {
    const before = words[index - 1]?.text;
    const after = words[index + 1]?.text;
    const isTest = afterIs && word.text !== 'not';
    afterIs = word.text === 'is' || (afterIs && word.text === 'not');
    if (word.kind !== 'name' || before === '.' || before === '|' || isTest) return;
    if (jinjaWords.has(word.text) || after === '(') return;
    if (after === '=' && (before === '(' || before === ',')) return;
    found.push(pathFrom(words, index));
  });
  return found;
}

/** The dotted path that begins at a word; a method called at its end is left off. */
function pathFrom(words: readonly Word[], index: number): { name: string; range: TextRange } {
  const first = words[index];
  let name = first?.text ?? '';
  let end = (first?.start ?? 0) + name.length;
  for (let at = index + 1; words[at]?.text === '.'; at += 2) {
    const attribute = words[at + 1];
    if (attribute?.kind !== 'name' || words[at + 2]?.text === '(') break;
    name += `.${attribute.text}`;
    end = attribute.start + attribute.text.length;
  }
  return { name, range: { start: first?.start ?? 0, end } };
}

function headOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

const braceWord =
  /\s+|"(?:[^"\\]|\\[^]?)*(?:"|$)|'(?:[^'\\]|\\[^]?)*(?:'|$)|[\p{L}_@][\p{L}\p{N}_@.\-/[\]]*|(?:\.\.\/)+[\p{L}_][\p{L}\p{N}_.]*|\d[\d.]*|[^]/gu;

const handlebarsWords = new Set(['this', 'true', 'false', 'null', 'undefined', 'else', 'as', 'if']);

function braceReader(
  text: string,
  use: MutableUse,
  syntax: TemplateSyntax,
): (token: TemplateToken) => void {
  /** The lists that the tag stands in: a name in `{{#each items}}` is an item's. */
  const contexts: (string | undefined)[] = [];
  const bound = new Set<string>();
  const push = (name: string, range: TextRange, output: boolean): void => {
    if (name.startsWith('@') || bound.has(headOf(name))) return;
    const own = name.replace(/^this[./]/, '').replace(/^(?:\.\.\/)+/, '');
    if (own === '' || own === 'this') return;
    const context = name.startsWith('../') ? undefined : contexts.findLast((path) => path);
    use.names.push({ name: context ? `${context}.${own}` : own, range, output });
  };
  return (token) => {
    const sigil = text.charAt(token.inner.start);
    const words = wordsOf(text, token.inner, braceWord);
    if (sigil === '=') return;
    if (sigil === '/') {
      contexts.pop();
      return;
    }
    if (sigil === '>') {
      const target = words[1];
      if (target) use.includes.push({ target: literalOrText(target), range: token.range });
      return;
    }
    const own = token.kind === 'output' ? words.filter(({ text: word }) => word !== '&') : words;
    const head = own.findIndex(({ kind }) => kind !== 'other');
    const first = own[head];
    if (token.kind === 'output') {
      if (own.length === 1 && first?.kind === 'string') {
        use.literals.set(token.range.start, literalText(first.text));
      } else if (own.length === 1 && first) push(first.text, token.range, true);
      else pushArguments(own.slice(head + 1), push);
      return;
    }
    const opens = sigil === '#' || sigil === '^';
    if (!first) {
      if (opens && sigil === '#') contexts.push(undefined);
      return;
    }
    const rest = own.slice(head + 1);
    const isHelper = syntax === 'handlebars' && (rest.length > 0 || first.text === 'else');
    if (isHelper) pushArguments(rest, push);
    else push(first.text, rangeOf(first), false);
    for (const name of blockParameters(rest)) bound.add(name);
    if (!opens || (sigil === '^' && own.length === 1)) return;
    const list = rest.find(({ kind }) => kind === 'name')?.text;
    contexts.push(syntax === 'handlebars' && /^(?:each|with)$/.test(first.text) ? list : undefined);
  };
}

function rangeOf(word: Word): TextRange {
  return { start: word.start, end: word.start + word.text.length };
}

function literalOrText(word: Word): string {
  return word.kind === 'string' ? literalText(word.text) : word.text;
}

/** The names in a block's `as |item index|`. */
function blockParameters(words: readonly Word[]): string[] {
  const bar = words.findIndex(({ text }) => text === '|');
  if (bar < 0) return [];
  return words.slice(bar + 1).flatMap(({ kind, text }) => (kind === 'name' ? [text] : []));
}

function pushArguments(
  words: readonly Word[],
  push: (name: string, range: TextRange, output: boolean) => void,
): void {
  const bar = words.findIndex(({ text }) => text === '|');
  const own = bar < 0 ? words : words.slice(0, bar);
  own.forEach((word, index) => {
    if (word.kind !== 'name' || handlebarsWords.has(word.text)) return;
    // A name before `=` is a parameter's, one after `(` a helper's.
    if (own[index + 1]?.text === '=' || own[index - 1]?.text === '(') return;
    push(word.text, rangeOf(word), false);
  });
}
