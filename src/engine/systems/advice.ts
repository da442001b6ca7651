import { fillTemplate } from '../issues';

/**
 * What systems recommend, with its text in English: the one place where this prose stands. Views
 * translate it (the English text is the key), the command line prints it. `{name}` is replaced by
 * the parameter of that name.
 */
export const adviceTemplates = {
  'unit-costs-improving': 'Unit costs fall or the margin rises: keep to the present course.',
  'unit-cost-rising':
    '{figure} rises by {change} a month: find what drives it before growth multiplies it.',
  'margin-falling':
    'The margin falls by {change} a month: look at prices, and at what costs grow faster than revenue.',
  'unit-costs-steady': 'No unit cost rises or falls: look for savings in the largest cost items.',
  'unit-costs-unclear':
    'The history is too short to tell a trend from chance: {months} months are the least.',
  'inference-increase-batch':
    'Serve {recommended} requests at a time instead of {current}: throughput can grow {gain}-fold, if latency allows.',
  'inference-quantize':
    'Quantize the weights to INT8: expect to lose 1 to 2 % of accuracy; measure it before.',
  'inference-cache':
    'Keep responses: a cache that answers {hitRatePct} % of the requests saves as much of their cost, less what it costs itself.',
  'inference-cache-unknown':
    'Keep responses: a cache saves the share of the requests that it answers, which is not given; it has to be run and paid for.',
  'inference-spot': 'Run on spot or preemptible instances: interruptions have to be handled.',
  'training-risk-full': 'The most expensive way, and the longest.',
  'training-risk-fine-tune':
    'Rests on a pretrained model: its licence, its data and its limits come with it.',
  'training-risk-lora':
    'Adapts less than fine-tuning does: tasks far from the pretrained model may fall short.',
  'training-risk-spot': 'Requires checkpoints, and may take longer.',
  'gpu-low-compute': 'Compute utilisation is {found} %, below {limit} %.',
  'gpu-low-memory': 'Memory utilisation is {found} %, below {limit} %.',
  'gpu-high-idle': 'The GPUs are idle {found} % of the time, more than {limit} %.',
  'gpu-memory-bound':
    'Memory is {memory} % full while the GPUs compute {compute} % of the time: memory is what holds the work back.',
  'gpu-uneven':
    'Some GPUs compute {from} % of the time or less, the others {to} % or more: the average describes none of them.',
  'gpu-batch-more': 'Give each GPU more work at a time, or take a smaller instance.',
  'gpu-less-memory': 'Use larger batches, or a GPU with less memory.',
  'gpu-share': 'Share GPUs between workloads, or run what can wait on spot instances.',
  'gpu-more-memory':
    'Take a GPU with more memory, or make the work smaller: quantize, shard, recompute.',
  'gpu-balance': 'Spread the work over all GPUs, or give back those that have none.',
  'gpu-fewer-gpus': 'Fewer GPUs do the work, and cost less.',
  'gpu-same-gpus': 'As many GPUs do the work, and cost less.',
  'gpu-more-gpus': 'More GPUs of a smaller kind do the work, and cost less.',
  'sizing-feasible': 'It fits, can be rented and is fast enough.',
  'sizing-heads': 'The attention heads of the model can’t be shared out evenly over so many GPUs.',
  'sizing-too-large': 'Weights and cache do not fit into so many of these GPUs.',
  'sizing-several-nodes':
    'Weights and cache do not fit into eight of these GPUs: it would take several machines for a replica, which is not planned here.',
  'sizing-no-peak': 'It fits, but the catalog does not know how fast this accelerator computes.',
  'sizing-slow-first-token': 'It fits, but the first token comes later than the target.',
  'sizing-slow-token': 'It fits, but each token takes longer than the target.',
  'sizing-no-instance': 'It fits, but no instance that is allowed has so many of these GPUs.',
  'low-mfu':
    'The published hours imply a utilisation below 20 %: much of the time went to something else.',
  'impossible-mfu':
    'The published hours imply more arithmetic than the hardware can do: check tokens, parameters and hours.',
  'over-budget': 'No strategy is within the budget: the cheapest one is named.',
  'api-cache':
    'Keep responses to requests that are the same or mean the same: a cache that answers {hitRatePct} % of the calls saves as much of their cost, less what it costs itself. Answers may be out of date.',
  'api-cache-unknown':
    'Keep responses to requests that are the same or mean the same: how much a cache saves depends on how often they recur, usually 20 to 80 %. Answers may be out of date, and the cache has to be paid for.',
  'api-batch':
    'Send calls that can wait in batches: at most {savedPct} % less, if all of them can. Answers come hours later.',
  'api-batch-unknown':
    'Collect requests for some seconds and send several in one call: usually 10 to 30 % less. Each of them waits longer.',
  'api-shorten-prompt':
    'Shorten the prompt from {current} towards {target} tokens: condense the context, take shorter examples. Watch the quality.',
  'api-cheaper-model':
    'Let a cheaper model answer the {sharePct} % of calls that are simple: they have to be told apart, and the quality differs.',
  'api-cheaper-model-unknown':
    'Let a cheaper model answer the calls that are simple: usually 30 to 60 % less. They have to be told apart, and the quality differs.',
  'api-self-host':
    'Serve an open-weight model on your own GPUs: usually 40 to 70 % less at scale. It needs engineers, and may do less; see "sizing".',
  'spend-spike':
    'Look at what ran on that day and not before: a job, a loop, a release. No single cause stands out.',
  'spend-spike-key':
    'See what {value} did on that day: a runaway job, a loop of retries, a key in wrong hands. Set a limit for it.',
  'spend-spike-model':
    'See which calls of {value} are new or longer than before: a change of model, of the prompt or of the traffic.',
  'spend-spike-owner': 'Ask who answers for {value} what was different on that day.',
  'spend-drop':
    'Less than usual: see whether something stopped that should run, or whether rows are missing.',
} as const satisfies Record<string, string>;

export type AdviceCode = keyof typeof adviceTemplates;

/** A recommendation, as data. */
export interface Advice {
  readonly code: AdviceCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** The text of a code that needs no parameters; undefined for anything else. */
export function plainAdvice(code: string): string | undefined {
  const text = Object.hasOwn(adviceTemplates, code)
    ? adviceTemplates[code as AdviceCode]
    : undefined;
  return text?.includes('{') === true ? undefined : text;
}

/** Whether a value of some results is a recommendation. */
export function isAdvice(value: unknown): value is Advice {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    Object.hasOwn(adviceTemplates, value.code)
  );
}

/** The recommendation in English; `figure` writes the numbers in it. */
export function adviceMessage(
  { code, params }: Advice,
  figure: (value: number) => string = String,
): string {
  const written = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'number' ? figure(value) : value,
  ]);
  return fillTemplate(adviceTemplates[code], Object.fromEntries(written) as Record<string, string>);
}
