import type { SectionResults } from '../../scenario/completeSections';
import type { Advice, AdviceCode } from '../../systems/advice';

/** How much work it is: our own judgement, from a setting to a project. */
export type Effort = 'low' | 'medium' | 'high';

/** A way to spend less that a section of the scenario has found. */
export interface Opportunity {
  readonly section: 'api' | 'inference' | 'gpuFleet' | 'training';
  readonly advice: Advice;
  /** Savings a month, in the currency of the scenario; null where they are not known. */
  readonly savingsLow: number | null;
  readonly savingsHigh: number | null;
  /** Whether it saves that much each month, or once, for each training. */
  readonly each: 'month' | 'training';
  readonly effort: Effort;
}

const efforts: Readonly<Partial<Record<AdviceCode, Effort>>> = {
  'inference-increase-batch': 'low',
  'inference-quantize': 'medium',
  'inference-cache': 'medium',
  'inference-cache-unknown': 'medium',
  'inference-spot': 'low',
  'api-cache': 'medium',
  'api-cache-unknown': 'medium',
  'api-batch': 'low',
  'api-batch-unknown': 'medium',
  'api-shorten-prompt': 'low',
  'api-cheaper-model': 'medium',
  'api-cheaper-model-unknown': 'medium',
  'api-self-host': 'high',
  'gpu-fewer-gpus': 'medium',
  'gpu-same-gpus': 'medium',
  'gpu-more-gpus': 'medium',
  'training-risk-spot': 'low',
};

/** What the sections of a scenario recommend, the greatest savings first, unknown ones last. */
export function opportunitiesOf(
  { api, inference, gpuFleet, training }: SectionResults,
  daysPerMonth: number,
): readonly Opportunity[] {
  const found: Opportunity[] = [];
  for (const { code, params, monthlySavingsLow, monthlySavingsHigh } of api?.optimizations ?? []) {
    const savings = { savingsLow: monthlySavingsLow, savingsHigh: monthlySavingsHigh };
    found.push(opportunity('api', { code, params }, savings));
  }
  const daily = inference?.provisionedDailyCost ?? null;
  for (const { code, params, savingsLow, savingsHigh } of inference?.optimizations ?? []) {
    const monthly = (share: number | null): number | null =>
      share === null || daily === null ? null : share * daily * daysPerMonth;
    const savings = { savingsLow: monthly(savingsLow), savingsHigh: monthly(savingsHigh) };
    found.push(opportunity('inference', { code, params }, savings));
  }
  const fleet = gpuFleet?.monthlyCost ?? null;
  for (const { instance, reason, savingsPct } of gpuFleet?.instances.slice(0, 1) ?? []) {
    const savings = fleet === null ? null : (fleet * savingsPct) / 100;
    const advice = { code: reason, params: { instance } };
    found.push(opportunity('gpuFleet', advice, { savingsLow: savings, savingsHigh: savings }));
  }
  const spot = training?.strategies.find(({ strategy }) => strategy === 'spot');
  const cost = training?.cost ?? null;
  const withSpot = spot?.estimatedCost ?? null;
  if (cost !== null && withSpot !== null && withSpot < cost) {
    const savings = cost - withSpot;
    const advice: Advice = { code: 'training-risk-spot', params: {} };
    found.push({
      ...opportunity('training', advice, { savingsLow: savings, savingsHigh: savings }),
      each: 'training',
    });
  }
  return found.sort((a, b) => (b.savingsHigh ?? -1) - (a.savingsHigh ?? -1));
}

function opportunity(
  section: Opportunity['section'],
  advice: Advice,
  savings: Pick<Opportunity, 'savingsLow' | 'savingsHigh'>,
): Opportunity {
  return { section, advice, ...savings, each: 'month', effort: efforts[advice.code] ?? 'medium' };
}
