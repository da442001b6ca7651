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

/** Steps of Simpson's rule; densities with shapes from 1 to 5 are smooth enough for 1e-7. */
const integrationSteps = 2000;

/** By integrating the density and looking for the place where the sum reaches `p`. */
function betaQuantile(alpha: number, beta: number, p: number): number {
  const step = 1 / integrationSteps;
  const density = (x: number): number => x ** (alpha - 1) * (1 - x) ** (beta - 1);
  const sums = [0];
  for (let index = 0; index < integrationSteps; index++) {
    const x = index * step;
    const area = density(x) + 4 * density(x + step / 2) + density(x + step);
    sums.push((sums[index] ?? 0) + (area * step) / 6);
  }
  const wanted = p * (sums[integrationSteps] ?? 0);
  const above = sums.findIndex((sum) => sum >= wanted);
  const [before = 0, after = 0] = [sums[above - 1], sums[above]];
  return (above - 1 + (wanted - before) / (after - before)) * step;
}
