import assert from 'node:assert/strict';
import fc from 'fast-check';
import { randomStream } from '../../../../src/engine/uncertainty/randomStream';
import {
  anomaliesOf,
  anomalyScore,
  anomalyShare,
} from '../../../../src/engine/usage/dashboard/anomalies';
import { baselineOf } from '../../../../src/engine/usage/dashboard/baseline';
import { forecastRest } from '../../../../src/engine/usage/dashboard/forecast';
import { dayNumber, weekday } from '../../../../src/engine/usage/calendar';

const first = dayNumber('2026-07-01');
const week = [1.1, 1.15, 1.2, 1.1, 1, 0.3, 0.25];

/** Normal, by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

interface SeriesKind {
  readonly days: number;
  /** Of the level, a day. */
  readonly growth: number;
  /** Standard deviation, as a share of the level. */
  readonly noise: number;
}

/** A daily cost of about 100 with a rhythm of the week, growth and noise. */
function series(seed: number, { days, growth, noise }: SeriesKind): number[] {
  const random = randomStream(seed, 'series');
  return Array.from({ length: days }, (_, day) => {
    const level = 100 * (1 + growth) ** day;
    return Math.max(0, level * ((week[weekday(first + day)] ?? 1) + noise * normal(random)));
  });
}

const kind = fc.record({
  days: fc.integer({ min: 42, max: 120 }),
  growth: fc.constantFrom(0, 0.002, 0.005, -0.002),
  noise: fc.constantFrom(0.02, 0.05, 0.1),
});

describe('anomaliesOf', () => {
  it('finds spikes and drops that are planted in seasonal series', () => {
    fc.assert(
      fc.property(fc.nat(), kind, fc.nat(), fc.boolean(), (seed, own, place, isSpike) => {
        const values = series(seed, own);
        const index = place % values.length;
        const level = 100 * (1 + own.growth) ** index;
        const usual = level * (week[weekday(first + index)] ?? 1);
        const size = Math.max(3 * anomalyScore * own.noise, 2 * anomalyShare) * level;
        if (!isSpike && usual < size) return;
        values[index] = isSpike ? usual + size : usual - size;
        const found = anomaliesOf(values, first)?.find((each) => each.index === index);
        assert.ok(found, `nothing at ${index}`);
        assert.equal(found.impact > 0, isSpike);
        assert.ok(Math.abs(Math.abs(found.impact) - size) < 0.5 * size);
      }),
    );
  });

  it('raises at most one false alarm in two thousand days of normal noise', () => {
    let [alarms, days] = [0, 0];
    for (let seed = 0; seed < 300; seed++) {
      const values = series(seed, { days: 91, growth: 0.003 * (seed % 2), noise: 0.08 });
      alarms += anomaliesOf(values, first)?.length ?? 0;
      days += values.length;
    }
    assert.ok(alarms <= days / 2000, `${alarms} in ${days} days`);
  });

  it('says nothing of series that are too short, or mostly zero', () => {
    assert.equal(anomaliesOf(series(1, { days: 20, growth: 0, noise: 0.1 }), first), undefined);
    const sparse = Array.from({ length: 60 }, (_, day) => (day % 5 === 0 ? 10 : 0));
    assert.equal(anomaliesOf(sparse, first), undefined);
  });

  it('takes a constant series as one that may stray a little', () => {
    const values = Array.from({ length: 60 }, () => 100);
    assert.deepEqual(anomaliesOf(values, first), []);
    values[30] = 109;
    assert.deepEqual(anomaliesOf(values, first), []);
    values[30] = 115;
    assert.deepEqual(
      anomaliesOf(values, first)?.map(({ index, impact }) => [index, impact]),
      [[30, 15]],
    );
  });
});

describe('baselineOf', () => {
  it('knows the rhythm of the week, whatever a few days are', () => {
    const values = series(7, { days: 63, growth: 0, noise: 0 });
    values[10] = 1e6;
    const { factors = [] } = baselineOf(values, first) ?? {};
    const friday = factors[4] ?? 1;
    week.forEach((share, day) => {
      assert.ok(Math.abs((factors[day] ?? 0) / friday - share) < 1e-9);
    });
  });
});

describe('forecastRest', () => {
  it('has the sum of the days that are left in its band about as often as it says', () => {
    let [inside, all] = [0, 0];
    for (let seed = 0; seed < 400; seed++) {
      const values = series(seed, { days: 75, growth: 0, noise: 0.1 });
      const { rest, low, high } = forecastRest(values.slice(0, 63), first, 12);
      const actual = values.slice(63).reduce((sum, value) => sum + value, 0);
      assert.ok(Math.abs(rest - actual) < 0.3 * actual);
      if (low !== null && high !== null && low <= actual && actual <= high) inside++;
      all++;
    }
    const share = inside / all;
    assert.ok(share > 0.7 && share < 0.9, `${share}`);
  });

  it('goes on as so far where the history is short, and has no band', () => {
    assert.deepEqual(forecastRest([10, 20, 30], first, 4), {
      rest: 80,
      low: null,
      high: null,
      method: 'run-rate',
    });
    assert.equal(forecastRest([1], first, 0).method, 'complete');
  });
});
