import assert from 'node:assert/strict';
import fc from 'fast-check';
import { distributionOf } from '../../../../src/engine/uncertainty/distribution';
import { pointOf, type Quantity } from '../../../../src/engine/uncertainty/quantity';
import { randomStream } from '../../../../src/engine/uncertainty/randomStream';

const interval = fc
  .tuple(
    fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    fc.double({ min: 1, max: 50, noNaN: true }),
  )
  .map(([low, factor]) => ({ low, high: low * factor }));

const threePoint = fc
  .tuple(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([min, width, part]) => ({ min, mode: min + part * width, max: min + width }));

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${what}: ${actual} is not ${expected}`,
  );
}

/** What share of many draws is at most a value. */
function shareBelow(quantity: Quantity, value: number): number {
  const random = randomStream(7, 'share');
  const { sample } = distributionOf(quantity);
  let below = 0;
  for (let draw = 0; draw < 20_000; draw++) if (sample(random) <= value) below++;
  return below / 20_000;
}

describe('distributions', () => {
  it('the ends of a positive interval are its 5 % and 95 % quantiles, √(low · high) its median', () => {
    fc.assert(
      fc.property(interval, (quantity) => {
        const { quantile } = distributionOf(quantity);
        near(quantile(0.05), quantity.low, 1e-9, 'p5');
        near(quantile(0.95), quantity.high, 1e-9, 'p95');
        near(quantile(0.5), pointOf(quantity), 1e-9, 'p50');
      }),
    );
  });

  it('an interval that reaches zero is normal about its midpoint', () => {
    const quantity = { low: -10, high: 30 };
    const { quantile } = distributionOf(quantity);
    assert.equal(pointOf(quantity), 10);
    near(quantile(0.05), -10, 1e-12, 'p5');
    near(quantile(0.95), 30, 1e-12, 'p95');
  });

  it('three points are PERT: closed forms where one shape is 1', () => {
    // Mode at an end: Beta(1, 5) and Beta(5, 1), whose quantiles are 1 − (1 − p)^(1/5) and p^(1/5).
    const falling = distributionOf({ min: 0, mode: 0, max: 1 });
    const rising = distributionOf({ min: 0, mode: 1, max: 1 });
    for (const p of [0.1, 0.5, 0.9]) {
      near(falling.quantile(p), 1 - (1 - p) ** 0.2, 1e-12, `falling at ${p}`);
      near(rising.quantile(p), p ** 0.2, 1e-12, `rising at ${p}`);
    }
    // Beta(2, 4): its distribution is 10x² − 20x³ + 15x⁴ − 4x⁵.
    for (const p of [0.1, 0.5, 0.9]) {
      const x = distributionOf({ min: 0, mode: 0.25, max: 1 }).quantile(p);
      near(10 * x ** 2 - 20 * x ** 3 + 15 * x ** 4 - 4 * x ** 5, p, 1e-12, `2, 4 at ${p}`);
    }
    // Beta(3, 3) is symmetric.
    near(distributionOf({ min: 2, mode: 4, max: 6 }).quantile(0.5), 4, 1e-12, 'the middle');
  });

  it('draws stay within three points, and fall on both sides of their quantiles as they should', () => {
    fc.assert(
      fc.property(threePoint, (quantity) => {
        const random = randomStream(1, 'within');
        const { sample } = distributionOf(quantity);
        for (let draw = 0; draw < 50; draw++) {
          const value = sample(random);
          assert.ok(value >= quantity.min && value <= quantity.max);
        }
      }),
    );
    const skewed = { min: 10, mode: 12, max: 40 };
    near(shareBelow(skewed, distributionOf(skewed).quantile(0.1)), 0.1, 0.01, 'below p10');
    near(shareBelow(skewed, distributionOf(skewed).quantile(0.9)), 0.9, 0.01, 'below p90');
    const lognormal = { low: 2000, high: 9000 };
    near(shareBelow(lognormal, 2000), 0.05, 0.01, 'below low');
    near(shareBelow(lognormal, 9000), 0.95, 0.01, 'below high');
  });

  it('a number is itself, and so is a range without width', () => {
    const random = randomStream(1, 'constant');
    for (const quantity of [3, { low: 3, high: 3 }, { min: 3, mode: 3, max: 3 }]) {
      near(distributionOf(quantity).sample(random), 3, 1e-12, 'sample');
      near(distributionOf(quantity).quantile(0.9), 3, 1e-12, 'quantile');
    }
  });

  it('streams are the same for the same seed and name, and differ for another', () => {
    const draws = (seed: number, name: string): number[] => {
      const stream = randomStream(seed, name);
      return [stream(), stream(), stream()];
    };
    assert.deepEqual(draws(1, 'a'), draws(1, 'a'));
    assert.notDeepEqual(draws(1, 'a'), draws(2, 'a'));
    assert.notDeepEqual(draws(1, 'a'), draws(1, 'b'));
  });
});
