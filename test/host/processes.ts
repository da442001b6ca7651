/** Child processes that end when this process does, however it ends. */
import { type ChildProcess, spawn, type SpawnOptions, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Those that are still running, and how to end each in a hurry. */
const running = new Map<ChildProcess, NodeJS.Signals>();
const onWindows = process.platform === 'win32';

process.once('exit', () => {
  for (const [child, signal] of running) killTree(child, signal);
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  let signals = 0;
  process.on(signal, () => {
    signals++;
    // Whoever wants an orderly end listens too, and exits when that has come; unless hurried.
    if (process.listenerCount(signal) === 1 || signals > 1) process.exit(code);
  });
}

/** Starts a program as the head of its own process group. */
export function start(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  return startInGroup(command, args, options, 'SIGKILL');
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
  // It may be one of our own scripts, with children to end in other groups.
  const child = startInGroup(command, args, { ...options, stdio: 'inherit' }, 'SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

function startInGroup(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
  endWith: NodeJS.Signals,
): ChildProcess {
  const child = spawn(command, args, { ...options, detached: !onWindows });
  running.set(child, endWith);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
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
