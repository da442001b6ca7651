import type { Issue } from '../issues';
import type { CallCost, ModelCatalog } from '../pricing/price';
import { segmentText, type PromptDocument, type Role, type Segment } from '../prompts/document';
import { chatOverheadFor, type ChatOverhead } from '../tokens/chatOverhead';
import { runToEnd, type TokenCounter } from '../tokens/counter';
import {
  estimateTokens,
  familyOfModel,
  type Band,
  type EstimateBasis,
} from '../tokens/estimateTokens';
import { kindShares } from '../tokens/textKinds';
import { encodingForModel, type ModelEncoding } from '../tokens/encodingForModel';
import type { TextRange } from '../text/range';
import type {
  EstimateReason,
  PromptReport,
  ReportModel,
  SegmentReport,
  TokenBand,
  Usd,
} from './report';

/** What the user decides about a report, besides the file. */
export interface ReportOptions {
  /** The model to count for whatever the file says. */
  readonly modelOverride?: string | undefined;
  /** The model of files that name none. */
  readonly defaultModel: string;
  /** Output tokens to expect of a call where the file sets no limit. */
  readonly expectedOutputTokens?: number | undefined;
  /** The user's own factors over the counting vocabulary, by the model's name as prompts write it. */
  readonly tokenFactors?: Readonly<Record<string, Band>> | undefined;
  /** The day whose prices apply. */
  readonly at: Date;
}

/** The model that a report is for: the user's choice for the file, the file's own, or the default. */
export function chooseModel(
  document: PromptDocument,
  options: ReportOptions,
  catalog: ModelCatalog,
): { readonly model: ReportModel; readonly encoding: ModelEncoding } {
  const inFile = document.models[0]?.value;
  const name = options.modelOverride ?? inFile ?? options.defaultModel;
  const choice =
    options.modelOverride !== undefined ? 'override' : inFile !== undefined ? 'file' : 'default';
  const info = catalog.findModel(name, options.at);
  return {
    model: { name, choice, ...(info && { info }) },
    encoding: encodingForModel(info?.basedOn ?? name, info !== undefined),
  };
}

/**
 * Counts and prices a parsed prompt, in steps (see {@link TokenCounter.steps}).
 *
 * @param counter counts in the encoding that {@link chooseModel} gave.
 */
export function* analyzePrompt(
  text: string,
  document: PromptDocument,
  options: ReportOptions,
  catalog: ModelCatalog,
  counter: TokenCounter,
): Generator<undefined, PromptReport> {
  const { model, encoding } = chooseModel(document, options, catalog);
  const overhead = chatOverheadFor(model.info?.basedOn ?? model.name);
  const overheadOf = overheadCounter(overhead, counter);
  const estimator = tokenEstimator(encoding, model, options);
  const estimates = new Set<EstimateReason>(encoding.reason ? [encoding.reason] : []);
  const issues: Issue[] = [...document.issues];
  const counted: CountedSegment[] = [];
  for (const segment of document.segments) {
    const sent = segmentText(text, segment);
    const estimate = estimator(yield* counter.steps(sent), sent);
    const isDefinition = segment.kind === 'tools' || segment.kind === 'schema';
    if (isDefinition) estimates.add('tools');
    counted.push({
      segment,
      ...estimate,
      overheadTokens: segment.kind === 'message' ? overheadOf(segment.role) : 0,
      estimated: !encoding.exact || isDefinition,
    });
  }

  const output = expectedOutput(document, options);
  const requests = requestTotals(counted, document.requests, overhead);
  const costs = requests.map((inputTokens) =>
    catalog.costOfCall(
      model.name,
      { inputTokens, outputTokens: output?.tokens ?? 0 },
      options.at,
      document.batch ? 'batch' : 'standard',
    ),
  );
  const contentTokens = sum(counted.map(({ tokens }) => tokens));
  const tokens = sum(requests);
  const overheadTokens = tokens - contentTokens;
  const largest = requests.reduce((most, request) => Math.max(most, request), 0);
  const window = model.info?.contextWindow ?? model.info?.maxInputTokens ?? null;
  if (window !== null && largest > window) {
    issues.push({
      code: 'context-overflow',
      severity: 'error',
      params: { tokens: largest, over: largest - window, model: model.name, window },
      range: overflowRange(document, text),
    });
  }

  return {
    format: document.format,
    model,
    encoding: encoding.encoding,
    tokens,
    contentTokens,
    overheadTokens,
    band: encoding.exact ? null : bandOf(counted, overheadTokens),
    estimates: [...estimates],
    segments: counted.map((each) => segmentReport(each, requests, costs, tokens)),
    variables: document.variables,
    references: document.references,
    requests: document.requests,
    batch: document.batch,
    priceSource: costs[0]?.known ? costs[0].source : null,
    output: output && { ...output, tokens: output.tokens * document.requests },
    cost: {
      input: total(costs, (each) => each.inputUsd),
      output: output && total(costs, (each) => each.outputUsd),
      total: total(costs, (each) => each.totalUsd),
    },
    context: { tokens: largest, window, share: window === null ? null : largest / window },
    issues,
  };
}

interface Estimate {
  /** In the vocabulary that was counted with. */
  readonly counted: number;
  /** The likeliest in the model's own; the rest is the band around it. */
  readonly tokens: number;
  readonly low: number;
  readonly high: number;
  readonly basis: EstimateBasis;
}

interface CountedSegment extends Estimate {
  readonly segment: Segment;
  readonly overheadTokens: number;
  readonly estimated: boolean;
}

/** What a count comes to in the model's own vocabulary. */
export function tokenEstimator(
  encoding: ModelEncoding,
  model: ReportModel,
  options: ReportOptions,
): (counted: number, text: string) => Estimate {
  if (encoding.exact) {
    return (counted) => ({
      counted,
      tokens: counted,
      low: counted,
      high: counted,
      basis: 'measured',
    });
  }
  const name = model.info?.basedOn ?? model.name;
  const own = options.tokenFactors?.[model.name];
  const family = familyOfModel(name);
  return (counted, text) => {
    const { likely, low, high, basis } = estimateTokens(counted, kindShares(text), family, own);
    return { counted, tokens: likely, low, high, basis };
  };
}

/** The band of all segments: what is around the messages is the provider's own and added as it is. */
function bandOf(counted: readonly CountedSegment[], overheadTokens: number): TokenBand {
  return {
    low: sum(counted.map(({ low }) => low)) + overheadTokens,
    high: sum(counted.map(({ high }) => high)) + overheadTokens,
    basis: counted[0]?.basis ?? 'unknown',
    counted: sum(counted.map((each) => each.counted)),
  };
}

/** What a message of a role costs beyond its content: the provider's own tokens and the role's. */
function overheadCounter(overhead: ChatOverhead, counter: TokenCounter): (role: Role) => number {
  const known = new Map<Role, number>();
  return (role) => {
    let tokens = known.get(role);
    if (tokens === undefined) {
      const ofRole = overhead.roleCounts ? runToEnd(counter.steps(role)) : 0;
      tokens = overhead.perMessage + ofRole;
      known.set(role, tokens);
    }
    return tokens;
  };
}

/** Input tokens of each request; one that holds messages also primes the reply. */
function requestTotals(
  counted: readonly CountedSegment[],
  requests: number,
  overhead: ChatOverhead,
): number[] {
  const totals = new Array<number>(requests).fill(0);
  const chats = new Set<number>();
  for (const { segment, tokens, overheadTokens } of counted) {
    totals[segment.request] = (totals[segment.request] ?? 0) + tokens + overheadTokens;
    if (segment.kind === 'message') chats.add(segment.request);
  }
  return totals.map((tokens, request) => tokens + (chats.has(request) ? overhead.perRequest : 0));
}

function expectedOutput(
  document: PromptDocument,
  options: ReportOptions,
): { readonly tokens: number; readonly from: 'file' | 'setting' } | null {
  if (document.maxOutputTokens) return { tokens: document.maxOutputTokens.value, from: 'file' };
  if (options.expectedOutputTokens === undefined) return null;
  return { tokens: options.expectedOutputTokens, from: 'setting' };
}

function total(
  costs: readonly CallCost[],
  part: (cost: CallCost & { known: true }) => number,
): Usd {
  let usd = 0;
  for (const each of costs) {
    if (!each.known) return each;
    usd += part(each);
  }
  return { known: true, usd };
}

/** A segment's cost is its share of the input cost of its request. */
function segmentReport(
  { segment, tokens, overheadTokens, estimated }: CountedSegment,
  requests: readonly number[],
  costs: readonly CallCost[],
  inputTokens: number,
): SegmentReport {
  const requestTokens = requests[segment.request] ?? 0;
  const requestCost = costs[segment.request] ?? { known: false, reason: 'unknown-model' };
  const ownTokens = tokens + overheadTokens;
  return {
    kind: segment.kind,
    role: segment.role,
    range: segment.range,
    request: segment.request,
    tokens,
    overheadTokens,
    estimated,
    share: inputTokens === 0 ? 0 : ownTokens / inputTokens,
    cost: requestCost.known
      ? {
          known: true,
          usd: requestTokens === 0 ? 0 : (requestCost.inputUsd * ownTokens) / requestTokens,
        }
      : requestCost,
  };
}

/** An overflow is marked where the file names its model, else on the first line that is sent. */
function overflowRange(document: PromptDocument, text: string): TextRange {
  const named = document.models[0];
  if (named) return named.range;
  const start = document.segments[0]?.range.start ?? 0;
  const lineEnd = /[\r\n]|$/.exec(text.slice(start, start + 200))?.index ?? 0;
  return { start, end: start + lineEnd };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
