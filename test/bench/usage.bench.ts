/**
 * Reads a million usage events from a file and groups them, each reader in a process of its own:
 * CostLens as `costlens usage` does, with stated costs and with costs that are computed, and DuckDB's
 * reader of JSON as the yardstick. Gates: CostLens takes at most 400 MB, and comes to what DuckDB
 * comes to, to the last digit. Times are only printed; those of the processor count, for the machine
 * may be busy.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readUsageFiles } from '../../src/cli/usageFiles';
import { toDecimalString } from '../../src/engine/money/decimal';
import { createGenaiPricesCatalog } from '../../src/engine/pricing/genaiPrices';
import { UsageSet } from '../../src/engine/usage/usageSet';
import { projectRoot } from '../host/paths';
import { importPeer } from './contenders';
import { randomNumbers } from './randomNumbers';

const rows = 1_000_000;
const mostMegabytes = 400;

/** What a reader came to. */
interface Reading {
  /** "provider: rows, exact sum". */
  readonly groups: readonly string[];
  readonly wallMs: number;
  /** Of the whole process, its start included. */
  readonly cpuMs: number;
  readonly peakMegabytes: number;
}

const models = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-sonnet-4-20250514'],
  ['google', 'gemini-2.5-pro'],
] as const;

/** Events of a month, as calls of a few applications make them. */
async function writeEvents(file: string, statesCost: boolean): Promise<void> {
  const random = randomNumbers(1);
  const below = (limit: number): number => Math.floor(random() * limit);
  const start = Date.UTC(2026, 8, 1);
  const out = createWriteStream(file);
  let text = '';
  for (let row = 0; row < rows; row++) {
    const [provider, model] = models[below(models.length)] ?? models[0];
    const inputTokens = below(20_000);
    const event = {
      id: `req-${row}`,
      at: new Date(start + row * 2592).toISOString(),
      provider,
      model,
      team: `team-${below(12)}`,
      project: `project-${below(80)}`,
      user: `user-${below(5000)}`,
      inputTokens,
      cacheReadTokens: below(inputTokens + 1),
      outputTokens: below(2000),
      ...(statesCost && { cost: below(1_000_000) / 1e8 }),
      tags: { env: random() < 0.8 ? 'prod' : 'dev' },
    };
    text += `${JSON.stringify(event)}\n`;
    if (text.length < 1e6) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'close');
}

async function readWithCostLens(file: string): Promise<Reading['groups']> {
  const set = new UsageSet(createGenaiPricesCatalog());
  await readUsageFiles([file], set);
  const groups = await set.ledger.query({ groupBy: ['provider'] });
  return groups.map(({ key, rows: count, sums }) => {
    const amount = sums[0] ? toDecimalString(sums[0].amount) : '';
    return `${String(key[0])}: ${count}, ${amount}`;
  });
}

interface DuckDb {
  readonly DuckDBInstance: {
    create(database: string): Promise<{
      connect(): Promise<{
        runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): Record<string, string>[] }>;
      }>;
    }>;
  };
}

async function readWithDuckDb(file: string): Promise<Reading['groups']> {
  const { DuckDBInstance } = (await importPeer(projectRoot, '@duckdb/node-api')) as DuckDb;
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const answer = await connection.runAndReadAll(
    `SELECT provider, count(*) AS n, sum(CAST(cost AS DECIMAL(38, 12))) AS amount
     FROM read_ndjson('${file.replaceAll("'", "''")}', columns = { provider: 'VARCHAR', cost: 'VARCHAR' })
     GROUP BY provider ORDER BY provider`,
  );
  return answer
    .getRowObjectsJson()
    .map(({ provider, n, amount }) => `${provider}: ${n}, ${amount?.replace(/0+$/, '')}`);
}

const readers = { costlens: readWithCostLens, duckdb: readWithDuckDb } as const;
type ReaderName = keyof typeof readers;

/** In the child process. */
async function serve(name: ReaderName, file: string): Promise<void> {
  const start = performance.now();
  const groups = await readers[name](file);
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage();
  const reading: Reading = {
    groups,
    wallMs,
    cpuMs: (user + system) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
  process.send?.(reading);
}

async function measure(name: ReaderName, file: string): Promise<Reading> {
  const child = fork(fileURLToPath(import.meta.url), [name, file]);
  const [reading] = (await once(child, 'message')) as [Reading];
  return reading;
}

function describe(what: string, { wallMs, cpuMs, peakMegabytes }: Reading): string {
  const speed = Math.round(rows / (wallMs / 1000)).toLocaleString('en-US');
  return `  ${what}: ${speed} rows/s (${(wallMs / 1000).toFixed(1)} s, ${(cpuMs / 1000).toFixed(1)} s of the processor), peak ${Math.round(peakMegabytes)} MB`;
}

async function runBenchmark(): Promise<void> {
  if (!existsSync(path.join(projectRoot, 'test/bench/node_modules/@duckdb')))
    throw new Error('the peers are not installed: npm ci --prefix test/bench');
  const folder = await mkdtemp(path.join(tmpdir(), 'costlens-usage-'));
  try {
    const [stated, computed] = ['stated', 'computed'].map((name) =>
      path.join(folder, `${name}.jsonl`),
    );
    if (stated === undefined || computed === undefined) return;
    await writeEvents(stated, true);
    await writeEvents(computed, false);
    const own = await measure('costlens', stated);
    const duckDb = await measure('duckdb', stated);
    const priced = await measure('costlens', computed);
    console.log(`${rows.toLocaleString('en-US')} usage events read and grouped`);
    console.log(describe('CostLens, costs stated', own));
    console.log(describe('CostLens, costs computed', priced));
    console.log(describe('DuckDB, costs stated', duckDb));
    console.log(
      `  CostLens takes ${(own.cpuMs / duckDb.cpuMs).toFixed(1)} × the processor time of DuckDB`,
    );
    const failures = [
      own.groups.join('\n') !== duckDb.groups.join('\n') && 'the sums differ from those of DuckDB',
      own.peakMegabytes > mostMegabytes && `more than ${mostMegabytes} MB`,
      priced.peakMegabytes > mostMegabytes && `more than ${mostMegabytes} MB with computed costs`,
    ].filter((failure) => failure !== false);
    for (const failure of failures) console.error(`  missed: ${failure}`);
    if (failures.length > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [, , name, file] = process.argv;
if ((name === 'costlens' || name === 'duckdb') && file !== undefined) await serve(name, file);
else await runBenchmark();
