import type { ModelCatalog } from '../engine/pricing/price';
import {
  alwaysOnFiles,
  alwaysOnTools,
  type InstructionFile,
  type SentFile,
} from '../engine/prompts/alwaysOn';
import { parsePrompt } from '../engine/prompts/formats';
import type { ReportOptions } from '../engine/report/analyzePrompt';
import type { PromptReport } from '../engine/report/report';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';
import { analyzeFile } from './analyzeFile';
import type { PromptFile } from './promptFiles';
import { relativeTo, workspaceFile } from './workspaceFiles';

/** What a tool sends with every request; the JSON output of `--always-on`. */
export interface AlwaysOnTotal {
  readonly tool: string;
  /** Tokens with those of the files that each one imports. */
  readonly files: readonly AlwaysOnFile[];
  readonly tokens: number;
  readonly estimated: boolean;
  /** Of one request; null where there is no price. */
  readonly costUsd: number | null;
  /** Where it says what the tool sends. */
  readonly sources: readonly string[];
}

interface AlwaysOnFile {
  readonly file: string;
  readonly tokens: number;
  /** Present where the tool reads no more than so many bytes of all its files. */
  readonly cutAtBytes?: number;
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
    text: prompt.text,
    document: parsePrompt(prompt.text, { path: prompt.file }, prompt.format),
  }));
  const totals: AlwaysOnTotal[] = [];
  for (const tool of alwaysOnTools) {
    const sent = alwaysOnFiles(tool, files);
    if (sent.length === 0) continue;
    const reports = await countSent(sent, options, catalog);
    totals.push({
      tool: tool.name,
      files: sent.map(({ file, isCut }, index) => ({
        file: file.prompt.file,
        tokens: reports[index]?.tokens ?? 0,
        ...(isCut && tool.maxBytes !== undefined && { cutAtBytes: tool.maxBytes }),
      })),
      tokens: reports.reduce((sum, { tokens }) => sum + tokens, 0),
      estimated: reports.some(({ estimates }) => estimates.length > 0),
      costUsd: inputUsd(reports),
      sources: tool.sources,
    });
  }
  return totals;
}

/** A file that several others import, or that is sent anyway, is sent once. */
async function countSent(
  sent: readonly SentFile<ReadFile>[],
  options: ReportOptions,
  catalog: ModelCatalog,
): Promise<PromptReport[]> {
  const known = new Set(
    sent.map(({ file: { prompt } }) => workspaceFile(prompt.file, prompt.folder).path),
  );
  const reports: PromptReport[] = [];
  for (const { file, document } of sent) {
    const report = await analyzeFile(file.prompt, document, options, catalog, { counted: known });
    for (const { path } of report.included) known.add(path);
    reports.push(report);
  }
  return reports;
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
      ...files.map(({ file, tokens: own, cutAtBytes }) => {
        const cut =
          cutAtBytes === undefined ? '' : ` (cut: ${tool} reads ${figure(cutAtBytes)} bytes)`;
        return `  ${figure(own).padStart(width)}  ${printable(file)}${cut}`;
      }),
    ].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}
