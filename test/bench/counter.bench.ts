// Compares CostLens's token counter with the field: one run, each library in a process of its own,
// taking turns, so that a busy machine is busy for all of them. Ratios of medians are gates;
// absolute figures are only reported. Writes docs/performance.md.
import { buildSync } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { vocabularyFile } from '../../scripts/vocabularyData';
import { measureColdStart, serveTasks, type ColdStart, type Task, type Timing } from './child';
import { contenders } from './contenders';
import { loadCorpora, randomBase64 } from './corpora';
import { measureEdits } from './edits';
import { coldStart, ContenderProcess } from './processes';
import { median, report, type Measurements, type RunTimes } from './report';

const root = process.cwd();
const work = path.join(root, 'out/bench');
const quick = process.argv.includes('--quick');

const rounds = quick ? 3 : 11;
const coldRounds = quick ? 1 : 5;
/** js-tiktoken's speed allows no more of each corpus; its figure is still one of MB/s. */
const slowBytes = 40_000;

/** Runs of one unit, a million UTF-16 units each. */
const million = 1_000_000;
const runUnits: readonly (readonly [string, string])[] = [
  ['a', 'a'],
  ['space', ' '],
  ['newline', '\n'],
  ['=', '='],
  ['😀 with joiners', '😀\u200d'],
  ['漢', '漢'],
  ['random letters', randomBase64(million, 6).replaceAll(/[^a-z]/g, 'q')],
  ['random base64', randomBase64(million, 7)],
];
/** What peers are given of a run, and how long: most are quadratic in it. */
const peerRunUnits = 10_000;
const peerRunLimit = 5000;

/** The engine as the extension has it: bundled and minified, the vocabulary as a file. */
function prepare(): Measurements['data'] {
  mkdirSync(work, { recursive: true });
  buildSync({
    entryPoints: ['test/bench/engine.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2023',
    outfile: path.join(work, 'engine.mjs'),
  });
  const require = createRequire(path.join(root, 'package.json'));
  const sizes = (['o200k_base', 'cl100k_base'] as const).map((encoding) => {
    const { bpe_ranks: ranks } = require(`js-tiktoken/ranks/${encoding}`) as { bpe_ranks: string };
    const file = vocabularyFile(encoding, ranks);
    writeFileSync(path.join(work, `${encoding}.vocabulary`), file);
    // @microsoft/tiktokenizer reads the published form.
    const lines = ranks.split('\n').flatMap((line) => {
      const [, first, ...tokens] = line.split(' ');
      return tokens.map((token, i) => `${token} ${Number(first) + i}\n`);
    });
    writeFileSync(path.join(work, `${encoding}.tiktoken`), lines.join(''));
    return gzipSync(file, { level: 9 }).length / 1e6;
  });
  return { o200k: sizes[0] ?? NaN, cl100k: sizes[1] ?? NaN };
}

async function throughput(
  processes: readonly ContenderProcess[],
): Promise<Measurements['throughput']> {
  const rows = [];
  for (const { name: corpus, text } of loadCorpora(root)) {
    const task: Task = { kind: 'throughput', corpus, bytes: text.length };
    const fresh = new Map<string, number>();
    const warm = new Map<string, number>();
    const timings = await takeTurns(processes, rounds, (name) =>
      name === 'js-tiktoken/lite' ? { ...task, bytes: slowBytes } : task,
    );
    for (const [name, list] of timings) {
      fresh.set(name, median(list.map((t) => t.bytes / t.fresh / 1000)));
      warm.set(name, median(list.map((t) => t.bytes / t.warm / 1000)));
    }
    rows.push({ corpus, fresh, warm });
    console.log(
      corpus,
      Object.fromEntries([...fresh].map(([name, speed]) => [name, +speed.toFixed(1)])),
    );
  }
  return rows;
}

async function takeTurns(
  processes: readonly ContenderProcess[],
  times: number,
  taskFor: (name: string) => Task,
): Promise<Map<string, Timing[]>> {
  const timings = new Map<string, Timing[]>();
  for (let round = 0; round < times; round++)
    for (const contender of processes) {
      if (contender.name === 'js-tiktoken/lite' && round >= 2) continue;
      const timing = await contender.run(taskFor(contender.name));
      if (timing !== undefined)
        timings.set(contender.name, [...(timings.get(contender.name) ?? []), timing]);
    }
  return timings;
}

async function latency(processes: readonly ContenderProcess[]): Promise<Measurements['latency']> {
  const rows = [];
  for (const units of [2048, 51_200]) {
    const timings = await takeTurns(processes, rounds, () => ({ kind: 'latency', units }));
    const times = new Map(
      [...timings].map(([name, list]) => [name, median(list.map(({ fresh }) => fresh))]),
    );
    rows.push({ units, times });
  }
  return rows;
}

async function longRuns(): Promise<RunTimes[]> {
  const rows: RunTimes[] = [];
  for (const [name, unit] of runUnits) {
    const times = new Map<string, number | undefined>();
    for (const contender of contenders) {
      const own = contender.name === 'CostLens';
      if (!own && name !== 'a' && quick) continue;
      const child = await ContenderProcess.start(contender.name);
      const timing = own
        ? await child.run({ kind: 'run', unit, length: million })
        : await child.run(
            { kind: 'run', unit: unit.slice(0, peerRunUnits), length: peerRunUnits },
            peerRunLimit,
          );
      times.set(contender.name, timing?.fresh);
      child.stop();
    }
    rows.push({ name, times });
    console.log(
      name,
      Object.fromEntries([...times].map(([n, ms]) => [n, ms?.toFixed(0) ?? 'none'])),
    );
  }
  return rows;
}

async function coldStarts(): Promise<Measurements['cold']> {
  const outcomes = new Map<string, ColdStart[]>();
  for (let round = 0; round < coldRounds; round++)
    for (const { name } of contenders) {
      const outcome = await coldStart(name);
      if (outcome !== undefined) outcomes.set(name, [...(outcomes.get(name) ?? []), outcome]);
    }
  return new Map(
    [...outcomes].map(([name, list]) => [
      name,
      {
        first2KB: median(list.map((outcome) => outcome.first2KB)),
        first50KB: median(list.map((outcome) => outcome.first50KB)),
        heap: median(list.map((outcome) => outcome.heap)),
      },
    ]),
  );
}

/** Megabytes after gzip of the minified code and the data that counting o200k_base takes. */
function shippedSizes(): Map<string, number> {
  return new Map(
    contenders.map(({ name, ships }) => {
      const { outputFiles } = buildSync({
        stdin: {
          contents: ships.code
            .map((entry, i) => `export * as part${i} from '${entry}';`)
            .join('\n'),
          resolveDir: path.join(root, 'test/bench'),
        },
        alias: { 'out/bench/engine.mjs': path.join(work, 'engine.mjs') },
        bundle: true,
        minify: true,
        write: false,
        platform: 'node',
        format: 'esm',
        loader: { '.wasm': 'binary' },
        logLevel: 'error',
      });
      const code = outputFiles.reduce((sum, file) => sum + gzipSync(file.contents).length, 0);
      const data = ships.data.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
      return [name, (code + data) / 1e6];
    }),
  );
}

async function runBenchmark(): Promise<void> {
  if (!existsSync(path.join(root, 'test/bench/node_modules')))
    throw new Error('the peers are not installed: npm ci --prefix test/bench');
  const data = prepare();
  const cold = await coldStarts();
  const processes: ContenderProcess[] = [];
  for (const { name } of contenders) processes.push(await ContenderProcess.start(name));
  const speeds = await throughput(processes);
  const latencies = await latency(processes);
  for (const child of processes) child.stop();
  const { text, missed } = report({
    date: new Date().toISOString().slice(0, 10),
    machine: `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()}, Node.js ${process.versions.node}`,
    busy: os.loadavg()[0] ?? 0,
    data,
    cold,
    throughput: speeds,
    latency: latencies,
    runs: await longRuns(),
    edits: measureEdits(root, quick ? 5000 : 100_000),
    shipped: shippedSizes(),
  });
  console.log(text);
  if (!quick) writeFileSync(path.join(root, 'docs/performance.md'), text);
  if (missed > 0) process.exitCode = 1;
}

const [, , role, name] = process.argv;
if (role === 'serve') await serveTasks(name);
else if (role === 'cold') await measureColdStart(name);
else await runBenchmark();
