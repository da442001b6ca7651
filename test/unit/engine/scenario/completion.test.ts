import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as z from 'zod';
import { relativePath } from '../../../../src/engine/prompts/paths';
import type { SourceValue } from '../../../../src/engine/prompts/source';
import { completionContexts } from '../../../../src/engine/scenario/completionContext';
import { schemaAt } from '../../../../src/engine/scenario/fieldAt';
import {
  readScenarioFile,
  type ScenarioLanguage,
} from '../../../../src/engine/scenario/scenarioFile';
import { suggestionsAt, type Suggestion } from '../../../../src/engine/scenario/suggestions';

const names = { accelerator: ['H100-SXM'], model: ['gpt-4o'], 'catalog-file': ['rows.yaml'] };

/** What is suggested where the text has a bar. */
function suggested(barred: string, language: ScenarioLanguage = 'yaml'): readonly Suggestion[] {
  const offset = barred.indexOf('|');
  const text = barred.slice(0, offset) + barred.slice(offset + 1);
  const contexts = completionContexts(text, offset, language);
  return suggestionsAt(readScenarioFile(text, language), contexts, names);
}

function labels(barred: string, language?: ScenarioLanguage): readonly string[] {
  return suggested(barred, language).map(({ label }) => label);
}

function inserted(barred: string, label: string): string | undefined {
  return suggested(barred).find((one) => one.label === label)?.insert;
}

describe('Completion of a scenario file', function () {
  this.timeout(300_000);

  it('offers the keys of the map that the cursor is in, but those that are there', () => {
    const cache = ['hitRate', 'costPerDay'];
    assert.deepEqual(labels('costlens: 1\ninference:\n  cache:\n    |\n'), cache);
    assert.deepEqual(labels('inference: { cache: { | } }\n'), cache);
    assert.deepEqual(labels('inference: { cache: { hitRate: 0.3, |\n'), ['costPerDay']);
    assert.deepEqual(labels('inference:\n  cache: { hitRate: 1, c|\n  batchSize: 2\n'), [
      'costPerDay',
    ]);
    assert.ok(!labels('inference:\n  batchSize: 2\n  |\n').includes('batchSize'));
    assert.ok(labels('inference:\n  batchSize: 2\n  |\n').includes('spareGpus'));
    assert.ok(labels('breakdown:\n  items:\n    - |\n').includes('unitCost'));
    assert.ok(
      labels('breakdown:\n  items:\n    - category: licensing\n      u|\n').includes('unit'),
    );
    assert.ok(labels('"infer|"').includes('inference'));
  });

  it('offers sections with their beginnings at the top', () => {
    assert.ok(inserted('costlens: 1\n|\n', 'tco')?.includes('engineeringRate: 150'));
    assert.ok(!labels('costlens: 1\ntco: {}\nt|').includes('tco'));
    assert.equal(inserted('{ cost|', 'costlens'), 'costlens: 1');
  });

  it('brings a sensible value with a key, and what a map has to have', () => {
    assert.equal(inserted('inference:\n  |', 'batchSize'), 'batchSize: ${1:1}');
    assert.equal(inserted('inference:\n  |', 'averageLatencyMs'), 'averageLatencyMs: ${1:120}');
    assert.equal(inserted('tco:\n  |', 'period'), 'period: ${1|annual,monthly|}');
    assert.equal(
      inserted('inference:\n  |', 'cache'),
      'cache:\n  hitRate: ${1:0.35}\n  costPerDay: ${2:20}',
    );
    assert.equal(
      inserted('inference: { | }', 'cache'),
      'cache: { hitRate: ${1:0.35}, costPerDay: ${2:20} }',
    );
    // The keys of a list's item stand under its first, not under its dash.
    assert.ok(inserted('costlens: 1\nvariants:\n  - |', 'set')?.startsWith('set:\n    '));
    assert.equal(inserted('inference:\n  spare|: 3', 'spareGpus'), 'spareGpus');
  });

  it('offers the words of a choice, and names of what is referred to', () => {
    assert.deepEqual(labels('tco:\n  period: |\n'), ['annual', 'monthly']);
    assert.deepEqual(labels('tco: { period: "mo|" }\n'), ['annual', 'monthly']);
    assert.deepEqual(labels('training:\n  gpu: |\n'), ['H100-SXM']);
    assert.deepEqual(labels('catalogs:\n  accelerators: [{ id: mine }]\ntraining:\n  gpu: H|\n'), [
      'mine',
      'H100-SXM',
    ]);
    assert.deepEqual(labels('catalogs:\n  files:\n    - |\n'), ['rows.yaml']);
    assert.deepEqual(labels('catalogs: { files: [|] }\n'), ['rows.yaml']);
  });

  it('offers the paths of inputs to a variant, and the words that the input may be', () => {
    const scenario =
      'tco:\n  directCosts: { compute: 1 }\nbreakdown: { items: [{ unitCost: 1 }] }\n';
    const set = labels(`${scenario}variants:\n  - name: A\n    set:\n      |`);
    for (const path of ['tco.directCosts.compute', 'tco.period', 'breakdown.items[0].unitCost']) {
      assert.ok(set.includes(path), path);
    }
    assert.ok(!set.some((path) => path.startsWith('inference')));
    const half = 'variants: [{ set: { breakdown.it| } }]';
    assert.equal(
      inserted(scenario + half, 'breakdown.items[0].unitCost'),
      '"breakdown.items[0].unitCost": ',
    );
    assert.deepEqual(labels(`${scenario}variants: [{ set: { tco.period: | } }]`), [
      'annual',
      'monthly',
    ]);
  });

  it('offers nothing in comments and free texts', () => {
    for (const text of ['# |', 'tco: {} # |', 'system: My |', 'system: |', 'tco:|']) {
      assert.deepEqual(labels(text), [], text);
    }
  });

  it('in JSON offers only what the schema does not know', () => {
    const json = (value: string): readonly string[] =>
      labels(`{ "training": { "gpu": ${value} }, "tco": { "period": "" } }`, 'json');
    assert.deepEqual(json('"H|"'), ['H100-SXM']);
    assert.deepEqual(labels('{ "tco": { "period": "|" } }', 'json'), []);
    assert.deepEqual(labels('{ "tco": { | } }', 'json'), []);
    assert.ok(
      labels('{ "tco": {}, "variants": [{ "set": { "|" } }] }', 'json').includes('tco.period'),
    );
  });

  it('finds every key of the sample while it is half written', () => {
    const text = readFileSync('samples/support.cost.yaml', 'utf8');
    const keys = keyRanges(readScenarioFile(text, 'yaml').root);
    assert.ok(keys.length > 50);
    for (const { start, end } of keys) {
      const key = text.slice(start, end);
      const head = `${text.slice(0, start)}${key.slice(0, 2)}|`;
      if (!/^[a-z]\w+$/i.test(key)) continue;
      for (const barred of [
        `${head}${text.slice(end)}`,
        `${head}\n${text.slice(text.indexOf('\n', end) + 1)}`,
      ]) {
        const known = labels(barred);
        assert.ok(
          known.includes(key) || isFreeName(barred),
          `${key} in …${barred.slice(start - 60, end + 20)}`,
        );
      }
    }
  });

  it('never fails, wherever the cursor is in whatever text', () => {
    const sample = readFileSync('samples/support.cost.yaml', 'utf8');
    fc.assert(
      fc.property(
        fc.nat(sample.length),
        fc.nat(200),
        fc.string(),
        fc.constantFrom<ScenarioLanguage>('yaml', 'json'),
        (at, length, between, language) => {
          const text = sample.slice(0, at) + between + sample.slice(at + length);
          const contexts = completionContexts(text, at + between.length, language);
          const file = readScenarioFile(text, language);
          for (const { replace } of suggestionsAt(file, contexts, names)) {
            assert.ok(replace.start <= replace.end && replace.end <= text.length);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Maps of amounts have names of the user's own. */
function isFreeName(barred: string): boolean {
  const [context] = completionContexts(barred.replace('|', ''), barred.indexOf('|'), 'yaml');
  return context !== undefined && schemaAt(context.path) instanceof z.ZodRecord;
}

function keyRanges(value: SourceValue | undefined): readonly { start: number; end: number }[] {
  if (value?.kind === 'list') return value.items.flatMap(keyRanges);
  if (value?.kind !== 'map') return [];
  return value.entries.flatMap(({ keyRange, value: child }) => [keyRange, ...keyRanges(child)]);
}

describe('relativePath', () => {
  it('leads from the folder of one file to another', () => {
    assert.equal(relativePath('a.yaml', 'b/c.md'), 'b/c.md');
    assert.equal(relativePath('x/a.yaml', 'b/c.md'), '../b/c.md');
    assert.equal(relativePath('x/y/a.yaml', 'x/c.md'), '../c.md');
    assert.equal(relativePath('x/a.yaml', 'x'), '../x');
  });
});
