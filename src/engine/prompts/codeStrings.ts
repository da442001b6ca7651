import type { Piece, Variable } from './document';
import type { CodeLanguage, StringToken } from './codeTokens';

/** What a string of source code says. */
export interface CodeText {
  readonly pieces: readonly Piece[];
  readonly variables: readonly Variable[];
}

/** A string's text: escapes decoded, the expressions in it variables that count as nothing. */
export function codeText(text: string, token: StringToken, language: CodeLanguage): CodeText {
  const pieces: Piece[] = [];
  const variables: Variable[] = [];
  let at = token.content.start;
  const isFormat = language === 'python' && token.holes.length > 0;
  for (const hole of token.holes) {
    readText(text, at, hole.start, token, isFormat, pieces);
    const end = Math.min(hole.end, token.content.end);
    pieces.push({ range: { start: hole.start, end }, text: '' });
    variables.push({
      name: holeName(text.slice(hole.start, end)),
      range: { start: hole.start, end },
    });
    at = end;
  }
  readText(text, at, token.content.end, token, isFormat, pieces);
  return { pieces, variables };
}

/** The expression in `{…}` or `${…}`, without a format behind it; cut to 50 units. */
function holeName(hole: string): string {
  const inner = hole
    .replace(/^\$?\{/, '')
    .replace(/\}$/, '')
    .trim();
  const path = /^[\p{L}_$][\p{L}\p{N}_$.]*/u.exec(inner)?.[0];
  return (path ?? inner).slice(0, 50) || 'expression';
}

/** Adds one piece a verbatim run and one a run of escapes. */
function readText(
  text: string,
  from: number,
  to: number,
  { raw }: StringToken,
  isFormat: boolean,
  pieces: Piece[],
): void {
  let runStart = from;
  let at = from;
  while (at < to) {
    const unit = text.charAt(at);
    const doubled = isFormat && (unit === '{' || unit === '}') && text.charAt(at + 1) === unit;
    if (!doubled && (raw || unit !== '\\')) {
      at++;
      continue;
    }
    if (at > runStart) pieces.push({ range: { start: runStart, end: at } });
    const escape = doubled ? { text: unit, end: at + 2 } : escapeAt(text, at);
    const end = Math.min(escape.end, to);
    pieces.push({ range: { start: at, end }, text: escape.text });
    at = end;
    runStart = at;
  }
  if (to > runStart) pieces.push({ range: { start: runStart, end: to } });
}

const simpleEscapes: Readonly<Partial<Record<string, string>>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '0': '\0',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '`': '`',
  $: '$',
  '\n': '',
};

/** Decodes one escape of Python or JavaScript; one that neither knows stands for its own text. */
function escapeAt(text: string, at: number): { text: string; end: number } {
  if (text.startsWith('\r\n', at + 1)) return { text: '', end: at + 3 };
  const code = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|U([0-9a-f]{8}))/i.exec(
    text.slice(at + 1, at + 10),
  );
  if (code) {
    const value = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? code[4] ?? '', 16);
    const isUnit = (code[1] ?? code[2]) !== undefined;
    const decoded =
      isUnit || value > 0x10ffff ? String.fromCharCode(value) : String.fromCodePoint(value);
    return { text: decoded, end: at + 1 + code[0].length };
  }
  const simple = simpleEscapes[text.charAt(at + 1)];
  return simple === undefined
    ? { text: text.slice(at, at + 2), end: at + 2 }
    : { text: simple, end: at + 2 };
}
