import path from 'node:path';
import { contenders, type Counter } from './contenders';
import { loadCorpora } from './corpora';

/** What the driver asks a library's process to do. */
export type Task =
  | { readonly kind: 'throughput'; readonly corpus: string; readonly bytes: number }
  | { readonly kind: 'latency'; readonly units: number }
  | { readonly kind: 'run'; readonly unit: string; readonly length: number };

/** Milliseconds; `fresh` with empty caches, `warm` right after, on the same text. */
export interface Timing {
  readonly fresh: number;
  readonly warm: number;
  /** Bytes of UTF-8 and tokens of what was counted. */
  readonly bytes: number;
  readonly tokens: number;
}

/** What a process that starts, loads one library and counts one text says. */
export interface ColdStart {
  readonly first2KB: number;
  readonly first50KB: number;
  /** Megabytes of heap and buffers that the library holds after that. */
  readonly heap: number;
}

/** Long enough for optimising compilers, on a busy machine too. */
const warmUpMilliseconds = 700;

function contender(name: string | undefined): (typeof contenders)[number] {
  const found = contenders.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no contender ${name ?? ''}`);
  return found;
}

/** Serves the driver's tasks with one library, which stays loaded and compiled. */
export async function serveTasks(name: string | undefined): Promise<void> {
  const root = process.cwd();
  const corpora = new Map(loadCorpora(root).map(({ name: corpus, text }) => [corpus, text]));
  const counter = await contender(name).load(root);
  const warmedUp = new Set<string>();
  process.on('message', (task: Task) => {
    const text = textOf(task, corpora);
    const key = JSON.stringify(task);
    // The first counts of a kind of text are the compiler's, and how long it takes is a matter of
    // time, not of how many there are.
    if (task.kind !== 'run' && !warmedUp.has(key)) {
      warmedUp.add(key);
      const end = performance.now() + warmUpMilliseconds;
      do time(counter, text);
      while (performance.now() < end);
    }
    process.send?.(time(counter, text));
  });
  process.send?.('ready');
}

function textOf(task: Task, corpora: ReadonlyMap<string, string>): string {
  switch (task.kind) {
    case 'throughput':
      return (corpora.get(task.corpus) ?? '').slice(0, task.bytes);
    case 'latency':
      return (corpora.get('markdown') ?? corpora.get('typescript') ?? '').slice(0, task.units);
    case 'run':
      return task.unit.repeat(task.length / task.unit.length);
  }
}

function time(counter: Counter, text: string): Timing {
  counter.forget();
  const start = performance.now();
  const tokens = counter.count(text);
  const middle = performance.now();
  counter.count(text);
  const end = performance.now();
  return { fresh: middle - start, warm: end - middle, bytes: Buffer.byteLength(text), tokens };
}

/** Measures a start from nothing; this process does nothing else. */
export async function measureColdStart(name: string | undefined): Promise<void> {
  const root = process.cwd();
  // Copies, so that nothing of the corpora is held, and gone, during the measurement.
  const [small, large] = coldTexts(root);
  const before = await heldMegabytes();
  const start = performance.now();
  const counter = await contender(name).load(root);
  counter.count(small);
  const first = performance.now();
  counter.count(large);
  const second = performance.now();
  const heap = (await heldMegabytes()) - before;
  counter.count(small); // what is used afterwards is not collected before
  const outcome: ColdStart = { first2KB: first - start, first50KB: second - first, heap };
  process.send?.(outcome);
}

function coldTexts(root: string): [string, string] {
  const text = loadCorpora(root).find((corpus) => corpus.name === 'typescript')?.text ?? '';
  const copy = (part: string): string => Buffer.from(part).toString();
  return [copy(text.slice(0, 2048)), copy(text.slice(10_000, 60_000))];
}

/** Megabytes held after collecting garbage; buffers are freed only some turns later. */
async function heldMegabytes(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // External memory holds the array buffers, and WebAssembly's.
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

/** The file that the driver starts for each process. */
export const childFile = path.resolve(process.argv[1] ?? '');
