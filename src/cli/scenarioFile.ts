import { readFile } from 'node:fs/promises';
import type { Issue } from '../engine/issues';
import {
  languageOfScenario,
  readScenarioFile,
  type ScenarioFile,
} from '../engine/scenario/scenarioFile';
import { decodeDocument } from '../engine/text/decode';

/** A larger file is refused unread. In bytes. */
export const largestScenarioFile = 8 * 1024 * 1024;

/** Reads a scenario file from the disk. */
export async function readScenario(
  scenarioPath: string,
): Promise<ScenarioFile | { readonly problem: string }> {
  try {
    const bytes = await readFile(scenarioPath);
    if (bytes.length > largestScenarioFile)
      return { problem: `has more than ${largestScenarioFile} bytes` };
    const decoded = decodeDocument(bytes);
    if (!decoded) return { problem: 'is not a text file' };
    const file = readScenarioFile(decoded.text, languageOfScenario(scenarioPath));
    return decoded.malformed ? { ...file, issues: [malformedBytes, ...file.issues] } : file;
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const malformedBytes: Issue = {
  code: 'malformed-bytes',
  severity: 'warning',
  params: {},
  range: { start: 0, end: 0 },
};
