/** What a prompt file comes to, as who can read it has counted it; or why it could not be. */
export type PromptMeasure =
  | MeasuredPrompt
  /** It is not there, or can't be read. */
  | { readonly kind: 'missing' }
  /** Its path leads out of the workspace. */
  | { readonly kind: 'outside' };

export interface MeasuredPrompt {
  readonly kind: 'measured';
  /** The model that it was counted for, as whoever chose it writes it. */
  readonly model: string;
  /** Who chose the model: the entry of the scenario, the file, or nobody. */
  readonly modelFrom: 'entry' | 'file' | 'default';
  /** Input tokens in all requests of the file. */
  readonly tokens: number;
  /** Between which counts the real one is expected; null where the count is exact. */
  readonly band: { readonly low: number; readonly high: number } | null;
  /** Requests that the file holds: 1 but for lists of them. */
  readonly requests: number;
  /** The most output tokens of a request that the file allows; null where it does not say. */
  readonly outputTokens: number | null;
  /** The file is one to send as a batch. */
  readonly batch: boolean;
}

/** A prompt file that a scenario needs counted: for a model, or for the one that it names itself. */
export interface NeededPrompt {
  readonly file: string;
  readonly model: string | undefined;
}

/** Measures by {@link promptKey}. */
export type PromptMeasures = ReadonlyMap<string, PromptMeasure>;

/** What a measure is filed under. */
export function promptKey({ file, model = '' }: NeededPrompt): string {
  return `${model}\n${file}`;
}
