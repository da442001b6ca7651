import { parseArgs } from 'node:util';
import { breakEven, type BreakEven } from '../engine/scenario/breakEven';
import { explain } from '../engine/scenario/explain';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';
import { exit, type ExitCode, type Io } from './io';
import { readScenario } from './scenarioFile';
import { evaluateOnDisk } from './scenarioSurroundings';

const usage = `costlens break-even FILE INPUT FIGURE TARGET [--variant NAME] [--json]

The values of an input at which a figure of a scenario file reaches a target, everything else
unchanged:

  costlens break-even support.cost.yaml workload.requests breakdown.costPerPrediction 0.001

  --variant NAME  in this variant
  --json          print one JSON document

Exit status: 0; 1 where there is no such value; 2 where the command was used wrongly.
`;

/** `costlens break-even`. */
export async function breakEvenCommand(
  args: string[],
  io: Io,
  today = new Date().toISOString().slice(0, 10),
): Promise<ExitCode> {
  const parsed = parseBreakEvenArgs(args);
  if ('problem' in parsed) {
    io.error(`costlens break-even: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  if (parsed.help) {
    io.out(usage);
    return exit.ok;
  }
  const file = await readScenario(parsed.file);
  if ('problem' in file) {
    io.error(`costlens break-even: ${printable(`${parsed.file}: ${file.problem}`)}\n`);
    return exit.failed;
  }
  const { scenarios } = await evaluateOnDisk(parsed.file, file, today);
  const scenario = scenarios.find(({ name }) => name === parsed.variant);
  if (!scenario) {
    io.error(`costlens break-even: there is no variant "${printable(parsed.variant)}"\n`);
    return exit.failed;
  }
  const result = breakEven(scenario, parsed.input, parsed.figure, parsed.target);
  if (result.kind === 'no-input') {
    io.error(
      `costlens break-even: "${printable(parsed.input)}" is not a number of this scenario\n`,
    );
    return exit.failed;
  }
  if (result.kind === 'none' && result.why === 'no-figure' && !explain(scenario, parsed.figure)) {
    io.error(`costlens break-even: there is no figure "${printable(parsed.figure)}"\n`);
    return exit.failed;
  }
  io.out(parsed.json ? `${JSON.stringify(result, null, 2)}\n` : resultText(result, parsed));
  return result.kind === 'found' ? exit.ok : exit.problems;
}

interface BreakEvenArgs {
  readonly file: string;
  readonly input: string;
  readonly figure: string;
  readonly target: number;
  readonly variant: string;
  readonly json: boolean;
  readonly help: boolean;
}

function parseBreakEvenArgs(args: string[]): BreakEvenArgs | { readonly problem: string } {
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
    const [file = '', input = '', figure = '', target = ''] = positionals;
    const number = Number(target);
    if (!values.help && positionals.length !== 4)
      return { problem: 'FILE INPUT FIGURE TARGET are needed' };
    if (!values.help && (target.trim() === '' || !Number.isFinite(number))) {
      return { problem: `"${target}" is not a number` };
    }
    return { ...values, file, input, figure, target: number };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function resultText(result: Exclude<BreakEven, { kind: 'no-input' }>, args: BreakEvenArgs): string {
  const { number } = createFigures('en-US');
  const { input, figure, target } = args;
  switch (result.kind) {
    case 'found':
      return `${figure} is ${target} where ${input} is ${result.values.map(plainNumber).join(' or ')}\n`;
    case 'jump':
      return `${figure} steps from ${number(result.below)} to ${number(result.above)} where ${input} is ${result.at}: it is never ${target}\n`;
    case 'none':
      return `${figure} is never ${target} for ${input} from ${number(result.bounds[0])} to ${number(result.bounds[1])}: ${noneTexts[result.why]}\n`;
  }
}

/** Without the digits in which a search ends. */
function plainNumber(value: number): string {
  return String(Number(value.toPrecision(12)));
}

const noneTexts = {
  'always-above': 'it is always above',
  'always-below': 'it is always below',
  'no-figure': 'it has no value',
} as const;
