import type { Piece, Variable } from './document';
import { Placement, type SampleLookup, type TemplatePieces } from './templatePieces';
import { piecesText } from './source';

/**
 * Cuts a Python format string, as LangChain's templates are by default: `{name}` is a variable, and
 * a doubled brace is one brace. `{name!r:>10}` names `name`.
 */
export function formatStringPieces(
  source: string,
  pieces: readonly Piece[],
  sampleOf: SampleLookup,
): TemplatePieces {
  const text = piecesText(source, pieces);
  const place = new Placement(source, pieces);
  const result: Piece[] = [];
  const variables: Variable[] = [];
  let start = 0;
  const flush = (end: number): void => {
    for (const piece of place.cut({ start, end })) result.push(piece);
  };
  // Braces that close nothing end the search for all that follow: one pass over the text.
  let close = text.indexOf('}');
  for (let at = nextBrace(text, 0); at >= 0; at = nextBrace(text, at)) {
    const unit = text.charAt(at);
    if (text.charAt(at + 1) === unit) {
      flush(at + 1);
      result.push({ range: place.at({ start: at + 1, end: at + 2 }), text: '' });
      at += 2;
      start = at;
      continue;
    }
    if (close >= 0 && close < at) close = text.indexOf('}', at);
    const name =
      unit === '{' && close >= 0
        ? fieldName(text.slice(at + 1, Math.min(close, at + 200)))
        : undefined;
    if (name === undefined) {
      at++;
      continue;
    }
    flush(at);
    const range = place.at({ start: at, end: close + 1 });
    const sample = sampleOf(name);
    variables.push(sample === undefined ? { name, range } : { name, range, sample });
    result.push({ range, text: sample ?? '' });
    at = close + 1;
    start = at;
  }
  flush(text.length);
  return { pieces: result, variables, references: [] };
}

function nextBrace(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 123 || unit === 125) return at;
  }
  return -1;
}

/** The variable of a replacement field; undefined where the braces hold something else. */
function fieldName(field: string): string | undefined {
  return /^\s*([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)(?:\[[^\]{}]*\])*\s*(?:![rsa])?(?::[^{}]*)?$/u.exec(
    field,
  )?.[1];
}
