import assert from 'node:assert/strict';
import {
  evaluateScenario,
  type ScenarioEvaluation,
} from '../../../../src/engine/scenario/evaluateScenario';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import { reportMarkdown, reportText } from '../../../../src/engine/scenario/printReport';
import { sectionSchemas } from '../../../../src/engine/scenario/sections';
import { createFigures } from '../../../../src/engine/text/figures';
import { lineStarts, positionAt } from '../../../../src/engine/text/lines';
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

const names = Object.keys(sectionSchemas);

describe('odd scenario files', () => {
  it('with empty sections have results or a place for what is missing', () => {
    for (const content of ['{}', '', '[]', '5', 'word']) {
      for (const name of names) {
        const { issues: found, scenarios } = evaluate(`costlens: 1\n${name}: ${content}\n`);
        assert.equal(scenarios.length, 1);
        for (const { path } of found) assert.ok(path.startsWith(name), `${name}: ${path}`);
        const isMap = content === '{}' && name !== 'prompts';
        const isList = content === '[]' && name === 'prompts';
        if (!isMap && !isList) assert.equal(found.length, 1, `${name}: ${content}`);
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
