import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import { parsePrompt } from '../../../../src/engine/prompts/formats';
import { readOtherFiles } from '../../../../src/engine/prompts/otherFiles';
import { evaluationReport } from '../../../../src/engine/report/evaluationReport';
import type { EvaluationReport } from '../../../../src/engine/report/report';
import { runToEnd, type TokenCounter } from '../../../../src/engine/tokens/counter';

const catalog = createGenaiPricesCatalog();
const options = { defaultModel: 'gpt-4o', at: new Date('2026-09-23T00:00:00Z') };

/** A token a character: what is added up here is not the tokenizer's. */
const counter: TokenCounter = {
  encoding: 'o200k_base',
  // eslint-disable-next-line require-yield -- there is nothing to wait for
  *steps(text) {
    return text.length;
  },
};

async function run(
  config: string,
  files: Readonly<Record<string, string>> = {},
): Promise<EvaluationReport> {
  const path = 'evals/promptfooconfig.yaml';
  const parsed = parsePrompt(config, { path }, 'promptfoo');
  const complete = await readOtherFiles(parsed, path, (wanted) =>
    Promise.resolve(Object.hasOwn(files, wanted) ? files[wanted] : undefined),
  );
  const { document, inclusions, evaluation } = complete;
  assert.ok(evaluation);
  const file = { text: config, document, inclusions, evaluation };
  return runToEnd(evaluationReport(file, options, catalog, () => counter));
}

// Around a message of gpt-4o are 3 tokens and the role's, here 4 characters; 3 prime the reply.
const around = 10;

describe('What an evaluation costs', () => {
  it('is prompts × providers × tests × repetitions, each call with its own values', async () => {
    const report = await run(
      `prompts: ['A {{x}}', 'BB {{x}}']
providers: [openai:gpt-4o, openai:gpt-4o-mini]
tests: [{ vars: { x: one } }, { vars: { x: three } }]
evaluateOptions: { repeat: 3 }
`,
    );
    assert.deepEqual(
      [report.prompts, report.models.length, report.tests, report.repeat, report.calls],
      [2, 2, 2, 3, 24],
    );
    const tokens = 'A one'.length + 'A three'.length + 'BB one'.length + 'BB three'.length;
    assert.equal(report.models[0]?.inputTokens, (tokens + 4 * around) * 3);
    assert.ok(report.cost.known);
    const perMillion = 2.5 + 0.15;
    const expected = ((tokens + 4 * around) * 3 * perMillion) / 1e6;
    assert.ok(Math.abs(report.cost.usd - expected) < 1e-12);
    assert.equal(report.models[0].outputTokens, null);
  });

  it('multiplies lists of values out, unless that is turned off', async () => {
    const config = (options: string): string =>
      `prompts: ['{{a}}{{b}}']
providers: [openai:gpt-4o]
tests: [{ vars: { a: [x, y, z], b: [1, 2] }${options} }]
`;
    assert.equal((await run(config(''))).calls, 6);
    assert.equal((await run(config(', options: { disableVarExpansion: true }'))).calls, 1);
  });

  it('follows prompts and tests into files of the workspace', async () => {
    const report = await run(
      `prompts: [file://two.txt, file://chat.json]
providers: [openai:gpt-4o]
tests: [file://tests.csv, file://more.yaml, file://lines.jsonl, { vars: { x: file://x.md } }]
`,
      {
        'evals/two.txt': 'First {{x}}\n---\nSecond {{x}}\n',
        'evals/chat.json': '[{"role": "user", "content": "Hi {{x}}"}]',
        'evals/tests.csv': 'x,__expected\n"a, ""b""",q\r\nsecond,\n',
        'evals/more.yaml': '- vars: { x: third }\n- file://other.json\n',
        'evals/other.json': '[{"vars": {"x": "fourth"}}]',
        'evals/lines.jsonl': '{"vars": {"x": "fifth"}}\n\n{"vars": {"x": "sixth"}}\n',
        'evals/x.md': 'seventh\n',
      },
    );
    assert.deepEqual([report.prompts, report.tests, report.calls], [3, 7, 21]);
    assert.deepEqual(report.unread, []);
    const values = ['a, "b"', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'];
    const tokens = values.reduce(
      (sum, { length }) => sum + 'First '.length + 'Second '.length + 'Hi '.length + 3 * length,
      0,
    );
    assert.equal(report.models[0]?.inputTokens, tokens + 21 * around);
  });

  it('runs each test of a scenario on each row of its data, over the defaults', async () => {
    const report = await run(
      `prompts: ['{{a}}{{b}}{{c}}']
providers: [openai:gpt-4o]
defaultTest: { vars: { c: ccc, a: no } }
scenarios:
  - config: [{ vars: { a: a1 } }, { vars: { a: a2 } }]
    tests: [{ vars: { b: b1 } }, { vars: { b: b2 } }, { vars: { b: b3 } }]
`,
    );
    assert.equal(report.calls, 6);
    assert.equal(report.models[0]?.inputTokens, 6 * ('a1b1ccc'.length + around));
  });

  it('leaves out what a test or a provider leaves out', async () => {
    const report = await run(
      `prompts: [{ raw: One, label: one }, { raw: Two, label: two }]
providers:
  - { id: openai:gpt-4o, label: large }
  - { id: openai:gpt-4o-mini, prompts: [two] }
tests:
  - { vars: {} }
  - { vars: {}, providers: [large] }
  - { vars: {}, providers: ['openai:gpt-4o-*'], prompts: [two] }
`,
    );
    assert.deepEqual(
      report.models.map(({ calls }) => calls),
      [4, 2],
    );
  });

  it('has one call a prompt and provider without tests, and the default model without providers', async () => {
    const report = await run('prompts: [Hello]\n');
    assert.deepEqual(
      report.models.map(({ model, calls }) => [model, calls]),
      [['gpt-4o', 1]],
    );
  });

  it('names what it could not read, and has no price for a model that nobody knows', async () => {
    const report = await run(
      `prompts: [file://make.py, Hello]
providers: [{ id: nobody:knows-this, config: { max_tokens: 7 } }]
tests: [file://../../outside.csv, file://gone.csv, 'huggingface://datasets/x', file://t/*.yaml]
`,
    );
    assert.deepEqual(report.unread, [
      'file://make.py',
      'file://../../outside.csv',
      'file://gone.csv',
      'huggingface://datasets/x',
      'file://t/*.yaml',
    ]);
    assert.equal(report.models[0]?.outputTokens, 7);
    const known = await run('prompts: [Hello]\nproviders: [nobody:knows-this]\n');
    assert.deepEqual(known.cost, { known: false, reason: 'unknown-model' });
  });

  it('is taken from the average where there are very many calls', async () => {
    const list = Array.from({ length: 100 }, (_, index) => String(100 + index)).join(', ');
    const report = await run(
      `prompts: ['{{a}}{{b}}{{c}}']
providers: [openai:gpt-4o]
tests: [{ vars: { a: [${list}], b: [${list}], c: [${list}] } }]
`,
    );
    assert.equal(report.calls, 1_000_000);
    assert.equal(report.models[0]?.inputTokens, 1_000_000 * (9 + around));
    assert.equal(report.models[0].estimated, true);
  });

  it('counts as many calls as its factors multiply to, whatever they are', async () => {
    const small = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(small, small, small, small, async (prompts, providers, tests, repeat) => {
        const list = (count: number, item: string): string =>
          Array.from({ length: count }, (_, index) => item.replace('#', String(index))).join(', ');
        const report = await run(
          `prompts: [${list(prompts, "'P# {{x}}'")}]
providers: [${list(providers, '{ id: openai:gpt-4o, label: L# }')}]
tests: [${list(tests, '{ vars: { x: v# } }')}]
evaluateOptions: { repeat: ${String(repeat)} }
`,
        );
        assert.equal(report.calls, prompts * providers * tests * repeat);
        assert.equal(
          report.models.reduce((sum, { calls }) => sum + calls, 0),
          report.calls,
        );
      }),
      { numRuns: 40 },
    );
  });
});
