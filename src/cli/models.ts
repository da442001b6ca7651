import { parseArgs } from 'node:util';
import { createGenaiPricesCatalog } from '../engine/pricing/genaiPrices';
import type { ModelCatalog, ModelInfo, PriceSource } from '../engine/pricing/price';
import { isRetired } from '../engine/pricing/retirement';
import { mostSimilar, similarModels } from '../engine/pricing/similarModels';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';
import { columns } from './columns';
import { exit, type ExitCode, type Io } from './io';
import { readDay } from './price';

const usage = `costlens models [QUERY…] [--at DATE] [--json]

Lists models with their prices in US dollars per million tokens. All words of the query have to be
in the model's provider, id or name; a name as prompts write it ("GPT-4o (copilot)") finds its
model.

  --at DATE   prices of this day (YYYY-MM-DD), or of this moment in ISO 8601
  --json      print one JSON document

Exit status: 0; 1 where no model is found; 2 where the command was used wrongly.
`;

/** A model of the JSON output; null where something is not known. */
export interface ListedModel {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly contextWindow: number | null;
  readonly maxInputTokens: number | null;
  readonly maxOutputTokens: number | null;
  readonly inputPerMillion: number | null;
  readonly outputPerMillion: number | null;
  readonly cacheReadPerMillion: number | null;
  readonly cacheWritePerMillion: number | null;
  readonly cacheWrite1hPerMillion: number | null;
  readonly batchInputPerMillion: number | null;
  readonly batchOutputPerMillion: number | null;
  readonly cacheMinimumTokens: number | null;
  readonly deprecated: boolean;
  readonly retires: string | null;
  /** Who says when it retires; `secondHand` where that is not the provider. */
  readonly retirementSource: PriceSource | null;
  readonly source: { readonly name: string; readonly url?: string; readonly asOf: string };
}

/** `costlens models`. */
export function modelsCommand(
  args: string[],
  io: Io,
  catalog: ModelCatalog = createGenaiPricesCatalog(),
  now = new Date(),
): Promise<ExitCode> {
  return Promise.resolve(listModels(args, io, catalog, now));
}

function listModels(args: string[], io: Io, catalog: ModelCatalog, now: Date): ExitCode {
  const parsed = readArgs(args, now);
  if ('problem' in parsed) {
    io.error(`costlens models: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  if (parsed.help) {
    io.out(usage);
    return exit.ok;
  }
  const models = findModels(catalog, parsed.query, parsed.at);
  if (parsed.json) io.out(`${JSON.stringify(models.map(listed), null, 2)}\n`);
  else if (models.length > 0) io.out(table(models, parsed.at));
  if (models.length > 0) return exit.ok;
  const similar = similarModels(parsed.query, catalog, parsed.at).slice(0, mostSimilar);
  const hint = similar.length > 0 ? `\ndid you mean: ${similar.join(', ')}` : '';
  io.error(`costlens models: no model is found by "${printable(parsed.query)}"${hint}\n`);
  return exit.problems;
}

function readArgs(
  args: string[],
  now: Date,
):
  | { readonly query: string; readonly at: Date; readonly json: boolean; readonly help: boolean }
  | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        at: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const at = values.at === undefined ? now : readDay(values.at);
    if (!at) return { problem: `--at takes a day such as 2026-09-23, not "${values.at ?? ''}"` };
    return { query: positionals.join(' ').trim(), at, json: values.json, help: values.help };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The model that the query names comes first, then those that hold its words. */
function findModels(catalog: ModelCatalog, query: string, at: Date): readonly ModelInfo[] {
  const words = query.toLowerCase().split(/\s+/);
  const named = query === '' ? undefined : catalog.findModel(query, at);
  const holding = catalog.listModels(at).filter((model) => {
    if (named?.id === model.id && named.provider === model.provider) return false;
    const text = `${model.provider}/${model.id} ${model.name} ${model.providerName}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return named ? [named, ...holding] : holding;
}

function listed(model: ModelInfo): ListedModel {
  const { prices, tierPrices, source } = model;
  return {
    id: model.id,
    provider: model.provider,
    name: model.name,
    contextWindow: model.contextWindow ?? null,
    maxInputTokens: model.maxInputTokens ?? null,
    maxOutputTokens: model.maxOutputTokens ?? null,
    inputPerMillion: prices.input ?? null,
    outputPerMillion: prices.output ?? null,
    cacheReadPerMillion: prices.cacheRead ?? null,
    cacheWritePerMillion: prices.cacheWrite ?? null,
    cacheWrite1hPerMillion: prices.cacheWrite1h ?? null,
    batchInputPerMillion: tierPrices?.batch?.input ?? null,
    batchOutputPerMillion: tierPrices?.batch?.output ?? null,
    cacheMinimumTokens: model.cacheMinimumTokens ?? null,
    deprecated: model.deprecated,
    retires: model.retires?.on ?? null,
    retirementSource: model.retires?.source ?? null,
    source,
  };
}

function lifeText(retires: ModelInfo['retires'], deprecated: boolean, at: Date): string {
  if (!retires) return deprecated ? 'deprecated' : '';
  const text = `${isRetired({ retires }, at) ? 'retired since' : 'retires'} ${retires.on}`;
  return retires.source.secondHand ? `${text} (second-hand)` : text;
}

function table(models: readonly ModelInfo[], at: Date): string {
  const figures = createFigures('en-US');
  const price = (value: number | undefined) => (value === undefined ? '-' : figures.price(value));
  const rows = [
    ['MODEL', 'CONTEXT', 'INPUT', 'CACHED', 'OUTPUT', 'BATCH IN', 'BATCH OUT', ''],
    ...models.map(({ provider, id, contextWindow, prices, tierPrices, retires, deprecated }) => [
      `${provider}/${id}`,
      contextWindow === undefined ? '-' : figures.shortCount(contextWindow),
      price(prices.input),
      price(prices.cacheRead),
      price(prices.output),
      price(tierPrices?.batch?.input),
      price(tierPrices?.batch?.output),
      lifeText(retires, deprecated, at),
    ]),
  ];
  const last = (rows[0] ?? []).length - 1;
  return `${columns(rows, new Set([0, last])).join('\n')}\n`;
}
