import type { Advice } from '../advice';
import { combinedSavings, type Savings, type CombinedSavings } from '../combinedSavings';
import { Notes, type Evaluated } from '../system';
import type { InferenceFigures } from './evaluate';
import type { InferenceInput } from './section';
import { inferenceDefaults } from './section';

export interface InferenceResults extends InferenceFigures {
  readonly optimizations: readonly InferenceOptimization[];
  readonly combined: CombinedSavings;
}

/** A way to serve for less, with the share of the GPU cost that it saves, as a band. */
export interface InferenceOptimization extends Advice, Savings {}

/**
 * The reference's figures: batches below 8 can grow fourfold, to 32 at most, and throughput then
 * grows up to fourfold; INT8 saves 30 to 50 %, spot instances 60 to 70 %.
 */
export const strategyFigures = {
  smallBatch: 8,
  batchGrowth: 4,
  largestBatch: 32,
  greatestGain: 4,
  quantization: { low: 0.3, high: 0.5 },
  spot: { low: 0.6, high: 0.7 },
} as const;

/** Where {@link strategyFigures} are from. */
export const strategySource =
  'Rule of thumb of the cost engineering reference, see docs/systems.md';

/** Adds what could be done to serve for less. */
export function withOptimizations(
  figures: InferenceFigures,
  input: InferenceInput,
): Evaluated<InferenceResults> {
  const notes = new Notes();
  const optimizations = optimizationsOf(input, notes);
  return notes.evaluated({ ...figures, optimizations, combined: combinedSavings(optimizations) });
}

/** How many times the throughput can become by larger batches: min(4, 8 ÷ batch). */
function throughputGain(batchSize: number): number {
  return Math.min(strategyFigures.greatestGain, strategyFigures.smallBatch / batchSize);
}

/** What could be done, in the order in which it is least trouble. */
function optimizationsOf(
  { batchSize = inferenceDefaults.batchSize, cache }: InferenceInput,
  notes: Notes,
): readonly InferenceOptimization[] {
  const { quantization, spot, smallBatch, batchGrowth, largestBatch } = strategyFigures;
  const found: InferenceOptimization[] = [];
  if (batchSize < smallBatch) {
    const gain = throughputGain(batchSize);
    const recommended = Math.min(largestBatch, batchSize * batchGrowth);
    const params = { current: batchSize, recommended, gain };
    found.push(optimization('inference-increase-batch', params, 1 - 1 / gain, 1 - 1 / gain));
  }
  found.push(optimization('inference-quantize', {}, quantization.low, quantization.high));
  if (cache) {
    const { hitRate } = cache;
    found.push(optimization('inference-cache', { hitRatePct: hitRate * 100 }, hitRate, hitRate));
  } else {
    const figure = `optimizations[${found.length}]`;
    found.push(
      optimization(
        'inference-cache-unknown',
        {},
        notes.none(`${figure}.savingsLow`, 'not-given'),
        notes.none(`${figure}.savingsHigh`, 'not-given'),
      ),
    );
  }
  found.push(optimization('inference-spot', {}, spot.low, spot.high));
  return found;
}

function optimization(
  code: Advice['code'],
  params: Advice['params'],
  savingsLow: number | null,
  savingsHigh: number | null,
): InferenceOptimization {
  return { code, params, savingsLow, savingsHigh };
}
