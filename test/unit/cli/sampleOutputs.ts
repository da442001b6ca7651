import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import {
  languageOfScenario,
  type ScenarioLanguage,
} from '../../../src/engine/scenario/scenarioFile';
import { projectRoot } from '../../host/paths';

const samplesFolder = path.join(projectRoot, 'samples');
const goldenFolder = path.join(projectRoot, 'test/fixtures/scenarios');

/** The day that samples are evaluated on, so that prices and approvals stay what they are. */
const sampleDay = '2026-11-24';

/** All scenario files of the samples, by their paths there. */
export const sampleScenarios = globSync('**/*.cost.{yaml,json}', { cwd: samplesFolder }).sort();

/** The text of a sample, and the language that it is in. */
export async function sampleText(
  sample: string,
): Promise<{ readonly text: string; readonly language: ScenarioLanguage }> {
  const text = await readFile(path.join(samplesFolder, sample), 'utf8');
  return { text, language: languageOfScenario(sample) };
}

/** Where what `costlens evaluate --json` should print of a sample is kept. */
function goldenFile(sample: string): string {
  return path.join(goldenFolder, `${path.basename(sample).replace(/\.cost\.\w+$/, '')}.json`);
}

/** What `costlens evaluate --json` prints of a sample, run in the samples' folder. */
export function sampleOutput(sample: string): string {
  const cli = path.join(projectRoot, 'dist', 'cli.js');
  const args = [cli, 'evaluate', sample, '--json', '--at', sampleDay];
  const options = { cwd: samplesFolder, encoding: 'utf8', maxBuffer: 10_000_000 } as const;
  return spawnSync(process.execPath, args, options).stdout;
}

/** What it should print, as it was looked at and kept; '' where nothing was. */
export async function goldenOutput(sample: string): Promise<string> {
  return readFile(goldenFile(sample), 'utf8').catch(() => '');
}

/** Keeps what it prints now, to be looked at in the change that it makes. */
export async function keepOutput(sample: string): Promise<void> {
  await mkdir(goldenFolder, { recursive: true });
  await writeFile(goldenFile(sample), sampleOutput(sample));
}
