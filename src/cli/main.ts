import { attributeCommand } from './attribute';
import { breakEvenCommand } from './breakEven';
import { checkCommand } from './check';
import { compareCommand } from './compare';
import { compressCommand } from './compress';
import { countCommand } from './count';
import { dashboardCommand } from './dashboard';
import { evaluateCommand } from './evaluate';
import { explainCommand } from './explain';
import { initCommand } from './init';
import { exit, type ExitCode, type Io } from './io';
import { modelsCommand } from './models';
import { priceCommand } from './price';
import { recordCommand } from './record';
import { usageCommand } from './usage';
import { version } from '../../package.json';

const usage = `costlens ${version}: what prompts cost

Usage:
  costlens count [--model M] [--json] PATHS…   tokens and cost of prompt files and folders
  costlens compare FILE [--models A,B,C]       one prompt under several models
  costlens check [--fix] PATHS…                what prompts could do without, and what fails
  costlens compress FILE --to N                a prompt that fits a number of tokens
  costlens models [QUERY] [--json]             models, windows and prices
  costlens price MODEL --input N --output N    what a call costs
  costlens evaluate FILE [--json|--markdown]   what a scenario file comes to
  costlens explain FILE [FIGURE]               how a figure came about
  costlens break-even FILE INPUT FIGURE TARGET where an input makes a figure reach a target
  costlens init [KIND]                         a scenario file to begin with
  costlens usage PATHS… [--by DIM[,DIM]]       what usage and billing files come to
  costlens record FILE --model M …             appends one usage event
  costlens attribute FILE                      who bears the costs of a scenario's ledger
  costlens dashboard FILE                      what the ledger comes to, and why
  costlens --version
  costlens --help

'costlens COMMAND --help' tells more.
`;

const commands: Readonly<Record<string, (args: string[], io: Io) => Promise<ExitCode>>> = {
  attribute: attributeCommand,
  check: checkCommand,
  compress: compressCommand,
  count: countCommand,
  compare: compareCommand,
  dashboard: dashboardCommand,
  evaluate: evaluateCommand,
  explain: explainCommand,
  'break-even': breakEvenCommand,
  init: initCommand,
  models: modelsCommand,
  price: priceCommand,
  record: recordCommand,
  usage: usageCommand,
};

async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') {
    io.out(`${version}\n`);
    return exit.ok;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(usage);
    return exit.ok;
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    io.error(name === undefined ? usage : `costlens: there is no command "${name}"\n\n${usage}`);
    return exit.failed;
  }
  return command(rest, io);
}

// Whoever reads may have seen enough (`| head`): that is no failure to tell of.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `costlens: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = exit.failed;
  },
);
