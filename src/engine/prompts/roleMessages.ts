import type { TextRange } from '../text/range';
import type { Piece, Role, Segment } from './document';
import { piecesWithin } from './source';

interface RoleLine extends TextRange {
  /** Undefined where a conversation is put in, or the older `![thread]` stands. */
  readonly role: Role | 'tools' | undefined;
  /** Where the line after it begins. */
  readonly next: number;
}

const roleOf: ReadonlyMap<string, Role | 'tools'> = new Map([
  ['system', 'system'],
  ['developer', 'developer'],
  ['user', 'user'],
  ['assistant', 'assistant'],
  // Version 1 alone has these two.
  ['function', 'tool'],
  ['tools', 'tools'],
]);

/** Longer lines hold no role marker, so that the pattern never runs on a long one. */
const longestRoleLine = 1000;

/**
 * `system:`, `# user:`, `assistant[name="x"]:` alone on a line (spec §6.2), the line's own blanks
 * taken off. The specification's pattern is ambiguous inside the brackets and at the blanks; this
 * one takes the same lines in linear time.
 */
const rolePattern =
  /^(?:#\s*)?(system|developer|user|assistant|function|tools)(?:\[[^\]]*\])?\s*:$/i;

/** How a body is split at its role lines. */
export interface RoleOptions {
  /** Where messages from elsewhere are put in: a message ends there, and the next is its speaker's. */
  readonly conversations?: readonly TextRange[];
  /** Whether a body without any role line is a message, too, and not text alone. */
  readonly always: boolean;
}

/**
 * Splits the body at its role lines. A message's leading and trailing line breaks are dropped, its
 * other white space is not (spec/vectors/parse: "content_trimmed"). Text before the first role is
 * the system's; a role with no line below it is no message.
 */
export function roleMessages(
  text: string,
  body: TextRange,
  pieces: readonly Piece[],
  { conversations = [], always }: RoleOptions,
): Segment[] {
  const cuts = roleLines(text, body, pieces, conversations);
  if (!always && cuts.length === 0) {
    return [{ kind: 'text', role: 'none', range: body, pieces, request: 0 }];
  }
  const messages: Segment[] = [];
  let role: Role | 'tools' = 'system';
  let start = body.start;
  let optional = true;
  const flush = (end: number): void => {
    if (end <= start) return;
    const range = withoutLineBreaks(text, start, end);
    const own = piecesWithin(pieces, range);
    if (optional && isNothing(text, range, own)) return;
    const kind = role === 'tools' ? 'tools' : 'message';
    messages.push({ kind, role: role === 'tools' ? 'none' : role, range, pieces: own, request: 0 });
  };
  for (const cut of cuts) {
    flush(cut.start);
    role = cut.role ?? role;
    start = cut.next;
    optional = cut.role === undefined;
  }
  flush(body.end);
  return messages;
}

/** Nothing at all, or comments and tags alone. */
function isNothing(text: string, { start, end }: TextRange, pieces: readonly Piece[]): boolean {
  return pieces.every((piece) => piece.text === '') && !text.slice(start, end).includes('{{');
}

function roleLines(
  text: string,
  body: TextRange,
  pieces: readonly Piece[],
  conversations: readonly TextRange[],
): RoleLine[] {
  const lines: RoleLine[] = conversations.map((range) => ({
    ...range,
    role: undefined,
    next: range.end,
  }));
  let start = body.start;
  while (start < body.end) {
    const { end, next } = lineAt(text, start, body.end);
    if (end - start <= longestRoleLine) {
      const role = roleLine(text.slice(start, end));
      if (role && isStatic(pieces, { start, end }))
        lines.push({ start, end, next, role: role.role });
    }
    start = next;
  }
  return lines.sort((a, b) => a.start - b.start);
}

function roleLine(line: string): { role: Role | 'tools' | undefined } | undefined {
  const content = line.trim();
  if (content.startsWith('![thread]')) return { role: undefined };
  const name = rolePattern.exec(content)?.[1];
  const role = name && roleOf.get(name.toLowerCase());
  return role ? { role } : undefined;
}

/** True where no template tag has a part in the range. */
function isStatic(pieces: readonly Piece[], range: TextRange): boolean {
  const own = piecesWithin(pieces, range);
  const [only] = own;
  return own.length === 1 && only?.range.start === range.start && only.range.end === range.end;
}

function lineAt(text: string, start: number, limit: number): { end: number; next: number } {
  let end = start;
  while (end < limit && text.charAt(end) !== '\n' && text.charAt(end) !== '\r') end++;
  const breakLength = text.startsWith('\r\n', end) ? 2 : 1;
  return { end, next: Math.min(end + breakLength, limit) };
}

function withoutLineBreaks(text: string, from: number, to: number): TextRange {
  let start = from;
  let end = to;
  while (start < end && isLineEnd(text.charAt(start))) start++;
  while (end > start && isLineEnd(text.charAt(end - 1))) end--;
  return { start, end };
}

function isLineEnd(unit: string): boolean {
  return unit === '\n' || unit === '\r';
}
