import type { ColdStart } from './child';
import type { EditTimes } from './edits';

/** Milliseconds by contender; undefined where it gave no answer in time. */
export interface RunTimes {
  readonly name: string;
  readonly times: ReadonlyMap<string, number | undefined>;
}

/** Everything measured in one run; speeds in MB/s of UTF-8, times in milliseconds. */
export interface Measurements {
  readonly date: string;
  readonly machine: string;
  /** The machine's load average at the end: above its cores, others were at work too. */
  readonly busy: number;
  /** Megabytes after gzip. */
  readonly data: { readonly o200k: number; readonly cl100k: number };
  readonly cold: ReadonlyMap<string, ColdStart>;
  readonly throughput: readonly {
    readonly corpus: string;
    readonly fresh: ReadonlyMap<string, number>;
    readonly warm: ReadonlyMap<string, number>;
  }[];
  readonly latency: readonly {
    readonly units: number;
    readonly times: ReadonlyMap<string, number>;
  }[];
  readonly runs: readonly RunTimes[];
  readonly edits: readonly EditTimes[];
  readonly shipped: ReadonlyMap<string, number>;
}

const own = 'CostLens';

/** How many times the fastest peer's speed a fresh count must reach; above it, elsewhere. */
const freshGates: Readonly<Record<string, number>> = {
  ...{ prose: 6, markdown: 6, typescript: 6, json: 6, minified: 6 },
  ...{ chinese: 4, japanese: 4, korean: 4, russian: 4, arabic: 4 },
};

interface Gate {
  readonly name: string;
  readonly wanted: string;
  readonly measured: string;
  readonly met: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The ratio of the own figure to the largest (or smallest) of the peers'. */
function ratio(figures: ReadonlyMap<string, number>, best: (...all: number[]) => number): number {
  const peers = [...figures].filter(([name]) => name !== own).map(([, figure]) => figure);
  return (figures.get(own) ?? NaN) / best(...peers);
}

function gates(measured: Measurements): Gate[] {
  const list: Gate[] = [];
  const atLeast = (name: string, value: number, wanted: number): void => {
    list.push({
      name,
      wanted: `≥ ${wanted} ×`,
      measured: `${value.toFixed(2)} ×`,
      met: value >= wanted,
    });
  };
  const atMost = (name: string, value: number, wanted: number, unit: string): void => {
    const text = `${value.toPrecision(3)} ${unit}`;
    list.push({
      name,
      wanted: `≤ ${+wanted.toPrecision(3)} ${unit}`,
      measured: text,
      met: value <= wanted,
    });
  };
  for (const { corpus, fresh, warm } of measured.throughput) {
    atLeast(
      `${corpus}, fresh, to the fastest peer`,
      ratio(fresh, Math.max),
      freshGates[corpus] ?? 1,
    );
    atLeast(`${corpus}, warm, to the fastest peer`, ratio(warm, Math.max), 1);
  }
  const first = new Map([...measured.cold].map(([name, { first2KB }]) => [name, first2KB]));
  atMost('cold start, to the fastest peer', ratio(first, Math.min), 1 / 3, '×');
  const lite = first.get('js-tiktoken/lite') ?? NaN;
  atMost('cold start, to js-tiktoken/lite', (first.get(own) ?? NaN) / lite, 1 / 10, '×');
  atMost('heap and buffers', measured.cold.get(own)?.heap ?? NaN, 6, 'MB');
  atMost('data, o200k_base, gzip', measured.data.o200k, 1, 'MB');
  atMost('data, cl100k_base, gzip', measured.data.cl100k, 0.45, 'MB');
  for (const { name, times } of measured.runs)
    atMost(`1,000,000 × ${name}`, times.get(own) ?? NaN, 1500, 'ms');
  for (const { document, p99 } of measured.edits)
    if (!document.startsWith('one run')) atMost(`edit, p99, 1 MB of ${document}`, p99, 0.15, 'ms');
  return list;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(2);
}

/** The report as Markdown, and how many gates were missed. */
export function report(measured: Measurements): { text: string; missed: number } {
  const checks = gates(measured);
  const missed = checks.filter(({ met }) => !met).length;
  const names = [...measured.cold.keys()];
  const speeds = (kind: 'fresh' | 'warm'): string =>
    table(
      ['', ...names],
      measured.throughput.map((row) => [
        row.corpus,
        ...names.map((name) => number(row[kind].get(name))),
      ]),
    );
  const text = `# Performance of the token counter

Written by \`npm run bench\` on ${measured.date}; ${measured.machine}. Load average at the end:
${measured.busy.toFixed(1)}. Every library ran in a process of its own; they took turns, so that what
else the machine did fell on all of them. Figures are medians and only as good as the machine was
quiet; the ratios are the gates, of which ${missed} of ${checks.length} were missed.

## Gates

${table(
  ['', 'wanted', 'measured', ''],
  checks.map(({ name, wanted, measured: value, met }) => [
    name,
    wanted,
    value,
    met ? 'met' : '**missed**',
  ]),
)}

## Throughput, fresh

MB of UTF-8 a second, o200k_base, code compiled, caches of pieces empty. js-tiktoken counted the
first 40,000 characters of each corpus, the others up to 400,000.

${speeds('fresh')}

## Throughput, warm

The same text again.

${speeds('warm')}

## Latency

Milliseconds for a Markdown text, code compiled, caches of pieces empty.

${table(
  ['characters', ...names],
  measured.latency.map(({ units, times }) => [
    units.toLocaleString('en'),
    ...names.map((name) => number(times.get(name))),
  ]),
)}

## From a cold start

A new process loads library and vocabulary and counts 2 KB, then 50 KB, of TypeScript. Heap and
buffers (V8's heap, array buffers, WebAssembly memory) are what is held after that. Shipped: code,
minified, and data, after gzip.

${table(
  ['', ...names],
  [
    ['to the first 2 KB, ms', ...names.map((name) => number(measured.cold.get(name)?.first2KB))],
    ['the next 50 KB, ms', ...names.map((name) => number(measured.cold.get(name)?.first50KB))],
    ['heap and buffers, MB', ...names.map((name) => number(measured.cold.get(name)?.heap))],
    ['shipped, MB', ...names.map((name) => number(measured.shipped.get(name)))],
  ],
)}

## Unbroken runs

Milliseconds: CostLens for 1,000,000 characters, the others for 10,000; – where there was no answer
in 5 seconds.

${table(
  ['', ...names],
  measured.runs.map(({ name, times }) => [
    name,
    ...names.map((column) => number(times.get(column))),
  ]),
)}

## Edits

Milliseconds, in documents of 1,000,000 characters. An edit inserts, deletes or replaces up to 30
characters at a random place. The running count equalled a full count each time it was compared.

${table(
  ['document', 'edits', 'compared', 'first count', 'p50', 'p99', 'worst'],
  measured.edits.map(({ document, edits, checked, build, p50, p99, worst }) => [
    document,
    edits.toLocaleString('en'),
    checked.toLocaleString('en'),
    number(build),
    number(p50),
    number(p99),
    number(worst),
  ]),
)}
`;
  return { text, missed };
}
