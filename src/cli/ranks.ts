import type { TiktokenBPE } from 'js-tiktoken/lite';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { EncodingName, TokenCounter } from '../engine/tokens/counter';
import { createTiktokenCounter } from '../engine/tokens/tiktokenCounter';

const counters = new Map<EncodingName, TokenCounter>();

/** The counter of an encoding; its vocabulary is read when it is first asked for. */
export function loadCounter(encoding: EncodingName): TokenCounter {
  let counter = counters.get(encoding);
  if (!counter) {
    const file = path.join(__dirname, 'ranks', `${encoding}.json`);
    counter = createTiktokenCounter(
      encoding,
      JSON.parse(readFileSync(file, 'utf8')) as TiktokenBPE,
    );
    counters.set(encoding, counter);
  }
  return counter;
}
