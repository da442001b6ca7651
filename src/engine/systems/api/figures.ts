import { cachingFigures } from '../cachingReturn';
import { callCosts, callParts, type CallCosts, type CallUse } from '../calls/callCosts';
import { explainPart, explainParts, priceOf, type ExplainedCall } from '../calls/explainCall';
import { pricesOf } from '../calls/pricesOf';
import type { PriceInput } from '../calls/section';
import { useOf } from '../calls/useOf';
import { combinedFigures } from '../combinedSavings';
import type { SystemContext } from '../context';
import type { Unit } from '../fields';
import {
  constant,
  fromFigure,
  fromInput,
  outcome,
  type Figure,
  type Figures,
  type Formula,
  type Term,
} from '../figures';
import { Notes } from '../system';
import type { Workload } from '../workload';
import type { ApiResults } from './evaluate';
import { allInBatches, keepingApi, strategyRules, withTargetPrompt } from './optimizations';
import type { ApiInput } from './section';

/** What the figures of an API are explained from. */
export interface ApiCase {
  readonly input: ApiInput;
  readonly workload: Workload;
  readonly context: SystemContext;
  readonly results: ApiResults;
}

/** Where what measures usually save is from. */
const ruleOfThumb = 'Rule of thumb of the cost engineering reference, see docs/systems.md';

const partTitles = {
  input: 'Input of a call',
  cacheRead: 'Input read from the prompt cache',
  cacheWrite: 'Input written to the prompt cache',
  output: 'Output of a call',
  request: 'Fee of a request',
  batch: 'Calls in batches',
} as const satisfies Record<keyof CallCosts, string>;

export const apiFigures: Figures<ApiCase> = {
  callsPerDay: { title: 'Calls a day', unit: 'count/day', explain: callsPerDay },
  costPerCall: {
    title: 'Cost of a call',
    unit: 'money/unit',
    headline: true,
    explain: ({ results }) => ({
      formula: callParts.map((part) => `{${part}}`).join(' + '),
      terms: Object.fromEntries(
        callParts.map((part) => [
          part,
          fromFigure(`api.perCall.${part}`, results.perCall?.[part] ?? 0, 'money/unit'),
        ]),
      ),
    }),
  },
  dailyCost: {
    title: 'Cost a day',
    unit: 'money/day',
    headline: true,
    explain: ({ results }) => ({
      formula: '{costPerCall} × {calls}',
      terms: {
        costPerCall: own(results, 'costPerCall', 'money/unit'),
        calls: own(results, 'callsPerDay', 'count/day'),
      },
    }),
  },
  monthlyCost: {
    title: 'Cost a month',
    unit: 'money/month',
    headline: true,
    explain: ({ results, context }) => ({
      formula: '{daily} × {hoursPerMonth} ÷ 24',
      terms: {
        daily: own(results, 'dailyCost', 'money/day'),
        hoursPerMonth: hoursPerMonth(context),
      },
    }),
  },
  perCall: outcome('Parts of the cost of a call'),
  ...partFigures(),
  budgetUse: {
    title: 'Share of the budget',
    unit: 'share',
    explain: ({ results, input }) => ({
      formula: '{daily} ÷ {budget}',
      terms: {
        daily: own(results, 'dailyCost', 'money/day'),
        budget: fromInput('api.dailyBudget', input.dailyBudget ?? 0, 'money/day'),
      },
    }),
  },
  budgetState: outcome('State of the budget'),
  'optimizations[*].savingsLow': {
    title: 'Savings of the strategy, at least',
    unit: 'share',
    explain: (of, [position]) => savings(of, Number(position), 'low'),
  },
  'optimizations[*].savingsHigh': {
    title: 'Savings of the strategy, at most',
    unit: 'share',
    explain: (of, [position]) => savings(of, Number(position), 'high'),
  },
  'optimizations[*].monthlySavingsLow': monthlySavings('at least', 'savingsLow'),
  'optimizations[*].monthlySavingsHigh': monthlySavings('at most', 'savingsHigh'),
  ...combinedFigures<ApiCase>('api', ({ results }) => keepingApi(results.optimizations)),
  ...cachingFigures<ApiCase>('api', 'caching', ({ input, context, results }) => ({
    results: results.caching,
    currentDailyCost: own(results, 'dailyCost', 'money/day'),
    remaining: {
      formula: '{current} × (1 − {hitRate})',
      terms: { current: own(results, 'dailyCost', 'money/day'), hitRate: hitRate(input) },
    },
    costPerDay: fromInput('api.cache.costPerDay', input.cache?.costPerDay ?? 0, 'money/day'),
    hoursPerMonth: hoursPerMonth(context),
  })),
  'caching.breakEvenCacheCost': {
    title: 'What a cache may cost a day',
    unit: 'money/day',
    explain: ({ input, results }) => ({
      formula: '{daily} × {hitRate}',
      terms: { daily: own(results, 'dailyCost', 'money/day'), hitRate: hitRate(input) },
    }),
  },
  promptCacheBreakEvenReads: {
    title: 'Reads that pay for writing to the prompt cache',
    unit: 'count',
    explain: breakEvenReads,
  },
};

type OwnFigure = 'callsPerDay' | 'costPerCall' | 'dailyCost' | 'monthlyCost';

function own(results: ApiResults, key: OwnFigure, unit: Unit): Term {
  return fromFigure(`api.${key}`, results[key] ?? 0, unit);
}

function hoursPerMonth(context: SystemContext): Term {
  return fromInput('assumptions.hoursPerMonth', context.hoursPerMonth, 'hours/month');
}

function hitRate({ cache }: ApiInput): Term {
  return fromInput('api.cache.hitRate', cache?.hitRate ?? 0, 'share');
}

function callsPerDay({ input, workload, context }: ApiCase): Formula {
  if (input.callsPerDay !== undefined) {
    const given = fromInput('api.callsPerDay', input.callsPerDay, 'count/day');
    return { formula: '{given}', terms: { given } };
  }
  return {
    formula: '{requests} ÷ ({hoursPerMonth} ÷ 24)',
    terms: {
      requests: fromInput('workload.requests', workload.requests ?? 0, 'count/month'),
      hoursPerMonth: hoursPerMonth(context),
    },
  };
}

function partFigures(): Figures<ApiCase> {
  return Object.fromEntries(
    callParts.map((part): [string, Figure<ApiCase>] => [
      `perCall.${part}`,
      {
        title: partTitles[part],
        unit: 'money/unit',
        explain: (of) => {
          const call = explainedCall(of);
          return call ? explainPart(call, part) : nothing;
        },
      },
    ]),
  );
}

const nothing: Formula = { formula: '', terms: {} };

/** The call, at the prices of the section or of the cheaper model that it names. */
function explainedCall(
  { input, context }: ApiCase,
  { prices = input, path = 'api' }: { readonly prices?: PriceInput; readonly path?: string } = {},
): ExplainedCall | undefined {
  const found = pricesOf(prices, context, new Notes());
  if (typeof found === 'string') return undefined;
  const use = useOf(input, input.inputTokens, input.outputTokens);
  return {
    pricePath: path,
    usePath: 'api',
    input: prices,
    prices: found,
    use,
    inputTokens: fromInput('api.inputTokens', use.inputTokens, 'tokens'),
    outputTokens: fromInput('api.outputTokens', use.outputTokens, 'tokens'),
    batchShare: fromInput('api.batchShare', use.batchShare, 'share'),
    context,
  };
}

function savings(of: ApiCase, position: number, end: 'low' | 'high'): Formula {
  const { cache, batch, cheaperModel, selfHosting, targetPrompt } = strategyRules;
  switch (of.results.optimizations[position]?.code) {
    case 'api-cache':
      return { formula: '{hitRate}', terms: { hitRate: hitRate(of.input) } };
    case 'api-cache-unknown':
      return rule(cache[end]);
    case 'api-batch-unknown':
      return rule(batch[end]);
    case 'api-cheaper-model-unknown':
      return rule(cheaperModel[end]);
    case 'api-self-host':
      return rule(selfHosting[end]);
    case 'api-batch': {
      const batchShare = constant(1, 'share', 'All calls in batches');
      return end === 'low' ? rule(0) : savedBy(of, explainedCall(of), allInBatches, { batchShare });
    }
    case 'api-shorten-prompt': {
      const inputTokens = constant(targetPrompt, 'tokens', ruleOfThumb);
      return end === 'low'
        ? rule(0)
        : savedBy(of, explainedCall(of), withTargetPrompt, { inputTokens });
    }
    default:
      return cheaper(of);
  }
}

function rule(value: number): Formula {
  return { formula: '{share}', terms: { share: constant(value, 'share', ruleOfThumb) } };
}

/** 1 − what a call costs that is made otherwise ÷ what it costs now. */
function savedBy(
  { results }: ApiCase,
  call: ExplainedCall | undefined,
  change: (use: CallUse) => CallUse,
  terms: Partial<ExplainedCall>,
): Formula {
  if (!call) return nothing;
  const changed = { ...call, ...terms, use: change(call.use) };
  const costs = callCosts(changed.prices, changed.use);
  if (typeof costs === 'string') return nothing;
  const then = explainParts(changed, costs);
  return {
    formula: `1 − (${then.formula}) ÷ {now}`,
    terms: { ...then.terms, now: own(results, 'costPerCall', 'money/unit') },
  };
}

function cheaper(of: ApiCase): Formula {
  const { cheaperModel } = of.input;
  if (!cheaperModel) return nothing;
  const call = explainedCall(of, { prices: cheaperModel, path: 'api.cheaperModel' });
  const saved = savedBy(of, call, (use) => use, {});
  const share = fromInput('api.cheaperModel.share', cheaperModel.share, 'share');
  return { formula: `{share} × (${saved.formula})`, terms: { share, ...saved.terms } };
}

function monthlySavings(bound: string, end: 'savingsLow' | 'savingsHigh'): Figure<ApiCase> {
  return {
    title: `Savings a month, ${bound}`,
    unit: 'money/month',
    explain: ({ results }, [position]) => ({
      formula: '{monthly} × {share}',
      terms: {
        monthly: own(results, 'monthlyCost', 'money/month'),
        share: fromFigure(
          `api.optimizations[${position ?? ''}].${end}`,
          results.optimizations[Number(position)]?.[end] ?? 0,
          'share',
        ),
      },
    }),
  };
}

function breakEvenReads(of: ApiCase): Formula {
  const call = explainedCall(of);
  if (!call) return nothing;
  const [write, input, read] = (['cacheWrite', 'input', 'cacheRead'] as const).map((kind) =>
    priceOf(call, 'standard', kind),
  );
  if (!write || !input || !read) return nothing;
  return {
    formula: `(${write.formula} − ${input.formula}) ÷ (${input.formula} − ${read.formula})`,
    terms: { ...write.terms, ...input.terms, ...read.terms },
  };
}
