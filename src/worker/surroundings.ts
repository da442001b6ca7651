import { normalizedPath } from '../engine/prompts/paths';
import type { Surroundings } from '../engine/scenario/evaluateScenario';
import { promptsNeeded } from '../engine/scenario/promptsNeeded';
import { catalogFileNames } from '../engine/scenario/scenarioCatalogs';
import type { ScenarioFile } from '../engine/scenario/scenarioFile';
import { promptKey, type PromptMeasure } from '../engine/systems/prompts/measure';

/** The files of a scenario's workspace folder, by their paths in it. */
export interface WorkspaceReader {
  /** undefined where there is no file that may be read. */
  readonly readFile: (path: string) => Promise<string | undefined>;
  /** @param model the one that the scenario wants it counted for, if any. */
  readonly measurePrompt: (path: string, model: string | undefined) => Promise<PromptMeasure>;
}

/**
 * What stands in the files that a scenario names, by their paths from its folder. One that leads out
 * of the workspace folder is not read.
 *
 * @param workspacePath the scenario's own place in its workspace folder; without one it has no files.
 */
export async function filesOf(
  scenario: ScenarioFile,
  workspacePath: string | undefined,
  { readFile, measurePrompt }: WorkspaceReader,
): Promise<Required<Pick<Surroundings, 'catalogFiles' | 'prompts'>>> {
  const catalogFiles = new Map<string, string>();
  for (const name of catalogFileNames(scenario.value)) {
    const path = pathBeside(workspacePath, name);
    const text = path === undefined ? undefined : await readFile(path);
    if (text !== undefined) catalogFiles.set(name, text);
  }
  const prompts = new Map<string, PromptMeasure>();
  for (const needed of promptsNeeded(scenario)) {
    const path = pathBeside(workspacePath, needed.file);
    prompts.set(
      promptKey(needed),
      path === undefined ? { kind: 'outside' } : await measurePrompt(path, needed.model),
    );
  }
  return { catalogFiles, prompts };
}

/** The path in the workspace folder of what a file there names; undefined where it leads out of it. */
function pathBeside(workspacePath: string | undefined, name: string): string | undefined {
  if (workspacePath === undefined) return undefined;
  return normalizedPath(`${workspacePath.slice(0, workspacePath.lastIndexOf('/') + 1)}${name}`);
}
