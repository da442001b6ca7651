import { callCosts } from '../calls/callCosts';
import { explainParts, type ExplainedCall } from '../calls/explainCall';
import { catalogPrices } from '../calls/pricesOf';
import type { SystemContext } from '../context';
import {
  fromFigure,
  fromFile,
  fromInput,
  outcome,
  type Figures,
  type Formula,
  type Term,
} from '../figures';
import type { Workload } from '../workload';
import { requestUse, type PromptsResults } from './evaluate';
import { promptKey, type MeasuredPrompt } from './measure';
import type { PromptEntry, PromptsInput } from './section';

/** What the figures of prompts are explained from. */
export interface PromptsCase {
  readonly input: PromptsInput;
  readonly workload: Workload;
  readonly context: SystemContext;
  readonly results: PromptsResults;
}

export const promptsFigures: Figures<PromptsCase> = {
  'items[*].model': outcome('Model'),
  'items[*].tokens': {
    title: 'Input tokens of a call',
    unit: 'tokens',
    explain: (of, [position]) => counted(of, Number(position), ({ tokens }) => tokens),
  },
  'items[*].tokenBand.low': {
    title: 'Input tokens, at least',
    unit: 'tokens',
    explain: (of, [position]) => counted(of, Number(position), ({ band }) => band?.low ?? 0),
  },
  'items[*].tokenBand.high': {
    title: 'Input tokens, at most',
    unit: 'tokens',
    explain: (of, [position]) => counted(of, Number(position), ({ band }) => band?.high ?? 0),
  },
  'items[*].costPerCall': {
    title: 'Cost of a call',
    unit: 'money/unit',
    explain: (of, [position]) => costPerCall(of, Number(position)),
  },
  'items[*].monthlyCost': {
    title: 'Cost a month of the prompt',
    unit: 'money/month',
    headline: true,
    explain: (of, [position]) => monthlyCost(of, Number(position)),
  },
  'items[*].budgetState': outcome('State of the budget'),
  total: {
    title: 'Cost a month of all prompts',
    unit: 'money/month',
    headline: true,
    explain: ({ results }) => ({
      formula: 'sum({prompts})',
      terms: {
        prompts: fromFigure(
          'prompts.items[*].monthlyCost',
          results.items.map((item) => item.monthlyCost ?? 0),
          'money/month',
        ),
      },
    }),
  },
};

const nothing: Formula = { formula: '', terms: {} };

interface Found {
  readonly entry: PromptEntry;
  readonly measure: MeasuredPrompt;
}

function find({ input, context }: PromptsCase, index: number): Found | undefined {
  const entry = input[index];
  if (!entry) return undefined;
  const measure = context.prompts.get(promptKey({ file: entry.file, model: entry.model }));
  return measure?.kind === 'measured' ? { entry, measure } : undefined;
}

function counted(
  of: PromptsCase,
  index: number,
  figure: (measure: MeasuredPrompt) => number,
): Formula {
  const found = find(of, index);
  if (!found) return nothing;
  const { entry, measure } = found;
  return {
    formula: '{counted}',
    terms: { counted: fromFile(figure(measure), 'tokens', entry.file) },
  };
}

/** The formula of a request, times the requests of a file that has several. */
function costPerCall(of: PromptsCase, index: number): Formula {
  const call = explainedRequest(of, index);
  const found = find(of, index);
  const costs = call && callCosts(call.prices, call.use);
  if (!found || !costs || typeof costs === 'string') return nothing;
  const { formula, terms } = explainParts(call, costs);
  const { requests } = found.measure;
  if (requests === 1) return { formula, terms };
  return {
    formula: `{requests} × (${formula})`,
    terms: { requests: fromFile(requests, 'count', found.entry.file), ...terms },
  };
}

function explainedRequest(of: PromptsCase, index: number): ExplainedCall | undefined {
  const { context } = of;
  const found = find(of, index);
  if (!found || context.usdRate === null) return undefined;
  const { entry, measure } = found;
  const use = requestUse(entry, measure);
  const price = context.modelPrices.of(measure.model);
  if (!use || !price.known) return undefined;
  const path = `prompts[${index}]`;
  return {
    pricePath: path,
    usePath: path,
    input: {},
    prices: catalogPrices(price.price, context.usdRate),
    use,
    inputTokens: fromFile(use.inputTokens, 'tokens', entry.file),
    outputTokens: givenOrCounted(
      `${path}.outputTokens`,
      entry.outputTokens,
      use.outputTokens,
      entry,
    ),
    batchShare: fromInput(`${path}.batchShare`, use.batchShare, 'share'),
    context,
  };
}

function givenOrCounted(
  path: string,
  given: number | undefined,
  value: number,
  { file }: PromptEntry,
): Term {
  return given === undefined ? fromFile(value, 'tokens', file) : fromInput(path, value, 'tokens');
}

function monthlyCost({ input, workload, results }: PromptsCase, index: number): Formula {
  const given = input[index]?.callsPerMonth;
  return {
    formula: '{costPerCall} × {calls}',
    terms: {
      costPerCall: fromFigure(
        `prompts.items[${index}].costPerCall`,
        results.items[index]?.costPerCall ?? 0,
        'money/unit',
      ),
      calls:
        given === undefined
          ? fromInput('workload.requests', workload.requests ?? 0, 'count/month')
          : fromInput(`prompts[${index}].callsPerMonth`, given, 'count/month'),
    },
  };
}
