import { readFileSync } from 'node:fs';
import path from 'node:path';
import { plainCounter, type EncodingName, type TokenCounter } from '../engine/tokens/counter';
import { createVocabulary } from '../engine/tokens/vocabulary';

const counters = new Map<EncodingName, TokenCounter>();

/** The counter of an encoding; its vocabulary is read when it is first asked for. */
export function loadCounter(encoding: EncodingName): TokenCounter {
  let counter = counters.get(encoding);
  if (!counter) {
    const file = path.join(__dirname, 'vocabularies', `${encoding}.vocabulary`);
    counter = plainCounter(createVocabulary(readFileSync(file), encoding));
    counters.set(encoding, counter);
  }
  return counter;
}
