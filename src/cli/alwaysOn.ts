import type { ModelCatalog } from '../engine/pricing/price';
import { alwaysOnFiles, alwaysOnTools, type InstructionFile } from '../engine/prompts/alwaysOn';
import { parsePrompt } from '../engine/prompts/formats';
import type { ReportOptions } from '../engine/report/analyzePrompt';
import type { PromptReport } from '../engine/report/report';
import { createFigures } from '../engine/text/figures';
import { analyzeFile } from './analyzeFile';
import type { PromptFile } from './promptFiles';
import { relativeTo } from './workspaceFiles';

/** What a tool sends with every request; the JSON output of `--always-on`. */
export interface AlwaysOnTotal {
  readonly tool: string;
  /** Tokens with those of the files that each one imports. */
  readonly files: readonly { readonly file: string; readonly tokens: number }[];
  readonly tokens: number;
  readonly estimated: boolean;
  /** Of one request; null where there is no price. */
  readonly costUsd: number | null;
  /** Where it says what the tool sends. */
  readonly sources: readonly string[];
}

interface ReadFile extends InstructionFile {
  readonly prompt: PromptFile;
}

/** Counts what each tool sends with every request; tools that send nothing are left out. */
export async function countAlwaysOn(
  prompts: readonly PromptFile[],
  options: ReportOptions,
  catalog: ModelCatalog,
): Promise<AlwaysOnTotal[]> {
  const files = prompts.map((prompt): ReadFile => ({
    prompt,
    path: relativeTo(prompt.folder, prompt.file),
    document: parsePrompt(prompt.text, { path: prompt.file }, prompt.format),
  }));
  const totals: AlwaysOnTotal[] = [];
  for (const tool of alwaysOnTools) {
    const counted: { file: string; report: PromptReport }[] = [];
    for (const file of alwaysOnFiles(tool, files)) {
      counted.push({
        file: file.prompt.file,
        report: await analyzeFile(file.prompt, file.document, options, catalog),
      });
    }
    if (counted.length === 0) continue;
    totals.push({
      tool: tool.name,
      files: counted.map(({ file, report }) => ({ file, tokens: report.tokens })),
      tokens: counted.reduce((sum, { report }) => sum + report.tokens, 0),
      estimated: counted.some(({ report }) => report.estimates.length > 0),
      costUsd: inputUsd(counted.map(({ report }) => report)),
      sources: tool.sources,
    });
  }
  return totals;
}

function inputUsd(reports: readonly PromptReport[]): number | null {
  let usd = 0;
  for (const { cost } of reports) {
    if (!cost.input.known) return null;
    usd += cost.input.usd;
  }
  return usd;
}

/** The totals for people: a line a tool, and under it one a file. */
export function alwaysOnTable(totals: readonly AlwaysOnTotal[]): string {
  const { count: figure, usd } = createFigures('en-US');
  if (totals.length === 0) return 'No file is sent with every request.\n';
  const blocks = totals.map(({ tool, files, tokens, estimated, costUsd }) => {
    const cost = costUsd === null ? 'no price' : `${usd(costUsd)} a request`;
    const width = Math.max(...files.map((file) => figure(file.tokens).length));
    return [
      `${tool}: ${estimated ? '≈' : ''}${figure(tokens)} tokens, ${cost}`,
      ...files.map((file) => `  ${figure(file.tokens).padStart(width)}  ${file.file}`),
    ].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}
