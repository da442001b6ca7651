import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { createGenaiPricesCatalog } from '../../../src/engine/pricing/genaiPrices';
import { applyChanges } from '../../../src/engine/text/textChange';
import type { SyntaxFile } from '../../../src/engine/prompts/syntax';
import { AnalysisSession } from '../../../src/worker/analysisSession';
import {
  workerReplySchema,
  type WorkerReply,
  type WorkerRequest,
} from '../../../src/worker/protocol';
import { syntaxFile } from '../sourceParser';

const options = { defaultModel: 'gpt-4o', at: Date.UTC(2026, 8, 1) };

const vocabulary = readFileSync('dist/vocabularies/o200k_base.vocabulary');
const giveVocabulary: WorkerRequest = {
  type: 'vocabulary',
  encoding: 'o200k_base',
  data: vocabulary,
};

/** A session that gives way after every step. */
function startSession(): {
  send(request: WorkerRequest): void;
  reply(type: WorkerReply['type']): Promise<WorkerReply>;
  /** Waits until the replies are as wanted. */
  until(isSo: () => boolean): Promise<void>;
  readonly replies: WorkerReply[];
} {
  const replies: WorkerReply[] = [];
  const waiting: (() => void)[] = [];
  let clock = 0;
  const session = new AnalysisSession({
    post: (reply) => {
      // What crosses to the host has to pass the host's check.
      replies.push(workerReplySchema.parse(structuredClone(reply)));
      for (const look of waiting) look();
    },
    giveWay: () => new Promise((resolve) => setTimeout(resolve, 0)),
    now: () => (clock += 100),
  });
  return {
    replies,
    send: (request) => {
      session.handle(request);
    },
    reply: (type) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = replies.find((reply) => reply.type === type);
          if (found) resolve(found);
        };
        waiting.push(look);
        look();
      }),
    until: (isSo) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (isSo()) resolve();
        };
        waiting.push(look);
        look();
      }),
  };
}

function open(text: string): WorkerRequest {
  return {
    type: 'open',
    uri: 'u',
    path: '/AGENTS.md',
    languageId: 'markdown',
    forced: false,
    text,
  };
}

function openPrompt(text: string): WorkerRequest & { type: 'open' } {
  return {
    type: 'open',
    uri: 'u',
    path: '/w/prompts/x.prompt.md',
    workspacePath: 'prompts/x.prompt.md',
    languageId: 'prompt',
    forced: false,
    text,
  };
}

describe('AnalysisSession', () => {
  it('asks for the vocabulary once, when the first count needs it', async () => {
    const session = startSession();
    session.send(open('Hello'));
    assert.deepEqual(session.replies, []);
    session.send({ type: 'report', id: 1, uri: 'u', length: 5, options });
    session.send({ type: 'report', id: 2, uri: 'u', length: 5, options });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    await session.reply('report');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(
      session.replies.map(({ type }) => type),
      ['need-vocabulary', 'report', 'report'],
    );
  });

  it('checks a prompt by the rules where it is given their settings, and only then', async () => {
    const session = startSession();
    session.send(openPrompt('Sort in order to win.\n'));
    const rules = { 'verbose-instruction': 'warning' };
    session.send({ type: 'report', id: 1, uri: 'u', length: 22, options });
    session.send({ type: 'report', id: 2, uri: 'u', length: 22, options: { ...options, rules } });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    await session.until(() => session.replies.filter(({ type }) => type === 'report').length === 2);
    const checks = session.replies.flatMap((reply) =>
      reply.type === 'report' ? [[reply.id, reply.report?.check ?? null] as const] : [],
    );
    const found = new Map(checks);
    assert.equal(found.get(1), null);
    assert.deepEqual(
      found
        .get(2)
        ?.findings.map(({ rule, severity, savedTokens }) => [rule, severity, savedTokens]),
      [['verbose-instruction', 'warning', 2]],
    );
  });

  it('counts a document under its own model and others, each once', async () => {
    const session = startSession();
    session.send(open('hello world'));
    const models = ['gpt-4o-mini', 'openai/gpt-4o', 'nobody'];
    session.send({ type: 'compare', id: 1, uri: 'u', length: 11, models, options });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    const reply = await session.reply('comparison');
    assert.ok(reply.type === 'comparison');
    assert.deepEqual(
      reply.models.map(({ model, tokens }) => [model.name, tokens]),
      [
        ['gpt-4o', 2],
        ['gpt-4o-mini', 2],
        ['nobody', 2],
      ],
    );
    assert.equal(reply.own, 1);
    session.send({ type: 'compare', id: 2, uri: 'u', length: 12, models, options });
    await session.reply('out-of-step');
  });

  it('follows edits', async () => {
    const session = startSession();
    session.send(open('Hello'));
    session.send({
      type: 'change',
      uri: 'u',
      changes: [{ offset: 5, removed: 0, inserted: ', you' }],
    });
    session.send({ type: 'report', id: 1, uri: 'u', length: 10, options });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    const reply = await session.reply('report');
    assert.ok(reply.type === 'report');
    assert.equal(reply.report?.tokens, 3); // Hello|,| you
  });

  it('asks for the files that a prompt includes, and counts them with it', async () => {
    const session = startSession();
    session.send(openPrompt('See [a](a.txt) and [b](b.txt)'));
    session.send({ type: 'report', id: 1, uri: 'u', length: 29, options });
    const asked = await session.reply('need-file');
    assert.deepEqual(asked, { type: 'need-file', ask: 1, id: 1, path: 'prompts/a.txt' });
    session.send({ type: 'file', ask: 1, text: 'Hello, you' });
    await new Promise((resolve) => setTimeout(resolve, 10));
    session.send({ type: 'file', ask: 2 });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    const reply = await session.reply('report');
    assert.ok(reply.type === 'report' && reply.report);
    assert.deepEqual(
      reply.report.included.map(({ path, tokens }) => [path, tokens]),
      [['prompts/a.txt', 3]],
    );
    assert.equal(reply.report.tokens, reply.report.contentTokens + 3);
    assert.deepEqual(
      reply.report.issues.map(({ code, params }) => [code, params['target']]),
      [['include-missing', 'b.txt']],
    );
  });

  it('stops waiting for a file where it is cancelled, and takes no late one', async () => {
    const session = startSession();
    session.send(openPrompt('See [a](a.txt) and [b](b.txt)'));
    session.send({ type: 'report', id: 1, uri: 'u', length: 29, options });
    await session.reply('need-file');
    session.send({ type: 'cancel', id: 1 });
    assert.deepEqual(await session.reply('cancelled'), { type: 'cancelled', id: 1 });
    session.send({ type: 'file', ask: 1, text: 'late' });
    assert.equal(session.replies.filter(({ type }) => type === 'need-file').length, 1);
  });

  it('asks for no file where the prompt is in no workspace folder', async () => {
    const session = startSession();
    session.send({ ...openPrompt('See [a](a.txt)'), workspacePath: undefined });
    session.send({ type: 'report', id: 1, uri: 'u', length: 14, options });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    const reply = await session.reply('report');
    assert.ok(reply.type === 'report');
    assert.deepEqual(
      reply.report?.issues.map(({ code }) => code),
      ['include-missing'],
    );
    assert.ok(!session.replies.some(({ type }) => type === 'need-file'));
  });

  it('says so where its text is not the editor’s', async () => {
    const session = startSession();
    session.send(open('Hello'));
    session.send({ type: 'report', id: 1, uri: 'u', length: 6, options });
    assert.deepEqual(await session.reply('out-of-step'), { type: 'out-of-step', id: 1 });
    session.send({ type: 'report', id: 2, uri: 'never opened', length: 6, options });
    await session.reply('out-of-step');
  });

  it('does not parse what is cancelled while an earlier text is parsed', async () => {
    const session = startSession();
    const text = '[a](a.prompt.md)';
    session.send(openPrompt(text));
    session.send({ type: 'report', id: 1, uri: 'u', length: text.length, options });
    // Each message is a task of its own: what is promised at once is done between two.
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    session.send({ type: 'cancel', id: 1 });
    session.send({ type: 'report', id: 2, uri: 'u', length: text.length, options });
    const asked = await session.reply('need-file');
    assert.ok(asked.type === 'need-file');
    assert.equal(asked.id, 2);
    assert.deepEqual(session.replies[0], { type: 'cancelled', id: 1 });
  });

  it('stops where it is cancelled', async () => {
    const session = startSession();
    session.send(open('word '.repeat(2_000_000)));
    session.send({ type: 'report', id: 1, uri: 'u', length: 10_000_000, options });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    await new Promise((resolve) => setTimeout(resolve, 5));
    session.send({ type: 'cancel', id: 1 });
    assert.deepEqual(await session.reply('cancelled'), { type: 'cancelled', id: 1 });
  });

  it('answers that a file is no prompt with no report, unless the user asked for it', async () => {
    const session = startSession();
    const readme = { ...open('Hello'), path: '/README.md' } as WorkerRequest & { type: 'open' };
    session.send(readme);
    session.send({ type: 'report', id: 1, uri: 'u', length: 5, options });
    assert.deepEqual(await session.reply('report'), { type: 'report', id: 1, report: null });
  });

  it('answers that a LiteLLM configuration is a source of prices, also where the user turned it on', async () => {
    const session = startSession();
    const text = 'model_list:\n  - model_name: a\n    litellm_params: { model: openai/gpt-4o }\n';
    session.send({ ...open(text), path: '/gateway.yaml', forced: true } as WorkerRequest);
    session.send({ type: 'report', id: 1, uri: 'u', length: text.length, options });
    assert.deepEqual(await session.reply('report'), {
      type: 'report',
      id: 1,
      report: null,
      pricedModels: 1,
    });
  });

  it('lists each model by a name that means it', async () => {
    const session = startSession();
    session.send({ type: 'models', id: 1, at: options.at });
    const reply = await session.reply('models');
    assert.ok(reply.type === 'models');
    const names = new Map(reply.models.map(({ name, provider }) => [name, provider]));
    assert.equal(names.size, reply.models.length);
    assert.equal(names.get('gpt-4o'), 'openai');
    assert.equal(names.get('groq/llama-3.3-70b-versatile'), 'groq');
    assert.equal(names.get('openrouter/openai/gpt-4o'), 'openrouter');
    const catalog = createGenaiPricesCatalog();
    for (const { name, provider } of reply.models) {
      assert.equal(catalog.findModel(name, new Date(options.at))?.provider, provider, name);
    }
  });

  it('counts a selection under the model of its file', async () => {
    const session = startSession();
    session.send({ type: 'count', id: 1, texts: ['abc', 'de'], options });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    assert.deepEqual(await session.reply('count'), {
      type: 'count',
      id: 1,
      count: {
        tokens: 2,
        estimated: false,
        model: 'gpt-4o',
        band: null,
        usd: 0.000005,
        price: {
          rates: { input: 2.5, cacheRead: 1.25, output: 10 },
          source: {
            name: 'genai-prices 0.1.8',
            url: 'https://developers.openai.com/api/docs/pricing',
            asOf: '2026-09-23',
          },
        },
      },
    });
  });

  it('gives the band of a selection whose model has no public tokenizer', async () => {
    const session = startSession();
    const claude = { ...options, modelOverride: 'claude-sonnet-4-5' };
    session.send({ type: 'count', id: 1, texts: ['some words', 'and more'], options: claude });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    const reply = await session.reply('count');
    assert.ok(reply.type === 'count' && reply.count.band);
    const { tokens, estimated, band } = reply.count;
    assert.ok(estimated && band.low <= tokens && tokens <= band.high, JSON.stringify(reply));
    assert.equal(band.basis, 'reported');
  });
});

describe('AnalysisSession’s parser of source code', () => {
  const text = '# costlens: prompt\nX = f"Hello, {name}"\n';

  function openSource(): WorkerRequest {
    const [uri, path, languageId] = ['u', '/w/a.py', 'python'];
    return { type: 'open', uri, path, languageId, forced: false, text };
  }

  it('is asked for once, file by file, when the first source file needs it', async () => {
    const session = startSession();
    session.send(openSource());
    session.send({ type: 'report', id: 1, uri: 'u', length: text.length, options });
    session.send({ type: 'report', id: 2, uri: 'u', length: text.length, options });
    const asked = (): string[] =>
      session.replies.flatMap((reply) => (reply.type === 'need-syntax' ? [reply.name] : []));
    for (const names of [['runtime'], ['runtime', 'python']]) {
      await session.until(() => asked().length === names.length);
      assert.deepEqual(asked(), names);
      const name = names.at(-1) as SyntaxFile;
      session.send({ type: 'syntax', name, data: await syntaxFile(name) });
    }
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    const reply = await session.reply('report');
    assert.ok(reply.type === 'report');
    assert.equal(reply.report?.format, 'source');
    assert.equal(reply.report.contentTokens, 3); // Hello|,| |
    assert.deepEqual(asked(), ['runtime', 'python']);
    assert.ok(!session.replies.some(({ type }) => type === 'spent'));
  });

  it('is said to be missing where it can not be had, in the report and to the host', async () => {
    const session = startSession();
    session.send(openSource());
    session.send({ type: 'report', id: 1, uri: 'u', length: text.length, options });
    await session.reply('need-syntax');
    session.send({ type: 'syntax', name: 'runtime' });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    const reply = await session.reply('report');
    assert.ok(reply.type === 'report');
    assert.deepEqual(
      reply.report?.issues.map(({ code }) => code),
      ['source-unread'],
    );
    const spent = await session.reply('spent');
    assert.ok(spent.type === 'spent' && spent.reason.includes('runtime.wasm'));
  });

  it('is not asked for by a file in which nothing looks like a prompt', async () => {
    const session = startSession();
    session.send({ ...openSource(), text: 'X = 1' } as WorkerRequest);
    session.send({ type: 'report', id: 1, uri: 'u', length: 5, options });
    assert.deepEqual(await session.reply('report'), { type: 'report', id: 1, report: null });
    assert.ok(!session.replies.some(({ type }) => type === 'need-syntax'));
  });
});

describe('AnalysisSession’s prices', () => {
  it('come from the user first, then from the workspace, then from the data', async () => {
    const session = startSession();
    session.send({
      type: 'prices',
      inputs: {
        userPrices: { 'gpt-4o': { input: 100, output: 200 }, odd: { input: 'free' } },
        liteLlmConfigs: [
          {
            name: 'litellm.yaml',
            asOf: '2026-11-01',
            text: 'model_list:\n  - model_name: house\n    litellm_params: { model: openai/gpt-4o-mini, input_cost_per_token: 0.000001 }\n',
          },
        ],
        readOn: '2026-11-24',
      },
    });
    const prices = await session.reply('prices');
    assert.ok(prices.type === 'prices');
    assert.deepEqual(
      prices.problems.map(({ file, issue }) => [file, issue.code]),
      [['costlens.prices', 'user-price-invalid']],
    );
    session.send({ type: 'count', id: 1, texts: ['hello world'], options });
    session.send({
      type: 'count',
      id: 2,
      texts: ['hello world'],
      options: { ...options, modelOverride: 'house' },
    });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    await session.reply('count');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(
      session.replies.flatMap((reply) => (reply.type === 'count' ? [reply.count.usd] : [])),
      [0.0002, 0.000002],
    );
  });
});

describe('applyChanges', () => {
  it('makes changes one after the other, as an editor lists them', () => {
    const edits = fc.array(
      fc.record({ offset: fc.nat(30), removed: fc.nat(5), inserted: fc.string({ maxLength: 4 }) }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 40, maxLength: 50 }), edits, (text, changes) => {
        const units = text.split('');
        const applied = applyChanges(text, changes);
        for (const { offset, removed, inserted } of changes) {
          units.splice(offset, removed, ...inserted.split(''));
        }
        assert.equal(applied, units.join(''));
      }),
    );
  });
});

describe('AnalysisSession’s scenarios', () => {
  it('are evaluated into plain data', async () => {
    const session = startSession();
    const text =
      'costlens: 1\ntco:\n  directCosts: { compute: 100 }\n  engineeringHours: { operations: 0 }\n';
    session.send({
      type: 'evaluate',
      id: 1,
      scenario: { text, language: 'yaml' },
      options: { today: '2026-11-24', defaultModel: 'gpt-4o' },
    });
    const reply = await session.reply('evaluation');
    assert.ok(reply.type === 'evaluation');
    const total = reply.evaluation.headlines.find(({ key }) => key === 'tco.total');
    assert.ok(total?.value);
    assert.deepEqual(reply.evaluation.scenarios, ['base']);
  });

  it('are not evaluated where they are out of date before their turn comes', async () => {
    const session = startSession();
    session.send({
      type: 'evaluate',
      id: 1,
      scenario: { text: 'costlens: 1\n', language: 'yaml' },
      options: { today: '2026-11-24', defaultModel: 'gpt-4o' },
    });
    session.send({ type: 'cancel', id: 1 });
    assert.deepEqual(await session.reply('cancelled'), { type: 'cancelled', id: 1 });
  });

  it('read the files that they name, beside themselves and inside the workspace folder only', async () => {
    const session = startSession();
    session.send({
      type: 'evaluate',
      id: 7,
      scenario: {
        text: 'costlens: 1\ncatalogs: { files: [../rows.yaml, ../../out.yaml] }\n',
        language: 'yaml',
        workspacePath: 'costs/a.cost.yaml',
      },
      options: { today: '2026-11-24', defaultModel: 'gpt-4o' },
    });
    assert.deepEqual(await session.reply('need-file'), {
      type: 'need-file',
      ask: 1,
      id: 7,
      path: 'rows.yaml',
    });
    session.send({ type: 'file', ask: 1, text: 'accelerators: []\n' });
    const reply = await session.reply('evaluation');
    assert.ok(reply.type === 'evaluation');
    assert.deepEqual(
      reply.evaluation.issues.map(({ code, params }) => [code, params]),
      [['catalog-file-missing', { file: '../../out.yaml' }]],
    );
  });

  it('are told the names that they may refer to', async () => {
    const session = startSession();
    session.send({ type: 'names', id: 1, at: options.at });
    const reply = await session.reply('names');
    assert.ok(reply.type === 'names');
    assert.ok(reply.names['model']?.includes('gpt-4o'));
    assert.ok(reply.names['accelerator']?.includes('H100-SXM'));
    assert.equal(new Set(reply.names['instance']).size, reply.names['instance']?.length);
  });

  it('have the prompts that they list counted, for their own model or the entry’s', async () => {
    const session = startSession();
    session.send({
      type: 'evaluate',
      id: 3,
      scenario: {
        text: 'costlens: 1\nprompts: [{ file: ../a.prompt.md, callsPerMonth: 1e6, outputTokens: 0 }]\n',
        language: 'yaml',
        workspacePath: 'costs/a.cost.yaml',
      },
      options: { today: '2026-09-01', defaultModel: 'gpt-4o' },
    });
    const asked = await session.reply('need-file');
    assert.ok(asked.type === 'need-file');
    assert.equal(asked.path, 'a.prompt.md');
    session.send({ type: 'file', ask: asked.ask, text: '---\nmodel: gpt-4.1\n---\nhello world' });
    await session.reply('need-vocabulary');
    session.send(giveVocabulary);
    const reply = await session.reply('evaluation');
    assert.ok(reply.type === 'evaluation');
    const [prompt] = reply.evaluation.prompts;
    // Two tokens, at $2 a million, and what is around the message.
    assert.ok(prompt && prompt.monthlyCost !== null && prompt.monthlyCost >= 4);
    assert.equal(prompt.isEstimate, false);
    assert.equal(prompt.file, '../a.prompt.md');
  });
});
