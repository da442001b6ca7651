import type { Accelerator } from '../../catalogs/accelerators';
import { halfPrecisionFlops } from '../../catalogs/accelerators';
import type { SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';
import { trainingDefaults, type TrainingInput } from './section';
import { spotOf, type SpotResults } from './spot';

/** What training computes in each sample of a simulation. */
export interface TrainingFigures {
  /** Tokens that are trained on: those of the data set, epoch after epoch. */
  readonly trainedTokens: number | null;
  readonly flops: number | null;
  readonly gpuHourlyCost: number | null;
  readonly gpuHours: number | null;
  readonly cost: number | null;
  readonly days: number | null;
  readonly impliedMfu: number | null;
  readonly publishedCost: number | null;
  readonly ruleOfThumbCost: number | null;
  /** null where the section has no `spot`. */
  readonly spot: SpotResults | null;
}

/**
 * FLOPs for each parameter and token: 2 forward and 4 backward; with all activations computed a
 * second time 2 more (Kaplan et al., 2020, section 2.1, https://arxiv.org/abs/2001.08361; Narayanan
 * et al., 2021, section 5.1 and appendix, https://arxiv.org/abs/2104.04473).
 */
export const flopsPerParameterToken = { model: 6, recomputed: 8 } as const;

/**
 * The reference: 1B parameters × 1 GB × 1 epoch take 10 GPU-hours, at 80 % efficiency of many GPUs.
 * It spreads the hours over GPUs and then pays for each of them, so their number cancels out.
 */
export const ruleOfThumb = { gpuHours: 10, efficiency: 0.8 } as const;

/**
 * What training costs, from the arithmetic it takes.
 *
 * - D = tokens × epochs; tokens = GB × 1e9 ÷ bytes a token where only gigabytes are known
 * - flops = 6·N·D, N the active parameters; 8·N·D where a hardware utilisation (hfu) is given,
 *   which counts recomputation
 * - gpuHours = flops ÷ (dense BF16 peak × mfu) ÷ 3600, or ÷ (peak × hfu); cost = × $/h
 * - days = gpuHours ÷ GPUs ÷ 24
 * - impliedMfu = 6·N·D ÷ (peak × published GPU-hours × 3600); publishedCost = those hours × $/h
 * - ruleOfThumbCost = 10 × (parameters ÷ 1e9) × GB × epochs ÷ 0.8 × $/h, the reference's
 */
export function evaluateTraining(
  input: TrainingInput,
  context: SystemContext,
): Evaluated<TrainingFigures> {
  const notes = new Notes();
  const tokens = tokensOf(input);
  const gpu = acceleratorOf(input, context);
  const peak = typeof gpu === 'string' ? gpu : (halfPrecisionFlops(gpu) ?? 'no-peak');
  const price = hourlyCost(input, context, notes);
  return notes.evaluated({
    ...computedCost(input, tokens, peak, price, notes),
    gpuHourlyCost: price,
    ...publishedRun(input, tokens, peak, price, notes),
    ruleOfThumbCost: byRuleOfThumb(input, price, notes),
    spot: spotOf(input, notes) ?? notes.none('spot', 'not-given'),
  });
}

/** Of the data set; undefined where neither tokens nor gigabytes are given. */
function tokensOf(input: TrainingInput): number | undefined {
  if (input.tokens !== undefined) return input.tokens;
  if (input.datasetGb === undefined) return undefined;
  return (input.datasetGb * 1e9) / (input.bytesPerToken ?? trainingDefaults.bytesPerToken);
}

/** The accelerator, or why it is not known. */
export function acceleratorOf(
  { gpu }: TrainingInput,
  { catalogs }: SystemContext,
): Accelerator | ReasonCode {
  if (gpu === undefined) return 'not-given';
  const found = catalogs.accelerator(gpu);
  return found.known ? found.row : 'not-in-catalog';
}

function hourlyCost(
  { gpuHourlyCost }: TrainingInput,
  { usdRate }: SystemContext,
  notes: Notes,
): number | null {
  if (gpuHourlyCost !== undefined) return gpuHourlyCost;
  return usdRate === null
    ? notes.none('gpuHourlyCost', 'no-currency-rate')
    : trainingDefaults.gpuHourlyCostUsd * usdRate;
}

type Computed = Pick<TrainingFigures, 'trainedTokens' | 'flops' | 'gpuHours' | 'cost' | 'days'>;

function computedCost(
  input: TrainingInput,
  tokens: number | undefined,
  peak: number | ReasonCode,
  price: number | null,
  notes: Notes,
): Computed {
  const trainedTokens = tokens === undefined ? undefined : trainedOf(input, tokens);
  const flops = trainedTokens === undefined ? undefined : flopsOf(input, trainedTokens);
  const why = typeof peak === 'string' ? peak : 'not-given';
  const gpuHours =
    flops === undefined || typeof peak === 'string'
      ? undefined
      : flops / (peak * utilization(input)) / 3600;
  return {
    trainedTokens: trainedTokens ?? notes.none('trainedTokens', 'not-given'),
    flops: flops ?? notes.none('flops', 'not-given'),
    gpuHours: gpuHours ?? notes.none('gpuHours', why),
    cost: costOf(gpuHours, why, price, notes),
    days:
      gpuHours === undefined || input.gpus === undefined
        ? notes.none('days', gpuHours === undefined ? why : 'not-given')
        : gpuHours / input.gpus / 24,
  };
}

function costOf(
  gpuHours: number | undefined,
  why: ReasonCode,
  price: number | null,
  notes: Notes,
): number | null {
  if (gpuHours === undefined) return notes.none('cost', why);
  return price === null ? notes.none('cost', 'no-currency-rate') : gpuHours * price;
}

function trainedOf({ epochs = trainingDefaults.epochs }: TrainingInput, tokens: number): number {
  return tokens * epochs;
}

function flopsOf(input: TrainingInput, trainedTokens: number): number {
  const { parameters, activeParameters = parameters } = input;
  const factor = flopsPerParameterToken[countsRecomputation(input) ? 'recomputed' : 'model'];
  return factor * activeParameters * trainedTokens;
}

/** Where both utilisations are given, the model's counts. */
export function countsRecomputation({ mfu, hfu }: TrainingInput): boolean {
  return mfu === undefined && hfu !== undefined;
}

function utilization({ mfu, hfu }: TrainingInput): number {
  return mfu ?? hfu ?? trainingDefaults.mfu;
}

function publishedRun(
  input: TrainingInput,
  tokens: number | undefined,
  peak: number | ReasonCode,
  price: number | null,
  notes: Notes,
): Pick<TrainingFigures, 'impliedMfu' | 'publishedCost'> {
  const { publishedGpuHours: hours, parameters, activeParameters = parameters } = input;
  if (hours === undefined) {
    return {
      impliedMfu: notes.none('impliedMfu', 'not-given'),
      publishedCost: notes.none('publishedCost', 'not-given'),
    };
  }
  return {
    impliedMfu:
      tokens === undefined || typeof peak === 'string'
        ? notes.none('impliedMfu', typeof peak === 'string' ? peak : 'not-given')
        : notes.ratio(
            'impliedMfu',
            flopsPerParameterToken.model * activeParameters * trainedOf(input, tokens),
            peak * hours * 3600,
            'no-hours',
          ),
    publishedCost: price === null ? notes.none('publishedCost', 'no-currency-rate') : hours * price,
  };
}

function byRuleOfThumb(input: TrainingInput, price: number | null, notes: Notes): number | null {
  const gigabytes = gigabytesOf(input);
  if (gigabytes === undefined) return notes.none('ruleOfThumbCost', 'not-given');
  if (price === null) return notes.none('ruleOfThumbCost', 'no-currency-rate');
  const { epochs = trainingDefaults.ruleOfThumbEpochs } = input;
  const hours = ruleOfThumb.gpuHours * (input.parameters / 1e9) * gigabytes * epochs;
  return (hours / ruleOfThumb.efficiency) * price;
}

function gigabytesOf(input: TrainingInput): number | undefined {
  const { datasetGb, tokens, bytesPerToken = trainingDefaults.bytesPerToken } = input;
  return datasetGb ?? (tokens === undefined ? undefined : (tokens * bytesPerToken) / 1e9);
}
