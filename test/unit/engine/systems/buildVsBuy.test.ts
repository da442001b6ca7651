import assert from 'node:assert/strict';
import { evaluated } from '../scenario/evaluated';
import { assertClose } from './approximately';

/** The reference's example: an embedding service. */
const embeddings = [
  { factor: 'Initial development cost', weight: 0.8, build: 2, buy: 5 },
  { factor: 'Ongoing operational cost', weight: 1, build: 4, buy: 2 },
  { factor: 'Customization ability', weight: 0.6, build: 5, buy: 2 },
  { factor: 'Time to production', weight: 0.9, build: 1, buy: 5 },
  { factor: 'Data privacy', weight: 0.7, build: 5, buy: 3 },
  { factor: 'Maintenance burden', weight: 0.8, build: 2, buy: 5 },
];

describe('build or buy', () => {
  it('the six factors of embeddings: 3.0417 against 3.7083 (engine oracle)', () => {
    const { results } = evaluated({ buildVsBuy: { factors: embeddings } });
    assertClose(results.buildVsBuy?.buildScore, 3.0417, 2e-5);
    assertClose(results.buildVsBuy?.buyScore, 3.7083, 2e-5);
    assert.equal(results.buildVsBuy?.recommendation, 'buy');
    assertClose(results.buildVsBuy.margin, (3.7083 - 3.0417) / 4, 2e-4);
    const hold = results.buildVsBuy.holdProbability ?? 0;
    assert.ok(hold > 0.9 && hold < 1, String(hold));
    assert.equal(results.buildVsBuy.buildAnnual, undefined);
  });

  it('the probability is the same each time, and another under another seed', () => {
    const hold = (seed: number): number | null | undefined =>
      evaluated({ buildVsBuy: { factors: embeddings }, assumptions: { seed } }).results.buildVsBuy
        ?.holdProbability;
    assert.equal(hold(1), hold(1));
    assert.notEqual(hold(1), hold(2));
  });

  it('equal scores are neither', () => {
    const { results } = evaluated({
      buildVsBuy: {
        factors: [
          { factor: 'a', weight: 0.1, build: 1, buy: 4 },
          { factor: 'b', weight: 0.3, build: 3, buy: 2 },
        ],
      },
    });
    assert.equal(results.buildVsBuy?.recommendation, 'equal');
  });

  it('120,000 to save 60,000 a year are paid back in 24 months (engine oracle)', () => {
    const { results } = evaluated({
      tco: { directCosts: { all: 10_000 }, engineeringHours: {}, hiddenRate: 0 },
      buildVsBuy: { buyMonthly: 15_000, initialInvestment: 120_000, featureParity: 1 },
    });
    assert.equal(results.buildVsBuy?.buildAnnual, 120_000);
    assert.equal(results.buildVsBuy.paybackMonths, 24);
    assert.equal(results.buildVsBuy.tcoRecommendation, 'build');
    assert.equal(results.buildVsBuy.savings, 60_000);
  });

  it('an investment that is not given is not taken to be none', () => {
    const { results, reasons } = evaluated({
      tco: { directCosts: { all: 1 }, engineeringHours: {} },
      buildVsBuy: { buyMonthly: 15_000 },
    });
    assert.equal(results.buildVsBuy?.paybackMonths, null);
    assert.equal(reasons['buildVsBuy.paybackMonths'], 'no-investment');
    assert.equal(reasons['buildVsBuy.buildScore'], 'no-factors');
  });

  it('the same cost of both is a tie, and pays nothing back', () => {
    const { results, reasons } = evaluated({
      tco: { directCosts: { all: 800 }, engineeringHours: {}, hiddenRate: 0 },
      buildVsBuy: { buyMonthly: 640, initialInvestment: 1 },
    });
    assert.equal(results.buildVsBuy?.tcoRecommendation, 'equal');
    assert.equal(reasons['buildVsBuy.paybackMonthsParityAdjusted'], 'no-payback');
  });
});
