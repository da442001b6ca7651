import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { issueMessage, type Issue, type Severity } from '../engine/issues';
import type { ModelCatalog } from '../engine/pricing/price';
import { compileGlobs } from '../engine/prompts/fileGlobs';
import type { ReportOptions } from '../engine/report/analyzePrompt';
import type { PromptReport } from '../engine/report/report';
import { readConfig, type ConfigFile, type ReadConfig } from '../engine/rules/config';
import type { CheckResult, Finding, FixKind, Potential } from '../engine/rules/finding';
import type { RuleSettings } from '../engine/rules/settings';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';
import { analyzeFile, defaultModel, parseFile } from './analyzeFile';
import { fixFile } from './checkFix';
import { exit, type ExitCode, type Io } from './io';
import { placer } from './located';
import { readPrices } from './priceCatalog';
import { readPrompts, type FileRules, type PromptFile } from './promptFiles';
import { sarifLog, type CheckedSource } from './sarif';

const usage = `costlens check [--json|--sarif] [--max-warnings N] [--fix [--unsafe]] PATHS…

Finds what makes prompts cost more than they have to, or fail: wordy instructions, repeated text,
surplus examples, prompts that do not fit their model, retired models, and more (docs/rules). Each
finding says what its fix saves, counted before and after it.

  --json            print one JSON document
  --sarif           print SARIF 2.1.0, for code scanning
  --max-warnings N  so many warnings are no failure; errors always are
  --fix             apply the safe fixes: what is rendered, or the JSON value, stays the same
  --unsafe          with --fix: also those that change words; look at the difference before committing
  --model M         check for this model, whatever the files name
  --output N        expect N output tokens of a call, where a file sets no limit
  --config FILE     read this configuration
  --include GLOB    check files of these paths too, whatever they are; may be given several times
  --exclude GLOB    leave files of these paths out, where a folder is walked

Rules are configured in costlens.config.json, or else .vscode/settings.json ("costlens.rules"), of
the current directory, and by comments: costlens-disable-next-line RULE, costlens-disable-file RULE.

Exit status: 0; 1 where there are errors or too many warnings, or a file could not be read; 2 where
the command was used wrongly or nothing could be read.
`;

/** `costlens check`. */
export async function checkCommand(args: string[], io: Io): Promise<ExitCode> {
  const parsed = parseCheckArgs(args);
  if ('problem' in parsed) {
    io.error(`costlens check: ${parsed.problem}\n\n${usage}`);
    return exit.failed;
  }
  if (parsed.help) {
    io.out(usage);
    return exit.ok;
  }
  const read = await readConfigOf(parsed.config);
  if ('problem' in read) {
    io.error(`costlens check: ${printable(read.problem)}\n`);
    return exit.failed;
  }
  for (const { path: key, detail } of read.problems) {
    io.error(`${printable(`${read.file}: ${key === '' ? 'the file' : `"${key}"`} ${detail}`)}\n`);
  }
  const run = await startRun(parsed, read);
  const files: CheckedFile[] = [];
  let failures = read.problems.length;
  for await (const prompt of readPrompts(parsed.paths, run.fileRules)) {
    if (prompt.kind === 'unread') {
      failures++;
      io.error(`${printable(`${prompt.file}: ${prompt.reason}`)}\n`);
      continue;
    }
    const { checked, refused } = await checkOne(prompt, run);
    files.push(checked);
    if (refused !== undefined) {
      failures++;
      io.error(`${printable(`${prompt.file}: ${refused}`)}\n`);
    }
  }
  const total = totalOf(files);
  if (parsed.sarif) io.out(`${JSON.stringify(sarifLog(files), null, 2)}\n`);
  else if (parsed.json) io.out(`${JSON.stringify(jsonOf(files, total), null, 2)}\n`);
  else io.out(textOf(files, total));
  if (files.length === 0) {
    io.error('costlens check: no prompt could be read\n');
    return exit.failed;
  }
  const isBad = total.errors > 0 || total.warnings > (parsed.maxWarnings ?? 0) || failures > 0;
  return isBad ? exit.problems : exit.ok;
}

interface CheckArgs {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly sarif: boolean;
  readonly maxWarnings: number | undefined;
  readonly fixes: readonly FixKind[];
  readonly model: string | undefined;
  readonly output: number | undefined;
  readonly config: string | undefined;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly help: boolean;
}

function parseCheckArgs(args: string[]): CheckArgs | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        sarif: { type: 'boolean', default: false },
        'max-warnings': { type: 'string' },
        fix: { type: 'boolean', default: false },
        unsafe: { type: 'boolean', default: false },
        model: { type: 'string', short: 'm' },
        output: { type: 'string' },
        config: { type: 'string' },
        include: { type: 'string', multiple: true, default: [] },
        exclude: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { json, sarif, include, exclude, config, help } = values;
    if (json && sarif) return { problem: '--json and --sarif exclude each other' };
    if (values.unsafe && !values.fix) return { problem: '--unsafe goes with --fix' };
    if (values.model?.trim() === '') return { problem: '--model takes the name of a model' };
    const [unusable] = compileGlobs([...include, ...exclude]).unusable;
    if (unusable !== undefined) return { problem: `"${unusable}" is no glob that can be used` };
    if (positionals.length === 0 && !help) return { problem: 'name a file or a folder' };
    const fixes: readonly FixKind[] = values.unsafe ? ['safe', 'unsafe'] : ['safe'];
    return {
      ...{ paths: positionals, json, sarif, include, exclude, config, help },
      maxWarnings: wholeNumber('--max-warnings', values['max-warnings']),
      output: wholeNumber('--output', values.output),
      fixes: values.fix ? fixes : [],
      model: values.model?.trim(),
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() !== '' && Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`${name} takes a whole number, not "${value}"`);
}

/** A configuration and the file that it was read from. */
interface ConfigOf extends ReadConfig {
  readonly file: string;
}

/** The configuration that is named, or else the one of the current directory. */
async function readConfigOf(
  named: string | undefined,
): Promise<ConfigOf | { readonly problem: string }> {
  if (named !== undefined) {
    const text = await textAt(named);
    if (text === undefined) return { problem: `${named}: could not be read` };
    const kind = path.basename(named) === 'settings.json' ? 'settings' : 'config';
    return { ...readConfig({ kind, text }), file: named };
  }
  const places: readonly (readonly [ConfigFile['kind'], string])[] = [
    ['config', 'costlens.config.json'],
    ['settings', path.join('.vscode', 'settings.json')],
  ];
  for (const [kind, file] of places) {
    const text = await textAt(file);
    if (text !== undefined) return { ...readConfig({ kind, text }), file };
  }
  return { ...readConfig(undefined), file: '' };
}

async function textAt(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined; // There need not be any.
  }
}

/** What all files of a run are checked with. */
interface Run {
  readonly options: ReportOptions;
  readonly catalog: ModelCatalog;
  readonly settings: RuleSettings;
  readonly fileRules: FileRules;
  readonly fixes: readonly FixKind[];
}

async function startRun(args: CheckArgs, { config }: ReadConfig): Promise<Run> {
  const fileRules: FileRules = {
    isIncluded: compileGlobs([...config.include, ...args.include]).matches,
    isExcluded: compileGlobs([...config.exclude, ...args.exclude]).matches,
  };
  const options: ReportOptions = {
    modelOverride: args.model,
    defaultModel: config.defaultModel ?? defaultModel,
    expectedOutputTokens: args.output ?? config.expectedOutputTokens,
    at: new Date(),
  };
  const { catalog } = await readPrices(args.paths, fileRules, options.at);
  return { options, catalog, settings: config.rules, fileRules, fixes: args.fixes };
}

/** A file as it was checked, after fixes where there were any. */
interface CheckedFile extends CheckedSource {
  readonly tokens: number;
  readonly estimated: boolean;
  /** Problems of reading the file, by which it is worse than its findings. */
  readonly issues: readonly Issue[];
  readonly safe: Potential;
  readonly all: Potential;
  /** What was saved by applying fixes. */
  readonly fixedTokens: number;
}

async function checkOne(
  prompt: PromptFile,
  run: Run,
): Promise<{ readonly checked: CheckedFile; readonly refused?: string }> {
  const before = await reportOf(prompt, run);
  if (run.fixes.length === 0 || !hasFix(before, run.fixes)) {
    return { checked: checkedFile(prompt, before, 0) };
  }
  const outcome = await fixFile(prompt.file, run.fixes, async (text) =>
    checkOf(await reportOf({ ...prompt, text }, run)),
  );
  if (outcome.kind === 'refused') {
    return { checked: checkedFile(prompt, before, 0), refused: outcome.reason };
  }
  if (outcome.kind === 'unchanged') return { checked: checkedFile(prompt, before, 0) };
  const fixed = { ...prompt, text: outcome.text };
  const after = await reportOf(fixed, run);
  return { checked: checkedFile(fixed, after, before.tokens - after.tokens) };
}

async function reportOf(prompt: PromptFile, run: Run): Promise<PromptReport> {
  const parsed = await parseFile(prompt);
  return analyzeFile(prompt, parsed, run.options, run.catalog, { rules: run.settings });
}

function checkOf({ check }: PromptReport): CheckResult {
  if (!check) throw new Error('the file was to be checked');
  return check;
}

function hasFix(report: PromptReport, kinds: readonly FixKind[]): boolean {
  return checkOf(report).findings.some(({ fix }) => fix && kinds.includes(fix.kind));
}

function checkedFile(
  { file, text, malformed }: PromptFile,
  report: PromptReport,
  fixedTokens: number,
): CheckedFile {
  const { findings, safe, all } = checkOf(report);
  const start = { start: 0, end: 0 };
  const encoding: Issue[] = malformed
    ? [{ code: 'malformed-bytes', severity: 'warning', params: {}, range: start }]
    : [];
  return {
    ...{ file, text, findings, safe, all, fixedTokens },
    tokens: report.tokens,
    estimated: report.estimates.length > 0,
    issues: [...encoding, ...report.issues],
  };
}

/** The JSON output. Money is in US dollars; null where there is no fix or no price. */
interface JsonFinding {
  /** The rule, or the code of a problem of reading the file. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly savedTokens: number | null;
  readonly savedUsd: number | null;
  readonly fix: FixKind | 'none';
}

function jsonOf(files: readonly CheckedFile[], total: Total): unknown {
  return {
    files: files.map((checked) => ({
      file: checked.file,
      tokens: checked.tokens,
      findings: findingsOf(checked),
    })),
    total,
  };
}

/** Findings and problems of a file, in its order. */
function findingsOf({ text, findings, issues }: CheckedFile): JsonFinding[] {
  const place = placer(text);
  const all = [
    ...issues.map((issue) => ({ ...noSaving, ...issue, rule: issue.code })),
    ...findings,
  ].toSorted((a, b) => a.range.start - b.range.start);
  return all.map(({ rule, severity, code, params, range, fix, savedTokens, savedUsd }) => ({
    ...{ rule, severity },
    message: issueMessage({ code, severity, params, range }),
    ...place(range.start),
    ...{ savedTokens, savedUsd },
    fix: fix?.kind ?? 'none',
  }));
}

const noSaving: Pick<Finding, 'fix' | 'savedTokens' | 'savedUsd'> = {
  fix: null,
  savedTokens: null,
  savedUsd: null,
};

interface Total {
  readonly files: number;
  readonly tokens: number;
  readonly estimated: boolean;
  readonly findings: number;
  readonly errors: number;
  readonly warnings: number;
  /** What safe fixes save together, and what all of them do. */
  readonly safeTokens: number;
  readonly allTokens: number;
  /** What `--fix` has saved. */
  readonly fixedTokens: number;
}

function totalOf(files: readonly CheckedFile[]): Total {
  const sum = (part: (file: CheckedFile) => number): number =>
    files.reduce((total, file) => total + part(file), 0);
  const ofSeverity = (severity: Severity): number =>
    sum(
      ({ findings, issues }) =>
        [...findings, ...issues].filter((each) => each.severity === severity).length,
    );
  return {
    files: files.length,
    tokens: sum(({ tokens }) => tokens),
    estimated: files.some(({ estimated }) => estimated),
    findings: sum(({ findings, issues }) => findings.length + issues.length),
    errors: ofSeverity('error'),
    warnings: ofSeverity('warning'),
    safeTokens: sum(({ safe }) => safe.savedTokens),
    allTokens: sum(({ all }) => all.savedTokens),
    fixedTokens: sum(({ fixedTokens }) => fixedTokens),
  };
}

/** The report for people: findings by file, then the sum. */
function textOf(files: readonly CheckedFile[], total: Total): string {
  const { count } = createFigures('en-US');
  const approximate = total.estimated ? '≈' : '';
  const blocks = files.flatMap((checked) => {
    const findings = findingsOf(checked);
    if (findings.length === 0) return [];
    const lines = findings.map((finding) => {
      const place = `${finding.line}:${finding.column}`.padEnd(8);
      const saving =
        finding.fix !== 'none' && finding.savedTokens !== null && finding.savedTokens > 0
          ? ` Saves ${approximate}${count(finding.savedTokens)} tokens (${finding.fix}).`
          : '';
      return `  ${place} ${finding.severity.padEnd(11)} ${printable(finding.message)}${saving}  [${finding.rule}]`;
    });
    return [[printable(checked.file), ...lines, ''].join('\n')];
  });
  const files1 = total.files === 1 ? '1 file' : `${count(total.files)} files`;
  const found =
    `${files1}, ${approximate}${count(total.tokens)} tokens: ` +
    `${count(total.findings)} findings (${count(total.errors)} errors, ${count(total.warnings)} warnings).`;
  const saves =
    total.allTokens > 0
      ? ` Safe fixes save ${approximate}${count(total.safeTokens)} tokens, all fixes ${approximate}${count(total.allTokens)}.`
      : '';
  const fixed =
    total.fixedTokens > 0 ? ` Fixes have saved ${approximate}${count(total.fixedTokens)}.` : '';
  return `${[...blocks, found + saves + fixed].join('\n')}\n`;
}
