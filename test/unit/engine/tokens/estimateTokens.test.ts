import assert from 'node:assert/strict';
import {
  calibrate,
  estimateTokens,
  factorOf,
  familyOfModel,
  type TokenizerFamily,
} from '../../../../src/engine/tokens/estimateTokens';
import { kindShares, textKinds, type TextKind } from '../../../../src/engine/tokens/textKinds';

const families: readonly TokenizerFamily[] = [
  ...(['claude-2', 'claude-3', 'claude-4.7', 'gemini', 'gemma-3'] as const),
  ...(['llama-3', 'qwen-3', 'deepseek-v3', 'mistral-tekken', 'unknown'] as const),
];

describe('the family of a model', () => {
  for (const [name, family] of [
    ['claude-2.1', 'claude-2'],
    ['claude-instant-1.2', 'claude-2'],
    ['anthropic.claude-v2:1', 'claude-2'],
    ['claude-3-5-sonnet-20241022', 'claude-3'],
    ['Claude 3 Haiku', 'claude-3'],
    ['claude-sonnet-4-20250514', 'claude-3'],
    ['claude-opus-4-1', 'claude-3'],
    ['claude-opus-4-6', 'claude-3'],
    ['anthropic/claude-opus-4.7', 'claude-4.7'],
    ['claude-opus-4-8', 'claude-4.7'],
    ['claude-opus-5', 'claude-4.7'],
    ['gemini-2.5-pro', 'gemini'],
    ['google/gemma-3-27b-it', 'gemma-3'],
    ['meta-llama/Llama-3.3-70B-Instruct', 'llama-3'],
    ['Qwen3-235B', 'qwen-3'],
    ['deepseek-chat', 'deepseek-v3'],
    ['mistral-large-latest', 'mistral-tekken'],
    ['grok-4', 'unknown'],
  ] as const)
    it(`of ${name} is ${family}`, () => {
      assert.equal(familyOfModel(name), family);
    });
});

describe('the kinds of a text', () => {
  const mostly = (text: string): TextKind => {
    const shares = kindShares(text);
    return textKinds.reduce((best, kind) => (shares[kind] > shares[best] ? kind : best));
  };
  const examples: Readonly<Record<TextKind, string>> = {
    english: 'You are a careful assistant. Answer in two sentences, and say when you are not sure.',
    european: 'Du bist ein sorgfältiger Helfer. Antworte für Anfänger, und nenne die Gründe.',
    code: 'if (a[i] === b[j] && !done) {\n  total += f(a[i]) / (1 << n);\n}\nreturn {total, [key]: x};',
    json: '{"role":"user","content":"hello","tags":["a","b"],"n":1,"nested":{"k":"v","w":"z"}}',
    chinese: '你是一个认真的助手，请用两句话回答问题，不确定时请说明。',
    japanese: 'あなたは丁寧なアシスタントです。質問に二文で答えてください。',
    korean: '당신은 신중한 도우미입니다. 두 문장으로 답하고 확실하지 않으면 말하세요.',
    cyrillic: 'Ты внимательный помощник. Отвечай двумя предложениями и говори, если не уверен.',
    arabic: 'أنت مساعد دقيق. أجب بجملتين وقل عندما لا تكون متأكدا.',
    emoji: '😀🎉🚀👍🏽✅🤖👩‍💻',
    other: 'आप एक सावधान सहायक हैं। दो वाक्यों में उत्तर दें।',
  };
  for (const kind of textKinds)
    it(`are told: ${kind}`, () => {
      assert.equal(mostly(examples[kind]), kind);
    });

  it('sum to one, and to nothing where there is no text', () => {
    const sum = (text: string): number =>
      Object.values(kindShares(text)).reduce((total, share) => total + share, 0);
    assert.ok(Math.abs(sum(Object.values(examples).join('\n').repeat(20)) - 1) < 1e-9);
    assert.equal(sum(''), 0);
    assert.equal(sum(' \n'), 1);
  });
});

describe('an estimate', () => {
  it('is always a band, for every family and kind', () => {
    for (const family of families)
      for (const kind of textKinds) {
        const { low, likely, high } = factorOf(family, kind);
        assert.ok(low > 0.3 && low < likely && likely < high && high < 5, `${family} ${kind}`);
      }
  });

  it('is within the range that third parties reported for Claude', () => {
    const english = kindShares('Plain English words, one after the other. '.repeat(50));
    assert.deepEqual(estimateTokens(1000, english, 'claude-3'), {
      family: 'claude-3',
      basis: 'reported',
      low: 1000,
      likely: 1180,
      high: 1350,
    });
    // 1.53 was measured for a text of instructions (see estimateTokens.ts).
    const newest = estimateTokens(1000, english, 'claude-4.7');
    assert.ok(newest.low <= 1200 && newest.likely === 1534 && newest.high >= 1900);
  });

  it('follows a user’s own factor', () => {
    const own = calibrate([
      { tokens: 1000, billed: 1300 },
      { tokens: 3000, billed: 3600 },
      { tokens: 0, billed: 7 },
    ]);
    assert.deepEqual(own, { low: 1.188_25, likely: 1.225, high: 1.3 });
    assert.deepEqual(estimateTokens(200, kindShares('Some text'), 'claude-3', own), {
      family: 'claude-3',
      basis: 'calibrated',
      low: 237,
      likely: 245,
      high: 260,
    });
    assert.equal(calibrate([]), undefined);
  });

  it('of nothing is nothing', () => {
    const { low, high } = estimateTokens(0, kindShares(''), 'gemini');
    assert.deepEqual([low, high], [0, 0]);
  });
});
