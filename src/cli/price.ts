import { parseArgs } from 'node:util';
import { createGenaiPricesCatalog } from '../engine/pricing/genaiPrices';
import {
  serviceTiers,
  type ModelCatalog,
  type NameResolution,
  type NoPriceReason,
  type PriceSource,
  type ServiceTier,
  type Usage,
} from '../engine/pricing/price';
import { priceAge } from '../engine/pricing/priceAge';
import { mostSimilar, similarModels } from '../engine/pricing/similarModels';
import { printable } from '../engine/text/printable';
import { exit, type ExitCode, type Io } from './io';
import { readTokenCount } from './tokenCount';

const usage = `costlens price MODEL --input N --output N [options]

What one call costs, in US dollars, to the last digit.

  --input N            input tokens, the cached ones among them
  --cached N           of these, tokens read from the provider's prompt cache
  --cache-write N      of these, tokens written to it
  --cache-write-1h N   of those written, tokens kept for an hour
  --output N           output tokens
  --tier T             standard, batch, flex or priority; --batch is short for --tier batch
  --at DATE            prices of this day (YYYY-MM-DD), or of this moment in ISO 8601
  --json               print one JSON document

Exit status: 0; 1 where there is no price; 2 where the command was used wrongly.
`;

/** The JSON output. The parts add up to the whole; all are null where there is no price. */
export interface PricedCall {
  /** The model's id, or the name as it was written where no model is found by it. */
  readonly model: string;
  readonly provider: string | null;
  /** How the name led to the model: `fallback` where the provider named has no price of its own. */
  readonly resolution: NameResolution | null;
  /** The day from which on the provider refuses the model; null where none is announced. */
  readonly retires: string | null;
  readonly at: string;
  readonly tier: ServiceTier;
  readonly usage: Required<Usage>;
  /** Input that is neither read from the cache nor written to it. */
  readonly inputUsd: number | null;
  readonly cachedUsd: number | null;
  readonly cacheWriteUsd: number | null;
  readonly outputUsd: number | null;
  /** What the provider charges for each request whatever its size. */
  readonly requestUsd: number | null;
  readonly costUsd: number | null;
  readonly source: PriceSource | null;
  /** Why there is no price. */
  readonly reason?: NoPriceReason;
}

/** `costlens price`. */
export function priceCommand(
  args: string[],
  io: Io,
  catalog: ModelCatalog = createGenaiPricesCatalog(),
  now = new Date(),
): Promise<ExitCode> {
  return Promise.resolve(priceCall(args, io, catalog, now));
}

function priceCall(args: string[], io: Io, catalog: ModelCatalog, now: Date): ExitCode {
  const parsed = readArgs(args, now);
  if (parsed === 'help') {
    io.out(usage);
    return exit.ok;
  }
  if ('problem' in parsed) {
    io.error(`costlens price: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  const { name, tokens, tier, at, json } = parsed;
  const cost = catalog.costOfCall(name, tokens, at, tier);
  const model = catalog.findModel(name, at);
  const call: PricedCall = {
    model: model?.id ?? name,
    provider: model?.provider ?? null,
    resolution: model?.resolution ?? null,
    retires: model?.retires?.on ?? null,
    at: at.toISOString(),
    tier,
    usage: tokens,
    inputUsd: cost.known ? cost.uncachedUsd : null,
    cachedUsd: cost.known ? cost.cacheReadUsd : null,
    cacheWriteUsd: cost.known ? cost.cacheWriteUsd : null,
    outputUsd: cost.known ? cost.outputUsd : null,
    requestUsd: cost.known ? cost.requestUsd : null,
    costUsd: cost.known ? cost.totalUsd : null,
    source: cost.known ? cost.source : null,
    ...(!cost.known && { reason: cost.reason }),
  };
  if (json) io.out(`${JSON.stringify(call, null, 2)}\n`);
  else if (cost.known) io.out(describe(call, priceAge(catalog, now)));
  if (cost.known) return exit.ok;
  io.error(`costlens price: ${explain(call)}${similar(call, catalog, at)}\n`);
  return exit.problems;
}

interface PriceArgs {
  readonly name: string;
  readonly tokens: Required<Usage>;
  readonly tier: ServiceTier;
  readonly at: Date;
  readonly json: boolean;
}

function readArgs(args: string[], now: Date): PriceArgs | 'help' | { readonly problem: string } {
  const counts = ['input', 'cached', 'cache-write', 'cache-write-1h', 'output'] as const;
  let values;
  let positionals;
  try {
    ({ values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        input: { type: 'string' },
        cached: { type: 'string' },
        'cache-write': { type: 'string' },
        'cache-write-1h': { type: 'string' },
        output: { type: 'string' },
        batch: { type: 'boolean', default: false },
        tier: { type: 'string' },
        at: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  if (values.help) return 'help';
  const name = positionals.join(' ').trim();
  if (name === '') return { problem: 'name a model' };
  const numbers: Record<(typeof counts)[number], number> = {
    input: 0,
    cached: 0,
    'cache-write': 0,
    'cache-write-1h': 0,
    output: 0,
  };
  for (const option of counts) {
    const text = values[option];
    if (text === undefined) {
      if (option === 'input' || option === 'output') return { problem: `--${option} is missing` };
      continue;
    }
    const value = readTokenCount(text);
    if (value === undefined) {
      return { problem: `--${option} takes a whole number of tokens, not "${text}"` };
    }
    numbers[option] = value;
  }
  if (numbers.cached + numbers['cache-write'] > numbers.input) {
    return { problem: '--input counts all input: --cached and --cache-write are parts of it' };
  }
  if (numbers['cache-write-1h'] > numbers['cache-write']) {
    return {
      problem: '--cache-write counts all that is written: --cache-write-1h is a part of it',
    };
  }
  const wanted = values.tier ?? (values.batch ? 'batch' : 'standard');
  const tier = serviceTiers.find((each) => each === wanted);
  if (!tier) return { problem: `--tier takes ${serviceTiers.join(', ')}, not "${wanted}"` };
  if (values.batch && tier !== 'batch') return { problem: '--batch and --tier contradict' };
  const at = values.at === undefined ? now : readDay(values.at);
  if (!at) return { problem: `--at takes a day such as 2026-09-23, not "${values.at ?? ''}"` };
  return {
    name,
    tokens: {
      inputTokens: numbers.input,
      cacheReadTokens: numbers.cached,
      cacheWriteTokens: numbers['cache-write'],
      cacheWrite1hTokens: numbers['cache-write-1h'],
      outputTokens: numbers.output,
    },
    tier,
    at,
    json: values.json,
  };
}

/** A day (its noon in UTC, so that prices by the hour are those of the day) or a moment. */
export function readDay(text: string): Date | undefined {
  const moment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
  const match = moment.exec(text.trim());
  if (!match) return undefined;
  const at = new Date(match[1] === undefined ? `${text.trim()}T12:00:00Z` : text.trim());
  if (Number.isNaN(at.getTime())) return undefined;
  // "2026-02-30" is no day, though a Date takes it for March 2.
  return match[1] !== undefined || at.toISOString().startsWith(text.trim()) ? at : undefined;
}

/** Prices that are older, in days, say so; the editor's default. */
const staleAfterDays = 90;

/** @param age of the prices, in days. */
function describe(call: PricedCall, age: number): string {
  const { usage: tokens, source } = call;
  const uncached = tokens.inputTokens - tokens.cacheReadTokens - tokens.cacheWriteTokens;
  const count = new Intl.NumberFormat('en-US');
  const parts: [string, number | null, number | null][] = [
    ['input', uncached, call.inputUsd],
    ['cached', tokens.cacheReadTokens, call.cachedUsd],
    ['cache write', tokens.cacheWriteTokens, call.cacheWriteUsd],
    ['output', tokens.outputTokens, call.outputUsd],
    ['request', null, call.requestUsd],
  ];
  const rows = parts
    .filter(([name, , usd]) => name === 'input' || name === 'output' || (usd ?? 0) > 0)
    .map(([name, amount, usd]) => [
      name,
      amount === null ? '' : count.format(amount),
      dollars(usd),
    ]);
  rows.push(['total', '', dollars(call.costUsd)]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(
    ([name = '', amount = '', usd = '']) =>
      `  ${name.padEnd(widths[0] ?? 0)}  ${amount.padStart(widths[1] ?? 0)}  ${usd}`,
  );
  const from = source && `${source.name}${source.url === undefined ? '' : `, ${source.url}`}`;
  return [
    `${call.provider ?? ''}/${call.model}, ${call.tier}, ${call.at.slice(0, 10)}`,
    ...lines,
    `Prices: ${from ?? ''} (as of ${source?.asOf ?? ''})`,
    ...notes(call, age),
    '',
  ].join('\n');
}

/** What a reader of the price has to know besides. */
function notes({ provider, model, resolution, retires, at }: PricedCall, age: number): string[] {
  const isRetired = retires !== null && retires <= at.slice(0, 10);
  return [
    resolution?.provider === 'fallback'
      ? `"${printable(resolution.written)}": its provider lists no price; that of the maker, ${provider ?? ''}/${model}, is taken.`
      : undefined,
    retires === null
      ? undefined
      : `The model ${isRetired ? 'is retired since' : 'retires on'} ${retires}.`,
    age > staleAfterDays ? `The prices are ${String(age)} days old.` : undefined,
  ].filter((note) => note !== undefined);
}

/** Every digit, for who reconciles a bill; never in exponent notation. */
function dollars(usd: number | null): string {
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: 20,
    maximumSignificantDigits: 17,
    roundingPriority: 'morePrecision',
  });
  return usd === null ? 'no price' : format.format(usd);
}

/** What somebody may have meant by a name that is unknown. */
function similar({ model, reason }: PricedCall, catalog: ModelCatalog, at: Date): string {
  if (reason !== 'unknown-model') return '';
  const names = similarModels(model, catalog, at);
  if (names.length === 0) return '';
  const more =
    names.length > mostSimilar ? `, … (costlens models ${printable(model)} lists them)` : '';
  return `\ndid you mean: ${names.slice(0, mostSimilar).join(', ')}${more}`;
}

function explain({ model, provider, tier, reason }: PricedCall): string {
  if (reason === 'unknown-model') return `no price: no model is known by "${printable(model)}"`;
  const which = tier === 'standard' ? '' : ` for ${tier}`;
  return `no price: none is listed for such a call of ${provider ?? ''}/${model}${which}`;
}
