import { cachingReturn, type CachingReturn } from '../cachingReturn';
import { daysPerMonth, reasonWithout, type SystemContext } from '../context';
import { Notes, type Evaluated } from '../system';
import type { Workload } from '../workload';
import { inferenceDefaults, type InferenceInput } from './section';

/** What inference computes in each sample of a simulation. */
export interface InferenceFigures {
  readonly requestsPerSecond: number | null;
  readonly gpuTimeCostPerRequest: number;
  readonly gpuTimeDailyCost: number | null;
  readonly gpusNeeded: number | null;
  readonly provisionedDailyCost: number | null;
  readonly provisionedCostPerRequest: number | null;
  /** On the cost of GPU time. */
  readonly caching: CachingReturn | null;
  /** On whole GPUs. */
  readonly provisionedCaching: (CachingReturn & { readonly gpusNeeded: number }) | null;
}

const secondsPerDay = 86_400;

/**
 * What serving costs, by two notions.
 *
 * - gpuTimeCostPerRequest = $/h ÷ 3600 × latency in seconds: one request has the whole GPU to
 *   itself; gpuTimeDailyCost = × requests of a day
 * - gpusNeeded = ceil(requests a second × latency ÷ (batch × target utilisation) − 1e-9) + spare
 *   GPUs: requests under way at the same time (Little, 1961, Operations Research 9(3), 383–387) in
 *   whole GPUs; the 1e-9 keeps rounding from adding one
 * - provisionedDailyCost = GPUs × $/h × 24; provisionedCostPerRequest = ÷ requests of a day
 * - the cache answers its share of the requests: of gpuTimeDailyCost (`caching`), and before whole
 *   GPUs are counted (`provisionedCaching`)
 *
 * Requests a second default to the workload's requests ÷ (hours of a month × 3600).
 */
export function evaluateInference(
  input: InferenceInput,
  workload: Workload,
  context: SystemContext,
): Evaluated<InferenceFigures> {
  const notes = new Notes();
  const rate = requestsPerSecond(input, workload, context);
  const costPerRequest = (input.gpuHourlyCost / 3600) * (input.averageLatencyMs / 1000);
  if (rate === undefined) {
    return notes.evaluated({
      gpuTimeCostPerRequest: costPerRequest,
      ...unknownTraffic(notes, context),
    });
  }
  const perDay = rate * secondsPerDay;
  const gpuTimeDailyCost = costPerRequest * perDay;
  const gpusNeeded = gpusFor(rate, input);
  const provisionedDailyCost = dailyCostOf(gpusNeeded, input);
  return notes.evaluated({
    requestsPerSecond: rate,
    gpuTimeCostPerRequest: costPerRequest,
    gpuTimeDailyCost,
    gpusNeeded,
    provisionedDailyCost,
    provisionedCostPerRequest: notes.ratio(
      'provisionedCostPerRequest',
      provisionedDailyCost,
      perDay,
      'no-requests',
    ),
    ...withCache(notes, input, rate, { gpuTimeDailyCost, provisionedDailyCost }, context),
  });
}

/** undefined where neither the section nor the workload says it. */
function requestsPerSecond(
  input: InferenceInput,
  { requests }: Workload,
  { hoursPerMonth }: SystemContext,
): number | undefined {
  if (input.requestsPerSecond !== undefined) return input.requestsPerSecond;
  return requests === undefined ? undefined : requests / (hoursPerMonth * 3600);
}

/** GPUs for a rate of requests, the spare ones included. */
function gpusFor(
  rate: number,
  {
    averageLatencyMs,
    batchSize = inferenceDefaults.batchSize,
    targetUtilization = inferenceDefaults.targetUtilization,
    spareGpus = inferenceDefaults.spareGpus,
  }: InferenceInput,
): number {
  const busy = (rate * (averageLatencyMs / 1000)) / (batchSize * targetUtilization);
  return Math.max(0, Math.ceil(busy - 1e-9)) + spareGpus;
}

function dailyCostOf(gpus: number, { gpuHourlyCost }: InferenceInput): number {
  return gpus * gpuHourlyCost * 24;
}

function withCache(
  notes: Notes,
  input: InferenceInput,
  rate: number,
  costs: { readonly gpuTimeDailyCost: number; readonly provisionedDailyCost: number },
  context: SystemContext,
): Pick<InferenceFigures, 'caching' | 'provisionedCaching'> {
  if (!input.cache) {
    return {
      caching: notes.none('caching', 'not-given'),
      provisionedCaching: notes.none('provisionedCaching', 'not-given'),
    };
  }
  const { hitRate, costPerDay } = input.cache;
  const days = daysPerMonth(context);
  const gpusNeeded = gpusFor(rate * (1 - hitRate), input);
  return {
    caching: cachingReturn(notes, 'caching', {
      currentDailyCost: costs.gpuTimeDailyCost,
      remainingDailyCost: costs.gpuTimeDailyCost * (1 - hitRate),
      costPerDay,
      daysPerMonth: days,
    }),
    provisionedCaching: {
      gpusNeeded,
      ...cachingReturn(notes, 'provisionedCaching', {
        currentDailyCost: costs.provisionedDailyCost,
        remainingDailyCost: dailyCostOf(gpusNeeded, input),
        costPerDay,
        daysPerMonth: days,
      }),
    },
  };
}

type OfTraffic = Omit<InferenceFigures, 'gpuTimeCostPerRequest'>;

function unknownTraffic(notes: Notes, context: SystemContext): OfTraffic {
  const reason = reasonWithout('workload', context);
  return {
    requestsPerSecond: notes.none('requestsPerSecond', reason),
    gpuTimeDailyCost: notes.none('gpuTimeDailyCost', reason),
    gpusNeeded: notes.none('gpusNeeded', reason),
    provisionedDailyCost: notes.none('provisionedDailyCost', reason),
    provisionedCostPerRequest: notes.none('provisionedCostPerRequest', reason),
    caching: notes.none('caching', reason),
    provisionedCaching: notes.none('provisionedCaching', reason),
  };
}
