import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse, parseDocument, stringify } from 'yaml';
import { IssueList } from '../../../../src/engine/prompts/issueList';
import { entryValue, piecesText, stringOf, toJson } from '../../../../src/engine/prompts/source';
import { readYaml } from '../../../../src/engine/prompts/yamlSource';

function read(text: string): { value: ReturnType<typeof readYaml>; issues: IssueList } {
  const issues = new IssueList();
  return { value: readYaml(text, { start: 0, end: text.length }, issues), issues };
}

const styles = ['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;

describe('YAML with places', () => {
  it('reads what is indented with tabs, and says where', () => {
    const text = 'messages:\n\t- role: user\n\t  content: |\n\t    Hello\n\t    you\n\t- a: b\n';
    const { value, issues } = read(text);
    assert.ok(value);
    assert.equal(
      toJson(text, value),
      '{"messages":[{"role":"user","content":"Hello\\nyou\\n"},{"a":"b"}]}',
    );
    const faults = issues.toArray();
    assert.ok(faults.length > 0);
    for (const { code, range } of faults) {
      assert.equal(code, 'yaml-invalid');
      assert.equal(text.charAt(range.start), '\t');
    }
  });

  it('reads every style of string as the library does, in pieces of the source', function () {
    this.timeout(60_000);
    const word = fc.constantFrom(
      'a',
      'Two words',
      '  ',
      ' ',
      '\n',
      '\n\n',
      "'",
      '"',
      ': ',
      '#',
      '\\',
      '\t',
      'é',
      '- ',
    );
    const content = fc.array(word, { maxLength: 12 }).map((words) => words.join(''));
    fc.assert(
      fc.property(
        content,
        fc.constantFrom(...styles),
        fc.constantFrom(0, 20),
        (text, style, lineWidth) => {
          const source = stringify(
            { before: 1, a: text, z: 'end' },
            { defaultStringType: style, lineWidth },
          );
          const document = parseDocument(source);
          // The library writes some texts in a style that it cannot read back.
          fc.pre(document.errors.length === 0);
          const expected = document.get('a');
          const { value } = read(source);
          const entry = entryValue(value, 'a');
          assert.equal(entry?.kind, 'string');
          assert.equal(stringOf(source, entry), expected);
          let end = entry.range.start;
          for (const piece of entry.pieces) {
            assert.ok(piece.range.start >= end && piece.range.end <= entry.range.end);
            end = piece.range.end;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('maps the lines of a block to the source without its indentation', () => {
    const source = 'a: |\n  first\n    second\n';
    const entry = entryValue(read(source).value, 'a');
    assert.equal(entry?.kind, 'string');
    const verbatim = entry.pieces.filter(({ text }) => text === undefined);
    assert.equal(piecesText(source, verbatim), 'first\n  second\n');
  });

  it('reads values as the library does', function () {
    this.timeout(20_000);
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, (given) => {
        const source = stringify(given);
        const { value } = read(source);
        if (!value) assert.equal(parse(source) ?? null, null);
        else
          assert.deepEqual(
            JSON.parse(toJson(source, value)),
            JSON.parse(JSON.stringify(parse(source))),
          );
      }),
    );
  });

  it('locates faults and keeps the rest', () => {
    const source = 'a: [1\nb: two\n';
    const { value, issues } = read(source);
    assert.equal(stringOf(source, entryValue(value, 'b')), 'two');
    assert.equal(issues.toArray()[0]?.code, 'yaml-invalid');
  });

  it('does not expand an alias without end', () => {
    const lines = Array.from({ length: 30 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x]' : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
    );
    const { issues } = read(lines.join('\n'));
    assert.ok(issues.toArray().some(({ code }) => code === 'yaml-alias'));
    assert.equal(read('a: &a [*a]').issues.toArray()[0]?.code, 'yaml-alias');
  });

  it('survives nesting beyond any stack', () => {
    const nested = [
      'a: [',
      '[{a: ',
      '- ',
      '? ',
      '- - ',
      '? - ',
      '{a: [',
      '[[',
      '&a [',
      '!t [',
      ': ',
    ];
    for (const unit of nested) {
      const { value, issues } = read(unit.repeat(100_000 / unit.length));
      assert.ok(issues.toArray().length > 0, unit);
      assert.equal(value, undefined, unit);
    }
    const levels = Array.from({ length: 2000 }, (_, level) => `${' '.repeat(level)}a:`);
    assert.equal(read(levels.join('\n')).issues.toArray()[0]?.code, 'yaml-deep');
    assert.equal(read(levels.slice(0, 90).join('\n')).issues.toArray().length, 0);
  }).timeout(60_000);
});
