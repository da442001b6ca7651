import type { Issue } from '../issues';
import type { CallCost, ModelCatalog, ServiceTier } from '../pricing/price';
import type { PromptDocument, Segment } from '../prompts/document';
import { mostSimilar, similarModels } from '../pricing/similarModels';
import { noInclusions, type IncludedFile, type Inclusions } from '../prompts/includes';
import { chatOverheadFor, type ChatOverhead } from '../tokens/chatOverhead';
import type { TokenCounter } from '../tokens/counter';
import type { Band } from '../tokens/estimateTokens';
import { encodingForModel, type ModelEncoding } from '../tokens/encodingForModel';
import type { TextRange } from '../text/range';
import { namedModels } from './namedModels';
import {
  countSegments,
  countVariables,
  isDefinition,
  overheadCounter,
  tokenEstimator,
  type CountedSegment,
} from './countSegments';
import { addUsd } from './usd';
import type {
  AppliedPrice,
  EstimateReason,
  IncludedReport,
  PartReport,
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
  const [inFile] = namedModels(document, catalog, options.at);
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
 * @param inclusions the files that are sent along; without them only the prompt's own text counts.
 */
export function* analyzePrompt(
  text: string,
  document: PromptDocument,
  options: ReportOptions,
  catalog: ModelCatalog,
  counter: TokenCounter,
  inclusions: Inclusions = noInclusions,
): Generator<undefined, PromptReport> {
  const { model, encoding } = chooseModel(document, options, catalog);
  const overhead = chatOverheadFor(model.info?.basedOn ?? model.name);
  const overheadOf = overheadCounter(overhead, counter);
  const estimator = tokenEstimator(encoding, model, options.tokenFactors);
  const estimates = new Set<EstimateReason>(encoding.reason ? [encoding.reason] : []);
  const issues: Issue[] = [...document.issues, ...inclusions.issues];
  const count = (source: string, segments: readonly Segment[]) =>
    countSegments(source, segments, counter, estimator, overheadOf, encoding.exact);
  const counted = yield* count(text, document.segments);
  const included: CountedFile[] = [];
  for (const file of inclusions.files) {
    const segments = yield* count(file.text, file.document.segments);
    included.push({ file, request: requestAt(document, file.reference.range), segments });
  }
  const variables = yield* countVariables(document, counter, estimator, encoding.exact);
  const sent = [
    ...counted,
    ...included.flatMap(({ request, segments }) => inRequest(segments, request)),
  ];
  if (sent.some(({ segment }) => isDefinition(segment))) estimates.add('tools');

  const output = expectedOutput(document, options);
  const requests = requestTotals(sent, document.requests, overhead);
  const priceOf = (inputTokens: number, tier: ServiceTier, cacheReadTokens = 0): CallCost =>
    catalog.costOfCall(
      model.name,
      { inputTokens, cacheReadTokens, outputTokens: output?.tokens ?? 0 },
      options.at,
      tier,
    );
  const tier = document.batch ? 'batch' : 'standard';
  const costs = costsOf(requests, (inputTokens) => priceOf(inputTokens, tier));
  const cachedCosts = costsOf(requests, (inputTokens) =>
    withCachePrice(priceOf(inputTokens, tier, inputTokens)),
  );
  const batchCosts = document.batch
    ? costs
    : costsOf(requests, (inputTokens) => priceOf(inputTokens, 'batch'));
  const contentTokens = sum(counted.map(({ tokens }) => tokens));
  const includedTokens = sum(included.map(({ segments }) => tokensOf(segments)));
  const tokens = sum(requests);
  const overheadTokens = tokens - contentTokens - includedTokens;
  const largest = requests.reduce((most, request) => Math.max(most, request), 0);
  const segments = counted.map((each) => segmentReport(each, requests, costs, tokens));
  const window = model.info?.contextWindow ?? model.info?.maxInputTokens ?? null;

  return {
    format: document.format,
    models: namedModels(document, catalog, options.at),
    appliesTo: document.appliesTo?.value ?? null,
    model: model.info ? model : { ...model, similar: proposals(model.name, catalog, options.at) },
    encoding: encoding.encoding,
    tokens,
    contentTokens,
    includedTokens,
    overheadTokens,
    band: encoding.exact ? null : bandOf(sent, tokens - sum(sent.map((each) => each.tokens))),
    estimates: [...estimates],
    segments,
    segmentCount: segments.length,
    parts: partsOf(segments),
    included: included.map((each) => includedReport(each, requests, costs, tokens)),
    variables,
    unsampled: unsampledNames([document, ...inclusions.files.map((file) => file.document)]),
    references: document.references,
    requests: document.requests,
    batch: document.batch,
    price: applied(costs[requests.indexOf(largest)]),
    batchPrice: document.batch ? null : applied(batchCosts[requests.indexOf(largest)]),
    output: output && { ...output, tokens: output.tokens * document.requests },
    cost: {
      input: total(costs, (each) => each.inputUsd),
      output: output && total(costs, (each) => each.outputUsd),
      total: total(costs, (each) => each.totalUsd),
    },
    evaluation: null,
    cachedCost: total(cachedCosts, (each) => each.totalUsd),
    batchCost: total(batchCosts, (each) => each.totalUsd),
    context: { tokens: largest, window, share: window === null ? null : largest / window },
    issues,
    check: null,
  };
}

/** The band of all segments: what is around them is the provider's own and added as it is. */
function bandOf(counted: readonly CountedSegment[], around: number): TokenBand {
  return {
    low: sum(counted.map(({ low }) => low)) + around,
    high: sum(counted.map(({ high }) => high)) + around,
    basis: counted[0]?.basis ?? 'unknown',
    counted: sum(counted.map((each) => each.counted)),
  };
}

/** An included file, counted, and the request that it goes with. */
interface CountedFile {
  readonly file: IncludedFile;
  readonly request: number;
  readonly segments: readonly CountedSegment[];
}

function unsampledNames(documents: readonly PromptDocument[]): string[] {
  const names = documents.flatMap(({ variables }) =>
    variables.filter(({ sample }) => sample === undefined).map(({ name }) => name),
  );
  return [...new Set(names)];
}

/** The request whose segment a reference stands in; the first where it stands between them. */
function requestAt({ segments }: PromptDocument, { start }: TextRange): number {
  return (
    segments.find(({ range }) => range.start <= start && start < range.end)?.request ??
    segments[0]?.request ??
    0
  );
}

/** An included file goes with one request, whatever its own format makes of it. */
function inRequest(segments: readonly CountedSegment[], request: number): CountedSegment[] {
  return segments.map((each) => ({ ...each, segment: { ...each.segment, request } }));
}

function tokensOf(segments: readonly CountedSegment[]): number {
  return sum(segments.map(({ tokens, overheadTokens }) => tokens + overheadTokens));
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

/** The cost of each request; requests of one size are priced once, since a file may hold 100,000. */
function costsOf(
  requests: readonly number[],
  priceOf: (inputTokens: number) => CallCost,
): CallCost[] {
  const known = new Map<number, CallCost>();
  return requests.map((inputTokens) => {
    const cost = known.get(inputTokens) ?? priceOf(inputTokens);
    known.set(inputTokens, cost);
    return cost;
  });
}

/** A cache that has no price of its own is no saving that could be shown. */
function withCachePrice(cost: CallCost): CallCost {
  return cost.known && cost.rates.cacheRead === undefined
    ? { known: false, reason: 'no-price-listed' }
    : cost;
}

function applied(cost: CallCost | undefined): AppliedPrice | null {
  return cost?.known ? { rates: cost.rates, source: cost.source } : null;
}

function proposals(name: string, catalog: ModelCatalog, at: Date): readonly string[] {
  return similarModels(name, catalog, at).slice(0, mostSimilar);
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

/** A part's cost is its share of the input cost of its request. */
function costOfPart(
  ownTokens: number,
  request: number,
  requests: readonly number[],
  costs: readonly CallCost[],
): Usd {
  const requestTokens = requests[request] ?? 0;
  const cost = costs[request] ?? { known: false, reason: 'unknown-model' };
  if (!cost.known) return cost;
  const usd = requestTokens === 0 ? 0 : (cost.inputUsd * ownTokens) / requestTokens;
  return { known: true, usd };
}

function includedReport(
  { file, request, segments }: CountedFile,
  requests: readonly number[],
  costs: readonly CallCost[],
  inputTokens: number,
): IncludedReport {
  const tokens = tokensOf(segments);
  return {
    path: file.path,
    tokens,
    estimated: segments.some(({ estimated }) => estimated),
    share: inputTokens === 0 ? 0 : tokens / inputTokens,
    cost: costOfPart(tokens, request, requests, costs),
    range: file.reference.range,
  };
}

function segmentReport(
  { segment, tokens, overheadTokens, estimated, exact, low, high }: CountedSegment,
  requests: readonly number[],
  costs: readonly CallCost[],
  inputTokens: number,
): SegmentReport {
  const ownTokens = tokens + overheadTokens;
  return {
    kind: segment.kind,
    role: segment.role,
    range: segment.range,
    request: segment.request,
    ...(segment.tier && { tier: segment.tier }),
    tokens,
    overheadTokens,
    estimated,
    band: exact ? null : { low, high },
    share: inputTokens === 0 ? 0 : ownTokens / inputTokens,
    cost: costOfPart(ownTokens, segment.request, requests, costs),
  };
}

/** Segments by kind and role. */
function partsOf(segments: readonly SegmentReport[]): PartReport[] {
  const parts = new Map<string, PartReport>();
  for (const { kind, role, tokens, overheadTokens, estimated, share, cost } of segments) {
    const key = `${kind} ${role}`;
    const part = parts.get(key);
    parts.set(key, {
      kind,
      role,
      tokens: (part?.tokens ?? 0) + tokens + overheadTokens,
      estimated: estimated || (part?.estimated ?? false),
      share: (part?.share ?? 0) + share,
      cost: part ? addUsd(part.cost, cost) : cost,
    });
  }
  return [...parts.values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
