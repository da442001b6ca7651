import { readFile } from 'node:fs/promises';
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
  path: string,
): Promise<ScenarioFile | { readonly problem: string }> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > largestFile) return { problem: `has more than ${largestFile} bytes` };
    const decoded = decodeDocument(bytes);
    if (!decoded) return { problem: 'is not a text file' };
    return readScenarioFile(decoded.text, languageOfScenario(path));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
