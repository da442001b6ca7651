import assert from 'node:assert/strict';
import { issueMessage } from '../../../../src/engine/issues';
import type { RuleId } from '../../../../src/engine/rules/finding';
import { ruleIds } from '../../../../src/engine/rules/finding';
import { rules } from '../../../../src/engine/rules/rules';
import { readRuleSettings } from '../../../../src/engine/rules/settings';
import { checkedFile, findingsOf, fixed } from './checked';

const said = (path: string, source: string, rule: RuleId, given: unknown = {}): string[] =>
  findingsOf(path, source, rule, given).map(issueMessage);

describe('rules', () => {
  it('are all of those that settings name, each once', () => {
    assert.deepEqual(rules.map(({ id }) => id).toSorted(), [...ruleIds].toSorted());
  });

  for (const { id, fix, docs } of rules) {
    it(`${id} finds what its example shows, and mends it as it says`, () => {
      const { file, before, after, options = {} } = docs.example;
      const checked = checkedFile(file, before, { [id]: options });
      assert.ok(checked);
      const findings = checked.check.findings.filter(({ rule }) => rule === id);
      assert.ok(findings.length > 0, 'a finding');
      for (const finding of findings) assert.doesNotMatch(issueMessage(finding), /\{\w+\}/);
      assert.equal(after !== undefined, fix !== 'none');
      if (after === undefined) return;
      const mended = fixed(checked, ['safe', 'unsafe'], id);
      assert.equal(mended, after);
      assert.deepEqual(findingsOf(file, mended, id), []);
    });
  }

  it('say nothing of a short, plain prompt', () => {
    assert.deepEqual(findingsOf('a.prompt.md', 'Name the capital of {{country}}.\n'), []);
  });

  it('can be switched off, and take another severity and options', () => {
    const text = 'Sort in order to find it.\n';
    const id = 'verbose-instruction';
    assert.equal(findingsOf('a.prompt.md', text, id)[0]?.severity, 'hint');
    assert.deepEqual(findingsOf('a.prompt.md', text, id, { [id]: 'off' }), []);
    assert.equal(findingsOf('a.prompt.md', text, id, { [id]: 'error' })[0]?.severity, 'error');
    const own = { severity: 'warning', phrases: { 'in order to': 'in order to' } };
    assert.deepEqual(findingsOf('a.prompt.md', text, id, { [id]: own }), []);
  });

  it('keep to what they are without a setting that is wrong, and say so', () => {
    const { settings, problems } = readRuleSettings({
      'too-many-examples': { max: 0 },
      'no-such-rule': 'off',
      'embedded-data': 'loud',
      'whitespace-waste': { leastTokens: 9 },
    });
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['rules.no-such-rule', 'rules.too-many-examples.max', 'rules.embedded-data'],
    );
    assert.deepEqual(settings['too-many-examples'].options, { max: 3 });
    assert.equal(settings['embedded-data'].severity, 'information');
    assert.deepEqual(settings['whitespace-waste'].options, { leastTokens: 9, leastJsonTokens: 40 });
  });

  it('measure what a fix saves by counting before and after it', () => {
    const checked = checkedFile('a.prompt.md', 'Sort the list in order to find the word.\n');
    assert.ok(checked);
    const [finding] = checked.check.findings;
    const after = checkedFile('a.prompt.md', fixed(checked, ['unsafe']));
    assert.ok(finding && after);
    assert.equal(finding.savedTokens, checked.report.tokens - after.report.tokens);
    assert.equal(finding.savedUsd, finding.savedTokens * 2.5e-6);
    assert.deepEqual(checked.check.safe, { savedTokens: 0, savedUsd: 0 });
    assert.equal(checked.check.all.savedTokens, finding.savedTokens);
  });

  it('list no more than a hundred findings each, and say how many more', () => {
    const found = findingsOf(
      'a.prompt.md',
      'Sort the list in order to find it.\n\n'.repeat(150),
      'verbose-instruction',
    );
    assert.equal(found.length, 101);
    assert.equal(found.find(({ code }) => code === 'rule-findings-cut')?.params['count'], 50);
  });
});

describe('verbose-instruction', () => {
  const id = 'verbose-instruction';

  it('leaves code, quotations, addresses, placeholders and data alone', () => {
    for (const text of [
      '```\nin order to\n```\n',
      'Answer `in order to` only.\n',
      'Never say "in order to" here.\n',
      'See https://example.com/in order to.html\n'.replace(' order to', '-order-to'),
      '<document>\nWe met in order to talk.\n</document>\n',
      '> We met in order to talk.\n',
      '| in order to | to |\n',
      '{{#if in order to}}\n',
    ]) {
      assert.deepEqual(said('a.prompt.md', text, id), [], text);
    }
  });

  it('leaves what an assistant says alone', () => {
    const chat = JSON.stringify({
      messages: [
        { role: 'user', content: 'Sort in order to find it.' },
        { role: 'assistant', content: 'I sort in order to find it.' },
      ],
    });
    assert.equal(said('a.chat.json', chat, id).length, 1);
  });

  it('counts "please" over the whole prompt, from the third on', () => {
    assert.deepEqual(said('a.prompt.md', 'Please sort. Please stop.\n', id), []);
    assert.equal(said('a.prompt.md', 'Please sort. Please stop. Please go.\n', id).length, 1);
    assert.deepEqual(
      said('a.prompt.md', 'Pleased to meet you. Pleasant. Please, please go.\n', id),
      [],
    );
  });

  it('keeps a capital, and a sentence whole', () => {
    const text =
      'In order to sort, sort. You sort in order to win.\nPlease go, please.\nplease sit; please `run`.\n';
    const checked = checkedFile('a.prompt.md', text);
    assert.ok(checked);
    assert.equal(
      fixed(checked, ['unsafe'], id),
      'To sort, sort. You sort to win.\nGo.\nsit; `run`.\n',
    );
  });
});

describe('too-many-examples', () => {
  const id = 'too-many-examples';
  const times = (count: number, text: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => text(at + 1)).join('\n');

  const series: Readonly<Record<string, (at: number) => string>> = {
    headings: (at) => `### Example ${at}\n\nA parcel, number ${at}.\n`,
    labels: (at) => `**Example ${at}:** a parcel, number ${at}.\n`,
    'questions and answers': (at) => `Q: Where is ${at}?\nA: On its way.\n`,
    'input and output': (at) => `**Input:** parcel ${at}\n**Output:** late\n`,
    elements: (at) => `<example>\nparcel ${at}\n</example>`,
    'a JSON list': (at) => `{ "input": "parcel ${at}", "output": "late" },`,
  };
  for (const [name, example] of Object.entries(series)) {
    it(`finds a series of ${name}, from the fourth on`, () => {
      assert.deepEqual(said('a.prompt.md', `Sort these.\n\n${times(3, example)}\n`, id), []);
      const [finding, ...others] = findingsOf('a.prompt.md', `Sort.\n\n${times(5, example)}\n`, id);
      assert.deepEqual(others, []);
      assert.ok(finding);
      assert.equal(finding.params['count'], 5);
      assert.ok((finding.tokensAtStake ?? 0) > 5);
    });
  }

  it('finds exchanges of a user and an assistant in a template, not in a conversation', () => {
    const pairs = times(4, (at) => `user:\nParcel ${at}?\nassistant:\nLate.\n`);
    const prompty = `---\nname: x\n---\nsystem:\nSay whether it is late.\n${pairs}user:\n{{parcel}}\n`;
    assert.equal(said('a.prompty', prompty, id).length, 1);
    const messages = [
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
      'assistant',
    ];
    const chat = { messages: messages.map((role) => ({ role, content: 'Late?' })) };
    assert.deepEqual(said('a.chat.json', JSON.stringify(chat), id), []);
  });

  it('takes code samples and common questions for what they are', () => {
    const samples = times(5, (at) => `## Rule ${at}\n\nExample:\n\n\`\`\`\ncode ${at}\n\`\`\`\n`);
    assert.deepEqual(said('a.prompt.md', samples, id), []);
    const common = times(5, (at) => `**Q: May I do ${at}?**\nA: Yes.\n`);
    assert.deepEqual(said('a.prompt.md', common, id), []);
  });
});

describe('repeated-content', () => {
  const id = 'repeated-content';
  const sentence = 'Always answer in the language that the customer writes in.';

  it('links the earlier place, also in another message', () => {
    const text = `---\nname: x\n---\nsystem:\n${sentence} Be short.\nuser:\n${sentence} Now sort.\n`;
    const [finding] = findingsOf('a.prompty', text, id);
    assert.ok(finding);
    assert.equal(text.slice(finding.range.start, finding.range.end), sentence);
    assert.equal(finding.related[0]?.range.start, text.indexOf(sentence));
    assert.equal(finding.range.start, text.lastIndexOf(sentence));
  });

  it('finds nearly equal sentences, but none that differ in a number or a negation', () => {
    const long =
      'When a parcel has not moved for five days, tell the customer that a colleague will call them about it soon';
    const pair = (other: string): string[] => said('a.prompt.md', `${long}.\n\n${other}.\n`, id);
    assert.equal(pair(long.replace('about it soon', 'about it')).length, 1);
    assert.deepEqual(pair(long.replace('will call', 'will not call')), []);
    assert.deepEqual(pair(long.replace('tell the', 'tell 7')), []);
  });

  it('takes neighbours for one passage, and requests of one file apart', () => {
    const other = 'Name the article of the handbook that you rely on here.';
    const twice = `${sentence}\n\n${other}\n\nSort.\n\n${sentence}\n\n${other}\n`;
    assert.equal(said('a.prompt.md', twice, id).length, 1);
    const line = JSON.stringify({ messages: [{ role: 'user', content: sentence }] });
    assert.deepEqual(said('a.jsonl', `${line}\n${line}\n`, id), []);
  });

  it('does not compare code, tables and headings', () => {
    const blocks = ['```\n' + sentence + '\n```', `| ${sentence} |`, `# ${sentence}`];
    for (const block of blocks)
      assert.deepEqual(said('a.prompt.md', `${block}\n\n${block}\n`, id), []);
  });
});

describe('whitespace-waste', () => {
  const id = 'whitespace-waste';
  const fixedText = (path: string, text: string): string => {
    const checked = checkedFile(path, text, { [id]: { leastTokens: 1 } });
    assert.ok(checked);
    return fixed(checked, ['safe'], id);
  };

  it('keeps what Markdown renders: breaks, code, and the end of the prompt', () => {
    const kept = [
      'One:  \ntwo.\n',
      '```\na;   \n\n\n\nb;   \n```\n',
      '    code;   \n    more;   \n',
      'Answer:   ',
    ].join('\n');
    assert.equal(fixedText('a.prompt.md', kept), kept);
    assert.equal(
      fixedText('a.prompt.md', 'One.     \ntwo.   \n\n\n\nthree.'),
      'One.  \ntwo.\n\nthree.',
    );
  });

  it('compacts a message that is JSON, in the string that holds it', () => {
    const content = JSON.stringify({ a: [1, 2, { b: 'x  y' }] }, null, 4);
    const chat = JSON.stringify({
      messages: [
        { role: 'tool', content },
        { role: 'user', content: 'Why?' },
      ],
    });
    const after = JSON.parse(fixedText('a.chat.json', chat)) as { messages: { content: string }[] };
    assert.equal(after.messages[0]?.content, JSON.stringify(JSON.parse(content)));
    assert.equal(after.messages[1]?.content, 'Why?');
  });

  it('edits text in escapes and in YAML blocks', () => {
    const prose = 'Sort.   \n\n\n\nStop.   \n\n\n\nGo on.   \n\n\n\nEnd.';
    const tidy = 'Sort.\n\nStop.\n\nGo on.\n\nEnd.';
    const chat = JSON.stringify({ messages: [{ role: 'user', content: prose }] });
    assert.equal(
      fixedText('a.chat.json', chat),
      JSON.stringify({ messages: [{ role: 'user', content: tidy }] }),
    );
    const block = (text: string): string =>
      `messages:\n  - role: user\n    content: |-\n${text
        .split('\n')
        .map((line) => (line === '' ? '' : `      ${line}`))
        .join('\n')}\n`;
    assert.equal(fixedText('a.prompt.yml', block(prose)), block(tidy));
  });
});

describe('variables', () => {
  const file = (inputs: string, body: string): string =>
    `---\ninputs:\n${inputs}---\nsystem:\n${body}\n`;

  it('that are used in part, by a loop, or with a value are known', () => {
    const text = file(
      '  user: object\n  items: array\n',
      '{{user.name}} {% for x in items %}{{x}}{% endfor %}',
    );
    assert.deepEqual(findingsOf('a.prompty', text), []);
  });

  it('that nobody declares are told once, with the likely name', () => {
    const text = file('  name: string\n', '{{nmae}} {{nmae}} {{other}} {{name}}');
    const found = findingsOf('a.prompty', text, 'undefined-variable');
    assert.deepEqual(
      found.map(({ code, params }) => [code, params['name'], params['nearest']]),
      [
        ['variable-misspelt', 'nmae', 'name'],
        ['variable-undefined', 'other', undefined],
      ],
    );
  });
});

describe('comments that switch rules off', () => {
  const id = 'verbose-instruction';
  const wordy = 'Sort in order to win.\n';

  it('hold for the next line, or for the file', () => {
    const line = `<!-- costlens-disable-next-line ${id} -->\n`;
    assert.equal(said('a.prompt.md', `${line}${wordy}\n${wordy}`, id).length, 1);
    assert.equal(
      said('a.prompt.md', `<!-- costlens-disable-file ${id} -->\n${wordy}\n${wordy}`, id).length,
      0,
    );
    assert.equal(
      said('a.prompt.md', `---\n# costlens-disable-file\nmode: ask\n---\n${wordy}`, id).length,
      0,
    );
    assert.equal(
      said('a.prompt.md', `<!-- costlens-disable-file too-many-examples -->\n${wordy}`, id).length,
      1,
    );
  });

  it('are comments of the format, not text', () => {
    assert.equal(said('a.prompt.md', `costlens-disable-file ${id}\n${wordy}`, id).length, 1);
    const prompty = `---\nname: x\n---\nsystem:\n{# costlens-disable-next-line ${id} -- it is meant #}\n${wordy}`;
    assert.equal(said('a.prompty', prompty, id).length, 0);
  });

  it('hold for a whole message where a string begins', () => {
    const yaml = (comment: string): string =>
      `messages:\n  - role: user\n${comment}    content: |\n      Read this.\n      Sort in order to win.\n`;
    assert.equal(said('a.prompt.yml', yaml(''), id).length, 1);
    assert.equal(
      said('a.prompt.yml', yaml(`    # costlens-disable-next-line ${id}\n`), id).length,
      0,
    );
  });
});
