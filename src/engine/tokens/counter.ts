import { countSteps } from './encode';
import type { Vocabulary } from './vocabulary';

/** The public vocabularies, by their published names. */
export const encodingNames = ['o200k_base', 'cl100k_base'] as const;
export type EncodingName = (typeof encodingNames)[number];

/**
 * Counts tokens in one encoding. Text that looks like a special token (`<|endoftext|>`) is plain
 * text, as it is for an API that receives it in a message.
 */
export interface TokenCounter {
  readonly encoding: EncodingName;
  /**
   * Counts in steps: the generator yields after each slice of work, so that a caller can give way
   * or give up; its return value is the number of tokens.
   */
  steps(text: string): Generator<undefined, number>;
}

/** A counter that knows nothing of what it has counted before. */
export function plainCounter(vocabulary: Vocabulary): TokenCounter {
  return {
    encoding: vocabulary.encoding,
    steps: (text) => countSteps(vocabulary, text),
  };
}

/** A counter that counts each text once: for one prompt under many models. */
export function rememberingCounter(counter: TokenCounter): TokenCounter {
  const known = new Map<string, number>();
  return {
    encoding: counter.encoding,
    *steps(text) {
      const tokens = known.get(text) ?? (yield* counter.steps(text));
      known.set(text, tokens);
      return tokens;
    },
  };
}

/** Runs a stepwise computation to its end. */
export function runToEnd<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
