import assert from 'node:assert/strict';
import { compressPrompt, type Compression } from '../../../../src/engine/rules/compress';
import type { RuleSettings } from '../../../../src/engine/rules/settings';
import { runToEnd } from '../../../../src/engine/tokens/counter';
import { corpus } from '../prompts/checks';
import { checkedFile } from './checked';

/** Compresses a text as the file of that name. */
async function compressed(path: string, source: string, target: number): Promise<Compression> {
  const first = checkedFile(path, source);
  assert.ok(first);
  return compressPrompt(
    {
      source,
      count: (text) => runToEnd(first.counter.steps(text)),
      examine: (text, rules) => {
        const checked = checkedFile(path, text, settingsOf(rules));
        assert.ok(checked);
        const { document, report, check } = checked;
        return Promise.resolve({ document, report: { ...report, check } });
      },
    },
    target,
  );
}

/** As a settings file would say them. */
function settingsOf(rules: RuleSettings): unknown {
  return Object.fromEntries(
    Object.entries(rules).map(([id, { severity, options }]) => [
      id,
      { severity, ...(options as object) },
    ]),
  );
}

function all(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map(([match]) => match.trim()));
}

const codeBlock = /^[ \t]*(`{3,})[^`\n]*\n[\s\S]*?^[ \t]*\1[ \t]*$/gm;

describe('compressPrompt', () => {
  const twice = 'Always answer in the language that the customer writes in.';

  it('does no more than it has to', async () => {
    const text = `${twice}\n\nSort in order to win.\n\n${twice}\n`;
    const tokens = checkedFile('a.prompt.md', text)?.report.tokens ?? 0;
    assert.equal((await compressed('a.prompt.md', text, tokens)).source, text);
    const once = await compressed('a.prompt.md', text, tokens - 1);
    assert.deepEqual(
      once.steps.map(({ step }) => step),
      ['duplicates'],
    );
    assert.equal(once.source, `${twice}\n\nSort in order to win.\n\n`);
    assert.ok(once.isReached);
    const both = await compressed('a.prompt.md', text, once.tokensAfter - 1);
    assert.deepEqual(
      both.steps.map(({ step }) => step),
      ['duplicates', 'wording'],
    );
    assert.equal(checkedFile('a.prompt.md', both.source)?.report.tokens, both.tokensAfter);
  });

  it('drops the examples that resemble others, and keeps two', async () => {
    const example = (at: string): string => `Input: ${at}\nOutput: late\n`;
    const parcels = [
      'the parcel is blue',
      'the parcel is red',
      'the parcel is green',
      'a tent leaks',
    ];
    const text = `Say what it is.\n\n${parcels.map(example).join('\n')}`;
    const tokens = checkedFile('a.prompt.md', text)?.report.tokens ?? 0;
    const result = await compressed('a.prompt.md', text, tokens - 12);
    assert.deepEqual(
      result.steps.map(({ step }) => step),
      ['examples'],
    );
    assert.equal(result.source.match(/Input:/g)?.length, 2);
    assert.match(result.source, /a tent leaks/);
  });

  it('leaves out sentences that say least, and none with a number or a negation', async () => {
    const text =
      'Answer questions about tents. Tents are for camping and camping is fun with tents. ' +
      'The weather was lovely yesterday evening. Never promise a date. Tents weigh 4 kg.\n';
    const tokens = checkedFile('a.prompt.md', text)?.report.tokens ?? 0;
    const result = await compressed('a.prompt.md', text, tokens - 5);
    assert.ok(!result.source.includes('weather'));
    assert.match(result.source, /Never promise a date\. Tents weigh 4 kg\./);
  });

  it('says what it would take where the target is out of reach', async () => {
    const text = `${'Never send more than 4 parcels. '.repeat(1)}Use {{name}}.\n`;
    const near = await compressed('a.prompt.md', text, 10);
    assert.deepEqual([near.isReached, near.advice, near.source], [false, 'rewriting', text]);
    const far = await compressed('a.prompt.md', text, 2);
    assert.equal(far.advice, 'retrieval');
  });

  it('keeps code, placeholders and numbers of long prompts where it removes duplicates and tightens', async () => {
    let long = 0;
    for (const { path, text } of corpus() ?? []) {
      const before = checkedFile(path, text);
      if (!before || before.report.tokens < 2000 || long >= 40) continue;
      long++;
      // Only a ratio below 0.4 stops before sentences: nothing but the gentle steps and examples.
      const result = await compressed(path, text, Math.floor(before.report.tokens * 0.3));
      if (result.steps.some(({ step }) => step === 'examples')) continue;
      for (const pattern of [
        codeBlock,
        /\{\{[^{}]+\}\}|\$\{[^}]+\}/g,
        /\d+(?:[.,]\d+)*/g,
        /`[^`\n]+`/g,
      ]) {
        assert.deepEqual(all(result.source, pattern), all(text, pattern), path);
      }
      assert.ok(result.tokensAfter <= result.tokensBefore);
    }
  });
});
