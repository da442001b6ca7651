import { parseArgs } from 'node:util';
import type { EvaluatedScenario } from '../engine/scenario/evaluateScenario';
import {
  explain,
  figureKeys,
  type ExplainedTerm,
  type Explanation,
} from '../engine/scenario/explain';
import { formatFigure } from '../engine/scenario/formatFigure';
import { nearestWords } from '../engine/text/nearestWords';
import { reasonTexts } from '../engine/systems/reasons';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';
import { exit, type ExitCode, type Io } from './io';
import { readScenario } from './scenarioFile';
import { evaluateOnDisk } from './scenarioSurroundings';

const usage = `costlens explain FILE [FIGURE] [--variant NAME] [--json]

How a figure of a scenario file came about: its formula with the actual numbers, where each comes
from, and which are defaults. Without FIGURE, the names of all figures.

  --variant NAME  the figure of this variant
  --json          print one JSON document

Exit status: 0; 1 where the figure has no value; 2 where there is no such figure or file.
`;

/** `costlens explain`. */
export async function explainCommand(
  args: string[],
  io: Io,
  today = new Date().toISOString().slice(0, 10),
): Promise<ExitCode> {
  const parsed = parseExplainArgs(args);
  if ('problem' in parsed) {
    io.error(`costlens explain: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  if (parsed.help) {
    io.out(usage);
    return exit.ok;
  }
  const file = await readScenario(parsed.file);
  if ('problem' in file) {
    io.error(`costlens explain: ${printable(`${parsed.file}: ${file.problem}`)}\n`);
    return exit.failed;
  }
  const { scenarios, currency } = await evaluateOnDisk(parsed.file, file, today);
  const scenario = scenarios.find(({ name }) => name === parsed.variant);
  if (!scenario) {
    io.error(`costlens explain: there is no variant "${printable(parsed.variant)}"\n`);
    return exit.failed;
  }
  if (parsed.figure === undefined) {
    const keys = figureKeys(scenario);
    io.out(parsed.json ? `${JSON.stringify(keys, null, 2)}\n` : `${keys.join('\n')}\n`);
    return exit.ok;
  }
  return printExplanation(scenario, parsed.figure, currency, parsed.json, io);
}

interface ExplainArgs {
  readonly file: string;
  readonly figure: string | undefined;
  readonly variant: string;
  readonly json: boolean;
  readonly help: boolean;
}

function parseExplainArgs(args: string[]): ExplainArgs | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        variant: { type: 'string', default: 'base' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [file, figure, ...others] = positionals;
    if (!values.help && file === undefined) return { problem: 'name a scenario file' };
    if (others.length > 0) return { problem: 'name one file and one figure' };
    return { ...values, file: file ?? '', figure };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function printExplanation(
  scenario: EvaluatedScenario,
  key: string,
  currency: string,
  json: boolean,
  io: Io,
): ExitCode {
  const explanation = explain(scenario, key);
  if (!explanation) {
    const [near] = nearestWords(key, figureKeys(scenario));
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    io.error(`costlens explain: there is no figure "${printable(key)}"${hint}\n`);
    return exit.failed;
  }
  io.out(
    json ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation, currency),
  );
  return explanation.value === null ? exit.problems : exit.ok;
}

function explanationText(
  { key, title, value, unit, formula, reason, terms }: Explanation,
  currency: string,
): string {
  const figures = createFigures('en-US');
  if (value === null) return `${title} (${key}): no value. ${reason ? reasonTexts[reason] : ''}\n`;
  const lines = terms.map(
    (term) => `  ${term.name} = ${termValue(term, currency)}  ${originText(term)}`,
  );
  return [
    `${title} (${key}): ${formatFigure(figures, value, unit, currency)}`,
    `  = ${(formula ?? '').replaceAll(/[{}]/g, '')}`,
    ...lines,
    '',
  ].join('\n');
}

function termValue({ value, unit }: ExplainedTerm, currency: string): string {
  const figures = createFigures('en-US');
  const format = (one: number): string => formatFigure(figures, one, unit, currency);
  return typeof value === 'number' ? format(value) : value.map(format).join(', ');
}

function originText({ origin, isDefault, description }: ExplainedTerm): string {
  switch (origin.kind) {
    case 'input':
      return `(${origin.path}${isDefault ? ', a default' : ''}${description === undefined ? '' : `: ${description}`})`;
    case 'figure':
      return `(${origin.key})`;
    case 'file':
      return `(counted in ${origin.source})`;
    default:
      return `(${origin.source})`;
  }
}
