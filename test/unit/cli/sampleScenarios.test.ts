import assert from 'node:assert/strict';
import { sectionFigures } from '../../../src/engine/scenario/headlines';
import { readScenarioFile } from '../../../src/engine/scenario/scenarioFile';
import { sectionSchemas } from '../../../src/engine/scenario/sections';
import { goldenOutput, sampleOutput, sampleScenarios, sampleText } from './sampleOutputs';

interface Output {
  readonly scenarios: readonly { readonly results: object }[];
}

/** Whether something stands where a figure's key leads; a star is any. */
function has(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return value !== null && value !== undefined;
  if (typeof value !== 'object' || value === null) return false;
  return step === '*'
    ? Object.values(value).some((child) => has(child, rest))
    : has(Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined, rest);
}

/** Figures of what is a problem: the samples are not meant to have any. */
const ofProblems = /^(?:attribution\.unattributed(?:Reasons)?|governance\.violations)\./;

describe('scenario files of the samples', () => {
  for (const sample of sampleScenarios) {
    it(`${sample} is what test/fixtures/scenarios says; npm run goldens writes it anew`, async () => {
      assert.equal(sampleOutput(sample), await goldenOutput(sample));
    });
  }

  it('have every section', async () => {
    const texts = await Promise.all(sampleScenarios.map(sampleText));
    const sections = new Set(
      texts.flatMap(({ text, language }) =>
        Object.keys(readScenarioFile(text, language).value as object),
      ),
    );
    assert.deepEqual(
      Object.keys(sectionSchemas).filter((section) => !sections.has(section)),
      [],
    );
  });

  it('have together a value for every figure', async () => {
    const outputs = await Promise.all(sampleScenarios.map(goldenOutput));
    const results = outputs.flatMap((output) =>
      (JSON.parse(output) as Output).scenarios.map((scenario) => scenario.results),
    );
    const missing = Object.entries(sectionFigures).flatMap(([section, figures]) =>
      Object.keys(figures)
        .map((key) => [section, ...key.replaceAll('[*]', '.*').split('.')])
        .filter((path) => !results.some((one) => has(one, path)))
        .map((path) => path.join('.'))
        .filter((key) => !ofProblems.test(key)),
    );
    assert.deepEqual(missing, []);
    for (const section of Object.keys(sectionFigures)) {
      assert.ok(
        results.some((one) => section in one),
        section,
      );
    }
    assert.ok(results.some((one) => 'distributions' in one));
  });
});
