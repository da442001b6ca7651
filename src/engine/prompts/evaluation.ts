import type { TextRange } from '../text/range';
import { CsvSplitter, separatorOf } from '../usage/readers/csv';
import type { ReadWorkspaceFile } from './includes';
import { IssueList } from './issueList';
import { createJsonReader } from './jsonSource';
import { normalizedPath } from './paths';
import {
  entriesOf,
  entryValue,
  firstEntry,
  itemsOf,
  printedValue,
  stringOf,
  type SourceValue,
} from './source';
import { readYaml } from './yamlSource';

/**
 * What an evaluation sends: each prompt to each provider's model with the values of each test, so
 * many times over (promptfoo.dev/docs/configuration; the loops are in promptfoo's src/evaluator.ts:
 * repetitions × combinations of values × providers × prompts).
 */
export interface Evaluation extends Omit<WrittenEvaluation, 'tests' | 'scenarios' | 'defaultTest'> {
  readonly tests: readonly EvaluationTest[];
  /** As many as there are: `tests` has only the first of very many. */
  readonly testCount: number;
  /** What is named and could not be read as tests: their calls are not known. */
  readonly unread: readonly string[];
}

/** A configuration as it is written: tests may be in other files. */
export interface WrittenEvaluation {
  readonly prompts: readonly EvaluatedPrompt[];
  readonly providers: readonly EvaluatedProvider[];
  readonly repeat: number;
  readonly tests: readonly TestSource[];
  readonly scenarios: readonly WrittenScenario[];
  readonly defaultTest: TestSource | undefined;
}

/** A prompt of the configuration: a text of its own, or the file that it names. */
export interface EvaluatedPrompt {
  readonly label: string;
  /** Where it stands: the range of its segment, or of the reference to its file. */
  readonly range: TextRange;
  /** True where a program makes it: its text is not known. */
  readonly isProgram: boolean;
}

export interface EvaluatedProvider {
  readonly model: string;
  /** What tests call it: its id and its label. */
  readonly names: readonly string[];
  /** The labels of the only prompts that it is given. */
  readonly prompts?: readonly string[];
  readonly maxOutputTokens?: number;
}

/** A test, its lists of values multiplied out. */
export interface EvaluationTest {
  readonly values: ReadonlyMap<string, string>;
  readonly providers?: readonly string[];
  readonly prompts?: readonly string[];
}

/** A test as it is written, or a file of tests. */
export type TestSource =
  | { readonly kind: 'test'; readonly test: WrittenTest }
  | { readonly kind: 'file'; readonly target: string };

interface WrittenTest {
  /** Every variable with its values: a list is a test each. */
  readonly vars: ReadonlyMap<string, readonly string[]>;
  readonly providers?: readonly string[];
  readonly prompts?: readonly string[];
}

/** Data, and tests that are run on each row of it. */
export interface WrittenScenario {
  readonly config: readonly TestSource[];
  readonly tests: readonly TestSource[];
}

/** So many tests are looked at one by one; of more, only the number is known. */
const mostTests = 5000;

/** The tests of a list, of a path, or of the map with a path that older configurations have. */
export function readTests(text: string, value: SourceValue | undefined): TestSource[] {
  if (!value) return [];
  if (value.kind === 'list') return value.items.flatMap((item) => readTests(text, item));
  const target = stringOf(text, value) ?? stringOf(text, entryValue(value, 'path'));
  if (target !== undefined) return [{ kind: 'file', target: target.trim() }];
  return value.kind === 'map' ? [{ kind: 'test', test: writtenTest(text, value) }] : [];
}

export function readScenarios(text: string, value: SourceValue | undefined): WrittenScenario[] {
  return itemsOf(value).map((scenario) => {
    // Of a scenario in a file, the file stands for its tests: it can't be followed.
    const tests = scenario.kind === 'map' ? entryValue(scenario, 'tests') : scenario;
    return {
      config: readTests(text, entryValue(scenario, 'config')),
      tests: readTests(text, tests),
    };
  });
}

function writtenTest(text: string, value: SourceValue): WrittenTest {
  const options = entryValue(value, 'options');
  const noExpansion = entryValue(options, 'disableVarExpansion');
  const isExpanded = !(noExpansion?.kind === 'scalar' && noExpansion.value === true);
  const vars = new Map<string, readonly string[]>();
  for (const { key, value: given } of entriesOf(entryValue(value, 'vars'))) {
    const values = given.kind === 'list' && isExpanded ? given.items : [given];
    vars.set(
      key,
      values.map((each) => printedValue(text, each)),
    );
  }
  const providers = namesOf(text, firstEntry(value, 'providers'));
  const prompts = namesOf(text, firstEntry(value, 'prompts'));
  return { vars, ...(providers && { providers }), ...(prompts && { prompts }) };
}

/** A list of names; undefined where there is none. */
export function namesOf(text: string, value: SourceValue | undefined): string[] | undefined {
  if (value?.kind !== 'list') return undefined;
  return value.items.flatMap((item) => stringOf(text, item) ?? []);
}

/**
 * Reads the files of tests, and values that are in files, inside the workspace.
 *
 * @param path the configuration's own path, relative to the workspace folder.
 */
export async function loadEvaluation(
  written: WrittenEvaluation,
  path: string,
  readFile: ReadWorkspaceFile,
): Promise<Evaluation> {
  const loader = new TestLoader(path, readFile);
  const [defaults] = written.defaultTest ? await loader.load([written.defaultTest]) : [];
  const own = await loader.load(written.tests);
  const ofScenarios: WrittenTest[] = [];
  for (const { config, tests } of written.scenarios) {
    const rows = await loader.load(config);
    const cases = tests.length > 0 ? await loader.load(tests) : [noValues];
    for (const row of rows) for (const test of cases) ofScenarios.push(merged(row, test));
  }
  const isEmpty = written.tests.length === 0 && written.scenarios.length === 0;
  const all = [...own, ...ofScenarios, ...(isEmpty ? [noValues] : [])].map((test) =>
    defaults ? merged(defaults, test) : test,
  );
  const { prompts, providers, repeat } = written;
  const tests: EvaluationTest[] = [];
  let testCount = 0;
  for (const test of all) {
    const combinations = [...test.vars.values()].reduce((sum, { length }) => sum * length, 1);
    testCount = Math.min(testCount + combinations, Number.MAX_SAFE_INTEGER);
    tests.push(...(await loader.expand(test, mostTests - tests.length)));
  }
  return { prompts, providers, repeat, tests, testCount, unread: [...loader.unread] };
}

const noValues: WrittenTest = { vars: new Map() };

function merged(below: WrittenTest, above: WrittenTest): WrittenTest {
  return { ...below, ...above, vars: new Map([...below.vars, ...above.vars]) };
}

/** Files of tests, each read once. */
class TestLoader {
  readonly unread = new Set<string>();
  private readonly texts = new Map<string, Promise<string | undefined>>();

  constructor(
    private readonly path: string,
    private readonly readFile: ReadWorkspaceFile,
  ) {}

  async load(sources: readonly TestSource[], depth = 0): Promise<WrittenTest[]> {
    const tests: WrittenTest[] = [];
    for (const source of sources) {
      if (source.kind === 'test') tests.push(source.test);
      else tests.push(...(await this.loadFile(source.target, depth)));
    }
    return tests;
  }

  /** All combinations of a test's values, or the first ones; values that are files are read. */
  async expand(test: WrittenTest, most: number): Promise<EvaluationTest[]> {
    let values: ReadonlyMap<string, string>[] = [new Map()];
    for (const [name, given] of test.vars) {
      const read = await Promise.all(given.map((value) => this.valueOf(value)));
      const next: ReadonlyMap<string, string>[] = [];
      for (const before of values) {
        for (const value of read) {
          if (next.length < most) next.push(new Map([...before, [name, value]]));
        }
      }
      values = next;
    }
    const { providers, prompts } = test;
    return values.slice(0, Math.max(0, most)).map((each) => ({
      values: each,
      ...(providers && { providers }),
      ...(prompts && { prompts }),
    }));
  }

  private async valueOf(value: string): Promise<string> {
    if (!value.startsWith('file://')) return value;
    const text = await this.read(value);
    if (text === undefined) this.unread.add(value);
    return text?.trim() ?? '';
  }

  private async loadFile(target: string, depth: number): Promise<WrittenTest[]> {
    // A file of tests may name others, but not for ever.
    const text = depth < 5 ? await this.read(target) : undefined;
    const tests = text === undefined ? undefined : testsOfFile(target, text);
    if (tests) return this.load(tests, depth + 1);
    this.unread.add(target);
    return [];
  }

  /** Programs, folders, globs and what is elsewhere are not followed. */
  private read(target: string): Promise<string | undefined> {
    const name = target.replace(/^file:\/\//, '');
    if (/[*{}]|^[a-z][a-z0-9+.-]*:/i.test(name)) return Promise.resolve(undefined);
    const folder = this.path.slice(0, this.path.lastIndexOf('/') + 1);
    const path = normalizedPath(folder + name);
    if (path === undefined) return Promise.resolve(undefined);
    const text = this.texts.get(path) ?? this.readFile(path);
    this.texts.set(path, text);
    return text;
  }
}

/** @returns undefined for a file that is no list of tests. */
function testsOfFile(target: string, text: string): TestSource[] | undefined {
  if (/\.csv$/i.test(target)) return csvTests(text);
  if (/\.(?:jsonl|ndjson)$/i.test(target)) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    return lines.flatMap((line) => dataTests(line, createJsonReader(line)) ?? []);
  }
  if (/\.json$/i.test(target)) return dataTests(text, createJsonReader(text));
  if (/\.ya?ml$/i.test(target)) {
    return dataTests(text, (range, issues) => readYaml(text, range, issues));
  }
  return undefined;
}

function dataTests(
  text: string,
  read: (range: TextRange, issues: IssueList) => SourceValue | undefined,
): TestSource[] | undefined {
  const value = read({ start: 0, end: text.length }, new IssueList());
  return value?.kind === 'list' || value?.kind === 'map' ? readTests(text, value) : undefined;
}

/** A row is a test, its columns are values; those that begin with two underscores mean other things. */
function csvTests(text: string): TestSource[] {
  const rows: (readonly string[])[] = [];
  const note = (): void => undefined;
  const sink = { record: (row: readonly string[]) => rows.push(row), broken: note, tooLong: note };
  const splitter = new CsvSplitter(sink, separatorOf(text.slice(0, text.search(/[\r\n]|$/))));
  splitter.push(text);
  splitter.end();
  const [header = [], ...tests] = rows;
  return tests.map((row) => {
    const values = header.flatMap((name, column): [string, string[]][] =>
      name.startsWith('__') ? [] : [[name, [row[column] ?? '']]],
    );
    return { kind: 'test', test: { vars: new Map(values) } };
  });
}

/** Whether one of a list of names means this: by itself, with a star, or as what stands before a colon. */
export function isNamedIn(list: readonly string[] | undefined, names: readonly string[]): boolean {
  if (!list) return true;
  return list.some((wanted) =>
    names.some((name) =>
      wanted.endsWith('*')
        ? name.startsWith(wanted.slice(0, -1))
        : name === wanted || name.startsWith(`${wanted}:`),
    ),
  );
}
