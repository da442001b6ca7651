import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TextChange } from '../../src/engine/text/textChange';
import { runToEnd } from '../../src/engine/tokens/counter';
import { DocumentCounter } from '../../src/engine/tokens/documentCounter';
import { countTokens } from '../../src/engine/tokens/encode';
import { createVocabulary, type Vocabulary } from '../../src/engine/tokens/vocabulary';
import { loadCorpora, randomBase64 } from './corpora';
import { randomNumbers } from './randomNumbers';

export interface EditTimes {
  readonly document: string;
  readonly edits: number;
  /** Full counts that the running count was compared with; it equalled all of them. */
  readonly checked: number;
  /** Milliseconds to count the document at first, and percentiles of an edit's. */
  readonly build: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

const documentUnits = 1_000_000;
/** Every so many edits the count is compared with a full one. */
const checkEvery = 500;

/** Random edits in documents of a million units, and in ones without a safe place to cut. */
export function measureEdits(root: string, edits: number): EditTimes[] {
  const data = readFileSync(path.join(root, 'out/bench/o200k_base.vocabulary'));
  const vocabulary = createVocabulary(data, 'o200k_base');
  const corpora = loadCorpora(root).filter(({ text }) => text.length > 100_000);
  const broken = corpora.filter(({ name }) => ['prose', 'chinese', 'typescript'].includes(name));
  const unbroken = [
    { name: 'one run of a', text: 'a' },
    { name: 'one run of base64', text: randomBase64(documentUnits, 4).replaceAll(/[^a-z]/g, 'q') },
    { name: 'one run of 漢', text: '漢' },
  ];
  return [
    ...broken.map(({ name, text }) =>
      measure(vocabulary, name, text, Math.ceil(edits / broken.length)),
    ),
    ...unbroken.map(({ name, text }) => measure(vocabulary, name, text, 20)),
  ];
}

function measure(vocabulary: Vocabulary, document: string, part: string, edits: number): EditTimes {
  const random = randomNumbers(5);
  let text = part.repeat(Math.ceil(documentUnits / part.length)).slice(0, documentUnits);
  const start = performance.now();
  const counter = runToEnd(DocumentCounter.steps(vocabulary, text));
  const build = performance.now() - start;
  const times: number[] = [];
  // Made up between the checks only: a text that grows by joining would cost more than the edits.
  let pending: TextChange[] = [];
  let checked = 0;
  for (let edit = 1; edit <= edits; edit++) {
    const offset = Math.floor(random() * counter.length);
    const rest = counter.length - offset;
    const removed = Math.min(rest, random() < 0.5 ? 0 : Math.floor(random() * 30));
    const from = Math.floor(random() * part.length);
    const inserted = random() < 0.3 ? '' : part.slice(from, from + Math.floor(random() * 30));
    const change = { offset, removed, inserted };
    const before = performance.now();
    counter.applyChange(change);
    times.push(performance.now() - before);
    pending.push(change);
    if (edit % checkEvery !== 0 && edit !== edits) continue;
    for (const each of pending)
      text = text.slice(0, each.offset) + each.inserted + text.slice(each.offset + each.removed);
    pending = [];
    checked++;
    if (counter.tokens !== countTokens(vocabulary, text))
      throw new Error(`${document}: wrong after ${edit} edits`);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0;
  return { document, edits, checked, build, p50: at(0.5), p99: at(0.99), worst: at(1) };
}
