import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CsvSplitter, separatorOf } from '../../../../src/engine/usage/readers/csv';
import { cut } from './readUsage';

/** Records as "line: fields", broken lines as "line! text". */
function split(pieces: readonly string[], separator = ','): readonly string[] {
  const found: string[] = [];
  const splitter = new CsvSplitter(
    {
      record: (fields, { line }) => found.push(`${line}: ${JSON.stringify(fields)}`),
      broken: ({ line, text }) => found.push(`${line}! ${text}`),
      tooLong: ({ line }) => found.push(`${line}!!`),
    },
    separator,
  );
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return found;
}

describe('CSV', () => {
  it('reads quoted fields, and tells the line on which each record begins', () => {
    assert.deepEqual(split(['a,b\r\n"x ""y"", z","two\nlines"\n\n,5" disk\rlast,']), [
      '1: ["a","b"]',
      '2: ["x \\"y\\", z","two\\nlines"]',
      '5: ["","5\\" disk"]',
      '6: ["last",""]',
    ]);
    assert.deepEqual(split(['a;"b;c"\n'], ';'), ['1: ["a","b;c"]']);
  });

  it('gives a broken quote no more than its own line', () => {
    assert.deepEqual(split(['a,b\n1,"open\n2,b\n3,"c"\n']), [
      '1: ["a","b"]',
      '2! 1,"open',
      '3: ["2","b"]',
      '4: ["3","c"]',
    ]);
    assert.deepEqual(split(['1,"cut off']), ['1! 1,"cut off']);
    assert.deepEqual(split(['1,"a"b\n2,c\n']), ['1! 1,"a"b', '2: ["2","c"]']);
  });

  it('drops a line that is too long, and goes on behind it', () => {
    const long = 'x'.repeat(17 * 1024 * 1024);
    assert.deepEqual(split(['a\n', long, long, '\nb\n']), ['1: ["a"]', '2!!', '3: ["b"]']);
    assert.deepEqual(split(['"', long, '\nb\n']), ['1!!', '2: ["b"]']);
  });

  it('finds what stands between fields', () => {
    assert.equal(separatorOf('a,b,c'), ',');
    assert.equal(separatorOf('a;b;c,d'), ';');
    assert.equal(separatorOf('a\tb'), '\t');
    assert.equal(separatorOf('a'), ',');
  });

  it('gives the same records wherever the text is cut', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '"', '""', ',', '\n', '\r\n', '\r', '"x,y"', '\n"'), {
        maxLength: 40,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(200), { maxLength: 8 }), (whole, places) => {
        assert.deepEqual(split(cut(whole, places)), split([whole]));
      }),
    );
  });

  it('reads back what was written', () => {
    const field = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é'),
      maxLength: 6,
    });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        assert.deepEqual(
          split([text]).map((record) => record.replace(/^\d+: /, '')),
          rows.map((row) => JSON.stringify(row)),
        );
      }),
    );
  });

  it('loses no line: each is a record, a broken line or blank', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '"', ',', ' '), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const found = split([lines.map((each) => `${each}\n`).join('')]);
        const covered = new Set<number>();
        for (const record of found) {
          const first = Number(/^\d+/.exec(record)?.[0]);
          const inner = record.includes('! ') ? 0 : (record.match(/\\n/g)?.length ?? 0);
          for (let at = first; at <= first + inner; at++) {
            assert.ok(!covered.has(at));
            covered.add(at);
          }
        }
        lines.forEach((each, index) => {
          assert.ok(covered.has(index + 1) || each === '' || each === '""', `line ${index + 1}`);
        });
      }),
    );
  });
});
