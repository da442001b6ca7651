import assert from 'node:assert/strict';
import {
  evaluateScenario,
  type EvaluatedScenario,
} from '../../../../src/engine/scenario/evaluateScenario';
import { catalogFileNames } from '../../../../src/engine/scenario/scenarioCatalogs';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import { surroundings } from './evaluated';

const accelerator = {
  id: 'Own-1',
  name: 'A card of our own',
  memoryBytes: 32e9,
  bandwidthBytesPerSecond: 1e12,
  bf16Flops: 1e14,
  source: 'our measurements',
};

const training = { parameters: 1e9, tokens: 1e9, gpu: 'own-1', mfu: 0.5, gpuHourlyCost: 1 };

function evaluated(
  catalogs: object,
  files: Readonly<Record<string, string>> = {},
  others: object = {},
): EvaluatedScenario {
  const text = JSON.stringify({ costlens: 1, catalogs, training, ...others });
  const { scenarios } = evaluateScenario(readScenarioFile(text, 'json'), {
    ...surroundings,
    catalogFiles: new Map(Object.entries(files)),
  });
  const scenario = scenarios.at(-1);
  assert.ok(scenario);
  return scenario;
}

function hours({ results }: EvaluatedScenario): number | null | undefined {
  return results.training?.gpuHours;
}

const expected = (6 * 1e9 * 1e9) / (1e14 * 0.5) / 3600;

describe('catalogs of a scenario', () => {
  it('rows in the scenario are found, with their source in the explanation', () => {
    const scenario = evaluated({ accelerators: [accelerator] });
    assert.deepEqual(scenario.issues, []);
    assert.equal(hours(scenario), expected);
  });

  it('rows in a file are found, in YAML and in JSON; those in the scenario count before them', () => {
    const yaml = `accelerators:
  - id: Own-1
    name: A card of our own
    memoryBytes: 32000000000
    bandwidthBytesPerSecond: 1e12
    bf16Flops: 1e14
    source: our measurements
`;
    assert.equal(hours(evaluated({ files: ['a.yaml'] }, { 'a.yaml': yaml })), expected);
    const json = JSON.stringify({ accelerators: [{ ...accelerator, bf16Flops: 2e14 }] });
    assert.equal(hours(evaluated({ files: ['a.json'] }, { 'a.json': json })), expected / 2);
    const both = evaluated({ files: ['a.json'], accelerators: [accelerator] }, { 'a.json': json });
    assert.equal(hours(both), expected);
  });

  it('a built-in row is replaced by a user’s', () => {
    const own = { ...accelerator, id: 'A100-SXM' };
    const scenario = evaluated(
      { accelerators: [own] },
      {},
      {
        training: { ...training, gpu: 'a100 80gb' },
      },
    );
    assert.equal(hours(scenario), expected);
  });

  it('a variant may change rows', () => {
    const scenario = evaluated(
      { accelerators: [accelerator] },
      {},
      {
        variants: [{ name: 'faster', set: { 'catalogs.accelerators[0].bf16Flops': 2e14 } }],
      },
    );
    assert.equal(scenario.name, 'faster');
    assert.equal(hours(scenario), expected / 2);
  });

  it('a file that is not there, not valid, or not a catalog is an error at its name', () => {
    const files = ['none.yaml', 'broken.json', 'wrong.yaml'];
    const { issues } = evaluated(
      { files },
      { 'broken.json': '{', 'wrong.yaml': 'accelerators: [{ id: x }]\nmore: 1\n' },
      { training: undefined },
    );
    assert.deepEqual(
      issues.map(({ code, severity, path }) => `${code} ${severity} ${path}`),
      [
        'catalog-file-missing error catalogs.files[0]',
        'catalog-file-invalid error catalogs.files[1]',
        ...Array.from({ length: 5 }, () => 'catalog-file-invalid error catalogs.files[2]'),
      ],
    );
    assert.ok(issues.some(({ params }) => params['file'] === 'wrong.yaml, accelerators[0].source'));
  });

  it('an instance may name its accelerator in any way, but one that is known', () => {
    const instance = {
      id: 'own/here/box',
      instance: 'box',
      provider: 'own',
      region: 'here',
      accelerator: 'NVIDIA H100 80GB HBM3',
      gpus: 8,
      onDemandHourly: 10,
      source: 'contract',
    };
    assert.deepEqual(evaluated({ instances: [instance], accelerators: [accelerator] }).issues, []);
    const { issues } = evaluated({
      instances: [instance, { ...instance, accelerator: 'H100-SMX' }],
      accelerators: [accelerator],
    });
    assert.deepEqual(
      issues.map(({ code, path }) => [code, path]),
      [['accelerator-similar', 'catalogs.instances[1].accelerator']],
    );
  });

  it('names the files to read, whatever stands there', () => {
    assert.deepEqual(catalogFileNames({ catalogs: { files: ['a.yaml', 5] } }), ['a.yaml']);
    assert.deepEqual(
      catalogFileNames({
        catalogs: { files: ['a.yaml', 'a.yaml'] },
        variants: [{ name: 'A', set: { 'catalogs.files': ['a.yaml', 'b.yaml'] } }],
      }),
      ['a.yaml', 'b.yaml'],
    );
    assert.deepEqual(catalogFileNames({ catalogs: 5 }), []);
    assert.deepEqual(catalogFileNames(undefined), []);
  });
});
