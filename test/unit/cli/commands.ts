import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Io } from '../../../src/cli/io';

type Command = (args: string[], io: Io) => Promise<number>;

/** Runs a command in this process; gives its exit status and all that it prints. */
export async function run(
  command: Command,
  ...args: string[]
): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  let out = '';
  let error = '';
  const code = await command(args, {
    out: (text) => (out += text),
    error: (text) => (error += text),
  });
  return { code, out, error };
}

/** Has each test of the suite run in an empty folder of its own, as its current directory. */
export function inEmptyFolders(): void {
  const here = process.cwd();
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'costlens-'));
    process.chdir(folder);
  });

  afterEach(async () => {
    process.chdir(here);
    await rm(folder, { recursive: true });
  });
}

/** A line of usage in the project's own format. */
export function event(own: object = {}): string {
  return `${JSON.stringify({ at: '2026-10-03T10:00:00Z', provider: 'openai', cost: 0.1, ...own })}\n`;
}
