import { valueAt } from '../systems/path';
import { promptKey, type NeededPrompt } from '../systems/prompts/measure';
import type { ScenarioFile } from './scenarioFile';
import { allValues } from './variants';

/**
 * The prompt files that a scenario file names, in its base or in a variant, each once for every
 * model that it is to be counted for: what has to be measured before it is evaluated.
 */
export function promptsNeeded({ value }: ScenarioFile): readonly NeededPrompt[] {
  const needed = allValues(value).flatMap(promptsOf);
  return [...new Map(needed.map((prompt) => [promptKey(prompt), prompt])).values()];
}

function promptsOf(scenario: unknown): readonly NeededPrompt[] {
  const entries = valueAt(scenario, ['prompts']);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    const file = valueAt(entry, ['file']);
    const model = valueAt(entry, ['model']);
    if (typeof file !== 'string') return [];
    return [{ file, model: typeof model === 'string' ? model : undefined }];
  });
}
