/** Where a command reads and writes, so that tests can listen in. */
export interface Io {
  out(text: string): void;
  error(text: string): void;
}

/** What a command's exit status says. */
export const exit = {
  ok: 0,
  /** Something that was read has problems. */
  problems: 1,
  /** The command was used wrongly, or nothing could be read. */
  failed: 2,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];

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
