import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeDocument, normalizeLineEnds } from '../../../../src/engine/text/decode';
import { createFigures } from '../../../../src/engine/text/figures';
import { lineStarts, positionAt } from '../../../../src/engine/text/lines';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('decodeDocument', () => {
  it('drops a UTF-8 byte-order mark and nothing else', () => {
    const decoded = decodeDocument(new Uint8Array([0xef, 0xbb, 0xbf, ...encode('\uFEFFa')]));
    assert.equal(decoded?.text, '\uFEFFa');
  });

  it('reads UTF-16 of either order by its mark', () => {
    const little = new Uint8Array([0xff, 0xfe, 0x61, 0, 0x3d, 0xd8, 0x00, 0xde]);
    const big = new Uint8Array([0xfe, 0xff, 0, 0x61, 0xd8, 0x3d, 0xde, 0x00]);
    assert.deepEqual(decodeDocument(little), {
      text: 'a😀',
      encoding: 'utf-16le',
      malformed: false,
    });
    assert.deepEqual(decodeDocument(big), { text: 'a😀', encoding: 'utf-16be', malformed: false });
  });

  it('reads UTF-16 without a mark where every second byte is zero, as the editor does', () => {
    const little = new Uint8Array([0x68, 0, 0x69, 0]);
    const big = new Uint8Array([0, 0x68, 0, 0x69]);
    assert.equal(decodeDocument(little)?.text, 'hi');
    assert.equal(decodeDocument(big)?.text, 'hi');
    assert.equal(decodeDocument(new Uint8Array([0x68, 0, 0x69, 0x6a])), undefined);
  });

  it('replaces invalid bytes and says so', () => {
    assert.deepEqual(decodeDocument(new Uint8Array([0x61, 0xff, 0x62])), {
      text: 'a\uFFFDb',
      encoding: 'utf-8',
      malformed: true,
    });
  });

  it('refuses binary content', () => {
    assert.equal(decodeDocument(new Uint8Array([0x89, 0x50, 0, 1])), undefined);
  });

  it('gives back every text that has one kind of line end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }).filter((line) => !/[\r\n\0]/.test(line))),
        fc.constantFrom('\n', '\r\n'),
        (lines, end) => {
          const text = lines.join(end);
          if (text.startsWith('\uFEFF')) return;
          assert.equal(decodeDocument(encode(text))?.text, text);
        },
      ),
    );
  });
});

describe('normalizeLineEnds', () => {
  it('takes the kind that more than half of the ends have, LF on a tie', () => {
    assert.equal(normalizeLineEnds('a\r\nb\r\nc\nd'), 'a\r\nb\r\nc\r\nd');
    assert.equal(normalizeLineEnds('a\r\nb\nc'), 'a\nb\nc');
    assert.equal(normalizeLineEnds('a\rb'), 'a\r\nb');
  });
});

describe('positionAt', () => {
  it('finds the line of every offset', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '😀') }), (text) => {
        const starts = lineStarts(text);
        for (let offset = 0; offset <= text.length; offset++) {
          const { line, column } = positionAt(starts, offset);
          assert.equal((starts[line] ?? NaN) + column, offset);
          assert.ok(column >= 0 && offset < (starts[line + 1] ?? Infinity));
        }
      }),
    );
  });
});

describe('Figures', () => {
  const { count, shortCount, usd, percent } = createFigures('en-US');

  it('write money with the digits that matter', () => {
    assert.equal(usd(0), '$0.00');
    assert.equal(usd(0.003085), '$0.0031');
    assert.equal(usd(0.00000234), '$0.0000023');
    assert.equal(usd(1234.567), '$1,234.57');
    assert.equal(usd(0.999), '$1.00');
  });

  it('never write an amount as $0', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1, noNaN: true }), (value) => {
        assert.notEqual(Number(usd(value).replace(/[<$]/g, '')), 0);
      }),
    );
    assert.equal(usd(1e-9), '<$0.0000010');
  });

  it('write counts and shares', () => {
    assert.equal(count(1234), '1,234');
    assert.equal(shortCount(9999), '9,999');
    assert.equal(shortCount(128000), '128K');
    assert.equal(percent(0.0123), '1%');
    assert.equal(percent(0.0031), '0.3%');
    assert.equal(percent(0.00001), '<0.1%');
    assert.equal(percent(0), '0%');
  });
});
