/** Where each stage of `npm test` leaves what it has to say for the last line. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outFolder } from './paths';

/** How many tests passed and failed. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

const resultsFolder = path.join(outFolder, 'results');

export async function clearResults(): Promise<void> {
  await rm(resultsFolder, { recursive: true, force: true });
}

export async function writeResult(stage: string, counts: TestCounts): Promise<void> {
  await mkdir(resultsFolder, { recursive: true });
  await writeFile(path.join(resultsFolder, `${stage}.json`), JSON.stringify(counts));
}

/** The results of all stages that have left one. */
export async function readResults(): Promise<ReadonlyMap<string, TestCounts>> {
  const files = await readdir(resultsFolder).catch(() => []);
  const entries = await Promise.all(
    files.sort().map(async (file): Promise<[string, TestCounts]> => {
      const text = await readFile(path.join(resultsFolder, file), 'utf8');
      return [path.parse(file).name, JSON.parse(text) as TestCounts];
    }),
  );
  return new Map(entries);
}

export function sum(all: Iterable<TestCounts>): TestCounts {
  let [passed, failed] = [0, 0];
  for (const counts of all) {
    passed += counts.passed;
    failed += counts.failed;
  }
  return { passed, failed };
}

export function describeCounts({ passed, failed }: TestCounts): string {
  return `${passed} passed, ${failed} failed`;
}
