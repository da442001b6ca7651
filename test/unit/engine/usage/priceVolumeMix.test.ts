import assert from 'node:assert/strict';
import fc from 'fast-check';
import { add, compare, decimalOf, toNumber } from '../../../../src/engine/money/decimal';
import { costChange, type TwoPeriods } from '../../../../src/engine/usage/dashboard/priceVolumeMix';

function item(before: [number, number | null], after: [number, number | null]): TwoPeriods {
  return {
    before: { cost: decimalOf(before[0]), quantity: before[1] },
    after: { cost: decimalOf(after[0]), quantity: after[1] },
  };
}

function parts(...items: readonly TwoPeriods[]): readonly number[] {
  const { change, price, volume, mix, uncounted } = costChange(items);
  return [change, price, volume, mix, uncounted].map(toNumber);
}

describe('costChange', () => {
  it('takes more of the same for volume, and the same at another price for price', () => {
    assert.deepEqual(parts(item([10, 100], [20, 200])), [10, 0, 10, 0, 0]);
    assert.deepEqual(parts(item([10, 100], [20, 100])), [10, 10, 0, 0, 0]);
  });

  it('takes a move to dearer things for mix, a new thing among them', () => {
    assert.deepEqual(parts(item([10, 100], [5, 50]), item([20, 100], [30, 150])), [5, 0, 0, 5, 0]);
    assert.deepEqual(parts(item([10, 100], [5, 50]), item([0, 0], [20, 50])), [15, 0, 0, 15, 0]);
  });

  it('keeps apart what is not counted, and counts nothing where there was nothing', () => {
    assert.deepEqual(parts(item([10, null], [13, null])), [3, 0, 0, 0, 3]);
    assert.deepEqual(parts(item([0, 0], [13, 5])), [13, 0, 13, 0, 0]);
    assert.deepEqual(parts(item([5, 0], [13, 5])), [8, 0, 0, 0, 8]);
  });

  const amount = fc.record({
    cost: fc.record({
      units: fc.bigInt({ min: -(10n ** 16n), max: 10n ** 18n }),
      scale: fc.integer({ min: 0, max: 12 }),
    }),
    quantity: fc.option(fc.nat(1_000_000_000), { nil: null }),
  });

  it('always adds up to the change, to the last digit', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ before: amount, after: amount })), (items) => {
        const { change, price, volume, mix, uncounted } = costChange(items);
        const total = [price, volume, mix, uncounted].reduce(add);
        assert.equal(compare(total, change), 0);
        const after = items.map((each) => each.after.cost).reduce(add, decimalOf(0));
        const before = items.map((each) => each.before.cost).reduce(add, decimalOf(0));
        assert.equal(compare(add(before, change), after), 0);
      }),
    );
  });
});
