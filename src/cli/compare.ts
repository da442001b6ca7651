import { parseArgs } from 'node:util';
import { createGenaiPricesCatalog } from '../engine/pricing/genaiPrices';
import type { ModelCatalog, PriceSource } from '../engine/pricing/price';
import { isPriceSource } from '../engine/prompts/formats';
import { readOtherFiles } from '../engine/prompts/otherFiles';
import type { ReportOptions } from '../engine/report/analyzePrompt';
import { chooseModel } from '../engine/report/analyzePrompt';
import {
  byCost,
  compareModel,
  defaultComparedModels,
  eachModelOnce,
  ownModels,
  type ContextFit,
  type ModelComparison,
} from '../engine/report/compareModels';
import type { Usd } from '../engine/report/report';
import { createFigures } from '../engine/text/figures';
import { markdownTable, plainMarkdown } from '../engine/text/markdownTable';
import { printable } from '../engine/text/printable';
import { rememberingCounter, runToEnd, type EncodingName } from '../engine/tokens/counter';
import { defaultModel, parseFile } from './analyzeFile';
import { columns } from './columns';
import { exit, type ExitCode, type Io } from './io';
import { readPrompt, type PromptFile } from './promptFiles';
import { loadCounter } from './vocabularies';
import { workspaceFile } from './workspaceFiles';

const usage = `costlens compare FILE [--models A,B,C] [--output N] [--fits] [--json | --markdown]

Counts and prices one prompt for several models, the cheapest first.

  --models A,B,C  these models; may be given several times. Without it, the file's own and
                  ${String(defaultComparedModels.length)} current ones:
${wrapped(defaultComparedModels)}
  --output N      expect N output tokens of a call, where the file sets no limit
  --fits          leave out models whose context is too small for the prompt
  --json          print one JSON document
  --markdown      print a table in Markdown

≈ marks tokens of a model whose tokenizer is not public, with the band in which the real count is
expected. "cached" is the whole call if all input were read from the provider's cache, "batch" if it
were sent as a batch.

Exit status: 0; 1 where a model is unknown or has no price; 2 where the file can't be read.
`;

/** Names in lines that stand under an option. */
function wrapped(names: readonly string[]): string {
  const lines = [''];
  for (const name of names) {
    const last = lines.at(-1) ?? '';
    if (last.length + name.length > 78) lines.push(name);
    else lines[lines.length - 1] = last === '' ? name : `${last}, ${name}`;
  }
  return lines.map((line) => `                  ${line}`).join(',\n');
}

/** `costlens compare`. */
export async function compareCommand(
  args: string[],
  io: Io,
  catalog: ModelCatalog = createGenaiPricesCatalog(),
  now = new Date(),
): Promise<ExitCode> {
  const parsed = readArgs(args);
  if ('problem' in parsed) {
    io.error(`costlens compare: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  if (parsed.help) {
    io.out(usage);
    return exit.ok;
  }
  const file = await readFileToCompare(parsed.file);
  if ('problem' in file) {
    io.error(`costlens compare: ${printable(`${parsed.file}: ${file.problem}`)}\n`);
    return exit.failed;
  }
  const options = { defaultModel, expectedOutputTokens: parsed.output, at: now };
  const all = await compareFile(file, parsed.models, options, catalog);
  const shown = parsed.fitsOnly ? all.filter(({ fit }) => fit !== 'exceeds') : all;
  if (parsed.json) io.out(`${JSON.stringify(toJson(file, shown), null, 2)}\n`);
  else if (parsed.markdown) io.out(markdown(file, shown));
  else io.out(`${columns(rowsOf(shown).map(printableRow), textColumns).join('\n')}\n`);
  if (parsed.fitsOnly && shown.length < all.length && !parsed.json) {
    io.error(
      `${String(all.length - shown.length)} of ${String(all.length)} models have too small a context\n`,
    );
  }
  return tellUnpriced(all, io) ? exit.problems : exit.ok;
}

interface CompareArgs {
  readonly file: string;
  readonly models: readonly string[];
  readonly output: number | undefined;
  readonly fitsOnly: boolean;
  readonly json: boolean;
  readonly markdown: boolean;
  readonly help: boolean;
}

function readArgs(args: string[]): CompareArgs | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        models: { type: 'string', short: 'm', multiple: true, default: [] },
        output: { type: 'string' },
        fits: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [file, ...others] = positionals;
    if (!values.help && file === undefined) return { problem: 'name a prompt file' };
    if (others.length > 0) return { problem: 'name one file' };
    if (values.json && values.markdown) return { problem: 'choose --json or --markdown' };
    const output = values.output === undefined ? undefined : Number(values.output);
    if (
      output !== undefined &&
      !(/^\d+$/.test(values.output ?? '') && Number.isSafeInteger(output))
    ) {
      return { problem: `--output takes a whole number of tokens, not "${values.output ?? ''}"` };
    }
    const models = values.models.flatMap((list) => list.split(',')).map((name) => name.trim());
    if (models.includes('')) return { problem: '--models takes names with commas between them' };
    const { json, markdown, help, fits } = values;
    return { file: file ?? '', models, output, fitsOnly: fits, json, markdown, help };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function readFileToCompare(file: string): Promise<PromptFile | { readonly problem: string }> {
  try {
    const prompt = await readPrompt(file);
    return isPriceSource(prompt.format) ? { problem: 'a source of prices, not a prompt' } : prompt;
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function compareFile(
  file: PromptFile,
  asked: readonly string[],
  options: ReportOptions,
  catalog: ModelCatalog,
): Promise<ModelComparison[]> {
  const { path, read } = workspaceFile(file.file, file.folder);
  const { document, inclusions } = await readOtherFiles(await parseFile(file), path, read);
  const prompt = { text: file.text, document, inclusions };
  const counterOf = remember((encoding: EncodingName) => rememberingCounter(loadCounter(encoding)));
  const models =
    asked.length > 0 ? asked : [...ownModels(document, options, catalog), ...defaultComparedModels];
  return eachModelOnce(models, catalog, options.at)
    .map((name) => {
      const { encoding } = chooseModel(document, { ...options, modelOverride: name }, catalog);
      const counter = counterOf(encoding.encoding);
      return runToEnd(compareModel(name, prompt, options, catalog, counter));
    })
    .sort(byCost);
}

function remember<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}

/** @returns true where a model has no price: the table may be read by a program. */
function tellUnpriced(all: readonly ModelComparison[], io: Io): boolean {
  const unpriced = all.filter(({ cost }) => !cost.total.known);
  for (const { model } of unpriced) {
    const similar = model.similar ?? [];
    const hint = similar.length > 0 ? `; did you mean ${similar.join(', ')}?` : '';
    const what = model.info ? 'has no price in the price list' : 'is not in the price list';
    io.error(`costlens compare: ${printable(`"${model.name}" ${what}${hint}`)}\n`);
  }
  return unpriced.length > 0;
}

/** A model of the JSON output. Money is in US dollars; null where there is no price. */
export interface ComparedModel {
  readonly model: string;
  /** The id in the price list, and whose it is; null where the model is unknown. */
  readonly id: string | null;
  readonly provider: string | null;
  readonly tokens: number;
  readonly estimated: boolean;
  readonly band: { readonly low: number; readonly high: number; readonly basis: string } | null;
  readonly outputTokens: number | null;
  readonly contextWindow: number | null;
  readonly contextShare: number | null;
  readonly contextFit: ContextFit;
  readonly inputUsd: number | null;
  readonly outputUsd: number | null;
  readonly costUsd: number | null;
  /** `costUsd` if all input were read from the cache; null too where it is too short for the cache. */
  readonly cachedUsd: number | null;
  readonly belowCacheMinimum: boolean;
  readonly batchUsd: number | null;
  /** Why `costUsd` is null. */
  readonly noPrice?: string;
  readonly didYouMean?: readonly string[];
  readonly priceSource: PriceSource | null;
  readonly retires: string | null;
}

function toJson(
  file: PromptFile,
  comparisons: readonly ModelComparison[],
): { readonly file: string; readonly format: string; readonly models: readonly ComparedModel[] } {
  return { file: file.file, format: file.format, models: comparisons.map(comparedModel) };
}

function comparedModel(comparison: ModelComparison): ComparedModel {
  const { model, band, cost, context, isBelowCacheMinimum } = comparison;
  const similar = model.similar ?? [];
  return {
    model: model.name,
    id: model.info?.id ?? null,
    provider: model.info?.provider ?? null,
    tokens: comparison.tokens,
    estimated: comparison.estimates.length > 0,
    band: band && { low: band.low, high: band.high, basis: band.basis },
    outputTokens: comparison.output?.tokens ?? null,
    contextWindow: context.window,
    contextShare: context.share,
    contextFit: comparison.fit,
    inputUsd: usdOrNull(cost.input),
    outputUsd: cost.output && usdOrNull(cost.output),
    costUsd: usdOrNull(cost.total),
    cachedUsd: isBelowCacheMinimum ? null : usdOrNull(comparison.cachedCost),
    belowCacheMinimum: isBelowCacheMinimum,
    batchUsd: usdOrNull(comparison.batchCost),
    ...(!cost.total.known && { noPrice: cost.total.reason }),
    ...(similar.length > 0 && { didYouMean: similar }),
    priceSource: comparison.price?.source ?? null,
    retires: model.info?.retires?.on ?? null,
  };
}

function usdOrNull(cost: Usd): number | null {
  return cost.known ? cost.usd : null;
}

/** Columns of words. */
const textColumns: ReadonlySet<number> = new Set([0, 8]);

const fitText: Readonly<Record<ContextFit, string>> = {
  fits: '',
  tight: 'context tight',
  exceeds: 'context too small',
  unknown: 'context unknown',
};

/** The table for people, its heading first. */
function rowsOf(comparisons: readonly ModelComparison[]): readonly (readonly string[])[] {
  const { count, usd, percent } = createFigures('en-US');
  const money = (cost: Usd): string => (cost.known ? usd(cost.usd) : 'no price');
  const rows = comparisons.map((comparison) => {
    const { model, tokens, band, estimates, context, cost, fit } = comparison;
    const { retires } = model.info ?? {};
    const bounds = band ? ` (${count(band.low)}–${count(band.high)})` : '';
    const notes = [fitText[fit], retires ? `retires ${retires.on}` : ''];
    return [
      model.name,
      `${estimates.length > 0 ? '≈' : ''}${count(tokens)}${bounds}`,
      context.share === null ? '–' : percent(context.share),
      money(cost.input),
      cost.output ? money(cost.output) : '–',
      money(cost.total),
      comparison.isBelowCacheMinimum ? 'too short' : money(comparison.cachedCost),
      money(comparison.batchCost),
      notes.filter((note) => note !== '').join(', '),
    ];
  });
  const heading = ['model', 'tokens', 'context', 'input', 'output', 'total', 'cached', 'batch', ''];
  return [heading, ...rows];
}

function printableRow(row: readonly string[]): readonly string[] {
  return row.map(printable);
}

function markdown(file: PromptFile, comparisons: readonly ModelComparison[]): string {
  const [heading = [], ...rows] = rowsOf(comparisons);
  const table = markdownTable(heading, rows);
  return `**${plainMarkdown(file.file)}**\n\n${table.join('\n')}\n`;
}
