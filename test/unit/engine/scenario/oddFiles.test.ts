import assert from 'node:assert/strict';
import * as z from 'zod';
import {
  evaluateScenario,
  type ScenarioEvaluation,
} from '../../../../src/engine/scenario/evaluateScenario';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import { reportMarkdown, reportText } from '../../../../src/engine/scenario/printReport';
import { sectionSchemas } from '../../../../src/engine/scenario/sections';
import { createFigures } from '../../../../src/engine/text/figures';
import { lineStarts, positionAt } from '../../../../src/engine/text/lines';
import { assertExplained } from './assertExplained';
import { surroundings } from './evaluated';

function evaluate(text: string, language: 'yaml' | 'json' = 'yaml'): ScenarioEvaluation {
  return evaluateScenario(readScenarioFile(text, language), surroundings);
}

/** "code path" and "line:column" of all issues of reading and of the schema, counting from 1. */
function issues(text: string, language?: 'yaml' | 'json'): readonly string[] {
  return evaluate(text, language).issues.map(({ code, path, range }) => {
    const { line, column } = positionAt(lineStarts(text), range.start);
    return `${line + 1}:${column + 1} ${code} ${path}`.trimEnd();
  });
}

describe('odd scenario files', () => {
  it('with empty sections have results or a place for what is missing', () => {
    for (const content of ['{}', '', '[]', '5', 'word']) {
      for (const [name, schema] of Object.entries(sectionSchemas)) {
        const { issues: found, scenarios } = evaluate(`costlens: 1\n${name}: ${content}\n`);
        assert.equal(scenarios.length, 1);
        for (const { path } of found) assert.ok(path.startsWith(name), `${name}: ${path}`);
        const empty = schema instanceof z.ZodArray ? '[]' : '{}';
        if (content !== empty) assert.equal(found.length, 1, `${name}: ${content}`);
      }
    }
  });

  it('may say where records of usage are', () => {
    assert.deepEqual(issues('costlens: 1\nledger: { sources: [billing/*.csv] }\n'), []);
    const clickhouse = 'clickhouse: { url: "http://localhost:8123", database: a, table: b }';
    assert.deepEqual(issues(`costlens: 1\nledger: { ${clickhouse} }\n`), []);
  });

  it('say what was written instead, in words of people', () => {
    assert.deepEqual(
      issues(
        'costlens: "1"\nsystem: 5\ncurrency: euro\nworkload: [1]\nbreakdown: { items: 3 }\nassumptions: { seed: 1.5 }\n',
      ).toSorted(),
      [
        '1:12 scenario-version costlens',
        '2:9 scenario-text system',
        '3:11 scenario-currency currency',
        '4:11 scenario-map workload',
        '5:21 scenario-list breakdown.items',
        '6:22 scenario-whole assumptions.seed',
      ],
    );
  });

  it('in a currency that can’t be read are not in dollars', () => {
    const { currency, scenarios } = evaluate(
      'costlens: 1\ncurrency: euro\napi: { model: gpt-4o, callsPerDay: 1, inputTokens: 1, outputTokens: 1 }\n',
    );
    assert.equal(currency, 'XXX');
    assert.equal(scenarios[0]?.results.api?.costPerCall, null);
    assert.equal(scenarios[0].reasons['api.costPerCall'], 'no-currency-rate');
  });

  it('with infinite or enormous numbers say so where they stand', () => {
    assert.deepEqual(
      issues(
        'costlens: 1\nworkload: { requests: .inf, users: .nan, revenue: 1e400, tokens: 1e25 }\n',
      ),
      [
        '2:23 scenario-number workload.requests',
        '2:36 scenario-number workload.users',
        '2:66 scenario-great workload.tokens',
        '2:51 scenario-number workload.revenue',
      ],
    );
  });

  it('with values that are allowed but unusual are remarked, at the value or its range', () => {
    const text = (rate: string): string => `costlens: 1\ntco: { engineeringRate: ${rate} }\n`;
    for (const usual of ['20', '500', '{ low: 10, high: 900 }']) {
      assert.deepEqual(issues(text(usual)), [], usual);
    }
    for (const unusual of ['19', '501', '{ min: 1, mode: 5, max: 500 }']) {
      const place = '2:25 scenario-implausible tco.engineeringRate';
      assert.deepEqual(issues(text(unusual)), [place], unusual);
    }
    assert.deepEqual(
      evaluate(text('19')).issues.map(({ severity, params }) => [severity, params]),
      [['warning', { found: 19, low: 20, high: 500 }]],
    );
  });

  it('that could not be read say only that', () => {
    const deep = `costlens: 1\nworkload: ${'['.repeat(3000)}${']'.repeat(3000)}\n`;
    assert.deepEqual(issues(deep), ['1:1 yaml-deep']);
    assert.deepEqual(issues(''), ['1:1 scenario-not-a-map']);
    assert.deepEqual(issues('- a\n'), ['1:1 scenario-not-a-map']);
  });

  it('with several documents, merge keys or repeated keys lose nothing without a word', () => {
    assert.deepEqual(issues('costlens: 1\nworkload: { users: 5 }\n---\ncostlens: 1\n'), [
      '3:1 scenario-several-documents',
    ]);
    assert.deepEqual(issues('---\ncostlens: 1\nsystem: a --- b\n...\n---\n# end\n'), []);
    assert.deepEqual(
      issues(
        'costlens: 1\ncrossover:\n  build: &b { perUnit: 2, fixedCost: 1 }\n  buy: { <<: *b, perUnit: 3 }\n',
      ),
      ['4:10 scenario-merge-key crossover.buy["<<"]'],
    );
    assert.deepEqual(issues('costlens: 1\nworkload: { users: 5, users: 6 }\n'), [
      '2:23 scenario-repeated-key',
    ]);
  });

  it('may be written with any line ends, comments and aliases', () => {
    for (const text of [
      'costlens: 1\r\nworkload:\r\n  usrs: 3\r\n',
      '# a\ncostlens: 1\nworkload:\n  usrs: 3 # b\n',
    ]) {
      assert.match(issues(text).join(), /^[34]:3 scenario-unknown-key workload\.usrs$/);
    }
    const json = '{\n  // a\n  "costlens": 1, /* b */\n  "workload": { "users": 5, },\n}\n';
    assert.deepEqual(issues(json, 'json'), []);
    const { scenarios } = evaluate(
      'costlens: 1\nworkload: &w { users: 2 }\nbreakdown: { items: [] }\nvariants: [ { name: A, set: { workload: *w } } ]\n',
    );
    assert.equal(scenarios[1]?.inputs.workload?.users, 2);
  });
});

describe('variants of odd scenario files', () => {
  const scenario = (variants: string): string =>
    `costlens: 1\nworkload: { users: 5 }\nbreakdown: { items: [] }\nvariants:\n${variants}`;

  it('set inputs, and nothing of the file as a whole', () => {
    const paths = ['""', '"a..b"', 'currency', 'costlens', 'system', 'variants', 'workload.nope'];
    paths.push('"__proto__.x"', 'workload.constructor', '"breakdown.items[7].unitCost"');
    for (const path of paths) {
      const { scenarios, issues: found } = evaluate(
        scenario(`  - { name: A, set: { ${path}: 7 } }\n`),
      );
      const [base, variant] = scenarios;
      assert.deepEqual(found, []);
      assert.deepEqual(
        variant?.issues.map(({ code }) => code),
        ['scenario-variant-path'],
        path,
      );
      assert.deepEqual(variant.results, base?.results, path);
    }
    const { scenarios } = evaluate(scenario('  - { name: A, set: { pricesAsOf: 2026-10-01 } }\n'));
    assert.deepEqual(scenarios[1]?.issues, []);
    assert.equal(scenarios[1].header.pricesAsOf, '2026-10-01');
  });

  it('do not touch one another where one is not valid', () => {
    const text = scenario(
      '  - { name: A, set: {} }\n  - 5\n  - { set: {} }\n  - { name: B, set: {} }\n  - { name: A, set: {} }\n',
    );
    assert.deepEqual(
      evaluate(text).scenarios.map(({ name }) => name),
      ['base', 'A', 'B'],
    );
    assert.deepEqual(issues(text), [
      '6:5 scenario-map variants[1]',
      '7:5 scenario-missing variants[2].name',
      '9:13 scenario-variant-name variants[4].name',
    ]);
  });
});

const objectNames = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'];

describe('names that objects answer to', () => {
  const each = <Value>(value: (index: number) => Value): Readonly<Record<string, Value>> =>
    Object.fromEntries(objectNames.map((one, index) => [one, value(index)]));
  const request = { amount: 5, requestor: 'valueOf' };
  const scenario = {
    workload: { requests: 10 },
    tco: {
      directCosts: each((index) => 10 + index),
      engineeringHours: each(() => 0),
      components: { constructor: 7 },
    },
    buildVsBuy: { factors: objectNames.map((factor) => ({ factor, weight: 1, build: 1, buy: 2 })) },
    attribution: {
      period: { start: '2026-10-01', end: '2026-11-01' },
      rules: [
        { category: 'licensing', model: 'direct', key: 'constructor' },
        { category: 'data_storage', model: 'proportional', key: 'toString' },
        { category: 'external_apis', model: 'fixed', shares: { valueOf: 0.5, constructor: 0.5 } },
        { category: 'infrastructure', model: 'proportional', key: 'hasOwnProperty' },
        { category: 'compute_training', model: 'activity', key: 'toString' },
      ],
      usage: { toString: each(() => 1) },
      costs: [
        { category: 'licensing', amount: 1, at: '2026-10-03' },
        ...objectNames.map((owner) => ({
          ...{ category: 'licensing', amount: 2, at: '2026-10-03' },
          metadata: { constructor: owner },
        })),
        ...['data_storage', 'external_apis', 'infrastructure', 'compute_training'].map(
          (category) => ({ category, amount: 10, at: '2026-10-04' }),
        ),
      ],
    },
    governance: {
      policies: [{ name: 'constructor', threshold: 1 }],
      approvers: [{ roles: ['toString', 'constructor'] }],
      requests: [
        { policy: 'constructor', subject: 'hasOwnProperty', ...request },
        { policy: 'toString', subject: 'a', ...request },
      ],
      approvals: [
        { subject: 'hasOwnProperty', by: 'a', role: 'toString', until: '2099-01-01' },
        { subject: 'hasOwnProperty', by: 'b', role: 'constructor', until: '2099-01-01' },
      ],
    },
    api: { model: 'constructor', callsPerDay: 1, inputTokens: 1, outputTokens: 1 },
    sizing: { model: 'toString', accelerators: ['valueOf'] },
    training: { parameters: 1e9, tokens: 1e9, gpu: 'constructor' },
    gpuFleet: { instance: 'toString', metrics: [] },
    prompts: [{ file: 'constructor', model: 'toString', callsPerMonth: 1 }],
    variants: objectNames.map((one) => ({ name: one, set: { [`tco.directCosts.${one}`]: 100 } })),
  };

  it('are names like others in every section', () => {
    const { scenarios, issues: found } = evaluate(
      JSON.stringify({ costlens: 1, ...scenario }),
      'json',
    );
    assert.deepEqual(found, []);
    assert.deepEqual(
      scenarios.map(({ name, results }) => [name, results.tco?.infrastructure]),
      [['base', 720], ...objectNames.map((one, index) => [one, (60 + 90 - index) * 12])],
    );
    const [base] = scenarios;
    assert.ok(base);
    const { attribution, governance, api } = base.results;
    assert.deepEqual(attribution?.unattributed, { licensing: 1, infrastructure: 10 });
    for (const one of objectNames) {
      const isAgreed = one === 'valueOf' || one === 'constructor';
      assert.equal(attribution.owners[one]?.['total'], isAgreed ? 11 : 6, one);
    }
    assert.deepEqual(
      governance?.decisions.map(({ reason }) => reason),
      ['approved', 'unknown-policy'],
    );
    assert.equal(api?.costPerCall, null);
    for (const each of scenarios) assertExplained(each);
  });

  it('may not be __proto__, which would be lost', () => {
    const text = `costlens: 1
"__proto__": 1
workload: { requests: 5, "__proto__": 2 }
tco: { directCosts: { "__proto__": 10, a: 1 } }
attribution: { period: { start: 2026-10-01, end: 2026-11-01 }, costs: [], usage: { a: { "__proto__": 1 } } }
variants:
  - { name: "__proto__", set: { workload.requests: 7 } }
  - { name: A, set: { "__proto__": 1 } }
  - { name: B, set: { "tco.directCosts.__proto__": 1 } }
`;
    assert.deepEqual(issues(text), [
      '2:1 scenario-unknown-key __proto__',
      '3:26 scenario-unknown-key workload.__proto__',
      '4:23 scenario-reserved-name tco.directCosts.__proto__',
      '5:89 scenario-reserved-name attribution.usage.a.__proto__',
      '8:23 scenario-reserved-name variants[1].set.__proto__',
    ]);
    const { scenarios } = evaluate(text);
    assert.deepEqual(
      scenarios.map(({ name, inputs }) => [name, inputs.workload?.requests, inputs.tco]),
      [
        ['base', 5, undefined],
        ['__proto__', 7, undefined],
        ['B', 5, undefined],
      ],
    );
  });
});

describe('reports of odd scenario files', () => {
  const text = `costlens: 1
system: "a | b\\n# c <b> &amp; ~x~"
breakdown:
  items:
    - { category: licensing, description: "x|y\\n\\e[31m *z*", unit: u, unitCost: 1e20, monthlyVolume: 1e20 }
variants: [ { name: "v\\n| w", set: {} } ]
`;
  const figures = createFigures('en-US');

  it('keep their tables, and the terminal as it was', () => {
    const evaluation = evaluate(text);
    const markdown = reportMarkdown(evaluation, figures);
    assert.ok(markdown.startsWith('# a \\| b \\# c \\<b\\> \\&amp; \\~x\\~\n'));
    assert.ok(markdown.includes('| x\\|y \\\\u001b\\[31m \\*z\\* |'));
    const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
    for (const [index, row] of rows.entries()) {
      const cells = row.match(/(?<!\\)\|/g)?.length;
      const above = rows[index - 1];
      if (row.startsWith('| ---')) assert.equal(cells, above?.match(/(?<!\\)\|/g)?.length);
    }
    for (const report of [markdown, reportText(evaluation, figures)]) {
      assert.doesNotMatch(report, /[^\P{Cc}\n]/u);
      assert.ok(report.includes('$1E40'));
    }
  });
});
