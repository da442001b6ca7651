import type { Accelerator } from '../../catalogs/accelerators';
import type { Instance } from '../../catalogs/instances';
import type { SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import type { Notes } from '../system';
import {
  bytesPerGpu,
  computeRate,
  dividesHeads,
  fitsMachine,
  machineTimes,
  mostSequences,
  type ComputePrecision,
  type Machine,
  type MachineTimes,
} from './machine';
import {
  allowedOffers,
  cheapestRent,
  instancesFor,
  replicasFor,
  requestCapacity,
  type Rent,
  type Replicas,
} from './rent';
import { sizingDefaults, type SizingInput } from './section';
import type { SizingWork } from './work';

/** Why an option is, or is not, one to take; prose in advice.ts. */
export type SizingReason =
  | 'sizing-feasible'
  | 'sizing-heads'
  | 'sizing-too-large'
  | 'sizing-several-nodes'
  | 'sizing-no-peak'
  | 'sizing-slow-first-token'
  | 'sizing-slow-token'
  | 'sizing-no-instance';

/** One kind of GPU and a number of them that share a replica. */
export interface SizingOption {
  readonly gpu: string;
  readonly gpuCount: number;
  /** The memory is enough. */
  readonly fits: boolean;
  readonly reason: SizingReason;
  readonly bytesPerGpu: number;
  /** What the GPU computes in: 16 bits where it has not the format of the weights. */
  readonly computePrecision: ComputePrecision | null;
  readonly maxConcurrentSequences: number | null;
  /** Of one replica, with all sequences under way. */
  readonly decodeTokensPerSecond: number | null;
  readonly prefillTokensPerSecond: number | null;
  /** Of a prompt that does not wait. */
  readonly timeToFirstTokenMs: number | null;
  readonly timePerOutputTokenMs: number | null;
  /** Requests that one replica serves, prompt and answer. */
  readonly maxRequestsPerSecond: number | null;
  /** At the peak of the traffic, the spare ones included. */
  readonly replicas: number | null;
  /** On average, the spare ones included. */
  readonly averageReplicas: number | null;
  /** Id of the cheapest instance. */
  readonly instance: string | null;
  readonly instances: number | null;
  /** Of all instances, for the peak. */
  readonly hourlyCost: number | null;
  readonly monthlyCost: number | null;
  /** Where replicas follow the traffic, hour by hour. */
  readonly averageMonthlyCost: number | null;
  /** Of output, with the capacity used as far as it is planned with. */
  readonly costPerMillionTokens: number | null;
  /** Of the output that the traffic asks for. */
  readonly costPerMillionTokensServed: number | null;
}

/** What all options of a scenario have in common. */
export interface SizingTask {
  readonly work: SizingWork;
  readonly input: SizingInput;
  readonly context: SystemContext;
  /** Requests a second on average; undefined where not known. */
  readonly traffic: number | undefined;
  /** Why the traffic is not known. */
  readonly withoutTraffic: ReasonCode;
}

/** What an option comes to before it is written down. */
export interface Assessment {
  readonly machine: Machine;
  readonly fits: boolean;
  readonly reason: SizingReason;
  readonly rate: { readonly precision: ComputePrecision; readonly flops: number } | undefined;
  /** undefined where it does not fit, or the peak is not known; so are the following. */
  readonly times: MachineTimes | undefined;
  readonly capacity: number | undefined;
  readonly replicas: Replicas | undefined;
  readonly rent: Rent | undefined;
}

/** What the options with a kind of GPU have in common. */
export interface Kind {
  /** What it computes in for the weights of the task; undefined where its peak is not known. */
  readonly rate: Assessment['rate'];
  /** Instances with it that may be rented. */
  readonly offers: readonly Instance[];
}

export function kindOf({ input, context }: SizingTask, gpu: Accelerator): Kind {
  return {
    rate: computeRate(gpu, input.weightPrecision ?? sizingDefaults.precision),
    offers: allowedOffers(context.catalogs.instancesOf.get(gpu.id) ?? [], input),
  };
}

const largestDegree = 8;

/** Whether a machine does the task, how fast and for how much. */
export function assess(
  { work, input, traffic }: SizingTask,
  machine: Machine,
  { rate, offers }: Kind,
): Assessment {
  const nothing = {
    machine,
    rate,
    times: undefined,
    capacity: undefined,
    replicas: undefined,
    rent: undefined,
  };
  if (!fitsMachine(work, machine, input)) {
    return { ...nothing, fits: false, reason: reasonNotToFit(work, machine) };
  }
  if (!rate) return { ...nothing, fits: true, reason: 'sizing-no-peak' };
  const times = machineTimes(work, machine, rate.flops, input);
  const capacity = requestCapacity(times, work, input);
  const replicas = replicasFor(traffic, capacity, input);
  const rent = cheapestRent(offers, machine.gpuCount, replicas.peak + replicas.spare);
  const reason = rent ? (missedTarget(times, input) ?? 'sizing-feasible') : 'sizing-no-instance';
  return { machine, rate, times, capacity, replicas, rent, fits: true, reason };
}

function reasonNotToFit(work: SizingWork, { gpuCount }: Machine): SizingReason {
  if (!dividesHeads(work, gpuCount)) return 'sizing-heads';
  return gpuCount < largestDegree ? 'sizing-too-large' : 'sizing-several-nodes';
}

function missedTarget(
  { prefill, decodeStep }: MachineTimes,
  { targets = {} }: SizingInput,
): SizingReason | undefined {
  const { timeToFirstTokenMs = Infinity, timePerOutputTokenMs = Infinity } = targets;
  if (prefill * 1000 > timeToFirstTokenMs) return 'sizing-slow-first-token';
  return decodeStep * 1000 > timePerOutputTokenMs ? 'sizing-slow-token' : undefined;
}

/** The option as a result, each null with its reason under `figure`. */
export function optionOf(
  task: SizingTask,
  assessment: Assessment,
  figure: string,
  notes: Notes,
): SizingOption {
  const { work, input } = task;
  const { machine, fits, reason, rate, times } = assessment;
  const why: ReasonCode = fits ? 'no-peak' : 'does-not-fit';
  const none = (key: keyof SizingOption, code: ReasonCode = why): null =>
    notes.none(`${figure}.${key}`, code);
  return {
    gpu: machine.gpu.id,
    gpuCount: machine.gpuCount,
    fits,
    reason,
    bytesPerGpu: bytesPerGpu(work, machine.gpuCount),
    computePrecision: rate?.precision ?? none('computePrecision', 'no-peak'),
    maxConcurrentSequences: fits
      ? mostSequences(work, machine, input)
      : none('maxConcurrentSequences'),
    decodeTokensPerSecond: times ? work.batch / times.decodeStep : none('decodeTokensPerSecond'),
    prefillTokensPerSecond: times
      ? work.promptTokens / times.prefill
      : none('prefillTokensPerSecond'),
    timeToFirstTokenMs: times ? times.prefill * 1000 : none('timeToFirstTokenMs'),
    timePerOutputTokenMs: times ? times.decodeStep * 1000 : none('timePerOutputTokenMs'),
    ...replicaFigures(assessment, none),
    ...costFigures(task, assessment, none),
  };
}

type None = (key: keyof SizingOption, code?: ReasonCode) => null;

function replicaFigures(
  { times, capacity, replicas }: Assessment,
  none: None,
): Pick<SizingOption, 'maxRequestsPerSecond' | 'replicas' | 'averageReplicas'> {
  return {
    maxRequestsPerSecond:
      capacity ??
      (times ? none('maxRequestsPerSecond', 'not-given') : none('maxRequestsPerSecond')),
    replicas: replicas ? replicas.peak + replicas.spare : none('replicas'),
    averageReplicas: replicas ? replicas.average + replicas.spare : none('averageReplicas'),
  };
}

type CostFigures = Pick<
  SizingOption,
  | 'instance'
  | 'instances'
  | 'hourlyCost'
  | 'monthlyCost'
  | 'averageMonthlyCost'
  | 'costPerMillionTokens'
  | 'costPerMillionTokensServed'
>;

function costFigures(task: SizingTask, assessment: Assessment, none: None): CostFigures {
  const { rent, times, replicas, machine } = assessment;
  const { input, context, work } = task;
  const { usdRate, hoursPerMonth } = context;
  if (!rent || !times || !replicas) return withoutCosts(none, times && 'no-instance');
  const offer = { instance: rent.instance.id, instances: rent.instances };
  if (usdRate === null) return { ...withoutCosts(none, 'no-currency-rate'), ...offer };
  const hourlyCost = rent.hourlyUsd * usdRate;
  const monthlyCost = hourlyCost * hoursPerMonth;
  const averageInstances = instancesFor(
    rent.instance,
    machine.gpuCount,
    replicas.average + replicas.spare,
  );
  const perHour = (work.batch / times.decodeStep) * 3600 * replicas.peak;
  const { targetUtilization = sizingDefaults.targetUtilization } = input;
  return {
    ...offer,
    hourlyCost,
    monthlyCost,
    averageMonthlyCost: averageInstances * rent.instance.onDemandHourly * usdRate * hoursPerMonth,
    costPerMillionTokens: (hourlyCost / perHour) * (1e6 / targetUtilization),
    costPerMillionTokensServed: costServed(task, monthlyCost, none),
  };
}

function costServed(
  { input: { outputTokens }, traffic, withoutTraffic, context }: SizingTask,
  monthlyCost: number,
  none: None,
): number | null {
  if (traffic === undefined) return none('costPerMillionTokensServed', withoutTraffic);
  if (outputTokens === undefined) return none('costPerMillionTokensServed', 'not-given');
  const tokens = traffic * outputTokens * context.hoursPerMonth * 3600;
  return tokens === 0
    ? none('costPerMillionTokensServed', 'no-requests')
    : (monthlyCost / tokens) * 1e6;
}

function withoutCosts(none: None, code: ReasonCode | undefined): CostFigures {
  return {
    instance: none('instance', code),
    instances: none('instances', code),
    hourlyCost: none('hourlyCost', code),
    monthlyCost: none('monthlyCost', code),
    averageMonthlyCost: none('averageMonthlyCost', code),
    costPerMillionTokens: none('costPerMillionTokens', code),
    costPerMillionTokensServed: none('costPerMillionTokensServed', code),
  };
}
