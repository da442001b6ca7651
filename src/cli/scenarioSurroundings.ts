import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { createGenaiPricesCatalog } from '../engine/pricing/genaiPrices';
import type { ModelCatalog } from '../engine/pricing/price';
import { isPriceSource } from '../engine/prompts/formats';
import {
  evaluateScenario,
  type ScenarioEvaluation,
  type Surroundings,
} from '../engine/scenario/evaluateScenario';
import { catalogFileNames } from '../engine/scenario/scenarioCatalogs';
import { promptMeasure } from '../engine/scenario/promptMeasure';
import { promptsNeeded } from '../engine/scenario/promptsNeeded';
import type { ScenarioFile } from '../engine/scenario/scenarioFile';
import {
  promptKey,
  type NeededPrompt,
  type PromptMeasure,
} from '../engine/systems/prompts/measure';
import { analyzeFile, defaultModel, parseFile } from './analyzeFile';
import { decodeDocument } from '../engine/text/decode';
import { readPrompt } from './promptFiles';
import { largestScenarioFile } from './scenarioFile';
import { folderOf, isBelow, relativeTo } from './workspaceFiles';

/** As long as the editor waits by default before it remarks on the age of prices. */
const pricesStaleAfterDays = 90;

/**
 * Evaluates a scenario file of the disk, with the prompts that it names counted and its files of
 * catalog rows read; only files of the workspace are.
 *
 * @param file the path of the scenario file.
 * @param today YYYY-MM-DD.
 */
export async function evaluateOnDisk(
  file: string,
  scenario: ScenarioFile,
  today: string,
): Promise<ScenarioEvaluation> {
  const models = createGenaiPricesCatalog();
  const prompts = await measurePrompts(file, scenario, models, today);
  const catalogFiles = await readCatalogFiles(file, scenario);
  const surroundings: Surroundings = {
    today,
    pricesStaleAfterDays,
    models,
    prompts,
    catalogFiles,
  };
  return evaluateScenario(scenario, surroundings);
}

/** The files of catalog rows by their names; one that can't be read is left out: evaluation says so. */
async function readCatalogFiles(
  scenarioFile: string,
  scenario: ScenarioFile,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of catalogFileNames(scenario.value)) {
    const absolute = await insideWorkspace(scenarioFile, name);
    const text = absolute === undefined ? undefined : await readText(absolute);
    if (text !== undefined) texts.set(name, text);
  }
  return texts;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(file);
    return bytes.length > largestScenarioFile ? undefined : decodeDocument(bytes)?.text;
  } catch {
    return undefined;
  }
}

/**
 * The absolute path of a file that a scenario names; undefined where it leads out of the workspace,
 * by itself or through a link.
 */
export async function insideWorkspace(
  scenarioFile: string,
  name: string,
): Promise<string | undefined> {
  const root = path.resolve(folderOf(scenarioFile));
  const absolute = path.resolve(path.dirname(scenarioFile), name);
  if (!isBelow(root, absolute)) return undefined;
  const exists = await realpath(absolute).catch(() => undefined);
  if (exists === undefined) return absolute; // Reading it says that it is not there.
  return isBelow(await realpath(root), exists) ? absolute : undefined;
}

async function measurePrompts(
  file: string,
  scenario: ScenarioFile,
  models: ModelCatalog,
  today: string,
): Promise<ReadonlyMap<string, PromptMeasure>> {
  const measures = new Map<string, PromptMeasure>();
  for (const needed of promptsNeeded(scenario)) {
    measures.set(promptKey(needed), await measurePrompt(file, needed, models, today));
  }
  return measures;
}

/** Counts a prompt as `costlens count` does. */
async function measurePrompt(
  scenarioFile: string,
  needed: NeededPrompt,
  models: ModelCatalog,
  today: string,
): Promise<PromptMeasure> {
  const absolute = await insideWorkspace(scenarioFile, needed.file);
  if (absolute === undefined) return { kind: 'outside' };
  const root = path.resolve(folderOf(scenarioFile));
  try {
    return await measureFile(absolute, root, needed.model, models, today);
  } catch {
    return { kind: 'missing' }; // Or can't be read: the issue at its entry says so.
  }
}

async function measureFile(
  absolute: string,
  root: string,
  model: string | undefined,
  models: ModelCatalog,
  today: string,
): Promise<PromptMeasure> {
  // A pipe or a device may never end.
  if (!(await stat(absolute)).isFile()) return { kind: 'missing' };
  const file = { ...(await readPrompt(relativeTo(process.cwd(), absolute))), folder: root };
  if (isPriceSource(file.format)) return { kind: 'missing' };
  const at = new Date(`${today}T12:00:00Z`);
  const options = { modelOverride: model, defaultModel, at };
  return promptMeasure(await analyzeFile(file, await parseFile(file), options, models));
}
