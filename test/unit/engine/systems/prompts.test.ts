import assert from 'node:assert/strict';
import { promptsNeeded } from '../../../../src/engine/scenario/promptsNeeded';
import { readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import {
  promptKey,
  type MeasuredPrompt,
  type PromptMeasure,
} from '../../../../src/engine/systems/prompts/measure';
import { assertExplained } from '../scenario/assertExplained';
import { evaluated } from '../scenario/evaluated';

const counted: MeasuredPrompt = {
  kind: 'measured',
  model: 'gpt-4o',
  modelFrom: 'file',
  tokens: 4000,
  band: null,
  requests: 1,
  outputTokens: null,
  batch: false,
};

interface Entry {
  readonly file: string;
  readonly model?: string;
  readonly outputTokens?: number;
  readonly measure?: Partial<MeasuredPrompt> | PromptMeasure;
}

/** Entries with what their files come to; a file without that is not there. */
function prompts(entries: readonly Entry[], others: object = {}) {
  const measures = new Map<string, PromptMeasure>();
  const section = entries.map(({ measure, ...entry }) => {
    const key = promptKey({ file: entry.file, model: entry.model });
    if (measure) measures.set(key, { ...counted, ...measure });
    return entry;
  });
  const scenario = evaluated(
    { pricesAsOf: '2026-09-23', prompts: section, ...others },
    { prompts: measures },
  );
  assert.ok(scenario.results.prompts);
  assertExplained(scenario);
  return {
    ...scenario.results.prompts,
    reasons: scenario.reasons,
    issues: scenario.issues.map(({ code, severity, path }) => `${severity} ${code} ${path}`),
  };
}

function near(found: number | null | undefined, expected: number) {
  assert.ok(typeof found === 'number');
  assert.ok(Math.abs(found - expected) <= 1e-12 * expected, `${found}, not ${expected}`);
}

const support = { file: 'support.prompty', callsPerMonth: 1000, outputTokens: 300 };

describe('prompts', () => {
  it('a call costs its tokens at the prices of its model', () => {
    const { items, total } = prompts([{ ...support, measure: {} }]);
    const [item] = items;
    assert.deepEqual(
      [item?.file, item?.model, item?.tokens, item?.budgetState],
      ['support.prompty', 'gpt-4o', 4000, null],
    );
    near(item?.costPerCall, 0.013);
    near(item?.monthlyCost, 13);
    near(total, 13);
  });

  it('calls default to the workload, output to the most that the file allows', () => {
    const [item] = prompts([{ file: 'a', measure: { outputTokens: 100 } }], {
      workload: { requests: 10 },
    }).items;
    near(item?.costPerCall, 0.011);
    near(item?.monthlyCost, 0.11);
    const unknown = prompts([{ file: 'a', measure: {} }]);
    assert.equal(unknown.items[0]?.costPerCall, null);
    assert.equal(unknown.reasons['prompts.items[0].costPerCall'], 'no-output-tokens');
    const unsent = prompts([{ file: 'a', measure: { outputTokens: 100 } }]);
    assert.equal(unsent.reasons['prompts.items[0].monthlyCost'], 'not-given');
  });

  it('the cached share is priced apart, and a batch as a batch', () => {
    const entry = { ...support, cachedInputShare: 0.8 };
    near(prompts([{ ...entry, measure: {} }]).items[0]?.costPerCall, 0.009);
    const batch = prompts([{ ...support, measure: { batch: true } }]).items[0];
    near(batch?.costPerCall, 0.0065);
    const single = { ...support, batchShare: 0, measure: { batch: true } };
    near(prompts([single]).items[0]?.costPerCall, 0.013);
  });

  it('a list of requests costs all of them, each by its own size', () => {
    const measure = { model: 'gemini-2.5-pro', tokens: 400_000, requests: 2 };
    const [item] = prompts([{ ...support, outputTokens: 0, measure }]).items;
    near(item?.costPerCall, 0.5);
  });

  it('an estimate has its band', () => {
    const measure = { model: 'claude-sonnet-4-20250514', band: { low: 3600, high: 4800 } };
    const [item] = prompts([{ ...support, measure }]).items;
    assert.deepEqual(item?.tokenBand, { low: 3600, high: 4800 });
  });

  it('a file that is not there is an error, and so there is no total', () => {
    const { items, total, reasons, issues } = prompts([
      { ...support, measure: {} },
      { file: 'gone.prompty', measure: { kind: 'missing' } },
      { file: '../../other.prompty', model: 'gpt-4o', measure: { kind: 'outside' } },
      { file: 'uncounted.prompty' },
    ]);
    assert.deepEqual(items[1], {
      file: 'gone.prompty',
      model: null,
      tokens: null,
      costPerCall: null,
      monthlyCost: null,
      budgetState: null,
    });
    assert.equal(items[2]?.model, 'gpt-4o');
    assert.equal(total, null);
    assert.equal(reasons['prompts.items[1].tokens'], 'no-file');
    assert.equal(reasons['prompts.items[1].budgetState'], 'no-budget');
    // Where nobody counts prompts, that is no fault of the file.
    assert.equal(reasons['prompts.items[3].tokens'], 'not-counted');
    assert.equal(reasons['prompts.total'], 'figure-missing');
    assert.deepEqual(issues, [
      'error prompt-missing prompts[1].file',
      'error prompt-outside prompts[2].file',
    ]);
  });

  it('an unknown model has no price; a model that nobody chose is said', () => {
    const unknown = prompts([{ ...support, measure: { model: 'gpt-4o-mimi' } }]);
    assert.deepEqual(unknown.issues, ['error priced-model-similar prompts[0].file']);
    assert.equal(unknown.reasons['prompts.items[0].costPerCall'], 'no-price');
    assert.equal(unknown.items[0]?.tokens, 4000);
    const named = { ...support, model: 'nobody knows it' };
    assert.deepEqual(
      prompts([{ ...named, measure: { model: named.model, modelFrom: 'entry' } }]).issues,
      ['error priced-model-unknown prompts[0].model'],
    );
    assert.deepEqual(prompts([{ ...support, measure: { modelFrom: 'default' } }]).issues, [
      'information prompt-default-model prompts[0].file',
    ]);
  });

  it('catalog prices are in dollars', () => {
    const unknown = prompts([{ ...support, measure: {} }], { currency: 'EUR' });
    assert.equal(unknown.reasons['prompts.items[0].costPerCall'], 'no-currency-rate');
    const converted = prompts([{ ...support, measure: {} }], {
      currency: 'EUR',
      assumptions: { usdRate: 0.5 },
    });
    near(converted.total, 6.5);
  });

  it('the worse of both budgets counts, at 80 and at 100 %', () => {
    const state = (budget: object, more: object = {}) => {
      const entry = { ...support, budget, ...more };
      return prompts([{ ...entry, measure: {} }]).items[0]?.budgetState;
    };
    assert.equal(state({ tokens: 5001 }), 'ok');
    assert.equal(state({ tokens: 5000 }), 'warning');
    assert.equal(state({ tokens: 4001 }), 'warning');
    assert.equal(state({ tokens: 4000 }), 'exceeded');
    assert.equal(state({ costPerCall: 0.013 }), 'exceeded');
    assert.equal(state({ costPerCall: 0.01625 }), 'warning');
    assert.equal(state({ tokens: 100_000, costPerCall: 0.014 }), 'warning');
    assert.equal(state({ tokens: 4000, costPerCall: 1 }), 'exceeded');
    assert.equal(state({}), null);
    // A cost that is not known may be worse than the tokens are.
    const unpriced = { outputTokens: undefined };
    assert.equal(state({ tokens: 5000, costPerCall: 1 }, unpriced), null);
    assert.equal(state({ tokens: 4000, costPerCall: 1 }, unpriced), 'exceeded');
  });

  it('no prompts cost nothing', () => {
    assert.equal(prompts([]).total, 0);
  });
});

describe('promptsNeeded', () => {
  it('lists files for their models once, those of variants too', () => {
    const file = readScenarioFile(
      `costlens: 1
prompts:
  - { file: a.prompty }
  - { file: a.prompty, outputTokens: wrong }
  - { file: b.prompty, model: gpt-4o }
  - { model: gpt-4o }
variants:
  - { name: Other model, set: { "prompts[0].model": gpt-4o-mini } }
  - { name: Other file, set: { "prompts[2].file": c.prompty } }
`,
      'yaml',
    );
    assert.deepEqual(promptsNeeded(file), [
      { file: 'a.prompty', model: undefined },
      { file: 'b.prompty', model: 'gpt-4o' },
      { file: 'a.prompty', model: 'gpt-4o-mini' },
      { file: 'c.prompty', model: 'gpt-4o' },
    ]);
    assert.deepEqual(promptsNeeded(readScenarioFile('prompts: 1', 'yaml')), []);
    assert.deepEqual(promptsNeeded(readScenarioFile('', 'yaml')), []);
  });
});
