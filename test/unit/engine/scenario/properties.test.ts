import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import { evaluateScenario } from '../../../../src/engine/scenario/evaluateScenario';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import { pathText } from '../../../../src/engine/systems/path';
import type { Path } from '../../../../src/engine/systems/system';
import { projectRoot } from '../../../host/paths';
import { anyScenario } from './anyScenario';
import { surroundings } from './evaluated';

const samples = globSync('samples/**/*.cost.{yaml,json}', { cwd: projectRoot }).sort();

/** Few samples of the simulation, so that many scenarios are tried. */
const fewSamples = { ...surroundings, mostSamples: 3 };

function evaluate(value: object): ReturnType<typeof evaluateScenario> {
  return evaluateScenario(readScenarioFile(JSON.stringify(value), 'json'), fewSamples);
}

/** Every number of a value is finite, and `isAllowed` says of each null whether it may be one. */
function assertFinite(value: unknown, path: Path, isAllowed: (key: string) => boolean): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) assert.fail(`${pathText(path)} is ${value}`);
  } else if (value === null) {
    if (!isAllowed(pathText(path))) assert.fail(`${pathText(path)} is null without a reason`);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      assertFinite(item, [...path, index], isAllowed);
    });
  } else if (typeof value === 'object') {
    for (const name of Object.keys(value)) {
      assertFinite((value as Record<string, unknown>)[name], [...path, name], isAllowed);
    }
  }
}

/** What a scenario comes to, without the catalogs that it was evaluated with. */
function outcomes(value: object): readonly unknown[] {
  return evaluate(value).scenarios.map(({ results, reasons, issues }) => [
    results,
    reasons,
    issues,
  ]);
}

describe('scenarios that the schema takes', function () {
  this.timeout(600_000);

  it('come to finite figures, or to null with a reason', () => {
    fc.assert(
      fc.property(anyScenario, (given) => {
        const evaluation = evaluate(given);
        assert.deepEqual(
          evaluation.issues.filter(({ severity }) => severity === 'error'),
          [],
        );
        for (const { results, reasons } of evaluation.scenarios) {
          const { distributions, ...sections } = results;
          assertFinite(sections, [], (key) => reasons[key] !== undefined);
          assertFinite(distributions, ['distributions'], () => true);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('come to the same each time', () => {
    fc.assert(
      fc.property(anyScenario, (given) => {
        assert.deepEqual(outcomes(given), outcomes(given));
      }),
      { numRuns: 300 },
    );
  });
});

describe('scenario files that were damaged', function () {
  this.timeout(300_000);

  const cuts = fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(12),
      insert: fc.oneof(
        fc.string({ maxLength: 4 }),
        fc.constantFrom(
          ': ',
          '- ',
          '{',
          '}',
          '[',
          ']',
          '"',
          "'",
          '\n',
          '\t',
          '&a ',
          '*a',
          '|',
          '#',
          '\0',
          '\ud800',
          '.nan',
          '-1',
          '1e400',
        ),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  );

  for (const sample of samples) {
    const text = readFileSync(path.join(projectRoot, sample), 'utf8');
    it(`${sample} ends in results or in issues with a place`, () => {
      fc.assert(
        fc.property(cuts, (edits) => {
          const damaged = edits.reduce((part, { at, length, insert }) => {
            const start = Math.floor(at * part.length);
            return part.slice(0, start) + insert + part.slice(start + length);
          }, text);
          const file = readScenarioFile(damaged, sample.endsWith('.json') ? 'json' : 'yaml');
          const { scenarios, issues } = evaluateScenario(file, fewSamples);
          const all = [...issues, ...scenarios.flatMap((one) => one.issues)];
          assert.ok(
            all.length > 0 || scenarios.some(({ results }) => Object.keys(results).length > 0),
          );
          for (const { range } of all) {
            assert.ok(range.start >= 0 && range.start <= range.end && range.end <= damaged.length);
          }
        }),
        { numRuns: Math.ceil(2000 / samples.length) },
      );
    });
  }
});
