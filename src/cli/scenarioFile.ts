import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Surroundings } from '../engine/scenario/evaluateScenario';
import { catalogFileNames } from '../engine/scenario/scenarioCatalogs';
import {
  languageOfScenario,
  readScenarioFile,
  type ScenarioFile,
} from '../engine/scenario/scenarioFile';
import { decodeDocument } from '../engine/text/decode';

/** A larger file is refused unread. In bytes. */
const largestFile = 8 * 1024 * 1024;

/** Reads a scenario file from the disk. */
export async function readScenario(
  scenarioPath: string,
): Promise<ScenarioFile | { readonly problem: string }> {
  try {
    const bytes = await readFile(scenarioPath);
    if (bytes.length > largestFile) return { problem: `has more than ${largestFile} bytes` };
    const decoded = decodeDocument(bytes);
    if (!decoded) return { problem: 'is not a text file' };
    return readScenarioFile(decoded.text, languageOfScenario(scenarioPath));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * What a scenario file of the disk is evaluated with: the day, and the files of catalog rows that it
 * names, by their paths from its folder. One that can't be read is left out: evaluation says so.
 */
export async function surroundingsOf(
  scenarioPath: string,
  file: ScenarioFile,
  today: string,
): Promise<Surroundings> {
  const texts = await Promise.all(
    catalogFileNames(file.value).map(
      async (name) => [name, await readText(path.join(path.dirname(scenarioPath), name))] as const,
    ),
  );
  const readable = texts.flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text] as const],
  );
  return { today, catalogFiles: new Map(readable) };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    return bytes.length > largestFile ? undefined : decodeDocument(bytes)?.text;
  } catch {
    return undefined;
  }
}
