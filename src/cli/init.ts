import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { starterKinds, starterText, type StarterName } from '../engine/scenario/starters';
import { printable } from '../engine/text/printable';
import { exit, type ExitCode, type Io } from './io';

const kindNames = Object.keys(starterKinds) as StarterName[];

const usage = `costlens init [KIND] [--file FILE]

Writes a commented scenario file to begin with. An existing file is never overwritten.

${kindNames.map((name) => `  ${name.padEnd(14)}${starterKinds[name].title}`).join('\n')}

  --file FILE  where to write it; otherwise KIND.cost.yaml, and - prints it

Exit status: 0; 2 where nothing was written.
`;

/** `costlens init`. */
export async function initCommand(args: string[], io: Io): Promise<ExitCode> {
  const parsed = parseInitArgs(args);
  if ('problem' in parsed) {
    io.error(`costlens init: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  if (parsed.help) {
    io.out(usage);
    return exit.ok;
  }
  const { kind, file } = parsed;
  const text = starterText(kind, path.basename(process.cwd()) || 'My system');
  if (file === '-') {
    io.out(text);
    return exit.ok;
  }
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const reason = taken ? 'is there already' : (error as Error).message;
    io.error(`costlens init: ${printable(`${file}: ${reason}`)}\n`);
    return exit.failed;
  }
  io.out(`${printable(file)} is written; now: costlens evaluate ${printable(file)}\n`);
  return exit.ok;
}

interface InitArgs {
  readonly kind: StarterName;
  readonly file: string;
  readonly help: boolean;
}

function parseInitArgs(args: string[]): InitArgs | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { file: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    const [kind = 'app', ...others] = positionals;
    if (others.length > 0) return { problem: 'name one kind' };
    if (!isKind(kind))
      return { problem: `there is no kind "${kind}", only: ${kindNames.join(', ')}` };
    return { kind, file: values.file ?? `${kind}.cost.yaml`, help: values.help };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isKind(kind: string): kind is StarterName {
  return Object.hasOwn(starterKinds, kind);
}
