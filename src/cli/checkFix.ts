import { lstat, readFile, writeFile } from 'node:fs/promises';
import { applyEdits, fixEdits } from '../engine/rules/edits';
import type { CheckResult, FixKind, TextEdit } from '../engine/rules/finding';
import { normalizeLineEnds } from '../engine/text/decode';
import { lineStarts, positionAt } from '../engine/text/lines';
import type { TextChange } from '../engine/text/textChange';

/** A fix may make room for another one: the file is checked again, so often at most. */
const mostPasses = 5;

/** A file's text as it is on disk, with all that a decoded document has lost. */
interface RawText {
  readonly text: string;
  readonly encode: (text: string) => Uint8Array;
}

/** What became of a file. */
export type FixOutcome =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'fixed'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Applies fixes to a file until none is left, and writes it: its encoding, byte-order mark and line
 * ends stay. A link is not followed, since it may lead out of what the user named.
 *
 * @param check checks a text as this file's.
 */
export async function fixFile(
  file: string,
  kinds: readonly FixKind[],
  check: (text: string) => Promise<CheckResult>,
): Promise<FixOutcome> {
  const raw = await openForWriting(file);
  if ('refused' in raw) return { kind: 'refused', reason: raw.refused };
  let { text } = raw;
  for (let pass = 0; pass < mostPasses; pass++) {
    const document = normalizeLineEnds(text);
    const edits = fixEdits(await check(document), kinds);
    if (edits.length === 0) break;
    text = applyEdits(text, rawEdits(text, document, edits));
  }
  if (text === raw.text) return { kind: 'unchanged' };
  await writeFile(file, raw.encode(text));
  return { kind: 'fixed', text: normalizeLineEnds(text) };
}

/**
 * Writes a change of a file's document to the file.
 *
 * @returns why it was not written; undefined where it was.
 */
export async function writeChanged(
  file: string,
  document: string,
  { offset, removed, inserted }: TextChange,
): Promise<string | undefined> {
  const opened = await openForWriting(file);
  if ('refused' in opened) return opened.refused;
  const { text, encode } = opened;
  const edit = { range: { start: offset, end: offset + removed }, text: inserted };
  await writeFile(file, encode(applyEdits(text, rawEdits(text, document, [edit]))));
  return undefined;
}

/** A file's text, where it may be written to: a link may lead out of what the user named. */
async function openForWriting(file: string): Promise<RawText | { readonly refused: string }> {
  if ((await lstat(file)).isSymbolicLink()) return { refused: 'a link, not written to' };
  const raw = decodeRaw(await readFile(file));
  return raw ?? { refused: 'not valid text in its encoding, not written to' };
}

/** Edits of a document, moved to the file's text, whose line ends may have other lengths. */
function rawEdits(raw: string, document: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  if (raw === document) return edits;
  const [rawStarts, starts] = [lineStarts(raw), lineStarts(document)];
  const moved = (offset: number): number => {
    const { line, column } = positionAt(starts, offset);
    return (rawStarts[line] ?? raw.length) + column;
  };
  return edits.map(({ range, text }) => ({
    range: { start: moved(range.start), end: moved(range.end) },
    text,
  }));
}

/** Undefined where some bytes are not valid: writing them back would change them. */
function decodeRaw(bytes: Uint8Array): RawText | undefined {
  const marks = [
    { encoding: 'utf-8', mark: [0xef, 0xbb, 0xbf] },
    { encoding: 'utf-16le', mark: [0xff, 0xfe] },
    { encoding: 'utf-16be', mark: [0xfe, 0xff] },
  ] as const;
  const found = marks.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  const encoding = found?.encoding ?? 'utf-8';
  const mark = Uint8Array.from(found?.mark ?? []);
  try {
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    const text = decoder.decode(bytes.subarray(mark.length));
    // UTF-16 without a mark is not written: nothing in the file says what it is.
    if (!found && text.includes('\0')) return undefined;
    return { text, encode: (changed) => Buffer.concat([mark, encoded(changed, encoding)]) };
  } catch {
    return undefined;
  }
}

function encoded(text: string, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}
