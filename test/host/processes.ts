/**
 * Child processes that are always ended: every one runs in a group of its own, and the groups still
 * alive are killed when this process exits, however it exits.
 */
import { type ChildProcess, spawn, type SpawnOptions, spawnSync } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();
const onWindows = process.platform === 'win32';

process.once('exit', () => {
  for (const child of running) killTree(child, 'SIGKILL');
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, () => {
    // Whoever wants an orderly end listens too (see `npm start`); it is then theirs to exit.
    if (process.listenerCount(signal) === 0) process.exit(code);
  });
}

/** Starts a program as the head of its own process group and remembers it until it has ended. */
export function start(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const child = spawn(command, args, { ...options, detached: !onWindows });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** Ends a program and all it has started: asks first, insists after `graceMs`. */
export async function stop(child: ChildProcess, graceMs = 3000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  killTree(child, 'SIGTERM');
  const insist = setTimeout(() => {
    killTree(child, 'SIGKILL');
  }, graceMs);
  await ended;
  clearTimeout(insist);
  // What the program has started may have outlived it.
  killTree(child, 'SIGKILL');
}

/** Runs a program to its end; rejects with what it printed when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const collect = (chunk: Buffer): void => {
    printed += chunk.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code === 0) return printed;
  throw new Error(
    `\`${[command, ...args].join(' ')}\` ended with ${String(code ?? signal)}:\n${printed.trim()}`,
  );
}

/** Runs a program in this terminal, and gives its exit code (1 if a signal ended it). */
export async function runInTerminal(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  const child = start(command, args, { ...options, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

function killTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (onWindows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
