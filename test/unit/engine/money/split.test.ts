import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  add,
  compare,
  decimalOf,
  toDecimalString,
  zero,
} from '../../../../src/engine/money/decimal';
import { minorDigits } from '../../../../src/engine/money/minorDigits';
import { splitAmount } from '../../../../src/engine/money/split';

function split(amount: number, weights: Readonly<Record<string, number>>, digits = 2) {
  const list = Object.entries(weights).map(([name, weight]) => ({
    name: name === '-' ? null : name,
    weight: decimalOf(weight),
  }));
  return splitAmount(decimalOf(amount), list, digits).map(toDecimalString);
}

describe('splitAmount', () => {
  it('gives whole cents, and the rest to the largest remainders', () => {
    assert.deepEqual(split(100, { a: 1, b: 1, c: 1 }), ['33.34', '33.33', '33.33']);
    assert.deepEqual(split(100, { a: 0.6, b: 0.4 }), ['60', '40']);
    assert.deepEqual(split(0.05, { a: 1, b: 2, c: 4 }), ['0.01', '0.01', '0.03']);
  });

  it('breaks ties by name, in the order of code units, nobody last', () => {
    assert.deepEqual(split(0.01, { b: 1, a: 1 }), ['0', '0.01']);
    assert.deepEqual(split(0.01, { a: 1, B: 1 }), ['0', '0.01']);
    assert.deepEqual(split(0.01, { '-': 1, z: 1 }), ['0', '0.01']);
  });

  it('splits a credit as its magnitude', () => {
    assert.deepEqual(split(-100, { a: 1, b: 1, c: 1 }), ['-33.34', '-33.33', '-33.33']);
  });

  it('keeps what the amount has below a cent', () => {
    assert.deepEqual(split(10.005, { a: 1, b: 1 }), ['5.005', '5']);
    assert.deepEqual(split(0.001, { a: 0, b: 1 }), ['0', '0.001']);
  });

  it('splits to the smallest unit of the currency', () => {
    assert.deepEqual(split(100, { a: 1, b: 1, c: 1 }, minorDigits('JPY')), ['34', '33', '33']);
    assert.equal(minorDigits('USD'), 2);
    assert.equal(minorDigits('KWD'), 3);
  });

  it('is a programmer error without a weight', () => {
    assert.throws(() => split(1, { a: 0 }), RangeError);
  });

  it('parts add up exactly, and are less than a cent from their claim', () => {
    const amount = fc.oneof(
      fc.integer({ min: -1e9, max: 1e9 }).map((cents) => cents / 100),
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    );
    // Smaller weights are too few bits for the floating-point claims of the test itself.
    const weight = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e6, noNaN: true }));
    const weights = fc
      .array(weight, { minLength: 1, maxLength: 8 })
      .filter((list) => list.some((each) => each > 0));
    fc.assert(
      fc.property(amount, weights, (value, list) => {
        const parts = splitAmount(
          decimalOf(value),
          list.map((each, index) => ({ name: `owner ${index}`, weight: decimalOf(each) })),
          2,
        );
        assert.equal(compare(parts.reduce(add, zero), decimalOf(value)), 0);
        const sum = list.reduce((total, weight) => total + weight, 0);
        for (const [index, part] of parts.entries()) {
          const claim = (value * (list[index] ?? 0)) / sum;
          const tolerance = 0.01 + 1e-9 * Math.abs(value);
          assert.ok(Math.abs(Number(toDecimalString(part)) - claim) <= tolerance);
        }
      }),
    );
  });
});
