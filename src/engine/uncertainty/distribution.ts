import { isInterval, pointOf, type Quantity, type ThreePoint } from './quantity';
import type { RandomStream } from './randomStream';

/** What a quantity may turn out to be. */
export interface Distribution {
  /** One draw. */
  readonly sample: (random: RandomStream) => number;
  /** The value that is not exceeded with the probability given, 0 < p < 1. */
  readonly quantile: (p: number) => number;
}

/** Standard normal quantiles; NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.1. */
const z90 = 1.2815515655446004;
const z95 = 1.6448536269514722;

/** PERT's weight of the mode (Malcolm et al., 1959, Operations Research 7(5), 646–669). */
const pertWeight = 4;

/**
 * The distribution of a quantity: an interval is lognormal where both ends are positive, else
 * normal, with 5 % below and 5 % above it; three points are PERT; a number is itself.
 */
export function distributionOf(quantity: Quantity): Distribution {
  if (typeof quantity === 'number') return constant(quantity);
  if (!isInterval(quantity)) return pert(quantity);
  const { low, high } = quantity;
  if (low <= 0) return normal(pointOf(quantity), (high - low) / (2 * z95));
  const logs = normal(
    (Math.log(low) + Math.log(high)) / 2,
    (Math.log(high) - Math.log(low)) / (2 * z95),
  );
  return {
    sample: (random) => Math.exp(logs.sample(random)),
    quantile: (p) => Math.exp(logs.quantile(p)),
  };
}

function constant(value: number): Distribution {
  return { sample: () => value, quantile: () => value };
}

function normal(mean: number, deviation: number): Distribution {
  return {
    sample: (random) => mean + deviation * standardNormal(random),
    quantile: (p) => mean + deviation * standardNormalQuantile(p),
  };
}

/** Box and Muller (1958, Annals of Mathematical Statistics 29(2), 610–611). */
function standardNormal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Only the quantiles that are asked for: p10, p50 and p90, and the ends of an interval. */
function standardNormalQuantile(p: number): number {
  const known = new Map([
    [0.05, -z95],
    [0.1, -z90],
    [0.5, 0],
    [0.9, z90],
    [0.95, z95],
  ]);
  const z = known.get(p);
  if (z === undefined) throw new RangeError(`No normal quantile at ${p}`);
  return z;
}

/** min + (max − min) · Beta(1 + 4(mode − min)/(max − min), 1 + 4(max − mode)/(max − min)). */
function pert({ min, mode, max }: ThreePoint): Distribution {
  const width = max - min;
  if (width === 0) return constant(mode);
  const alpha = 1 + (pertWeight * (mode - min)) / width;
  const beta = 1 + (pertWeight * (max - mode)) / width;
  return {
    sample: (random) => {
      const a = gamma(alpha, random);
      return min + (width * a) / (a + gamma(beta, random));
    },
    quantile: (p) => min + width * betaQuantile(alpha, beta, p),
  };
}

/** Marsaglia and Tsang (2000, ACM TOMS 26(3), 363–372), for shapes of 1 and above. */
function gamma(shape: number, random: RandomStream): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * By halving the interval on the incomplete beta function
 * B(x; a, b) = x^a (1 − x)^b ÷ a · K, with the continued fraction K of DLMF 8.17.22. It converges
 * fast below the mean; above it B(a, b) − B(1 − x; b, a) is the same.
 */
function betaQuantile(a: number, b: number, p: number): number {
  const mean = a / (a + b);
  const below = incompleteBeta(mean, a, b);
  const whole = below + incompleteBeta(1 - mean, b, a);
  const wanted = p * whole;
  let [low, high] = wanted < below ? [0, mean] : [mean, 1];
  for (let step = 0; step < 60; step++) {
    const x = (low + high) / 2;
    const area = x < mean ? incompleteBeta(x, a, b) : whole - incompleteBeta(1 - x, b, a);
    if (area < wanted) low = x;
    else high = x;
  }
  return (low + high) / 2;
}

/** B(x; a, b) for x up to a ÷ (a + b), by Lentz's method as modified by Thompson and Barnett. */
function incompleteBeta(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let value = 1;
  let c = 1;
  let d = 0;
  for (let term = 1; term < 300; term++) {
    const m = Math.floor(term / 2);
    const at = a + 2 * m;
    const numerator =
      term % 2 === 0
        ? (m * (b - m) * x) / ((at - 1) * at)
        : (-(a + m) * (a + b + m) * x) / (at * (at + 1));
    d = 1 / (1 + numerator * d || tiny);
    c = 1 + numerator / c || tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return (x ** a * (1 - x) ** b) / (a * value);
}
