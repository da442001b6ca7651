import { parseArgs } from 'node:util';
import { fillTemplate, issueTemplates } from '../engine/issues';
import { createGenaiPricesCatalog } from '../engine/pricing/genaiPrices';
import type { ScenarioIssue } from '../engine/scenario/evaluateScenario';
import type { ScenarioFile } from '../engine/scenario/scenarioFile';
import type { SectionInputs } from '../engine/scenario/sections';
import { validateScenario, type ValidScenario } from '../engine/scenario/validate';
import { pathText } from '../engine/systems/path';
import type { Finding } from '../engine/systems/system';
import { printable } from '../engine/text/printable';
import { documentMarkdown, documentText, type ReportDocument } from '../engine/text/reportDocument';
import { pointsOf } from '../engine/uncertainty/quantity';
import type { UsageFinding } from '../engine/usage/findings';
import { readMoment } from '../engine/usage/readers/moment';
import type { CostKind } from '../engine/usage/record';
import { UsageSet } from '../engine/usage/usageSet';
import { isUnreadable, placer, type PrintedIssue } from './evaluate';
import { exit, type ExitCode, type Io } from './io';
import { ledgerSources } from './ledgerSources';
import { readScenario } from './scenarioFile';
import { readUsageFiles } from './usageFiles';

/** What a command that reports on a scenario's ledger is told. */
export interface SpendArgs {
  readonly words: readonly string[];
  readonly layout: 'text' | 'json' | 'markdown' | 'csv';
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly today: string | undefined;
  readonly audit: string | undefined;
}

/** What is the same in the help of all of these commands. */
export const spendHelp = `  --json, --markdown

Exit status: 0; 1 where a budget is exceeded, a policy violated, rows do not count, or there is an
error; 2 where the scenario or its usage can't be read.
`;

/** @param extra options of the command beside --json, --markdown and --help. */
export function parseSpendArgs(
  args: string[],
  extra: readonly ('csv' | 'from' | 'to' | 'today' | 'audit')[],
): SpendArgs | 'help' | { readonly problem: string } {
  let values: Readonly<Record<string, string | boolean | undefined>>;
  let positionals: string[];
  try {
    ({ values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        markdown: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        ...Object.fromEntries(
          extra.map((name) => [name, { type: name === 'csv' ? 'boolean' : 'string' } as const]),
        ),
      },
    }));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  if (values['help'] === true) return 'help';
  const layouts = (['json', 'markdown', 'csv'] as const).filter((name) => values[name] === true);
  if (layouts.length > 1) return { problem: `choose one of --${layouts.join(', --')}` };
  for (const name of ['from', 'to', 'today']) {
    const text = values[name];
    if (typeof text === 'string' && readMoment(text) === undefined) {
      return { problem: `--${name} takes a day such as 2026-10-01, not "${text}"` };
    }
  }
  const text = (name: string): string | undefined =>
    typeof values[name] === 'string' ? values[name] : undefined;
  const moment = (name: string): number | undefined => {
    const written = text(name);
    return written === undefined ? undefined : readMoment(written);
  };
  return {
    words: positionals,
    layout: layouts[0] ?? 'text',
    from: moment('from'),
    until: moment('to'),
    today: text('today')?.slice(0, 'YYYY-MM-DD'.length),
    audit: text('audit'),
  };
}

/** A scenario with its usage read. */
export interface SpendCase {
  readonly path: string;
  readonly file: ScenarioFile;
  readonly scenario: ValidScenario;
  readonly inputs: SectionInputs;
  readonly set: UsageSet;
  readonly cost: CostKind;
  /** What there is to say of the usage. */
  readonly usageFindings: readonly UsageFinding[];
  /** What is wrong with the scenario. */
  readonly findings: readonly Finding[];
}

/** Reads a scenario and the usage that its ledger names. */
export async function readSpendCase(
  command: string,
  scenarioPath: string,
  io: Io,
): Promise<SpendCase | undefined> {
  const complain = (problem: string): void => {
    io.error(`costlens ${command}: ${printable(`${scenarioPath}: ${problem}`)}\n`);
  };
  const file = await readScenario(scenarioPath);
  if ('problem' in file) {
    complain(file.problem);
    return undefined;
  }
  const scenario = validateScenario(file.value);
  if (isUnreadable(file)) {
    printIssues(scenarioPath, issuesOf(file, scenario.findings), io);
    return undefined;
  }
  const inputs: SectionInputs = pointsOf(scenario.sections);
  const { sources, clickhouse, cost = 'billed' } = inputs.ledger ?? {};
  if (!sources) {
    const code = clickhouse ? 'ledger-clickhouse' : 'ledger-missing';
    printIssues(scenarioPath, issuesOf(file, scenario.findings), io);
    complain(issueTemplates[code]);
    return undefined;
  }
  const found = await ledgerSources(scenarioPath, sources);
  const set = new UsageSet(createGenaiPricesCatalog());
  const read = await readUsageFiles(found.files, set);
  const findings: Finding[] = [...scenario.findings];
  if (clickhouse) {
    const path = ['ledger', 'clickhouse'];
    findings.push({ code: 'ledger-clickhouse', severity: 'warning', params: {}, path });
  }
  for (const index of found.missing) {
    findings.push({
      code: 'ledger-source-missing',
      severity: 'error',
      params: { source: sources[index] ?? '' },
      path: ['ledger', 'sources', index],
    });
  }
  const usageFindings = [...read.findings, ...set.findings.list()];
  const spend = { path: scenarioPath, file, scenario, inputs, set, cost, usageFindings, findings };
  if (read.read > 0) return spend;
  printFindings(spend, [], io);
  return undefined;
}

/** Findings with their places in the file; with all of it where they are about no part. */
function issuesOf(file: ScenarioFile, findings: readonly Finding[]): readonly PrintedIssue[] {
  const place = placer(file);
  return [
    ...file.issues.map((issue): ScenarioIssue => ({ ...issue, path: '' })),
    ...findings.map(({ code, severity, params, path }): ScenarioIssue => ({
      code,
      severity,
      params,
      range: file.rangeOf(path),
      path: pathText(path),
    })),
  ].map(place);
}

/** What a command has to show. */
export interface SpendOutput {
  /** For --json. */
  readonly data: object;
  readonly document: ReportDocument;
  readonly csv?: string;
  /** What is wrong beyond reading. */
  readonly findings: readonly Finding[];
  /** A budget is exceeded, or a policy violated. */
  readonly isExceeded: boolean;
}

/** Prints what a command has to show, and says how it went. */
export function printSpend(
  spend: SpendCase,
  { data, document, csv = '', findings, isExceeded }: SpendOutput,
  layout: SpendArgs['layout'],
  io: Io,
): ExitCode {
  const issues = issuesOf(spend.file, [...spend.findings, ...findings]);
  if (layout === 'json') {
    const printed = {
      file: spend.path,
      system: spend.scenario.system,
      ...data,
      rejected: spend.set.rejected,
      findings: spend.usageFindings.map(usageFindingData),
      issues,
    };
    io.out(`${JSON.stringify(printed, null, 2)}\n`);
  } else {
    const texts = { csv: () => csv, markdown: documentMarkdown, text: documentText };
    io.out(texts[layout](document));
    printFindings(spend, findings, io);
  }
  const severities = [...issues, ...spend.usageFindings].map(({ severity }) => severity);
  return isExceeded || severities.includes('error') ? exit.problems : exit.ok;
}

function printFindings(spend: SpendCase, findings: readonly Finding[], io: Io): void {
  printIssues(spend.path, issuesOf(spend.file, [...spend.findings, ...findings]), io);
  for (const finding of spend.usageFindings) {
    const { first, severity, code } = finding;
    const place = first ? `${first.file}:${first.line}: ` : '';
    const message = usageFindingMessage(finding);
    io.error(`${printable(`${place}${severity}: ${message} [${code}]`)}\n`);
  }
}

function printIssues(file: string, issues: readonly PrintedIssue[], io: Io): void {
  for (const { line, column, severity, message, code } of issues) {
    io.error(`${printable(`${file}:${line}:${column}: ${severity}: ${message} [${code}]`)}\n`);
  }
}

function usageFindingData(finding: UsageFinding): object {
  const { code, severity, params, rows, first } = finding;
  return {
    code,
    severity,
    message: usageFindingMessage(finding),
    rows,
    ...params,
    ...(first && { file: first.file, line: first.line }),
  };
}

function usageFindingMessage({ code, params, rows }: UsageFinding): string {
  return fillTemplate(issueTemplates[code], { rows, ...params });
}
