import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import type { Issue } from '../../../../src/engine/issues';
import type { PromptDocument, Segment } from '../../../../src/engine/prompts/document';
import type { IncludedFile, Inclusions } from '../../../../src/engine/prompts/includes';
import { analyzePrompt, type ReportOptions } from '../../../../src/engine/report/analyzePrompt';
import { capReport } from '../../../../src/engine/report/capReport';
import { sourceLocator } from '../../../../src/engine/report/countedOffsets';
import type { PromptReport } from '../../../../src/engine/report/report';
import type { TextRange } from '../../../../src/engine/text/range';
import { runToEnd, type TokenCounter } from '../../../../src/engine/tokens/counter';

const catalog = createGenaiPricesCatalog();

/** One token a UTF-16 code unit: makes every expected figure plain arithmetic. */
const unitCounter: TokenCounter = {
  encoding: 'o200k_base',
  // eslint-disable-next-line require-yield -- a counter may be done in one step
  *steps(text) {
    return text.length;
  },
};

const options: ReportOptions = { defaultModel: 'gpt-4o', at: new Date('2026-09-01T00:00:00Z') };

function segment(start: number, end: number, changes: Partial<Segment> = {}): Segment {
  const range = { start, end };
  return { kind: 'message', role: 'user', range, pieces: [{ range }], request: 0, ...changes };
}

function document(
  segments: readonly Segment[],
  changes: Partial<PromptDocument> = {},
): PromptDocument {
  return {
    format: 'chat',
    models: [],
    segments,
    variables: [],
    references: [],
    requests: 1,
    batch: false,
    issues: [],
    ...changes,
  };
}

function analyze(
  text: string,
  doc: PromptDocument,
  changes: Partial<ReportOptions> = {},
  inclusions?: Inclusions,
): PromptReport {
  return runToEnd(
    analyzePrompt(text, doc, { ...options, ...changes }, catalog, unitCounter, inclusions),
  );
}

function included(path: string, doc: PromptDocument, start: number): IncludedFile {
  const reference = { kind: 'file', target: path, range: { start, end: start + 1 } } as const;
  return { path, text: 'y'.repeat(1000), document: doc, reference };
}

describe('analyzePrompt', () => {
  const text = 'x'.repeat(1000);

  it('adds the overhead of chat messages: 3 and the role a message, 3 a request', () => {
    const report = analyze(
      text,
      document([segment(0, 100, { role: 'system' }), segment(100, 300)]),
    );
    assert.equal(report.contentTokens, 300);
    // The fake counter takes a role's letters for tokens.
    assert.equal(report.overheadTokens, 3 + 'system'.length + 3 + 'user'.length + 3);
    assert.equal(report.tokens, report.contentTokens + report.overheadTokens);
  });

  it('says what is charged, what a batch would cost, and from where', () => {
    const report = analyze(text, document([segment(0, 100)]));
    assert.deepEqual(report.price?.rates, { input: 2.5, cacheRead: 1.25, output: 10 });
    assert.equal(report.price.source.name, 'genai-prices 0.1.8');
    assert.deepEqual(report.batchPrice?.rates, { input: 1.25, output: 5 });
    assert.match(report.batchPrice.source.name, /^LiteLLM/);
    const batch = analyze(text, document([segment(0, 100)], { batch: true }));
    assert.deepEqual([batch.price, batch.batchPrice], [report.batchPrice, null]);
  });

  it('says the price of a request of its size, not the one below the threshold', () => {
    const long = 'x'.repeat(200_100);
    const options = { modelOverride: 'gemini-2.5-pro' };
    const of = (end: number) => analyze(long, document([segment(0, end)]), options);
    assert.equal(of(1000).price?.rates.input, 1.25);
    assert.equal(of(200_100).price?.rates.input, 2.5);
  });

  it('has no price for a model that it does not know, and says what may be meant', () => {
    const report = analyze(text, document([segment(0, 100)]), { modelOverride: 'gpt-4oo' });
    assert.deepEqual([report.price, report.batchPrice], [null, null]);
    assert.equal(report.model.similar?.[0], 'openai/gpt-4o');
    assert.equal(analyze(text, document([])).model.similar, undefined);
  });

  it('lists only the first parts of a long file for a view, and counts all of them', () => {
    const long = 'x'.repeat(6000);
    const segments = Array.from({ length: 6000 }, (_, at) => segment(at, at + 1, { request: at }));
    const report = analyze(long, document(segments, { requests: 6000 }));
    const capped = capReport(report);
    assert.deepEqual([report.segments.length, capped.segments.length], [6000, 5000]);
    assert.deepEqual([capped.segmentCount, capped.requests], [6000, 6000]);
    // A letter is a token; 3 and "user" around each message, 3 for each request's reply.
    assert.deepEqual([capped.tokens, capped.parts[0]?.tokens], [6000 * 11, 6000 * 8]);
    assert.ok(capped.cost.input.known);
    assert.ok(Math.abs(capped.cost.input.usd - 66_000 * 2.5e-6) < 1e-12);
  });

  it('sums its segments by kind and role, in their order', () => {
    const report = analyze(
      text,
      document([
        segment(0, 100),
        segment(100, 200, { role: 'assistant' }),
        segment(200, 400),
        segment(400, 500, { kind: 'tools', role: 'none' }),
      ]),
    );
    assert.deepEqual(
      report.parts.map(({ kind, role, tokens }) => [kind, role, tokens]),
      [
        ['message', 'user', 300 + 2 * 7],
        ['message', 'assistant', 100 + 12],
        ['tools', 'none', 100],
      ],
    );
    const usd = report.segments.reduce((sum, { cost }) => sum + (cost.known ? cost.usd : NaN), 0);
    const parts = report.parts.reduce((sum, { cost }) => sum + (cost.known ? cost.usd : NaN), 0);
    assert.ok(Math.abs(usd - parts) < 1e-12);
  });

  it('gives each segment and sample value a band where the vocabulary is not the model’s own', () => {
    const range = { start: 10, end: 14 };
    const doc = document([segment(0, 100)], {
      variables: [{ name: 'who', range, sample: 'somebody' }],
    });
    const exact = analyze(text, doc);
    assert.deepEqual([exact.segments[0]?.band, exact.variables[0]?.band], [null, null]);
    const claude = analyze(text, doc, { modelOverride: 'claude-sonnet-4-5' });
    const [part] = claude.segments;
    const [variable] = claude.variables;
    assert.ok(part?.band && part.band.low <= part.tokens && part.tokens <= part.band.high);
    assert.ok(variable?.band && variable.band.low <= (variable.tokens ?? 0));
    assert.ok(claude.band && claude.band.low >= part.band.low);
  });

  it('adds none to text that is no message', () => {
    const report = analyze(text, document([segment(0, 1000, { kind: 'text', role: 'none' })]));
    assert.equal(report.overheadTokens, 0);
    // $2.50 a million input tokens.
    assert.deepEqual(report.cost.input, { known: true, usd: 0.0025 });
    assert.equal(report.cost.output, null);
  });

  it('takes the model from the user before the file, and from the file before the default', () => {
    const named = document([segment(0, 10)], {
      models: [{ value: 'gpt-4.1', range: { start: 0, end: 1 } }],
    });
    const choices = [
      analyze(text, named, { modelOverride: 'gpt-5' }),
      analyze(text, named),
      analyze(text, document([segment(0, 10)])),
    ].map(({ model }) => [model.name, model.choice]);
    assert.deepEqual(choices, [
      ['gpt-5', 'override'],
      ['gpt-4.1', 'file'],
      ['gpt-4o', 'default'],
    ]);
  });

  describe('a choice of models', () => {
    const naming = (...names: string[]): PromptReport =>
      analyze(
        text,
        document([segment(0, 10)], {
          models: names.map((value) => ({ value, range: { start: 0, end: 1 } })),
        }),
      );

    it('is counted for the first, and all are told', () => {
      const report = naming('GPT-4.1', 'Claude Sonnet 4.5');
      assert.equal(report.model.name, 'GPT-4.1');
      assert.deepEqual(report.models, ['GPT-4.1', 'Claude Sonnet 4.5']);
    });

    it('may be one string with bars, where each part is a model', () => {
      for (const name of [
        "GPT-4.1 | 'gpt-5' | 'Claude Sonnet 4.5'",
        'GPT-4.1|gpt-5|Claude Sonnet 4.5',
        '"GPT-4.1" | `gpt-5` | Claude Sonnet 4.5 ',
      ]) {
        const report = naming(name);
        assert.deepEqual(report.models, ['GPT-4.1', 'gpt-5', 'Claude Sonnet 4.5'], name);
        assert.equal(report.model.info?.id, 'gpt-4.1');
        assert.deepEqual(report.estimates, []);
        assert.ok(report.cost.total.known);
      }
    });

    it('is one unknown model where a part is none: an estimate, with a band and no price', () => {
      for (const name of [
        'gpt-4.1 | whatever',
        'gpt-4.1 | ',
        '|',
        Array.from({ length: 21 }, () => 'gpt-5').join('|'),
        `gpt-5|${' '.repeat(1000)}gpt-5`,
        'gpt-4.1, gpt-5',
        'GPT-4.1 or GPT-5',
      ]) {
        const report = naming(name);
        assert.deepEqual(report.models, [name]);
        assert.deepEqual(report.estimates, ['unknown-model'], name);
        assert.notEqual(report.band, null);
        assert.deepEqual(report.cost.total, { known: false, reason: 'unknown-model' });
      }
    });
  });

  it('prices the output that the file limits, else the one that the user expects', () => {
    const limited = document([segment(0, 10)], {
      maxOutputTokens: { value: 500, range: { start: 0, end: 1 } },
    });
    const report = analyze(text, limited, { expectedOutputTokens: 9 });
    assert.deepEqual(report.output, { tokens: 500, from: 'file' });
    assert.deepEqual(report.cost.output, { known: true, usd: 0.005 });
    assert.deepEqual(
      analyze(text, document([segment(0, 10)]), { expectedOutputTokens: 9 }).output,
      { tokens: 9, from: 'setting' },
    );
  });

  it('knows no price of an unknown model, and never 0', () => {
    const report = analyze(text, document([segment(0, 10)]), { defaultModel: 'no-such-model' });
    const none = { known: false, reason: 'unknown-model' };
    assert.deepEqual(report.cost.total, none);
    assert.deepEqual(report.segments[0]?.cost, none);
    assert.deepEqual(report.estimates, ['unknown-model']);
    assert.equal(report.context.share, null);
  });

  it('measures the context by the largest request, not by the file', () => {
    const report = analyze(
      text,
      document([segment(0, 600), segment(600, 900, { request: 1 })], { requests: 2 }),
    );
    assert.equal(report.context.tokens, 600 + 3 + 4 + 3);
    assert.equal(report.tokens, 900 + 2 * (3 + 4 + 3));
  });

  it('adds the files that are sent along, each to the request that it goes with', () => {
    const plain = { kind: 'text', role: 'none' } as const;
    const doc = document([segment(0, 100, plain), segment(100, 150, { ...plain, request: 1 })], {
      requests: 2,
    });
    const issue: Issue = {
      code: 'include-missing',
      severity: 'information',
      params: { target: 'c' },
      range: { start: 9, end: 10 },
    };
    const report = analyze(
      text,
      doc,
      {},
      {
        files: [
          included('docs/a.md', document([segment(0, 10, plain)]), 5),
          included('b.json', document([segment(0, 20)]), 120),
        ],
        issues: [issue],
      },
    );
    const ofMessage = 20 + 3 + 'user'.length;
    assert.deepEqual(
      report.included.map(({ path, tokens, range }) => [path, tokens, range.start]),
      [
        ['docs/a.md', 10, 5],
        ['b.json', ofMessage, 120],
      ],
    );
    assert.equal(report.contentTokens, 150);
    assert.equal(report.includedTokens, 10 + ofMessage);
    assert.equal(report.overheadTokens, 3); // The request with a message primes the reply.
    assert.equal(report.tokens, 150 + 10 + ofMessage + 3);
    assert.equal(report.context.tokens, 110);
    // $2.50 a million input tokens.
    assert.deepEqual(report.included[0]?.cost, { known: true, usd: 10 * 2.5e-6 });
    assert.deepEqual(report.issues, [issue]);
  });

  it('tells what each variable adds, and names those that count as nothing', () => {
    const range = (start: number): TextRange => ({ start, end: start + 5 });
    const doc = document(
      [
        segment(0, 100, {
          pieces: [
            { range: range(0), text: 'Ann' },
            { range: range(10), text: '' },
          ],
        }),
      ],
      {
        variables: [
          { name: 'name', range: range(0), sample: 'Ann' },
          { name: 'order', range: range(10) },
          { name: 'order', range: range(20) },
        ],
      },
    );
    const report = analyze(text, doc);
    assert.deepEqual(
      report.variables.map(({ tokens, printed }) => [tokens, printed]),
      [
        [3, true],
        [null, true],
        [null, false],
      ],
    );
    assert.deepEqual(report.unsampled, ['order']);
  });

  it('shares out all tokens and all money', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, fc.integer({ min: 1, max: 3 }), (places, requests) => {
        const ends = [...places.sort((a, b) => a - b), 1000];
        const segments = ends.map((end, index) =>
          segment(ends[index - 1] ?? 0, end, {
            kind: 'text',
            role: 'none',
            request: index % requests,
          }),
        );
        const report = analyze(text, document(segments, { requests }));
        assert.equal(
          report.segments.reduce((sum, each) => sum + each.tokens, 0),
          report.tokens,
        );
        const share = report.segments.reduce((sum, each) => sum + each.share, 0);
        assert.ok(Math.abs(share - 1) < 1e-9);
        const usd = report.segments.reduce(
          (sum, { cost }) => sum + (cost.known ? cost.usd : NaN),
          0,
        );
        assert.ok(report.cost.input.known && Math.abs(usd - report.cost.input.usd) < 1e-12);
      }),
    );
  });
});

describe('sourceLocator', () => {
  // The source `say \n now`, of which `\n` is counted as one line feed.
  const escaped: Segment = segment(0, 10, {
    pieces: [
      { range: { start: 0, end: 4 } },
      { range: { start: 4, end: 6 }, text: '\n' },
      { range: { start: 6, end: 10 } },
    ],
  });

  it('finds verbatim text exactly', () => {
    assert.deepEqual(sourceLocator(escaped)({ start: 1, end: 3 }), { start: 1, end: 3 });
    assert.deepEqual(sourceLocator(escaped)({ start: 6, end: 9 }), { start: 7, end: 10 });
  });

  it('takes what was decoded as a whole', () => {
    assert.deepEqual(sourceLocator(escaped)({ start: 4, end: 5 }), { start: 4, end: 6 });
    assert.deepEqual(sourceLocator(escaped)({ start: 2, end: 5 }), { start: 2, end: 6 });
  });
});
