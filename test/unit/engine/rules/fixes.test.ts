import assert from 'node:assert/strict';
import fc from 'fast-check';
import { segmentText, type PromptDocument } from '../../../../src/engine/prompts/document';
import type { Finding } from '../../../../src/engine/rules/finding';
import { SegmentText } from '../../../../src/engine/rules/promptText';
import { corpus, filesIn, fixturesFolder, samplesFolder, type TestFile } from '../prompts/checks';
import { checkedFile, fixed, type Checked } from './checked';

const files: readonly TestFile[] = [
  ...(corpus() ?? []),
  ...filesIn(samplesFolder),
  ...filesIn(fixturesFolder).filter(({ path }) => !path.endsWith('.golden.json')),
];

/** What Markdown shows of a text: white space between words and lines as it renders. */
function rendered(text: string): string {
  return text
    .replaceAll(/(?<=\S) {2,}(?=\r?\n[ \t]*\S)/g, '⏎')
    .replaceAll(/[ \t]+(?=\r?\n)/g, '')
    .replaceAll(/(?:\r?\n){3,}/g, '\n\n')
    .replaceAll(/^([-_*])\1{3,}$/gm, '$1$1$1')
    .replaceAll(/(?<=[\p{L}\p{N}])\u200b+(?=[\p{L}\p{N}])/gu, '');
}

/** A text that is JSON says what its value says. */
function meaningOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? JSON.stringify(value) : rendered(text);
  } catch {
    return rendered(text);
  }
}

function written(source: string, document: PromptDocument): string[] {
  return document.segments.map((segment, index) => new SegmentText(source, index, segment).text);
}

/** Passes after which nothing safe is left: a fix may make room for another one. */
const mostPasses = 3;

/** Asserts of a checked file, and of what its safe fixes make of it, what holds for every one. */
function assertFixes(path: string, checked: Checked): void {
  let current = checked;
  for (let pass = 0; pass < mostPasses; pass++) {
    for (const finding of current.check.findings) assertFinding(current.source, finding);
    const after = fixed(current, ['safe']);
    if (after === current.source) return;
    const next = checkedFile(path, after);
    assert.ok(next);
    assertSame(current, next);
    current = next;
  }
  assert.equal(fixed(current, ['safe']), current.source, 'nothing safe is left to do');
}

/** Nothing is said otherwise after safe fixes, and in as many fewer tokens as was said. */
function assertSame(before: Checked, after: Checked): void {
  assert.deepEqual(
    written(after.source, after.document).map(meaningOf),
    written(before.source, before.document).map(meaningOf),
  );
  assert.deepEqual(names(after.document), names(before.document));
  assert.equal(before.report.tokens - after.report.tokens, before.check.safe.savedTokens);
  assert.ok(before.check.safe.savedTokens > 0);
  for (const pattern of kept) {
    const found = ({ source }: Checked): string[] =>
      [...source.matchAll(pattern)].map(([match]) => match);
    assert.deepEqual(found(after), found(before));
  }
}

/** Numbers, negations, addresses and code. */
const kept = [/\d+(?:[.,]\d+)*/g, /\b(?:not|never|no)\b/gi, /https?:\/\/[^\s)>"]+/g, /`[^`\n]+`/g];

function assertFinding(source: string, { range, fix, savedTokens, related }: Finding): void {
  for (const place of [range, ...related.map((each) => each.range)]) {
    assert.ok(place.start >= 0 && place.start <= place.end && place.end <= source.length);
  }
  assert.equal(fix === null, savedTokens === null);
  if (!fix) return;
  assert.ok((savedTokens ?? 0) >= 0, 'no fix costs tokens');
  let end = 0;
  for (const edit of fix.edits) {
    assert.ok(edit.range.start >= end && edit.range.end <= source.length, 'edits are in order');
    end = edit.range.end;
  }
}

function names({ variables }: PromptDocument): string[] {
  return variables.map(({ name }) => name);
}

/** White space of the kinds that the safe rules look for. */
const waste = [
  '   ',
  '\n\n\n\n',
  '\t',
  '  \n',
  ' \n',
  '\u200b',
  '\n----------------\n',
  '   \n\n\n',
];

describe('fixes', function () {
  this.timeout(300_000);

  it('leave every file that there is as it was meant', () => {
    let prompts = 0;
    for (const { path, text } of files) {
      const checked = checkedFile(path, text);
      if (!checked) continue;
      prompts++;
      assertFixes(path, checked);
    }
    assert.ok(prompts > 40, `${prompts} prompts`);
  });

  it('save exactly what the findings say, one by one', () => {
    for (const { path, text } of files.slice(0, 150)) {
      const checked = checkedFile(path, text);
      for (const finding of checked?.check.findings ?? []) {
        if (!checked || !finding.fix || finding.savedTokens === 0) continue;
        // An estimate is rounded.
        if (checked.report.band) continue;
        const after = fixed({ ...checked, check: { ...checked.check, findings: [finding] } }, [
          finding.fix.kind,
        ]);
        const tokens = checkedFile(path, after)?.report.tokens;
        assert.equal(
          checked.report.tokens - (tokens ?? NaN),
          finding.savedTokens,
          `${path} ${finding.code}`,
        );
      }
    }
  });

  it('leave files with any white space in them as they were meant', () => {
    const small = files.filter(({ text }) => text.length < 6000);
    const arbitrary = fc.record({
      file: fc.constantFrom(...small),
      places: fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          text: fc.constantFrom(...waste),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    });
    fc.assert(
      fc.property(arbitrary, ({ file, places }) => {
        let { text } = file;
        for (const place of places) {
          const at = Math.floor(place.at * text.length);
          text = text.slice(0, at) + place.text + text.slice(at);
        }
        const checked = checkedFile(file.path, text);
        if (checked) assertFixes(file.path, checked);
      }),
      { numRuns: 300 },
    );
  });

  it('come to an end on long texts that nobody writes', () => {
    const units = [
      'a',
      '\n',
      ' ',
      'a line\n',
      '{',
      '{{',
      '`',
      '"a',
      '<example>',
      '<!--',
      '| a |\n',
    ];
    const more = [
      'a   \n\n\n',
      'please ',
      '─',
      '- 🚀 a\n',
      '](',
      'A b c. ',
      '```json\n{}\n',
      '{"input":1,"output":2},',
    ];
    for (const unit of [...units, ...more]) {
      const text = unit.repeat(Math.ceil(900_000 / unit.length));
      assert.ok(checkedFile('a.prompt.md', text), unit);
    }
  });

  it('never throw, and keep variables and code, whatever the text', () => {
    const words = [
      'Please',
      'make sure to',
      'in order to',
      'not',
      '{{x}}',
      '`a  b`',
      '42',
      'Example 1:',
      '\n\n',
      '- ',
      '"',
      '|',
      '```\n',
      '<!--',
      '-->',
      '“',
      '🚀',
      '\\',
      '. ',
    ];
    const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('a.prompt.md', 'a.prompty', 'a.prompt.yml', 'a.chat.json'),
        (parts, path) => {
          const said = parts.join(' ');
          const source = path.endsWith('.json')
            ? JSON.stringify({ messages: [{ role: 'user', content: said }] })
            : path.endsWith('.yml')
              ? `messages:\n  - role: user\n    content: |\n${said.replaceAll(/^/gm, '      ')}\n`
              : said;
          const checked = checkedFile(path, source);
          if (!checked) return;
          const after = fixed(checked, ['safe', 'unsafe']);
          const again = checkedFile(path, after);
          assert.ok(again);
          assert.deepEqual(names(again.document), names(checked.document));
          const texts = (each: Checked, from: string): string =>
            each.document.segments.map((segment) => segmentText(from, segment)).join('\n');
          const code = (all: string): number => all.split('`a  b`').length;
          assert.equal(code(texts(again, after)), code(texts(checked, source)));
        },
      ),
      { numRuns: 300 },
    );
  });
});
