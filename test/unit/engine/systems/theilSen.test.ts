import assert from 'node:assert/strict';
import fc from 'fast-check';
import { theilSen } from '../../../../src/engine/systems/unitEconomics/theilSen';
import { assertClose } from './approximately';

const course = (values: readonly number[]): { x: number; y: number }[] =>
  values.map((y, x) => ({ x, y }));

describe('the Theil–Sen slope', () => {
  it('is that of SciPy, and so is its interval (stats.theilslopes 1.17.1)', () => {
    const found = theilSen(course([10, 9.4, 9.9, 8.8, 8.1, 8.4, 7, 6.9]), 0.95);
    assertClose(found?.slope, -0.475);
    assertClose(found?.interval?.low, -0.7);
    assertClose(found?.interval?.high, -0.25);
  });

  it('does not heed an outlier', () => {
    assertClose(theilSen(course([1, 2, 3, 400, 5, 6, 7]), 0.95)?.slope, 1);
  });

  it('has no interval of 95 % below five points, and all slopes with five', () => {
    assert.equal(theilSen(course([1, 2, 4, 8]), 0.95)?.interval, null);
    const five = theilSen(course([1, 2, 4, 8, 16]), 0.95);
    assert.deepEqual(five?.interval, { low: 1, high: 8 });
  });

  it('is no slope at all with one point', () => {
    assert.equal(theilSen(course([1]), 0.95), undefined);
  });

  it('turns with the points: the slope of −y is the slope of y, negated', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 }),
        (values) => {
          const up = theilSen(course(values), 0.95);
          const down = theilSen(course(values.map((value) => -value)), 0.95);
          assertClose((down?.slope ?? NaN) + 1e9, 1e9 - (up?.slope ?? NaN), 1e-12);
          if (up?.interval) assert.ok(up.interval.low <= up.slope && up.slope <= up.interval.high);
        },
      ),
    );
  });

  it('covers the true slope at least as often as it says', () => {
    // A fixed sequence in place of chance: 400 courses of six points with slope 1 and noise.
    let state = 1;
    const noise = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647 - 0.5;
    };
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const found = theilSen(course(Array.from({ length: 6 }, (_, x) => x + 10 * noise())), 0.95);
      if (found?.interval && found.interval.low <= 1 && found.interval.high >= 1) covered++;
    }
    assert.ok(covered >= 0.94 * 400, `${covered} of 400`);
  });
});
