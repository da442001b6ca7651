import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { breakEvenCommand } from '../../../src/cli/breakEven';
import { evaluateCommand } from '../../../src/cli/evaluate';
import { explainCommand } from '../../../src/cli/explain';
import { initCommand } from '../../../src/cli/init';
import { starterKinds } from '../../../src/engine/scenario/starters';
import { inEmptyFolders, run } from './commands';

const scenario = `costlens: 1
system: Shop
workload: { requests: 1000, users: 10 }
breakdown:
  items:
    - { category: licensing, description: a, unit: seat, unitCost: 5, monthlyVolume: 10 }
variants:
  - { name: Twice, set: { "breakdown.items[0].unitCost": 10 } }
`;

describe('scenario files on the command line', () => {
  inEmptyFolders();

  async function evaluateText(text: string, ...args: string[]) {
    await writeFile('test.cost.yaml', text);
    return run(evaluateCommand, 'test.cost.yaml', ...args);
  }

  it('evaluate --json prints the base and the variants, unrounded', async () => {
    const { code, out } = await evaluateText(scenario, '--json');
    assert.equal(code, 0);
    const document = JSON.parse(out) as {
      file: string;
      system: string;
      currency: string;
      scenarios: { name: string; results: { breakdown: { totalMonthly: number } } }[];
      issues: unknown[];
    };
    assert.deepEqual(
      [document.file, document.system, document.currency, document.issues],
      ['test.cost.yaml', 'Shop', 'USD', []],
    );
    assert.deepEqual(
      document.scenarios.map(({ name, results }) => [name, results.breakdown.totalMonthly]),
      [
        ['base', 50],
        ['Twice', 100],
      ],
    );
  });

  it('evaluate takes one variant by name or number', async () => {
    for (const wanted of ['Twice', '1']) {
      const { code, out } = await evaluateText(scenario, '--json', '--variant', wanted);
      assert.equal(code, 0);
      const { scenarios } = JSON.parse(out) as { scenarios: { name: string }[] };
      assert.deepEqual(
        scenarios.map(({ name }) => name),
        ['Twice'],
      );
    }
    const { code, error } = await evaluateText(scenario, '--variant', 'Thrice');
    assert.equal(code, 2);
    assert.match(error, /no variant "Thrice", only: base, Twice/);
  });

  it('evaluate locates problems and exits with 1; an unreadable or newer file with 2', async () => {
    const wrong = scenario.replace('unitCost: 5', 'unitCost: five').replace('users', 'user');
    const { code, error } = await evaluateText(wrong);
    assert.equal(code, 1);
    assert.match(error, /test\.cost\.yaml:3:29: error: "user" is not known here/);
    assert.match(error, /test\.cost\.yaml:6:\d+: error: This should be a number.*not five/);
    assert.equal((await evaluateText('costlens: [')).code, 2);
    assert.equal((await evaluateText('')).code, 2);
    const newer = await evaluateText(scenario.replace('costlens: 1', 'costlens: 2'), '--json');
    assert.equal(newer.code, 2);
    assert.match(newer.out, /"scenario-newer"/);
    assert.equal((await run(evaluateCommand, 'nowhere.cost.yaml')).code, 2);
    assert.equal((await run(evaluateCommand)).code, 2);
  });

  it('an exceeded budget or a violated policy exits with 1, and is told of', async () => {
    const api = (budget: number) =>
      `costlens: 1\napi: { costPer1kTokens: 1, callsPerDay: 10, inputTokens: 1000, outputTokens: 0, dailyBudget: ${budget} }\n`;
    assert.equal((await evaluateText(api(11))).code, 0);
    const exceeded = await evaluateText(api(10));
    assert.equal(exceeded.code, 1);
    assert.match(exceeded.error, /test\.cost\.yaml: over the limit: api\.budgetState\n/);
    const governance = (amount: number) => `costlens: 1
governance:
  policies: [{ name: Jobs, threshold: 100 }]
  approvers: [{ roles: [manager] }]
  requests: [{ policy: Jobs, subject: job-1, amount: ${amount}, requestor: ana }]
variants:
  - { name: More, set: { "governance.requests[0].amount": 101 } }
`;
    assert.equal((await evaluateText(governance(100), '--variant', 'base')).code, 0);
    const violated = await evaluateText(governance(100));
    assert.equal(violated.code, 1);
    assert.match(violated.error, /over the limit: governance\.violations\[0\] \(More\)\n/);
    assert.equal((await evaluateText(governance(101), '--json')).code, 1);
  });

  it('a bad section hides no other, and what rests on it says so', async () => {
    const { code, out } = await evaluateText(
      scenario.replace('workload: {', 'workload: { revenue: [],'),
      '--json',
    );
    assert.equal(code, 1);
    const [base] = (
      JSON.parse(out) as {
        scenarios: {
          results: { breakdown: { totalMonthly: number; costPerUser: null } };
          reasons: Record<string, string>;
        }[];
      }
    ).scenarios;
    assert.equal(base?.results.breakdown.totalMonthly, 50);
    assert.equal(base.results.breakdown.costPerUser, null);
    assert.equal(base.reasons['breakdown.costPerUser'], 'section-invalid');
  });

  it('evaluate --markdown and the plain report show the figures', async () => {
    assert.match(
      (await evaluateText(scenario, '--markdown')).out,
      /\| Cost a month \| \$50\.00 \|/,
    );
    assert.match((await evaluateText(scenario)).out, /Cost a month +\$50\.00/);
  });

  it('explain shows the formula with its numbers, and names near figures', async () => {
    await writeFile('test.cost.yaml', scenario);
    const { code, out } = await run(explainCommand, 'test.cost.yaml', 'breakdown.costPerUser');
    assert.equal(code, 0);
    assert.match(out, /Cost of a user \(breakdown\.costPerUser\): \$5\.00\n {2}= total ÷ users/);
    assert.match(out, /users = 10 {2}\(workload\.users/);
    const typo = await run(explainCommand, 'test.cost.yaml', 'breakdown.costPerUsr');
    assert.equal(typo.code, 2);
    assert.match(typo.error, /did you mean breakdown\.costPerUser\?/);
    const list = await run(explainCommand, 'test.cost.yaml');
    assert.ok(list.out.split('\n').includes('breakdown.totalMonthly'));
  });

  it('break-even finds the value, or says that there is none', async () => {
    await writeFile('test.cost.yaml', scenario);
    const input = 'breakdown.items[0].monthlyVolume';
    const found = await run(
      breakEvenCommand,
      'test.cost.yaml',
      input,
      'breakdown.totalMonthly',
      '75',
    );
    assert.equal(found.code, 0);
    assert.match(found.out, /is 75 where breakdown\.items\[0\]\.monthlyVolume is 15\b/);
    const none = await run(
      breakEvenCommand,
      'test.cost.yaml',
      'workload.users',
      'breakdown.totalMonthly',
      '75',
    );
    assert.equal(none.code, 1);
    assert.match(none.out, /is never 75 .*always below/);
    const wrong = await run(
      breakEvenCommand,
      'test.cost.yaml',
      'nothing',
      'breakdown.totalMonthly',
      '75',
    );
    assert.equal(wrong.code, 2);
    const noFigure = await run(breakEvenCommand, 'test.cost.yaml', input, 'breakdown.totl', '75');
    assert.equal(noFigure.code, 2);
    assert.match(noFigure.error, /no figure "breakdown\.totl"/);
  });

  it('init writes a file that evaluates without errors, and overwrites none', async () => {
    for (const kind of Object.keys(starterKinds)) {
      const first = await run(initCommand, kind);
      assert.equal(first.code, 0);
      const text = await readFile(`${kind}.cost.yaml`, 'utf8');
      const { error } = await run(evaluateCommand, `${kind}.cost.yaml`);
      assert.doesNotMatch(error, /: error: /, `${kind}: ${error}`);
      const second = await run(initCommand, kind);
      assert.equal(second.code, 2);
      assert.equal(await readFile(`${kind}.cost.yaml`, 'utf8'), text);
    }
    assert.equal((await run(initCommand, 'nonsense')).code, 2);
  });
});
