import { parseArgs } from 'node:util';
import type { ReportOptions } from '../engine/report/analyzePrompt';
import { chooseModel } from '../engine/report/analyzePrompt';
import { compressPrompt, type Compression, type CompressionStep } from '../engine/rules/compress';
import { changeBetween } from '../engine/text/textChange';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';
import { runToEnd } from '../engine/tokens/counter';
import { analyzeFile, defaultModel, parseFile } from './analyzeFile';
import { writeChanged } from './checkFix';
import { exit, type ExitCode, type Io } from './io';
import { readPrices } from './priceCatalog';
import { readPrompt, type PromptFile } from './promptFiles';
import { loadCounter } from './vocabularies';

const usage = `costlens compress FILE --to N [--model M] [--json] [--write]

Makes a prompt fit N tokens, as far as its meaning allows, in this order: white space, duplicates and
near duplicates, wordy phrases, surplus examples, and then the sentences that say least of what the
prompt is about. Code, placeholders, URLs and quoted data stay as they are; no sentence with a number
or a negation is left out. Prints the shorter prompt; what was done goes to stderr.

  --to N     the most input tokens
  --model M  count for this model, whatever the file names
  --json     print one JSON document
  --write    write the file instead of printing it; encoding and line ends stay

Exit status: 0; 1 where the prompt could not be made so short, of which it says what it would take;
2 where the command was used wrongly or the file could not be read.
`;

/** `costlens compress`. */
export async function compressCommand(args: string[], io: Io): Promise<ExitCode> {
  const parsed = parseCompressArgs(args);
  if ('problem' in parsed) {
    io.error(`costlens compress: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  if (parsed.help) {
    io.out(usage);
    return exit.ok;
  }
  let prompt: PromptFile;
  try {
    prompt = await readPrompt(parsed.file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.error(`costlens compress: ${printable(`${parsed.file}: ${reason}`)}\n`);
    return exit.failed;
  }
  const result = await compressFile(prompt, parsed);
  if (parsed.write && result.source !== prompt.text) {
    const refused = await writeChanged(
      parsed.file,
      prompt.text,
      changeBetween(prompt.text, result.source),
    );
    if (refused !== undefined) {
      io.error(`costlens compress: ${printable(`${parsed.file}: ${refused}`)}\n`);
      return exit.failed;
    }
  }
  if (parsed.json) io.out(`${JSON.stringify(jsonOf(parsed.file, result), null, 2)}\n`);
  else {
    if (!parsed.write) io.out(result.source);
    io.error(textOf(result));
  }
  return result.isReached ? exit.ok : exit.problems;
}

interface CompressArgs {
  readonly file: string;
  readonly to: number;
  readonly model: string | undefined;
  readonly json: boolean;
  readonly write: boolean;
  readonly help: boolean;
}

function parseCompressArgs(args: string[]): CompressArgs | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        model: { type: 'string', short: 'm' },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const to = Number(values.to ?? NaN);
    if (!values.help && !(Number.isSafeInteger(to) && to > 0)) {
      return { problem: '--to takes a whole number of tokens' };
    }
    if (!values.help && positionals.length !== 1) return { problem: 'name one file' };
    const { json, write, help } = values;
    return { file: positionals[0] ?? '', to, model: values.model?.trim(), json, write, help };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function compressFile(
  prompt: PromptFile,
  { model, to, file }: CompressArgs,
): Promise<Compression> {
  const options: ReportOptions = { modelOverride: model, defaultModel, at: new Date() };
  const none = { isIncluded: () => false, isExcluded: () => false };
  const { catalog } = await readPrices([file], none, options.at);
  const { encoding } = chooseModel(await parseFile(prompt), options, catalog);
  const counter = loadCounter(encoding.encoding);
  return compressPrompt(
    {
      source: prompt.text,
      count: (text) => runToEnd(counter.steps(text)),
      examine: async (text, rules) => {
        const changed = { ...prompt, text };
        const document = await parseFile(changed);
        return {
          document,
          report: await analyzeFile(changed, document, options, catalog, { rules }),
        };
      },
    },
    to,
  );
}

function jsonOf(file: string, { source, ...result }: Compression): unknown {
  return { file, ...result, text: source };
}

const stepTexts: Readonly<Record<CompressionStep, string>> = {
  'white-space': 'white space',
  duplicates: 'duplicates',
  wording: 'wording',
  examples: 'examples',
  sentences: 'sentences',
};

const adviceTexts: Readonly<Record<Exclude<Compression['advice'], 'none'>, string>> = {
  rewriting:
    'What is left holds code, placeholders, numbers, negations or strict demands: a person has to choose what can go.',
  retrieval:
    'Less than two fifths would be kept, which no shortening does without losing meaning: fetch only the parts that a request needs (retrieval).',
};

function textOf(result: Compression): string {
  const { count, percent } = createFigures('en-US');
  const { tokensBefore, tokensAfter, target, isReached, isEstimate, steps, advice } = result;
  const tokens = (value: number): string => `${isEstimate ? '≈' : ''}${count(value)}`;
  const lines = steps.map(
    ({ step, savedTokens, places }) =>
      `  ${stepTexts[step]}: ${tokens(savedTokens)} tokens, ${count(places)} ${places === 1 ? 'place' : 'places'}`,
  );
  const saved = tokensBefore === 0 ? 0 : (tokensBefore - tokensAfter) / tokensBefore;
  const head = `${tokens(tokensBefore)} → ${tokens(tokensAfter)} tokens (${percent(saved)} less)`;
  const end = isReached
    ? []
    : [
        `The target of ${count(target)} is not reached: ${count(tokensAfter - target)} tokens too many.`,
        ...(advice === 'none' ? [] : [adviceTexts[advice]]),
      ];
  return `${[head, ...lines, ...end].join('\n')}\n`;
}
