import { normalizedPath } from '../engine/prompts/paths';
import type { Surroundings } from '../engine/scenario/evaluateScenario';
import { catalogFileNames } from '../engine/scenario/scenarioCatalogs';
import type { ScenarioFile } from '../engine/scenario/scenarioFile';
import type { EvaluationOptions } from './protocol';

/** Reads a file by its path in the scenario's workspace folder; undefined where it can't be read. */
export type ReadWorkspaceFile = (path: string) => Promise<string | undefined>;

/**
 * What a scenario is evaluated with: the files that it names, by their paths from its folder, and
 * what the host says.
 *
 * @param workspacePath the scenario's own place in its workspace folder; without one it has no files.
 */
export async function surroundingsOf(
  file: ScenarioFile,
  workspacePath: string | undefined,
  options: EvaluationOptions,
  readFile: ReadWorkspaceFile,
): Promise<Omit<Surroundings, 'models'>> {
  const catalogFiles = new Map<string, string>();
  for (const name of catalogFileNames(file.value)) {
    const path = workspacePath === undefined ? undefined : pathBeside(workspacePath, name);
    const text = path === undefined ? undefined : await readFile(path);
    if (text !== undefined) catalogFiles.set(name, text);
  }
  return { ...options, catalogFiles };
}

/** The path in the workspace folder of what a file there names; undefined where it leads out of it. */
function pathBeside(workspacePath: string, name: string): string | undefined {
  return normalizedPath(`${workspacePath.slice(0, workspacePath.lastIndexOf('/') + 1)}${name}`);
}
