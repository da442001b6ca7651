import type { ModelCatalog } from '../engine/pricing/price';
import type { PromptDocument } from '../engine/prompts/document';
import { parsePrompt } from '../engine/prompts/formats';
import { readOtherFiles } from '../engine/prompts/otherFiles';
import { analyzePrompt, chooseModel, type ReportOptions } from '../engine/report/analyzePrompt';
import type { PromptReport } from '../engine/report/report';
import { runToEnd } from '../engine/tokens/counter';
import type { PromptFile } from './promptFiles';
import { loadSyntax } from './sourceSyntax';
import { loadCounter } from './vocabularies';
import { workspaceFile } from './workspaceFiles';

/** The model of files that name none, unless the caller says otherwise; the editor's default too. */
export const defaultModel = 'gpt-4o';

/** Parses a prompt file, source code with its parser. */
export async function parseFile({ file, text, format }: PromptFile): Promise<PromptDocument> {
  const hint = { path: file };
  return parsePrompt(text, hint, format, await loadSyntax(hint, text));
}

/**
 * Counts and prices a parsed file, with its sample values and the files that it includes.
 *
 * @param counted paths, relative to the workspace, of files that are counted elsewhere.
 */
export async function analyzeFile(
  file: PromptFile,
  parsed: PromptDocument,
  options: ReportOptions,
  catalog: ModelCatalog,
  counted?: ReadonlySet<string>,
): Promise<PromptReport> {
  const { path, read } = workspaceFile(file.file, file.folder);
  const { document, inclusions: all } = await readOtherFiles(parsed, path, read);
  const inclusions = { ...all, files: all.files.filter((each) => !counted?.has(each.path)) };
  const { encoding } = chooseModel(document, options, catalog);
  const counter = loadCounter(encoding.encoding);
  return runToEnd(analyzePrompt(file.text, document, options, catalog, counter, inclusions));
}
