import type { TextRange } from '../text/range';

/** The languages that prompts are found in. */
export type CodeLanguage = 'python' | 'script';

/** A token of source code; blank space has none. */
export type CodeToken = PlainToken | StringToken;

export interface PlainToken {
  readonly kind: 'name' | 'number' | 'comment' | 'mark';
  readonly range: TextRange;
}

export interface StringToken {
  readonly kind: 'string';
  /** Prefix and quotes included. */
  readonly range: TextRange;
  /** Between the quotes. */
  readonly content: TextRange;
  /** Whether a backslash escapes. */
  readonly raw: boolean;
  /** The expressions that the string puts in, braces included; none in an ordinary string. */
  readonly holes: readonly TextRange[];
}

/**
 * Cuts source code into tokens, in one pass. It knows just enough of the languages to tell strings
 * from comments and code; a string that its line ends is closed there, so that half-typed code
 * spoils one line and not the file.
 */
export function codeTokens(text: string, language: CodeLanguage): CodeToken[] {
  const tokens: CodeToken[] = [];
  let at = 0;
  while (at < text.length) {
    const token = language === 'python' ? pythonToken(text, at) : scriptToken(text, at, tokens);
    if (token) tokens.push(token);
    at = token?.range.end ?? at + 1;
  }
  return tokens;
}

const namePattern = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const numberPattern = /\d[\w.]*/y;

function pythonToken(text: string, at: number): CodeToken | undefined {
  const unit = text.charAt(at);
  if (isBlank(unit)) return undefined;
  if (unit === '#') return { kind: 'comment', range: { start: at, end: lineEnd(text, at) } };
  return pythonString(text, at) ?? wordOrMark(text, at);
}

function wordOrMark(text: string, at: number): PlainToken {
  const name = matchAt(namePattern, text, at);
  if (name > 0) return { kind: 'name', range: { start: at, end: at + name } };
  const number = matchAt(numberPattern, text, at);
  if (number > 0) return { kind: 'number', range: { start: at, end: at + number } };
  const length = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return { kind: 'mark', range: { start: at, end: at + length } };
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

const pythonStart = /([a-z]{0,2})("""|'''|"|')/iy;

function pythonString(text: string, at: number): StringToken | undefined {
  pythonStart.lastIndex = at;
  const match = pythonStart.exec(text);
  const prefix = match?.[1]?.toLowerCase();
  const quote = match?.[2];
  if (prefix === undefined || quote === undefined || !/^(?:[rbuft]|[rbft]{2})?$/.test(prefix)) {
    return undefined;
  }
  const start = at + prefix.length + quote.length;
  const end = endOfString(text, start, quote);
  const content = { start, end };
  return {
    kind: 'string',
    range: { start: at, end: text.startsWith(quote, end) ? end + quote.length : end },
    content,
    raw: prefix.includes('r'),
    holes: /[ft]/.test(prefix) ? fieldHoles(text, content) : [],
  };
}

/** Where a string's content ends: at its quote, or, with single quotes, at the end of its line. */
function endOfString(text: string, start: number, quote: string): number {
  let at = start;
  while (at < text.length) {
    const unit = text.charAt(at);
    if (unit === '\\') at += text.startsWith('\r\n', at + 1) ? 3 : 2;
    else if (text.startsWith(quote, at)) return at;
    else if (quote.length === 1 && isLineEnd(unit)) return at;
    else at++;
  }
  return text.length;
}

/** The replacement fields of an f-string; a doubled brace is text. */
function fieldHoles(text: string, { start, end }: TextRange): TextRange[] {
  const holes: TextRange[] = [];
  let at = start;
  while (at < end) {
    const unit = text.charAt(at);
    if (unit === '{' && text.charAt(at + 1) !== '{') {
      const close = closingBrace(text, at, end);
      holes.push({ start: at, end: close });
      at = close;
    } else at += unit === '{' ? 2 : 1;
  }
  return holes;
}

/** The end of the braces that open at `at`; the limit where they never close. */
function closingBrace(text: string, at: number, limit: number): number {
  let depth = 0;
  for (let index = at; index < limit; index++) {
    const unit = text.charAt(index);
    if (unit === '{') depth++;
    else if (unit === '}' && --depth === 0) return index + 1;
  }
  return limit;
}

function scriptToken(
  text: string,
  at: number,
  before: readonly CodeToken[],
): CodeToken | undefined {
  const unit = text.charAt(at);
  if (isBlank(unit)) return undefined;
  if (unit === '/') {
    if (text.charAt(at + 1) === '/') {
      return { kind: 'comment', range: { start: at, end: lineEnd(text, at) } };
    }
    if (text.charAt(at + 1) === '*') {
      const found = text.indexOf('*/', at + 2);
      return { kind: 'comment', range: { start: at, end: found < 0 ? text.length : found + 2 } };
    }
    const end = mayBeginExpression(text, before.at(-1)) ? endOfRegex(text, at) : at;
    if (end > at) return { kind: 'mark', range: { start: at, end } };
  }
  if (unit === '"' || unit === "'") {
    const content = { start: at + 1, end: endOfString(text, at + 1, unit) };
    const end = text.charAt(content.end) === unit ? content.end + 1 : content.end;
    return { kind: 'string', range: { start: at, end }, content, raw: false, holes: [] };
  }
  return unit === '`' ? templateLiteral(text, at) : wordOrMark(text, at);
}

const wordsBeforeExpression = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'await',
  'yield',
  'void',
]);

/** Whether a slash here begins a regular expression, and does not divide. */
function mayBeginExpression(text: string, before: CodeToken | undefined): boolean {
  if (!before || before.kind === 'comment') return true;
  if (before.kind === 'string' || before.kind === 'number') return false;
  const word = text.slice(before.range.start, before.range.end);
  return before.kind === 'name' ? wordsBeforeExpression.has(word) : !/^[)\]}]$/.test(word);
}

/** Longer regular expressions are not followed: the search must not run on over a long line. */
const longestRegex = 1000;

function endOfRegex(text: string, at: number): number {
  let inClass = false;
  for (let index = at + 1; index < Math.min(text.length, at + longestRegex); index++) {
    const unit = text.charAt(index);
    if (isLineEnd(unit)) return at;
    if (unit === '\\') index++;
    else if (unit === '[') inClass = true;
    else if (unit === ']') inClass = false;
    else if (unit === '/' && !inClass) return index + 1;
  }
  return at;
}

/** A template literal, whatever is nested in its expressions. */
function templateLiteral(text: string, start: number): StringToken {
  const holes: TextRange[] = [];
  /** For each open expression, its open braces; for each open template, -1. */
  const open: number[] = [-1];
  let holeStart = 0;
  let at = start + 1;
  while (at < text.length && open.length > 0) {
    const unit = text.charAt(at);
    const depth = open.at(-1) ?? -1;
    if (depth < 0) {
      if (unit === '\\') at++;
      else if (unit === '`') open.pop();
      else if (unit === '$' && text.charAt(at + 1) === '{') {
        if (open.length === 1) holeStart = at;
        open.push(0);
        at++;
      }
    } else if (unit === '`') open.push(-1);
    else if (unit === '"' || unit === "'")
      at = Math.min(endOfString(text, at + 1, unit), text.length);
    else if (unit === '{') open[open.length - 1] = depth + 1;
    else if (unit === '}' && depth > 0) open[open.length - 1] = depth - 1;
    else if (unit === '}') {
      open.pop();
      if (open.length === 1) holes.push({ start: holeStart, end: at + 1 });
    }
    at++;
  }
  const end = Math.min(at, text.length);
  const closed = open.length === 0;
  const content = { start: start + 1, end: closed ? end - 1 : end };
  return { kind: 'string', range: { start, end }, content, raw: false, holes };
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isLineEnd(text.charAt(end))) end++;
  return end;
}

function isLineEnd(unit: string): boolean {
  return unit === '\n' || unit === '\r';
}

function isBlank(unit: string): boolean {
  return unit === ' ' || unit === '\t' || unit === '\f' || unit === '\uFEFF' || isLineEnd(unit);
}
