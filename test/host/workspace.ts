/** The folder that suites run on: a copy of samples/, and prompts counted by the command line. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ExpectedCount } from '../vscode/expectedCount';
import { projectRoot } from './paths';
import { createTemporaryFolder, type TemporaryFolder } from './temporary';

/** Real prompt files, where they are there. */
const corpus = path.join(projectRoot, '..', 'shared', 'corpus');

export interface TestWorkspace {
  readonly folder: TemporaryFolder;
  /** What to open. */
  readonly path: string;
}

/**
 * Makes the folder; suites may edit what they open. `agreement/` holds the samples and the corpus,
 * some files also with CR LF, with mixed line ends and with a byte-order mark, and what the command
 * line counts for each.
 */
export async function createTestWorkspace(log: (line: string) => void): Promise<TestWorkspace> {
  const folder = await createTemporaryFolder('workspace');
  const workspace = path.join(folder.path, 'samples');
  await cp(path.join(projectRoot, 'samples'), workspace, { recursive: true });
  const agreement = path.join(workspace, 'agreement');
  await cp(path.join(projectRoot, 'samples'), path.join(agreement, 'samples'), { recursive: true });
  if (existsSync(corpus)) await cp(corpus, path.join(agreement, 'corpus'), { recursive: true });
  else log('SKIPPED: the corpus is not here, so only the samples are counted twice.');
  await writeVariants(agreement);
  await writeFile(
    path.join(workspace, 'expected-counts.json'),
    JSON.stringify(countOnCommandLine(workspace)),
  );
  return { folder, path: workspace };
}

/** How a variant's file differs from the one that it is made of. */
const variants: Readonly<Record<string, (text: string) => string>> = {
  crlf: (text) => text.replaceAll('\n', '\r\n'),
  mixed: (text) => text.replace(/\n/g, (_, at: number) => (at % 3 === 0 ? '\r\n' : '\n')),
  marked: (text) => `\uFEFF${text}`,
};

/** Every how many files there is a variant. */
const variantEvery = 6;

async function writeVariants(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  for (const [index, file] of files.entries()) {
    if (index % variantEvery !== 0 && file.startsWith('corpus')) continue;
    const text = await readFile(path.join(folder, file), 'utf8');
    for (const [name, vary] of Object.entries(variants)) {
      const varied = path.join(folder, 'variants', name, file);
      await mkdir(path.dirname(varied), { recursive: true });
      await writeFile(varied, vary(text));
    }
  }
}

function countOnCommandLine(workspace: string): ExpectedCount[] {
  const cli = path.join(projectRoot, 'dist', 'cli.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, 'count', '--json', 'agreement'],
    { cwd: workspace, encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  // 1: some file has problems, as files of the wild have.
  if (status !== 0 && status !== 1) throw new Error(`costlens count failed:\n${stderr}`);
  const { files } = JSON.parse(stdout) as { files: ExpectedCount[] };
  return files.map(({ file, tokens, costUsd, model }) => ({ file, tokens, costUsd, model }));
}
