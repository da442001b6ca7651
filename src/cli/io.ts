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
