/**
 * Text of a file or its name, safe to print: control characters, which could move a terminal's
 * cursor, rewrite lines of a log or start a new one, are written as escapes.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same in a line of its own: it breaks no table. */
export function printableLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '));
}
