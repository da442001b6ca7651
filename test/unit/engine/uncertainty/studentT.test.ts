import assert from 'node:assert/strict';
import { studentQuantile } from '../../../../src/engine/uncertainty/studentT';

describe('quantiles of Student’s distribution', () => {
  // SciPy 1.17.1, stats.t.ppf(0.975, degrees).
  const known: readonly (readonly [degrees: number, quantile: number])[] = [
    [1, 12.706204736174694],
    [2, 4.302652729749462],
    [3, 3.1824463052837078],
    [4, 2.7764451051977934],
    [5, 2.5705818356363146],
    [10, 2.228138851986274],
    [30, 2.0422724563012378],
    [120, 1.9799304050824402],
  ];
  for (const [degrees, quantile] of known) {
    it(`95 % lie within ${quantile.toFixed(3)} with ${degrees} degrees of freedom`, () => {
      assert.ok(Math.abs(studentQuantile(0.95, degrees) - quantile) < 1e-9 * quantile);
    });
  }
});
