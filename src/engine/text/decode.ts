/** What reading a file's bytes as text came to. */
export interface DecodedText {
  /** The text as an editor would hold it: no byte-order mark, one kind of line end. */
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** True where some bytes were not valid in the encoding and became U+FFFD. */
  readonly malformed: boolean;
}

/**
 * Decodes a file as VS Code's text model does, so that the command line counts what the editor
 * counts: a UTF-8 or UTF-16 byte-order mark chooses the encoding and is dropped, invalid bytes
 * become U+FFFD, and line ends are made uniform (see {@link normalizeLineEnds}). Without a mark,
 * NUL bytes in the first 512 bytes say what a file is: UTF-16 where they are exactly every second
 * byte, else binary.
 *
 * @returns undefined for binary content.
 */
export function decodeDocument(bytes: Uint8Array): DecodedText | undefined {
  const encoding = encodingOf(bytes);
  if (!encoding) return undefined;
  const { text, malformed } = decodeBytes(bytes, encoding);
  return { text: normalizeLineEnds(text), encoding, malformed };
}

/**
 * The encoding of a file by its first 512 bytes: see {@link decodeDocument}.
 *
 * @returns undefined for binary content.
 */
export function encodingOf(bytes: Uint8Array): DecodedText['encoding'] | undefined {
  return encodingByMark(bytes) ?? encodingByZeros(bytes.subarray(0, 512));
}

function encodingByMark(bytes: Uint8Array): DecodedText['encoding'] | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  return undefined;
}

/** @returns undefined for binary content. */
function encodingByZeros(start: Uint8Array): DecodedText['encoding'] | undefined {
  if (!start.includes(0)) return 'utf-8';
  if (start.every((byte, index) => (byte === 0) === (index % 2 === 1))) return 'utf-16le';
  if (start.every((byte, index) => (byte === 0) === (index % 2 === 0))) return 'utf-16be';
  return undefined;
}

function decodeBytes(bytes: Uint8Array, encoding: string): { text: string; malformed: boolean } {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), malformed: false };
  } catch {
    return { text: new TextDecoder(encoding).decode(bytes), malformed: true };
  }
}

/**
 * Makes line ends uniform as VS Code does when it opens a file: CR LF where more than half of the
 * ends contain a CR, else LF. A text with only one kind of end (CR LF or LF) is returned as it is.
 */
export function normalizeLineEnds(text: string): string {
  let crlf = 0;
  let lf = 0;
  let cr = 0;
  for (const [end] of text.matchAll(/\r\n|\n|\r/g)) {
    if (end === '\r\n') crlf++;
    else if (end === '\n') lf++;
    else cr++;
  }
  const toCrlf = cr + crlf > (cr + lf + crlf) / 2;
  const uniform = toCrlf ? cr === 0 && lf === 0 : cr === 0 && crlf === 0;
  return uniform ? text : text.replace(/\r\n|\n|\r/g, toCrlf ? '\r\n' : '\n');
}
