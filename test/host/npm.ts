import path from 'node:path';
import { run, runInTerminal } from './processes';

interface NpmCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly shell: boolean;
}

/** The npm that runs this script, or the first on the PATH. */
function npmCommand(args: readonly string[]): NpmCommand {
  const script = process.env['npm_execpath'];
  return script !== undefined && path.basename(script) === 'npm-cli.js'
    ? { command: process.execPath, args: [script, ...args], shell: false }
    : { command: 'npm', args, shell: process.platform === 'win32' };
}

/** Runs npm in this terminal, and gives its exit code. */
export async function runNpm(args: readonly string[]): Promise<number> {
  const npm = npmCommand(args);
  return runInTerminal(npm.command, npm.args, { shell: npm.shell });
}

/** Installs packages without a word, unless it fails. */
export async function installPackages(
  args: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const npm = npmCommand([...args, '--no-audit', '--no-fund', '--loglevel=error']);
  await run(npm.command, npm.args, { cwd: folder, env, shell: npm.shell });
}
