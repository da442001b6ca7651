import type { Instance } from '../../catalogs/instances';
import type { SystemContext } from '../context';
import type { Workload } from '../workload';
import type { MachineTimes } from './machine';
import { sizingDefaults, type SizingInput } from './section';
import type { SizingWork } from './work';

/** Requests a second on average; undefined where neither the section nor the workload says it. */
export function trafficOf(
  input: SizingInput,
  { requests }: Workload,
  { hoursPerMonth }: SystemContext,
): number | undefined {
  if (input.requestsPerSecond !== undefined) return input.requestsPerSecond;
  return requests === undefined ? undefined : requests / (hoursPerMonth * 3600);
}

/**
 * Requests a second that a replica serves: 1 ÷ (prefill of a prompt + tokens of an answer × step of
 * decoding ÷ batch). undefined where the tokens of an answer are not known.
 */
export function requestCapacity(
  { prefill, decodeStep }: MachineTimes,
  { batch }: SizingWork,
  { outputTokens }: SizingInput,
): number | undefined {
  return outputTokens === undefined
    ? undefined
    : 1 / (prefill + (outputTokens * decodeStep) / batch);
}

/** Replicas that serve the traffic, and the spare ones beside them. */
export interface Replicas {
  /** At the peak: ceil(average × peak factor ÷ (capacity × target utilisation) − 1e-9). */
  readonly peak: number;
  /** The same without the peak factor. */
  readonly average: number;
  readonly spare: number;
}

/** One replica where the traffic, or what a replica serves of it, is not known. */
export function replicasFor(
  traffic: number | undefined,
  capacity: number | undefined,
  input: SizingInput,
): Replicas {
  const {
    peakFactor = sizingDefaults.peakFactor,
    targetUtilization = sizingDefaults.targetUtilization,
    spareReplicas: spare = sizingDefaults.spareReplicas,
  } = input;
  if (traffic === undefined || capacity === undefined) return { peak: 1, average: 1, spare };
  const load = traffic / (capacity * targetUtilization);
  const whole = (replicas: number): number => Math.max(1, Math.ceil(replicas - 1e-9));
  return { peak: whole(load * peakFactor), average: whole(load), spare };
}

/** How the GPUs are rented. */
export interface Rent {
  readonly instance: Instance;
  /** Whole instances for so many replicas. */
  readonly instances: number;
  readonly hourlyUsd: number;
}

/**
 * The cheapest way to rent so many replicas of so many GPUs each: whole instances, each with as many
 * replicas as its GPUs allow. undefined where no instance has enough of these GPUs.
 */
export function cheapestRent(
  instances: readonly Instance[],
  gpuCount: number,
  replicas: number,
): Rent | undefined {
  let best: Instance | undefined;
  let leastUsd = Infinity;
  for (const instance of instances) {
    if (instance.gpus < gpuCount) continue;
    const hourlyUsd = instancesFor(instance, gpuCount, replicas) * instance.onDemandHourly;
    if (hourlyUsd < leastUsd) {
      best = instance;
      leastUsd = hourlyUsd;
    }
  }
  return (
    best && {
      instance: best,
      instances: instancesFor(best, gpuCount, replicas),
      hourlyUsd: leastUsd,
    }
  );
}

export function instancesFor({ gpus }: Instance, gpuCount: number, replicas: number): number {
  return Math.ceil(replicas / Math.floor(gpus / gpuCount));
}

/** Those of the providers and regions that are allowed, in any letter case. */
export function allowedOffers(
  instances: readonly Instance[],
  { providers, regions }: SizingInput,
): readonly Instance[] {
  if (!providers && !regions) return instances;
  return instances.filter(
    ({ provider, region }) =>
      (!providers || isAmong(provider, providers)) &&
      (!regions || region === 'global' || isAmong(region, regions)),
  );
}

function isAmong(name: string, names: readonly string[]): boolean {
  if (names.includes(name)) return true;
  const folded = name.toLowerCase();
  for (const one of names) if (one.toLowerCase() === folded) return true;
  return false;
}
