import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Document } from 'yaml';
import { fixesOf, type ScenarioFix } from '../../../../src/engine/scenario/fixes';
import {
  readScenarioFile,
  type ScenarioLanguage,
} from '../../../../src/engine/scenario/scenarioFile';
import { scenarioReport, type ReportedIssue } from '../../../../src/engine/scenario/scenarioReport';
import { applyChanges } from '../../../../src/engine/text/textChange';
import { anyScenario } from './anyScenario';
import { surroundings } from './evaluated';

const quick = { ...surroundings, pricesStaleAfterDays: 90, mostSamples: 1 };

interface Offered {
  readonly issue: ReportedIssue;
  readonly fix: ScenarioFix;
  readonly text: string;
}

/** Every fix of every issue, with the text that it leaves. */
function offered(text: string, language: ScenarioLanguage = 'yaml'): readonly Offered[] {
  const file = readScenarioFile(text, language);
  return scenarioReport(file, quick).issues.flatMap((issue) =>
    fixesOf(file, issue, '2026-11-24').map((fix) => ({
      issue,
      fix,
      text: applyChanges(text, [fix.change]),
    })),
  );
}

function fixedTexts(text: string, language?: ScenarioLanguage): readonly string[] {
  return offered(text, language).map(({ text: fixed }) => fixed);
}

describe('Fixes of a scenario file', () => {
  it('rename a misspelt key, or take it out', () => {
    assert.deepEqual(fixedTexts('costlens: 1\nworkload:\n  usres: 3 # all\n  revenue: 1\n'), [
      'costlens: 1\nworkload:\n  users: 3 # all\n  revenue: 1\n',
      'costlens: 1\nworkload:\n  revenue: 1\n',
    ]);
    assert.deepEqual(fixedTexts('costlens: 1\nworkload: { revenue: 1, "usres": 3 }\n'), [
      'costlens: 1\nworkload: { revenue: 1, "users": 3 }\n',
      'costlens: 1\nworkload: { revenue: 1 }\n',
    ]);
    assert.deepEqual(
      fixedTexts('{\n  "costlens": 1,\n  "workload": { "usres": 3, "revenue": 1 }\n}\n', 'json'),
      [
        '{\n  "costlens": 1,\n  "workload": { "users": 3, "revenue": 1 }\n}\n',
        '{\n  "costlens": 1,\n  "workload": { "revenue": 1 }\n}\n',
      ],
    );
  });

  it('leave an empty map where the only key goes, and the comments around it', () => {
    assert.deepEqual(fixedTexts('costlens: 1\nworkload:\n  # how many\n  xyzzy: 3\n# end\n'), [
      'costlens: 1\nworkload:\n  # how many\n  {}\n# end\n',
    ]);
  });

  it('offer several candidates, the nearest first, none that is there already', () => {
    const renamed = (text: string): readonly unknown[] =>
      offered(text).flatMap(({ fix }) => (fix.kind === 'rename' ? [fix.to] : []));
    assert.deepEqual(renamed('costlens: 1\ninference: { batchsize: 2 }\n'), ['batchSize']);
    assert.deepEqual(renamed('costlens: 1\ninference: { batchsize: 2, batchSize: 2 }\n'), []);
    assert.deepEqual(renamed('costlens: 1\ntcp: {}\n')[0], 'tco');
  });

  it('put a choice in the place of a word that is none', () => {
    assert.deepEqual(fixedTexts("costlens: 1\ntco: { period: 'anual' }\n"), [
      "costlens: 1\ntco: { period: 'annual' }\n",
    ]);
    assert.deepEqual(fixedTexts('costlens: 1\ntco:\n  period: x # ?\n'), [
      'costlens: 1\ntco:\n  period: annual # ?\n',
      'costlens: 1\ntco:\n  period: monthly # ?\n',
    ]);
  });

  it('write a percentage as a share, and a number in quotes as a number', () => {
    const of = (value: string): readonly string[] =>
      fixedTexts(`costlens: 1\ntco: { hiddenRate: ${value} }\n`);
    const fixed = ['costlens: 1\ntco: { hiddenRate: 0.35 }\n'];
    for (const value of ['35', '35 %', '"35%"', '"0.35"'])
      assert.deepEqual(of(value), fixed, value);
    assert.deepEqual(fixedTexts('costlens: 1\nworkload:\n  users: "1,200"\n'), [
      'costlens: 1\nworkload:\n  users: 1200\n',
    ]);
  });

  it('put the version first', () => {
    assert.deepEqual(fixedTexts('# Mine\nworkload: {}\n'), ['costlens: 1\n# Mine\nworkload: {}\n']);
    assert.deepEqual(fixedTexts('---\r\nworkload: {}\r\n'), [
      '---\r\ncostlens: 1\r\nworkload: {}\r\n',
    ]);
    assert.deepEqual(fixedTexts('{\n  "workload": {}\n}\n', 'json'), [
      '{\n  "costlens": 1,\n  "workload": {}\n}\n',
    ]);
    assert.deepEqual(fixedTexts('costlens: 0\n'), ['costlens: 1\n']);
  });

  it('renew the day of old prices, or leave it to the day of reading', () => {
    assert.deepEqual(fixedTexts('costlens: 1\npricesAsOf: 2025-01-01\nworkload: {}\n'), [
      'costlens: 1\npricesAsOf: 2026-11-24\nworkload: {}\n',
      'costlens: 1\nworkload: {}\n',
    ]);
  });

  it('put a name of the catalog in the place of one that is nearly it', () => {
    const training = (gpu: string): string =>
      `costlens: 1\ntraining: { parameters: 1e9, tokens: 1e9, gpu: ${gpu} }\n`;
    assert.ok(fixedTexts(training('H100-SXN')).includes(training('H100-SXM')));
  });

  it('mend the path that a variant sets, and the value there', () => {
    const variant = (set: string): string =>
      `costlens: 1\nworkload: { users: 5 }\ntco: {}\nvariants:\n  - name: A\n    set: { ${set} }\n`;
    assert.deepEqual(fixedTexts(variant('workload.usrs: 3'))[0], variant('workload.users: 3'));
    assert.deepEqual(fixedTexts(variant('tco.period: anual')), [variant('tco.period: annual')]);
  });

  it('of any file with slips mend what they say, and leave all else, comments too', () => {
    fc.assert(
      fc.property(
        anyScenario,
        fc.nat(),
        fc.constantFrom<'typo' | 'stranger' | 'word'>('typo', 'stranger', 'word'),
        fc.constantFrom<'block' | 'flow' | 'json'>('block', 'flow', 'json'),
        (scenario, at, slip, layout) => {
          const spoilt = withSlip(scenario, at, slip);
          const text = written(spoilt, layout);
          const language = layout === 'json' ? 'json' : 'yaml';
          const hasUnknown = issuesOf(text, language).some((issue) =>
            issue.startsWith('scenario-unknown-key'),
          );
          const canRemove = offered(text, language).some(({ fix }) => fix.kind === 'remove');
          assert.equal(canRemove, hasUnknown, text);
          for (const { issue, fix, text: fixed } of offered(text, language)) {
            assert.deepEqual(
              readScenarioFile(fixed, language).issues.map(({ code }) => code),
              [],
            );
            assert.ok(
              !issuesOf(fixed, language).includes(`${issue.code} ${issue.path}`),
              `${text}\nto\n${fixed}`,
            );
            if (fix.kind === 'remove') continue; // What stood in the key's value goes with it.
            assert.deepEqual(commentsOf(fixed), commentsOf(text));
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

function issuesOf(text: string, language: ScenarioLanguage): readonly string[] {
  const { issues } = scenarioReport(readScenarioFile(text, language), quick);
  return issues.map(({ code, path }) => `${code} ${path}`);
}

function commentsOf(text: string): readonly string[] {
  return text.match(/# note \d+/g) ?? [];
}

type Json = Record<string, unknown>;

/** The data with one slip in one of its maps. */
function withSlip(scenario: object, at: number, slip: 'typo' | 'stranger' | 'word'): object {
  const copy = structuredClone(scenario) as Json;
  const maps: Json[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) maps.push(value as Json);
    for (const child of Object.values(value)) visit(child);
  };
  visit(copy);
  const map = maps[at % maps.length] ?? copy;
  const keys = Object.keys(map);
  const key = keys[at % Math.max(1, keys.length)];
  if (key === undefined || slip === 'stranger') map['xyzzyxyzzy'] = [1, { a: 'b' }];
  else if (slip === 'word') map[key] = 'anual';
  else {
    map[`${key}x`] = map[key];
    Reflect.deleteProperty(map, key);
  }
  return copy;
}

/** The data as a file; YAML with comments behind and between its lines. */
function written(value: object, layout: 'block' | 'flow' | 'json'): string {
  if (layout === 'json') return JSON.stringify(value, null, 2);
  const document = new Document(value);
  if (layout === 'flow') {
    return document.toString({ collectionStyle: 'flow', lineWidth: 60 });
  }
  return document
    .toString({ lineWidth: 0 })
    .split('\n')
    .map((line, index) => {
      if (line.trim() === '') return line;
      if (index % 3 === 0) return `${line} # note ${index}`;
      return index % 3 === 1 ? `# note ${index}\n${line}` : line;
    })
    .join('\n');
}
