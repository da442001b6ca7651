import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { createGenaiPricesCatalog } from '../engine/pricing/genaiPrices';
import type { ModelCatalog } from '../engine/pricing/price';
import { parsePrompt } from '../engine/prompts/formats';
import {
  evaluateScenario,
  type ScenarioEvaluation,
  type Surroundings,
} from '../engine/scenario/evaluateScenario';
import { promptsNeeded } from '../engine/scenario/promptsNeeded';
import type { ScenarioFile } from '../engine/scenario/scenarioFile';
import {
  promptKey,
  type MeasuredPrompt,
  type NeededPrompt,
  type PromptMeasure,
} from '../engine/systems/prompts/measure';
import { analyzeFile, defaultModel } from './analyzeFile';
import { readPrompt } from './promptFiles';
import { folderOf, isBelow, relativeTo } from './workspaceFiles';

/**
 * Evaluates a scenario file of the disk, with the prompts that it names counted.
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
  const surroundings: Surroundings = { today, models, prompts };
  return evaluateScenario(scenario, surroundings);
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
  const root = path.resolve(folderOf(scenarioFile));
  const absolute = path.resolve(path.dirname(scenarioFile), needed.file);
  if (!isBelow(root, absolute)) return { kind: 'outside' };
  try {
    // A link may lead out of the workspace where its path does not.
    if (!isBelow(await realpath(root), await realpath(absolute))) return { kind: 'outside' };
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
): Promise<MeasuredPrompt> {
  const file = { ...(await readPrompt(relativeTo(process.cwd(), absolute))), folder: root };
  const parsed = parsePrompt(file.text, { path: file.file }, file.format);
  const at = new Date(`${today}T12:00:00Z`);
  const options = { modelOverride: model, defaultModel, expectedOutputTokens: undefined, at };
  const report = await analyzeFile(file, parsed, options, models);
  const { choice, name } = report.model;
  return {
    kind: 'measured',
    model: name,
    modelFrom: choice === 'override' ? 'entry' : choice,
    tokens: report.tokens,
    band: report.band && { low: report.band.low, high: report.band.high },
    requests: report.requests,
    outputTokens: report.output ? report.output.tokens / report.requests : null,
    batch: report.batch,
  };
}
