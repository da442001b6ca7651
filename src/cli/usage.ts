import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { fillTemplate, issueTemplates } from '../engine/issues';
import { createGenaiPricesCatalog } from '../engine/pricing/genaiPrices';
import type { UsageFinding } from '../engine/usage/findings';
import { recordDimensions, type GroupKey } from '../engine/usage/ledger';
import { readMoment } from '../engine/usage/readers/moment';
import { costKinds, type CostKind } from '../engine/usage/record';
import { summarizeUsage, summaryData } from '../engine/usage/summary';
import { UsageSet } from '../engine/usage/usageSet';
import { printable } from '../engine/text/printable';
import { columns } from './columns';
import { exit, type ExitCode, type Io } from './io';
import { readUsageFiles } from './usageFiles';

const usage = `costlens usage PATHS… [--by DIM[,DIM]] [options]

What usage and billing files come to: FOCUS bills, LiteLLM spend logs, exports of OpenAI, Anthropic
and Langfuse, sessions of Claude Code and Codex, and usage events (see docs/usage-events.md). The
format of a file is recognised by what it says; gzip is unpacked. Sums are exact.

  --by DIM,…      group by provider, service, category, team, project, model, apiKey, user, day,
                  month (both UTC) or tag:KEY
  --cost KIND     billed (as it is unless you say otherwise), effective, list or contracted
  --from DAY      rows from the beginning of this day on, or from a moment in ISO 8601
  --to DAY        rows before this day or moment
  --mapping FILE  how the columns of other CSV and JSON Lines files are called; without it, what
                  costlens.mapping.json says in the folder of a file
  --rejected FILE writes the rows that do not count to FILE, as JSON Lines
  --json, --csv, --markdown

Exit status: 0; 1 where rows or files do not count; 2 where nothing could be read.
`;

/** `costlens usage`. */
export async function usageCommand(args: string[], io: Io): Promise<ExitCode> {
  const parsed = parseUsageArgs(args);
  if (parsed === 'help') {
    io.out(usage);
    return exit.ok;
  }
  if ('problem' in parsed) return fail(parsed.problem, io);
  const rejects = await RejectFile.open(parsed.rejected);
  const set = new UsageSet(createGenaiPricesCatalog(), (row) => {
    rejects?.write(row);
  });
  const files = await readUsageFiles(parsed.paths, set, parsed.mapping);
  await rejects?.close();
  const { by, cost, from, to, layout } = parsed;
  const summary = await summarizeUsage(set.ledger, {
    groupBy: by,
    cost,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { until: to }),
  });
  const findings = [...files.findings, ...set.findings.list(), ...summary.findings];
  const data = summaryData(summary, by);
  const document = { ...data, rejected: set.rejected };
  io.out(print(layout, document, by, findings));
  if (layout !== 'json') for (const finding of findings) io.error(`${printFinding(finding)}\n`);
  if (files.read === 0) return exit.failed;
  return findings.some(({ severity }) => severity === 'error') ? exit.problems : exit.ok;
}

function fail(problem: string, io: Io): ExitCode {
  io.error(`costlens usage: ${printable(problem)}\n\n${usage}`);
  return exit.failed;
}

type Layout = 'text' | 'json' | 'csv' | 'markdown';

interface UsageArgs {
  readonly paths: readonly string[];
  readonly by: readonly GroupKey[];
  readonly cost: CostKind;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly mapping: string | undefined;
  readonly rejected: string | undefined;
  readonly layout: Layout;
}

function parseUsageArgs(args: string[]): UsageArgs | 'help' | { readonly problem: string } {
  let values;
  let positionals;
  try {
    ({ values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        by: { type: 'string', multiple: true },
        cost: { type: 'string', default: 'billed' },
        from: { type: 'string' },
        to: { type: 'string' },
        mapping: { type: 'string' },
        rejected: { type: 'string' },
        json: { type: 'boolean', default: false },
        csv: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  if (values.help) return 'help';
  if (positionals.length === 0) return { problem: 'name a file or a folder' };
  const layouts = (['json', 'csv', 'markdown'] as const).filter((layout) => values[layout]);
  if (layouts.length > 1) return { problem: 'choose one of --json, --csv and --markdown' };
  const by = groupKeysOf(values.by ?? []);
  if ('problem' in by) return by;
  const cost = costKinds.find((kind) => kind === values.cost);
  if (!cost) return { problem: `--cost takes ${costKinds.join(', ')}, not "${values.cost}"` };
  for (const option of ['from', 'to'] as const) {
    const text = values[option];
    if (text !== undefined && readMoment(text) === undefined) {
      return { problem: `--${option} takes a day such as 2026-10-01, not "${text}"` };
    }
  }
  return {
    paths: positionals,
    by: by.keys,
    cost,
    from: values.from === undefined ? undefined : readMoment(values.from),
    to: values.to === undefined ? undefined : readMoment(values.to),
    mapping: values.mapping,
    rejected: values.rejected,
    layout: layouts[0] ?? 'text',
  };
}

function groupKeysOf(
  lists: readonly string[],
): { readonly keys: readonly GroupKey[] } | { readonly problem: string } {
  const known = [...recordDimensions, 'day', 'month'] as const;
  const keys: GroupKey[] = [];
  for (const name of lists.flatMap((list) => list.split(','))) {
    const key = name.startsWith('tag:') ? (name as `tag:${string}`) : known.find((k) => k === name);
    if (key === undefined || key === 'tag:') {
      return { problem: `--by takes ${known.join(', ')} or tag:KEY, not "${name}"` };
    }
    if (!keys.includes(key)) keys.push(key);
  }
  return { keys };
}

/** Where rejected rows are exported to. */
class RejectFile {
  private constructor(private readonly stream: WriteStream) {}

  static async open(file: string | undefined): Promise<RejectFile | undefined> {
    if (file === undefined) return undefined;
    const stream = createWriteStream(file);
    await once(stream, 'open');
    return new RejectFile(stream);
  }

  write(row: unknown): void {
    this.stream.write(`${JSON.stringify(row)}\n`);
  }

  async close(): Promise<void> {
    this.stream.end();
    await once(this.stream, 'close');
  }
}

type Document = ReturnType<typeof summaryData> & { readonly rejected: number };

function print(
  layout: Layout,
  document: Document,
  by: readonly GroupKey[],
  findings: readonly UsageFinding[],
): string {
  if (layout === 'json') return printJson(document, findings);
  const names = [...by, ...(document.totals ? ['currency'] : []), 'amount', 'rows'];
  const body = document.groups.map((group) => names.map((column) => String(group[column] ?? '')));
  if (layout === 'csv') return [names, ...body].map(csvLine).join('');
  const shown = body.map((row) => row.map((value, index) => shownCell(value, names[index] ?? '')));
  if (body.length === 0) return totalLine(document);
  const lines = layout === 'markdown' ? markdownTable(names, shown) : textTable(names, shown);
  return `${lines}${totalLine(document)}`;
}

function printJson(
  { rows, rejected, currency, total, totals, groups }: Document,
  findings: readonly UsageFinding[],
) {
  const printed = findings.map((finding) => ({
    code: finding.code,
    severity: finding.severity,
    message: messageOf(finding),
    rows: finding.rows,
    ...finding.params,
    ...(finding.first && { file: finding.first.file, line: finding.first.line }),
  }));
  const document = {
    rows,
    rejected,
    currency,
    total,
    ...(totals && { totals }),
    groups,
    findings: printed,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A value that is not there is shown as a dash, an amount that is not known as such. */
function shownCell(value: string, column: string): string {
  if (value !== '') return printable(value);
  return column === 'amount' ? 'unknown' : '–';
}

function csvLine(row: readonly string[]): string {
  const cells = row.map((cell) =>
    /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${cells.join(',')}\n`;
}

function markdownTable(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const rule = names.map((name) => (isNumber(name) ? '---:' : '---'));
  return [names, rule, ...rows].map(line).join('') + '\n';
}

function textTable(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const left = new Set(names.flatMap((name, index) => (isNumber(name) ? [] : [index])));
  const heading = names.map((name) => name.toUpperCase());
  return columns([heading, ...rows], left)
    .map((line) => `${line}\n`)
    .join('');
}

function isNumber(column: string): boolean {
  return column === 'amount' || column === 'rows';
}

function totalLine({ rows, rejected, currency, total, totals }: Document): string {
  const amounts = totals
    ? totals.map((sum) =>
        `${String(sum['amount'] ?? 'unknown')} ${String(sum['currency'] ?? '')}`.trim(),
      )
    : [total === null ? 'unknown' : `${total} ${currency ?? ''}`];
  const dropped = rejected === 0 ? '' : `, ${rejected} rejected`;
  return `total: ${amounts.join(', ')} (${rows} rows${dropped})\n`;
}

function messageOf({ code, params, rows }: UsageFinding): string {
  return fillTemplate(issueTemplates[code], { rows, ...params });
}

function printFinding(finding: UsageFinding): string {
  const { first, severity, code } = finding;
  const place = first ? `${first.file}:${first.line}: ` : '';
  return printable(`${place}${severity}: ${messageOf(finding)} [${code}]`);
}
