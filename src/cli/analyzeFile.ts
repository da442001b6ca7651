import type { ModelCatalog } from '../engine/pricing/price';
import type { PromptDocument } from '../engine/prompts/document';
import { parsePrompt } from '../engine/prompts/formats';
import { readOtherFiles } from '../engine/prompts/otherFiles';
import { analyzePrompt, chooseModel, type ReportOptions } from '../engine/report/analyzePrompt';
import { evaluationReport } from '../engine/report/evaluationReport';
import type { PromptReport } from '../engine/report/report';
import { checkPrompt } from '../engine/rules/checkPrompt';
import type { RuleSettings } from '../engine/rules/settings';
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

/** What more there is to a file's report. */
export interface FileContext {
  /** Paths, relative to the workspace, of files that are counted elsewhere. */
  readonly counted?: ReadonlySet<string>;
  /** Rules to check the file by; without them it is not checked. */
  readonly rules?: RuleSettings;
}

/** Counts and prices a parsed file, with its sample values and the files that it includes. */
export async function analyzeFile(
  file: PromptFile,
  parsed: PromptDocument,
  options: ReportOptions,
  catalog: ModelCatalog,
  { counted: elsewhere, rules }: FileContext = {},
): Promise<PromptReport> {
  const { path, read } = workspaceFile(file.file, file.folder);
  const { document, inclusions: all, evaluation } = await readOtherFiles(parsed, path, read);
  const inclusions = { ...all, files: all.files.filter((each) => !elsewhere?.has(each.path)) };
  const { encoding } = chooseModel(document, options, catalog);
  const counter = loadCounter(encoding.encoding);
  const counted = runToEnd(
    analyzePrompt(file.text, document, options, catalog, counter, inclusions),
  );
  const run = evaluation && { text: file.text, document, inclusions, evaluation };
  const report = run
    ? { ...counted, evaluation: runToEnd(evaluationReport(run, options, catalog, loadCounter)) }
    : counted;
  if (!rules) return report;
  const hint = { path: file.file };
  const syntax = await loadSyntax(hint, file.text);
  const check = checkPrompt(
    {
      source: file.text,
      path,
      document,
      report,
      catalog,
      today: options.at,
      counter,
      parse: (text) => parsePrompt(text, hint, file.format, syntax),
    },
    rules,
  );
  return { ...report, check: runToEnd(check) };
}
