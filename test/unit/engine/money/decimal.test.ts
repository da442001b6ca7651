import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  add,
  compare,
  decimalOf,
  divideByPowerOfTen,
  multiply,
  toDecimalString,
  toNumber,
} from '../../../../src/engine/money/decimal';

describe('Decimal', () => {
  it('prints numbers as they are written', () => {
    const cases: [number, string][] = [
      [0, '0'],
      [0.1, '0.1'],
      [-2.5, '-2.5'],
      [1e-7, '0.0000001'],
      [1.25e-6, '0.00000125'],
      [3e21, '3000000000000000000000'],
      [1_000_000, '1000000'],
      [0.02159625, '0.02159625'],
    ];
    for (const [value, text] of cases) assert.equal(toDecimalString(decimalOf(value)), text);
  });

  it('adds and multiplies where floats are off', () => {
    assert.equal(toNumber(add(decimalOf(0.1), decimalOf(0.2))), 0.3);
    assert.equal(toNumber(multiply(decimalOf(3), decimalOf(1.1))), 3.3);
    assert.equal(toDecimalString(divideByPowerOfTen(decimalOf(12.5), 6)), '0.0000125');
    assert.ok(compare(decimalOf(0.3), decimalOf(0.30001)) < 0);
    assert.ok(compare(decimalOf(2), decimalOf(1.5)) > 0);
    assert.equal(compare(decimalOf(1), decimalOf(1.0)), 0);
  });

  it('refuses what is no number', () => {
    for (const value of [NaN, Infinity, -Infinity])
      assert.throws(() => decimalOf(value), RangeError);
  });

  it('gives every finite number back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.equal(toNumber(decimalOf(value)), value === 0 ? 0 : value);
      }),
    );
  });
});
