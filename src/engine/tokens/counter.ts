/** The public vocabularies, by their published names. */
export const encodingNames = ['o200k_base', 'cl100k_base'] as const;
export type EncodingName = (typeof encodingNames)[number];

/** How many tokens a text has. */
export interface TokenCount {
  readonly tokens: number;
  /** Runs too long to be counted exactly in reasonable time, which `tokens` holds by estimate. */
  readonly estimatedRuns: readonly EstimatedRun[];
}

/** A run whose tokens were estimated; offsets are UTF-16 code units of the counted text. */
export interface EstimatedRun {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
  readonly tokens: number;
}

/**
 * Counts tokens in one encoding. Text that looks like a special token (`<|endoftext|>`) is plain
 * text, as it is for an API that receives it in a message.
 */
export interface TokenCounter {
  readonly encoding: EncodingName;
  /**
   * Counts in steps: the generator yields after each slice of work, so that a caller can give way
   * or give up; its return value is the count.
   */
  steps(text: string): Generator<undefined, TokenCount>;
}

/** Runs a stepwise computation to its end. */
export function runToEnd<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
