import type { TextRange } from '../text/range';

/** A stretch of XML-like text. */
export type MarkupToken =
  | { readonly kind: 'text' | 'comment'; readonly range: TextRange }
  | { readonly kind: 'close'; readonly name: string; readonly range: TextRange }
  | {
      readonly kind: 'open';
      /** In lower case. */
      readonly name: string;
      readonly range: TextRange;
      readonly attributes: readonly MarkupAttribute[];
      readonly selfClosing: boolean;
    };

export interface MarkupAttribute {
  /** In lower case. */
  readonly name: string;
  /** The value, its quotes not included. */
  readonly range: TextRange;
}

/**
 * Cuts XML-like text into tags and what stands between them, in one pass. It does not ask whether
 * tags match; a `<` that begins no tag is text.
 */
export function scanMarkup(text: string, from = 0): MarkupToken[] {
  const tokens: MarkupToken[] = [];
  let textStart = from;
  let commentsEnd = true;
  const flush = (end: number): void => {
    if (end > textStart) tokens.push({ kind: 'text', range: { start: textStart, end } });
  };
  for (
    let at = text.indexOf('<', from);
    at >= 0;
    at = text.indexOf('<', Math.max(at + 1, textStart))
  ) {
    if (commentsEnd && text.startsWith('<!--', at)) {
      const close = text.indexOf('-->', at + 4);
      if (close < 0) {
        commentsEnd = false;
        continue;
      }
      flush(at);
      textStart = close + 3;
      tokens.push({ kind: 'comment', range: { start: at, end: textStart } });
      continue;
    }
    const tag = tagAt(text, at);
    if (!tag) continue;
    flush(at);
    textStart = tag.range.end;
    tokens.push(tag);
  }
  flush(text.length);
  return tokens;
}

function tagAt(text: string, start: number): MarkupToken | undefined {
  const closes = text.charAt(start + 1) === '/';
  const nameStart = start + (closes ? 2 : 1);
  const nameEnd = endOfName(text, nameStart);
  if (nameEnd === nameStart) return undefined;
  const name = text.slice(nameStart, nameEnd).toLowerCase();
  const attributes: MarkupAttribute[] = [];
  let at = nameEnd;
  for (;;) {
    at = skipSpace(text, at);
    const unit = text.charAt(at);
    // A tag that another begins in is none: a tag's cost is the text up to the next `<`.
    if (unit === '' || unit === '<') return undefined;
    if (unit === '>') {
      const range = { start, end: at + 1 };
      if (closes) return { kind: 'close', name, range };
      return { kind: 'open', name, range, attributes, selfClosing: text.charAt(at - 1) === '/' };
    }
    const next = endOfName(text, at);
    if (next === at) {
      at++;
      continue;
    }
    const attribute = text.slice(at, next).toLowerCase();
    at = skipSpace(text, next);
    if (text.charAt(at) !== '=') {
      attributes.push({ name: attribute, range: { start: next, end: next } });
      continue;
    }
    const value = valueAt(text, skipSpace(text, at + 1));
    if (!value) return undefined;
    attributes.push({ name: attribute, range: value.range });
    at = value.next;
  }
}

/** Longer attribute values are none: a quote that is never closed must not hide what follows. */
const longestValue = 20_000;

function valueAt(text: string, start: number): { range: TextRange; next: number } | undefined {
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    const end = text.slice(start + 1, start + 1 + longestValue).indexOf(quote);
    if (end < 0) return undefined;
    return { range: { start: start + 1, end: start + 1 + end }, next: start + end + 2 };
  }
  let end = start;
  while (end < text.length && !' \t\r\n<>"\''.includes(text.charAt(end))) end++;
  return end > start ? { range: { start, end }, next: end } : undefined;
}

function endOfName(text: string, from: number): number {
  let at = from;
  while (at < text.length && /[\w.:-]/.test(text.charAt(at))) at++;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}
