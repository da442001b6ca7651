import { parseArgs } from 'node:util';
import { issueMessage, type IssueCode } from '../engine/issues';
import type {
  EvaluatedScenario,
  ScenarioEvaluation,
  ScenarioIssue,
} from '../engine/scenario/evaluateScenario';
import { exceededLimits } from '../engine/scenario/exceededLimits';
import { reportMarkdown, reportText } from '../engine/scenario/printReport';
import type { ScenarioFile } from '../engine/scenario/scenarioFile';
import { newerVersion } from '../engine/scenario/validate';
import { createFigures } from '../engine/text/figures';
import { lineStarts, positionAt } from '../engine/text/lines';
import { printable } from '../engine/text/printable';
import { exit, type ExitCode, type Io } from './io';
import { readScenario } from './scenarioFile';
import { evaluateOnDisk } from './scenarioSurroundings';

const usage = `costlens evaluate FILE [--variant N] [--at DAY] [--json | --markdown]

Evaluates a scenario file (*.cost.yaml, *.cost.json): its base and all of its variants.

  --variant N  only this one: a variant's name, its number from 1, or "base"
  --at DAY     as if today were this day, YYYY-MM-DD: it decides on prices and approvals
  --json       print one JSON document, numbers unrounded
  --markdown   print a report in Markdown

Exit status: 0; 1 where there is an error, a violated policy or an exceeded budget; 2 where the file
can't be read, is not valid YAML or JSON, or is of a newer format.
`;

/** `costlens evaluate`. */
export async function evaluateCommand(args: string[], io: Io): Promise<ExitCode> {
  const parsed = parseEvaluateArgs(args);
  if ('problem' in parsed) {
    io.error(`costlens evaluate: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  if (parsed.help) {
    io.out(usage);
    return exit.ok;
  }
  const file = await readScenario(parsed.file);
  if ('problem' in file) {
    io.error(`costlens evaluate: ${printable(`${parsed.file}: ${file.problem}`)}\n`);
    return exit.failed;
  }
  const evaluation = await evaluateOnDisk(parsed.file, file, parsed.at);
  const scenarios = chosenScenarios(evaluation, parsed.variant);
  if (scenarios.length === 0 && evaluation.scenarios.length > 0) {
    const names = evaluation.scenarios.map(({ name }) => name).join(', ');
    io.error(`costlens evaluate: there is no variant "${parsed.variant ?? ''}", only: ${names}\n`);
    return exit.failed;
  }
  const chosen = { ...evaluation, scenarios };
  const place = placer(file);
  io.out(printed(parsed, chosen, place));
  if (!parsed.json) {
    printIssues(parsed.file, chosen, place, io);
    printLimits(parsed.file, chosen, io);
  }
  return exitCode(file, chosen);
}

interface EvaluateArgs {
  readonly file: string;
  readonly variant: string | undefined;
  /** YYYY-MM-DD. */
  readonly at: string;
  readonly json: boolean;
  readonly markdown: boolean;
  readonly help: boolean;
}

function parseEvaluateArgs(args: string[]): EvaluateArgs | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        variant: { type: 'string' },
        at: { type: 'string', default: new Date().toISOString().slice(0, 10) },
        json: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [file, ...others] = positionals;
    if (!values.help && file === undefined) return { problem: 'name a scenario file' };
    if (others.length > 0) return { problem: 'name one file' };
    if (!isDay(values.at)) return { problem: `"${values.at}" is not a day: write YYYY-MM-DD` };
    if (values.json && values.markdown) return { problem: 'choose --json or --markdown' };
    return { ...values, file: file ?? '', variant: values.variant };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function chosenScenarios(
  { scenarios }: ScenarioEvaluation,
  wanted: string | undefined,
): readonly EvaluatedScenario[] {
  if (wanted === undefined) return scenarios;
  const named = scenarios.filter(({ name }) => name === wanted);
  if (named.length > 0) return named;
  const numbered = /^\d+$/.test(wanted) ? scenarios[Number(wanted)] : undefined;
  return numbered ? [numbered] : [];
}

/** An issue as it is printed: line and column count from 1. */
export interface PrintedIssue {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
}

type Place = (issue: ScenarioIssue) => PrintedIssue;

/** Sets issues of a file with their messages and places. */
export function placer(file: ScenarioFile): Place {
  const starts = lineStarts(file.text);
  return (issue) => {
    const { line, column } = positionAt(starts, issue.range.start);
    return {
      code: issue.code,
      severity: issue.severity,
      message: issueMessage(issue),
      line: line + 1,
      column: column + 1,
      path: issue.path,
    };
  };
}

function printed(
  { file, json, markdown }: EvaluateArgs,
  evaluation: ScenarioEvaluation,
  place: Place,
): string {
  if (!json) return (markdown ? reportMarkdown : reportText)(evaluation, createFigures('en-US'));
  const { system, currency, scenarios, issues } = evaluation;
  const document = {
    file,
    system,
    currency,
    scenarios: scenarios.map(({ name, results, reasons, issues: own }) => ({
      name,
      results,
      reasons,
      issues: own.map(place),
    })),
    issues: issues.map(place),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function printIssues(file: string, evaluation: ScenarioEvaluation, place: Place, io: Io): void {
  const own = evaluation.scenarios.flatMap(({ name, issues }) =>
    issues.map((issue) => ({ ...place(issue), scenario: name === 'base' ? '' : ` (${name})` })),
  );
  for (const issue of [
    ...evaluation.issues.map((one) => ({ ...place(one), scenario: '' })),
    ...own,
  ]) {
    const { line, column, severity, message, code, scenario } = issue;
    io.error(
      `${printable(`${file}:${line}:${column}: ${severity}: ${message} [${code}]${scenario}`)}\n`,
    );
  }
}

function printLimits(file: string, { scenarios }: ScenarioEvaluation, io: Io): void {
  for (const scenario of scenarios) {
    const where = scenario.name === 'base' ? '' : ` (${scenario.name})`;
    for (const key of exceededLimits(scenario)) {
      io.error(`${printable(`${file}: over the limit: ${key}${where}`)}\n`);
    }
  }
}

/** Errors of a file that is valid YAML or JSON. */
const wellFormed: ReadonlySet<IssueCode> = new Set<IssueCode>([
  'scenario-repeated-key',
  'scenario-several-documents',
]);

/** Whether nothing can be said of a file: it is no YAML or JSON, or of a newer format. */
export function isUnreadable(file: ScenarioFile): boolean {
  const isBroken = file.issues.some(
    ({ severity, code }) => severity === 'error' && !wellFormed.has(code),
  );
  return isBroken || file.value === undefined || newerVersion(file.value) !== undefined;
}

function exitCode(file: ScenarioFile, { scenarios, issues }: ScenarioEvaluation): ExitCode {
  if (isUnreadable(file)) return exit.failed;
  if (scenarios.some((scenario) => exceededLimits(scenario).length > 0)) return exit.problems;
  const all = [...issues, ...scenarios.flatMap((scenario) => scenario.issues)];
  return all.some(({ severity }) => severity === 'error') ? exit.problems : exit.ok;
}
