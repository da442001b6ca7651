/** What the command line counts for a file, for the editor to be held against. */
export interface ExpectedCount {
  /** Relative to the workspace. */
  readonly file: string;
  readonly tokens: number;
  readonly costUsd: number | null;
  readonly model: string;
}
