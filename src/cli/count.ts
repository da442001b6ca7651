import { parseArgs } from 'node:util';
import type { Issue } from '../engine/issues';
import type { ModelCatalog, NameResolution, PriceSource } from '../engine/pricing/price';
import { compileGlobs } from '../engine/prompts/fileGlobs';
import { overflowIssue } from '../engine/rules/contextOverflow';
import type { ReportOptions } from '../engine/report/analyzePrompt';
import type { PromptReport, Usd } from '../engine/report/report';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';
import { alwaysOnTable, countAlwaysOn } from './alwaysOn';
import { analyzeFile, defaultModel, parseFile } from './analyzeFile';
import { countedEvaluation, evaluationNotes, type CountedEvaluation } from './evaluations';
import { fileFacts, factNotes, modelCell, type FileFacts } from './fileFacts';
import { exit, type ExitCode, type Io } from './io';
import { locatedIssue, placer, type LocatedIssue } from './located';
import { readPrices } from './priceCatalog';
import { readPrompts, type FileRules, type PromptFile } from './promptFiles';
import { readTokenCount } from './tokenCount';

const usage = `costlens count [--model M] [--output N] [--include GLOB] [--always-on] [--json] PATHS…

Counts and prices prompt files, with the files that they include. A folder is walked for files that
are recognised as prompts; a file named by itself is counted whatever it is. LiteLLM configurations
among them are no prompts: their models and prices are those of the prompts.

  --model M       count and price for this model, whatever the files name
  --output N      expect N output tokens of a call, where a file sets no limit
  --include GLOB  count files of these paths too, whatever they are; may be given several times
  --exclude GLOB  leave files of these paths out, where a folder is walked
  --always-on     count what each tool (Copilot, Claude Code, Cursor, …) sends with every request:
                  instruction files, rules, and the listed part of skills, with what they import
  --json          print one JSON document

Globs are of paths below the current directory: "docs/**/*.txt".

In the table "gpt-4o (default)" is the model of a file that names none, "gpt-4o (+2)" the first of
three. The JSON tells of each file, besides its figures, modelFrom (option, file or default), all
models, appliesTo (globs), the variables and those without a value (unsampled), the tier of its
segments (always or on-demand), and the images, recordings, files and tools that are notCounted.

Exit status: 0; 1 where a file has problems or could not be read; 2 where nothing could be read.
`;

/** `costlens count`. */
export async function countCommand(args: string[], io: Io): Promise<ExitCode> {
  const parsed = parseCountArgs(args);
  if ('problem' in parsed) {
    io.error(`costlens count: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  if (parsed.help) {
    io.out(usage);
    return exit.ok;
  }
  const options: ReportOptions = {
    modelOverride: parsed.model,
    defaultModel,
    expectedOutputTokens: parsed.output,
    at: new Date(),
  };
  const prices = await readPrices(parsed.paths, parsed, options.at);
  const { catalog } = prices;
  let problems = false;
  const tell = (file: string, { severity, line, column, code, message }: LocatedIssue): void => {
    if (severity === 'error' || severity === 'warning') problems = true;
    const place = `${file}:${String(line)}:${String(column)}`;
    io.error(`${printable(`${place}: ${severity}: ${message} [${code}]`)}\n`);
  };
  for (const { file, issues } of prices.sources) for (const issue of issues) tell(file, issue);
  if (parsed.alwaysOn) return countAlwaysOnCommand(parsed, options, catalog, io);
  const files: CountedFile[] = [];
  for await (const read of readPrompts(parsed.paths, parsed)) {
    if (read.kind === 'unread') {
      problems = true;
      io.error(`${printable(`${read.file}: ${read.reason}`)}\n`);
      continue;
    }
    const counted = await countFile(read, options, catalog);
    files.push(counted);
    for (const issue of counted.issues) tell(read.file, issue);
  }
  const priceSources = prices.sources.map(({ file, models }) => ({ file, models }));
  const result: CountResult = { files, priceSources, total: totalOf(files) };
  if (parsed.json) io.out(`${JSON.stringify(result, null, 2)}\n`);
  else io.out(resultText(result));
  if (files.length === 0 && priceSources.length === 0) {
    io.error('costlens count: no prompt could be read\n');
    return exit.failed;
  }
  return problems ? exit.problems : exit.ok;
}

/** The JSON output. */
interface CountResult {
  readonly files: readonly CountedFile[];
  /** Files that are no prompts: models and prices are read from them. */
  readonly priceSources: readonly { readonly file: string; readonly models: number }[];
  readonly total: Total;
}

/** The report for people. */
function resultText({ files, priceSources, total }: CountResult): string {
  const sources = priceSources.map(({ file, models }) => {
    const count = models === 1 ? '1 model' : `${String(models)} models`;
    return `${printable(file)} is a source of prices for ${count}, not a prompt: not counted.\n`;
  });
  return (files.length > 0 ? table(files, total) : '') + sources.join('');
}

/** `costlens count --always-on`. */
async function countAlwaysOnCommand(
  args: CountArgs,
  options: ReportOptions,
  catalog: ModelCatalog,
  io: Io,
): Promise<ExitCode> {
  const prompts: PromptFile[] = [];
  let unread = 0;
  for await (const read of readPrompts(args.paths, args)) {
    if (read.kind === 'unread') {
      unread++;
      io.error(`${printable(`${read.file}: ${read.reason}`)}\n`);
    } else prompts.push(read);
  }
  const tools = await countAlwaysOn(prompts, options, catalog);
  io.out(args.json ? `${JSON.stringify({ tools }, null, 2)}\n` : alwaysOnTable(tools));
  if (prompts.length === 0 && unread > 0) return exit.failed;
  return unread > 0 ? exit.problems : exit.ok;
}

interface CountArgs extends FileRules {
  readonly paths: readonly string[];
  readonly model: string | undefined;
  readonly output: number | undefined;
  readonly alwaysOn: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

function parseCountArgs(args: string[]): CountArgs | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        model: { type: 'string', short: 'm' },
        output: { type: 'string' },
        include: { type: 'string', multiple: true, default: [] },
        exclude: { type: 'string', multiple: true, default: [] },
        'always-on': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const output = values.output === undefined ? undefined : readTokenCount(values.output);
    if (values.output !== undefined && output === undefined) {
      return { problem: `--output takes a whole number of tokens, not "${values.output}"` };
    }
    if (values.model?.trim() === '') return { problem: '--model takes the name of a model' };
    const include = compileGlobs(values.include);
    const exclude = compileGlobs(values.exclude);
    const [unusable] = [...include.unusable, ...exclude.unusable];
    if (unusable !== undefined) return { problem: `"${unusable}" is no glob that can be used` };
    if (positionals.length === 0 && !values.help) return { problem: 'name a file or a folder' };
    return {
      json: values.json,
      help: values.help,
      isIncluded: include.matches,
      isExcluded: exclude.matches,
      alwaysOn: values['always-on'],
      paths: positionals,
      model: values.model?.trim(),
      output,
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A file of the JSON output. Money is in US dollars; null where there is no price. */
interface CountedFile extends FileFacts {
  readonly file: string;
  readonly format: string;
  readonly encoding: string;
  readonly tokens: number;
  readonly contentTokens: number;
  readonly includedTokens: number;
  readonly overheadTokens: number;
  readonly estimated: boolean;
  /** Where the model's tokenizer is not public: between which counts the real one is expected. */
  readonly band?: { readonly low: number; readonly high: number; readonly basis: string };
  readonly requests: number;
  readonly costUsd: number | null;
  readonly inputUsd: number | null;
  readonly outputUsd: number | null;
  readonly outputTokens: number | null;
  /** Why `costUsd` is null. */
  readonly noPrice?: string;
  /** Where the model is unknown: names that may be meant. */
  readonly didYouMean?: readonly string[];
  /** The model that the name leads to, as provider/id, and how; null where none is known by it. */
  readonly modelId: string | null;
  readonly resolution: NameResolution | null;
  /** Where the price is from, and of which day; null where there is none. */
  readonly priceSource: PriceSource | null;
  /** The day from which on the provider refuses the model; null where none is announced. */
  readonly retires: string | null;
  readonly contextWindow: number | null;
  readonly contextShare: number | null;
  readonly segments: readonly {
    readonly kind: string;
    readonly role: string;
    /** `always` with every request, or `on-demand`; absent where the format does not tell. */
    readonly tier?: string;
    readonly line: number;
    readonly column: number;
    readonly tokens: number;
  }[];
  /** What running the file costs, where it is an evaluation. */
  readonly evaluation?: CountedEvaluation;
  /** Files that are sent along; their paths are relative to the workspace. */
  readonly included: readonly { readonly file: string; readonly tokens: number }[];
  readonly issues: readonly LocatedIssue[];
}

async function countFile(
  file: PromptFile,
  options: ReportOptions,
  catalog: ModelCatalog,
): Promise<CountedFile> {
  const { text } = file;
  const parsed = await parseFile(file);
  const report = await analyzeFile(file, parsed, options, catalog);
  const { info } = report.model;
  const place = placer(text);
  const encodingIssue = file.malformed ? [malformedIssue(text)] : [];
  const overflow = overflowIssue(text, parsed, report) ?? [];
  return {
    file: file.file,
    format: report.format,
    ...fileFacts(report, place),
    encoding: report.encoding,
    tokens: report.tokens,
    contentTokens: report.contentTokens,
    includedTokens: report.includedTokens,
    overheadTokens: report.overheadTokens,
    estimated: report.estimates.length > 0,
    ...(report.band && {
      band: { low: report.band.low, high: report.band.high, basis: report.band.basis },
    }),
    requests: report.requests,
    costUsd: usdOrNull(report.cost.total),
    inputUsd: usdOrNull(report.cost.input),
    outputUsd: report.cost.output && usdOrNull(report.cost.output),
    outputTokens: report.output?.tokens ?? null,
    ...noPrice(report),
    modelId: info ? `${info.provider}/${info.id}` : null,
    resolution: info?.resolution ?? null,
    priceSource: report.price?.source ?? null,
    retires: info?.retires?.on ?? null,
    contextWindow: report.context.window,
    contextShare: report.context.share,
    segments: report.segments.map(({ kind, role, tier, range, tokens }) => ({
      kind,
      role,
      ...(tier && { tier }),
      ...place(range.start),
      tokens,
    })),
    ...(report.evaluation && { evaluation: countedEvaluation(report.evaluation) }),
    included: report.included.map(({ path, tokens }) => ({ file: path, tokens })),
    issues: [...encodingIssue, ...report.issues]
      .concat(overflow)
      .map((issue) => locatedIssue(issue, place)),
  };
}

/** Marked at the first character that bytes became which are not valid. */
function malformedIssue(text: string): Issue {
  const start = Math.max(0, text.indexOf('\uFFFD'));
  return { code: 'malformed-bytes', severity: 'warning', params: {}, range: { start, end: start } };
}

function usdOrNull(cost: Usd): number | null {
  return cost.known ? cost.usd : null;
}

function noPrice({ cost, model }: PromptReport): Pick<CountedFile, 'noPrice' | 'didYouMean'> {
  if (cost.total.known) return {};
  const { similar = [] } = model;
  return { noPrice: cost.total.reason, ...(similar.length > 0 && { didYouMean: similar }) };
}

interface Total {
  readonly files: number;
  readonly tokens: number;
  readonly estimated: boolean;
  /** Of all files; null where one of them has no price. */
  readonly costUsd: number | null;
  /** Of the files that have a price. */
  readonly pricedUsd: number;
  readonly unpricedFiles: number;
}

function totalOf(files: readonly CountedFile[]): Total {
  const unpriced = files.filter(({ costUsd }) => costUsd === null).length;
  const pricedUsd = files.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  return {
    files: files.length,
    tokens: files.reduce((sum, { tokens }) => sum + tokens, 0),
    estimated: files.some(({ estimated }) => estimated),
    costUsd: unpriced > 0 ? null : pricedUsd,
    pricedUsd,
    unpricedFiles: unpriced,
  };
}

/** The report for people: one line a file, then the total. */
function table(files: readonly CountedFile[], total: Total): string {
  const { count, usd, percent } = createFigures('en-US');
  const approx = (tokens: number, estimated: boolean): string =>
    (estimated ? '≈' : '') + count(tokens);
  const rows = [
    ['tokens', 'cost', 'context', 'model', 'file'],
    ...files.map((file) => [
      approx(file.tokens, file.estimated) +
        (file.band ? ` (${count(file.band.low)}–${count(file.band.high)})` : ''),
      file.costUsd === null ? 'no price' : usd(file.costUsd),
      file.contextShare === null ? '–' : percent(file.contextShare),
      printable(modelCell(file)),
      printable(file.file),
    ]),
    [
      approx(total.tokens, total.estimated),
      total.unpricedFiles === total.files ? 'no price' : usd(total.pricedUsd),
      '',
      '',
      total.files === 1 ? '1 file' : `${count(total.files)} files`,
    ],
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < 3 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const note =
    total.unpricedFiles > 0
      ? [
          `The cost leaves out ${count(total.unpricedFiles)} of ${count(total.files)} files: no price is known for their model.`,
          ...unknownModels(files),
        ]
      : [];
  const evaluations = evaluationNotes(files);
  const notes = [...note, ...makersPrices(files), ...evaluations, ...factNotes(files)];
  return `${[...lines, ...notes].join('\n')}\n`;
}

/** A line for each model whose provider has no price of its own. */
function makersPrices(files: readonly CountedFile[]): string[] {
  const taken = new Map(
    files
      .filter(({ resolution, costUsd }) => resolution?.provider === 'fallback' && costUsd !== null)
      .map(({ model, modelId }) => [model, modelId ?? '']),
  );
  return [...taken].map(
    ([model, id]) =>
      `"${printable(model)}": its provider lists no price; that of the maker, ${id}, is taken.`,
  );
}

/** A line for each model that is not in the price list. */
function unknownModels(files: readonly CountedFile[]): string[] {
  const unknown = new Map(
    files
      .filter(({ noPrice }) => noPrice === 'unknown-model')
      .map(({ model, didYouMean = [] }) => [model, didYouMean]),
  );
  return [...unknown].map(([model, names]) => {
    const hint = names.length > 0 ? `; did you mean ${names.join(', ')}?` : '.';
    return `"${printable(model)}" is not in the price list${hint}`;
  });
}
