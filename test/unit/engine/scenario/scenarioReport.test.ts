import assert from 'node:assert/strict';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import {
  scenarioReport,
  type ScenarioReport,
} from '../../../../src/engine/scenario/scenarioReport';
import { surroundings } from './evaluated';

function reportOf(text: string): ScenarioReport {
  return scenarioReport(readScenarioFile(text, 'yaml'), {
    ...surroundings,
    pricesStaleAfterDays: 90,
  });
}

const text = `costlens: 1
workload: { requests: 1000 }
breakdown:
  items:
    - category: licensing
      description: Tools
      unit: seats
      unitCost: { low: 5, high: 20 }
      monthlyVolume: 5
`;

describe('A scenario report', () => {
  it('has the headline figures with their formulas, distributions and values in variants', () => {
    const { headlines, sections } = reportOf(
      `${text}variants:\n  - { name: More, set: { "breakdown.items[0].monthlyVolume": 50 } }\n`,
    );
    const cost = headlines.find(({ key }) => key === 'breakdown.totalMonthly');
    assert.ok(cost);
    assert.equal(cost.value, 50);
    assert.deepEqual(cost.variants, [500]);
    assert.equal(cost.distribution?.tornado[0]?.input, 'breakdown.items[0].unitCost');
    assert.ok(cost.formula);
    assert.deepEqual(
      sections.map(({ name, keyRange }) => [name, text.slice(keyRange.start, keyRange.end)]),
      [
        ['workload', 'workload'],
        ['breakdown', 'breakdown'],
      ],
    );
    assert.deepEqual(structuredClone(headlines), headlines);
  });

  it('tells the figures of a list apart', () => {
    const { headlines } = reportOf(
      'costlens: 1\nscaling: { currentUsers: 10, currentMonthlyCost: 5, targetUsers: [20, 40] }\n',
    );
    const items = headlines.flatMap(({ key, item }) => (key.includes('[') ? [item] : []));
    assert.deepEqual([...new Set(items)], [20, 40]);
  });

  it('tells each problem once, with the variants that bring it about', () => {
    const { issues } = reportOf(`${text}tco: { directCosts: { compute: 1 }, hiddenRate: 0.1,
  components: { compliance: 5 } }
variants:
  - { name: A, set: { workload.requests: many } }
  - { name: B, set: { workload.requests: 5 } }
`);
    assert.deepEqual(
      issues.map(({ code, stage, variants }) => [code, stage, variants]),
      [
        ['tco-rate-unused', 'evaluation', []],
        ['scenario-number', 'evaluation', ['A']],
      ],
    );
  });

  it('remarks prices of a day long past or to come, and no others', () => {
    const codes = (day: string): string[] =>
      reportOf(`costlens: 1\npricesAsOf: ${day}\n`).issues.map(({ code }) => code);
    assert.deepEqual(codes('2026-08-25'), ['scenario-stale-prices']);
    assert.deepEqual(codes('2026-08-26'), []);
    assert.deepEqual(codes('2026-11-24'), []);
    assert.deepEqual(codes('2026-11-25'), ['scenario-future-prices']);
  });

  it('remarks data of prices that is old, where prices are looked up', () => {
    const { asOf } = surroundings.models.data;
    const issuesOn = (days: number, scenario: string): readonly unknown[] => {
      const day = new Date(Date.parse(asOf) + days * 86_400_000).toISOString().slice(0, 10);
      const file = readScenarioFile(`costlens: 1\n${scenario}`, 'yaml');
      const { issues } = scenarioReport(file, {
        ...surroundings,
        today: day,
        pricesStaleAfterDays: 90,
      });
      return issues
        .filter(({ code }) => code === 'scenario-old-price-data')
        .map(({ path, params }) => [path, params['days']]);
    };
    const api = (prices: string): string =>
      `api: { ${prices}, callsPerDay: 1, inputTokens: 1, outputTokens: 1 }\n`;
    assert.deepEqual(issuesOn(90, api('model: gpt-4o')), []);
    assert.deepEqual(issuesOn(91, api('model: gpt-4o')), [['api.model', 91]]);
    assert.deepEqual(issuesOn(91, api('costPer1kTokens: 1')), []);
    assert.deepEqual(issuesOn(91, `pricesAsOf: ${asOf}\n${api('model: gpt-4o')}`), []);
    assert.deepEqual(
      issuesOn(91, api('costPer1kTokens: 1, cheaperModel: { model: gpt-4o-mini, share: 0.5 }')),
      [['api.cheaperModel', 91]],
    );
    assert.deepEqual(issuesOn(91, 'prompts: [ { file: a.prompty } ]\n'), [['prompts[0].file', 91]]);
    assert.deepEqual(issuesOn(91, 'workload: { requests: 1 }\n'), []);
  });

  it('of a file of a newer format has its problem and no figures', () => {
    const { scenarios, headlines, issues } = reportOf('costlens: 2\nworkload: { requests: 1 }\n');
    assert.deepEqual([scenarios, headlines], [[], []]);
    assert.deepEqual(
      issues.map(({ code }) => code),
      ['scenario-newer'],
    );
  });
});

describe('A place of a scenario file', () => {
  it('is the innermost key or value under an offset', () => {
    const file = readScenarioFile(text, 'yaml');
    const placeOf = (words: string, within = 0): unknown => {
      const place = file.placeAt(text.indexOf(words) + within);
      return place && [place.part, place.path, text.slice(place.range.start, place.range.end)];
    };
    assert.deepEqual(placeOf('requests', 3), ['key', ['workload', 'requests'], 'requests']);
    assert.deepEqual(placeOf('1000'), ['value', ['workload', 'requests'], '1000']);
    assert.deepEqual(placeOf('licensing', 9), [
      'value',
      ['breakdown', 'items', 0, 'category'],
      'licensing',
    ]);
    assert.deepEqual(placeOf('high', 1), [
      'key',
      ['breakdown', 'items', 0, 'unitCost', 'high'],
      'high',
    ]);
    assert.equal(placeOf('    - category', 1), undefined);
  });
});
