import type { Issue } from '../issues';
import type { ListPrices, ModelInfo, NoPriceReason, PriceSource } from '../pricing/price';
import type { FormatId, Reference, Role, SegmentKind, Tier, Variable } from '../prompts/document';
import type { CheckResult } from '../rules/finding';
import type { TextRange } from '../text/range';
import type { EncodingName } from '../tokens/counter';
import type { EstimateBasis } from '../tokens/estimateTokens';

/** Who chose the model that a report is for, strongest first. */
export type ModelChoice =
  /** The user, for this file (or by the command line's flag). */
  | 'override'
  /** The file itself. */
  | 'file'
  /** The workspace's or the user's setting. */
  | 'default';

/** The model that a report is for. */
export interface ReportModel {
  /** As written by whoever chose it. */
  readonly name: string;
  readonly choice: ModelChoice;
  /** Absent where the catalog does not know the model. */
  readonly info?: ModelInfo;
  /** Where the catalog does not know the model: a few names that may be meant, likeliest first. */
  readonly similar?: readonly string[];
}

/** Prices of a call as large as the prompt's largest request, and where they are from. */
export interface AppliedPrice {
  readonly rates: ListPrices;
  readonly source: PriceSource;
}

/** Between which counts the real one is expected. */
export interface TokenRange {
  readonly low: number;
  readonly high: number;
}

/** Why a count is an estimate. */
export type EstimateReason =
  /** The model's tokenizer is not public: counted with another vocabulary. */
  | 'no-public-tokenizer'
  /** The model is unknown: counted with the newest public vocabulary. */
  | 'unknown-model'
  /** What a tool definition costs is not published for the model. */
  | 'tools';

/** US dollars, or why there are none: an unknown price is never 0. */
export type Usd =
  | { readonly known: true; readonly usd: number }
  | { readonly known: false; readonly reason: NoPriceReason };

/** Between which counts the real one is expected, for a model whose tokenizer is not public. */
export interface TokenBand extends TokenRange {
  /** Where the band is from: see estimateTokens.ts. */
  readonly basis: EstimateBasis;
  /** Content tokens in the vocabulary that was counted with. */
  readonly counted: number;
}

/** Figures of one segment. */
export interface SegmentReport {
  readonly kind: SegmentKind;
  readonly role: Role;
  readonly range: TextRange;
  readonly request: number;
  /** When it is sent; absent where the format does not tell. */
  readonly tier?: Tier;
  /** Tokens of the content, the chat overhead apart. */
  readonly tokens: number;
  readonly overheadTokens: number;
  /** For whatever reason: the model's, or this segment's own. */
  readonly estimated: boolean;
  /** Around `tokens`; null where the vocabulary is the model's own. */
  readonly band: TokenRange | null;
  /** Of all input tokens, 0–1; 0 in an empty prompt. */
  readonly share: number;
  readonly cost: Usd;
}

/** The figures of all segments of one kind and role together. */
export interface PartReport {
  readonly kind: SegmentKind;
  readonly role: Role;
  /** Overhead of the messages included. */
  readonly tokens: number;
  readonly estimated: boolean;
  readonly share: number;
  readonly cost: Usd;
}

/** An occurrence of a template variable, with what it adds to the count. */
export interface VariableReport extends Variable {
  /** Tokens of the sample value alone; null where there is none. */
  readonly tokens: number | null;
  /** Around `tokens`; null where there are none, or the vocabulary is the model's own. */
  readonly band: TokenRange | null;
  /** True where a value is printed there; false where a control tag only looks at it. */
  readonly printed: boolean;
}

/** Figures of a file whose content is sent along with the prompt. */
export interface IncludedReport {
  /** Relative to the workspace folder. */
  readonly path: string;
  /** What the file adds to the input, overhead of its own messages included. */
  readonly tokens: number;
  readonly estimated: boolean;
  readonly share: number;
  readonly cost: Usd;
  /** The reference in the prompt itself that brought the file in, directly or through others. */
  readonly range: TextRange;
}

/** What an evaluation comes to under one of its providers. */
export interface EvaluatedModel {
  readonly model: string;
  readonly calls: number;
  /** Of all calls. */
  readonly inputTokens: number;
  /** Expected of one call; null where nothing says so: then the output is not in the cost. */
  readonly outputTokens: number | null;
  readonly estimated: boolean;
  readonly cost: Usd;
}

/** What it costs to run a file that is an evaluation. */
export interface EvaluationReport {
  readonly prompts: number;
  readonly tests: number;
  readonly repeat: number;
  /** Of all providers. */
  readonly calls: number;
  /** One a provider, in the file's order. */
  readonly models: readonly EvaluatedModel[];
  readonly cost: Usd;
  /** Prompts and tests that could not be read, or are made by programs: their calls are not in it. */
  readonly unread: readonly string[];
}

/**
 * All that CostLens knows about one version of one prompt file. Made once a version, drawn by every
 * view and printed by the command line; plain data, so that it can cross threads.
 */
export interface PromptReport {
  readonly format: FormatId;
  /** The models that the file names, in its order: a list of them means the first that there is. */
  readonly models: readonly string[];
  /** The files that the instructions or the rule go with, as globs; null where none are named. */
  readonly appliesTo: string | null;
  readonly model: ReportModel;
  readonly encoding: EncodingName;
  /** Input tokens in all: content, included files and overhead of every request. */
  readonly tokens: number;
  /** Of the prompt's own segments. */
  readonly contentTokens: number;
  /** Of the files that are sent along, which are not among `segments`. */
  readonly includedTokens: number;
  readonly overheadTokens: number;
  /** Around `tokens`, which then is the likeliest count; null where the vocabulary is the model's own. */
  readonly band: TokenBand | null;
  /** Empty where the count is exact. */
  readonly estimates: readonly EstimateReason[];
  readonly segments: readonly SegmentReport[];
  /** All of them: a report that is sent to a view lists only the first ones (see capReport.ts). */
  readonly segmentCount: number;
  /** All segments by kind and role, in the order in which each is first found. */
  readonly parts: readonly PartReport[];
  readonly included: readonly IncludedReport[];
  readonly variables: readonly VariableReport[];
  /** Names of variables that have no sample value and count as nothing, here and in included files. */
  readonly unsampled: readonly string[];
  readonly references: readonly Reference[];
  readonly requests: number;
  /** True where the requests are priced as a batch. */
  readonly batch: boolean;
  /** What is charged; null where there is no price. */
  readonly price: AppliedPrice | null;
  /** What the same request costs as part of a batch; null where it is one, or no such price is listed. */
  readonly batchPrice: AppliedPrice | null;
  readonly output: { readonly tokens: number; readonly from: 'file' | 'setting' } | null;
  readonly cost: {
    readonly input: Usd;
    /** What the expected output costs; null where no output is expected. */
    readonly output: Usd | null;
    readonly total: Usd;
  };
  /** Null where the file is no evaluation. */
  readonly evaluation: EvaluationReport | null;
  /** `cost.total` if all input were read from the provider's cache; no price where none is listed for that. */
  readonly cachedCost: Usd;
  /** `cost.total` if the requests were sent as a batch. */
  readonly batchCost: Usd;
  readonly context: {
    /** Input tokens of the largest request. */
    readonly tokens: number;
    /** Null where the model's window is not known. */
    readonly window: number | null;
    /** `tokens` ÷ `window`. */
    readonly share: number | null;
  };
  readonly issues: readonly Issue[];
  /** What the optimizer's rules say; null where they were not asked. */
  readonly check: CheckResult | null;
}
