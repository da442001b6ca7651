import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import type { Severity } from '../../../../src/engine/issues';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import { projectRoot } from '../../../host/paths';
import { assertExplained } from './assertExplained';
import { countedPrompts, evaluation } from './evaluated';

/** One case of test/cases/<system>.json; see test/cases/README.md. */
interface HandWorkedCase {
  readonly name: string;
  readonly scenario: object;
  /** By the figure's key; "absent" where there is to be none. */
  readonly expect: Readonly<Record<string, unknown>>;
  /** Relative. */
  readonly tolerance: number;
  readonly nullReasons?: readonly string[];
  readonly issueAt?: readonly { readonly path: string; readonly severity?: Severity }[];
  readonly variant?: string;
  /** What prompt files come to. */
  readonly tokens?: Readonly<Record<string, number>>;
}

const files = globSync('test/cases/*.json', { cwd: projectRoot }).sort();

describe('hand-worked cases', () => {
  it('there are cases', () => {
    assert.ok(files.length > 0);
  });
  for (const file of files) {
    const { system, cases } = JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8')) as {
      system: string;
      cases: readonly HandWorkedCase[];
    };
    for (const one of cases) {
      it(`${system}: ${one.name}`, () => {
        check(one);
      });
    }
  }
});

function check(one: HandWorkedCase): void {
  const { scenarios, issues } = evaluation(one.scenario, {
    prompts: countedPrompts(readScenarioFile(JSON.stringify(one.scenario), 'json'), one.tokens),
  });
  const scenario = scenarios.find(({ name }) => name === (one.variant ?? 'base'));
  assert.ok(scenario, 'the scenario is evaluated');
  for (const [key, expected] of Object.entries(one.expect)) {
    assertFigure(key, figureAt(scenario.results, key), expected, one.tolerance);
  }
  for (const key of one.nullReasons ?? []) {
    assert.equal(figureAt(scenario.results, key), null, key);
    assert.ok(scenario.reasons[key], `${key} has a reason`);
  }
  const found = [...issues, ...scenario.issues];
  for (const { path: at, severity } of one.issueAt ?? []) {
    assert.ok(
      found.some((issue) => issue.path === at && issue.severity === (severity ?? issue.severity)),
      `an issue at ${at}, not only at ${found.map((issue) => issue.path).join(', ')}`,
    );
  }
  assertExplained(scenario);
}

function assertFigure(key: string, found: unknown, expected: unknown, tolerance: number): void {
  if (expected === 'absent') assert.equal(found, undefined, key);
  else if (typeof expected === 'number' && typeof found === 'number') {
    const allowed = tolerance * (expected === 0 ? 1 : Math.abs(expected));
    assert.ok(Math.abs(found - expected) <= allowed, `${key} is ${found}, not ${expected}`);
  } else if (Array.isArray(expected) && Array.isArray(found)) {
    assert.deepEqual(found.map(codeOf), expected, key);
  } else assert.deepEqual(found, expected, key);
}

/** Recommendations and the like are compared by their codes. */
function codeOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'code' in item ? item.code : item;
}

/** What stands at "section.key[0].other"; keys may have dots in them, as those of distributions. */
function figureAt(results: unknown, key: string): unknown {
  const steps = key.split(/[.[\]]+/).filter((step) => step !== '');
  return descend(results, steps);
}

function descend(value: unknown, steps: readonly string[]): unknown {
  if (steps.length === 0) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (let length = 1; length <= steps.length; length++) {
    const key = steps.slice(0, length).join('.');
    if (Object.hasOwn(value, key)) {
      return descend((value as Readonly<Record<string, unknown>>)[key], steps.slice(length));
    }
  }
  return undefined;
}
