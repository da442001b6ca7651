import * as z from 'zod';
import type { Issue } from '../engine/issues';
import type { PriceInputs } from '../engine/pricing/catalogStack';
import type { Surroundings } from '../engine/scenario/evaluateScenario';
import type { ScenarioLanguage } from '../engine/scenario/scenarioFile';
import type { ScenarioReport } from '../engine/scenario/scenarioReport';
import type { TextRange } from '../engine/text/range';
import type { TextChange } from '../engine/text/textChange';
import { estimateBases, type Band, type EstimateBasis } from '../engine/tokens/estimateTokens';
import { syntaxFiles, type SyntaxFile } from '../engine/prompts/syntax';
import { encodingNames, type EncodingName } from '../engine/tokens/counter';
import type { ModelComparison } from '../engine/report/compareModels';
import type { AppliedPrice, PromptReport, TokenRange } from '../engine/report/report';

/** What a report depends on besides the text; the date in milliseconds since 1970, UTC. */
export interface WorkerReportOptions {
  readonly modelOverride?: string | undefined;
  readonly defaultModel: string;
  readonly expectedOutputTokens?: number | undefined;
  readonly tokenFactors?: Readonly<Record<string, Band>> | undefined;
  /** The setting of the optimizer's rules, as it stands; absent where a prompt is only counted. */
  readonly rules?: unknown;
  readonly at: number;
}

/** A scenario file as the editor has it. */
export interface ScenarioText {
  /** Relative to its workspace folder; absent where the file is in none: it can name no files. */
  readonly workspacePath?: string | undefined;
  readonly text: string;
  readonly language: ScenarioLanguage;
}

/** What an evaluation depends on besides the scenario file. */
export type EvaluationOptions = Pick<
  Surroundings,
  'today' | 'pricesStaleAfterDays' | 'mostSamples'
> &
  /** How the prompts that the scenario names are counted. */
  Pick<WorkerReportOptions, 'defaultModel' | 'tokenFactors'>;

/** From the extension host to the worker. */
export type WorkerRequest =
  | {
      readonly type: 'open';
      readonly uri: string;
      readonly path: string;
      /** Relative to its workspace folder; absent where the file is in none: it can include nothing. */
      readonly workspacePath?: string | undefined;
      readonly languageId: string;
      /** True where the user asked to count the file whatever it is. */
      readonly forced: boolean;
      readonly text: string;
    }
  /** Changes in the order in which they happened, each to the text that the one before it left. */
  | { readonly type: 'change'; readonly uri: string; readonly changes: readonly TextChange[] }
  | { readonly type: 'close'; readonly uri: string }
  | {
      readonly type: 'report';
      readonly id: number;
      readonly uri: string;
      /** UTF-16 code units of the document: the worker says so where its own text differs. */
      readonly length: number;
      readonly options: WorkerReportOptions;
    }
  /** The document under its own models and these. */
  | {
      readonly type: 'compare';
      readonly id: number;
      readonly uri: string;
      readonly length: number;
      readonly models: readonly string[];
      readonly options: WorkerReportOptions;
    }
  | {
      readonly type: 'count';
      readonly id: number;
      readonly texts: readonly string[];
      readonly options: WorkerReportOptions;
    }
  /** Where the tokens of a part of a document stand, under the model of its report. */
  | {
      readonly type: 'tokens';
      readonly id: number;
      readonly uri: string;
      readonly length: number;
      readonly window: TextRange;
      readonly options: WorkerReportOptions;
    }
  | { readonly type: 'models'; readonly id: number; readonly at: number }
  /** The names that scenario files may refer to. */
  | { readonly type: 'names'; readonly id: number; readonly at: number }
  | {
      readonly type: 'evaluate';
      readonly id: number;
      readonly scenario: ScenarioText;
      readonly options: EvaluationOptions;
    }
  | { readonly type: 'cancel'; readonly id: number }
  /** The answer to `need-file`; no text where there is no such file. */
  | { readonly type: 'file'; readonly ask: number; readonly text?: string | undefined }
  /** Where prices come from, from now on; before the first such message, what is built in. */
  | { readonly type: 'prices'; readonly inputs: PriceInputs }
  | { readonly type: 'vocabulary'; readonly encoding: EncodingName; readonly data: Uint8Array }
  /** The answer to `need-syntax`; no data where the file can't be read. */
  | {
      readonly type: 'syntax';
      readonly name: SyntaxFile;
      readonly data?: Uint8Array | undefined;
    };

/** Tokens and input cost of a selection, under the model that a report of its file would use. */
export interface SelectionCount {
  readonly tokens: number;
  readonly estimated: boolean;
  readonly model: string;
  /** Null where the vocabulary is the model's own. */
  readonly band: (TokenRange & { readonly basis: EstimateBasis }) | null;
  /** Null where the model has no known price; so is `price`, which says what was charged. */
  readonly usd: number | null;
  readonly price: AppliedPrice | null;
}

/** A model that the price data knows. */
const listedModelSchema = z.object({
  /** A name that means this model and no other: a host's model is named with the host. */
  name: z.string(),
  provider: z.string(),
  providerName: z.string(),
  contextWindow: z.number().optional(),
  deprecated: z.boolean(),
  /** The day from which on the provider refuses it, ISO 8601. */
  retiresOn: z.string().optional(),
});
export type ListedModel = z.infer<typeof listedModelSchema>;

/**
 * A report is checked by its outline: it comes from this extension's own worker, whose types the
 * compiler has checked, so that the check is for a worker of another version or one that is broken,
 * and looking at each of thousands of segments would stall the editor. Renderers escape all text.
 */
const reportOutline = z.looseObject({
  format: z.string(),
  model: z.looseObject({ name: z.string() }),
  encoding: z.enum(encodingNames),
  tokens: z.number(),
  segmentCount: z.number(),
  segments: z.custom<unknown>(Array.isArray),
  parts: z.custom<unknown>(Array.isArray),
  included: z.custom<unknown>(Array.isArray),
  variables: z.custom<unknown>(Array.isArray),
  unsampled: z.custom<unknown>(Array.isArray),
  estimates: z.custom<unknown>(Array.isArray),
  issues: z.custom<unknown>(Array.isArray),
  cost: z.looseObject({ input: z.unknown(), total: z.unknown() }),
  context: z.looseObject({ tokens: z.number() }),
});

const comparisonOutline = z.looseObject({
  model: z.looseObject({ name: z.string() }),
  tokens: z.number(),
  fit: z.string(),
  cost: z.looseObject({ input: z.unknown(), total: z.unknown() }),
});

/** As much of an evaluation as tells it from something else: the worker is the extension's own. */
const evaluationOutline = z.looseObject({
  currency: z.string(),
  sections: z.custom<unknown>(Array.isArray),
  headlines: z.custom<unknown>(Array.isArray),
  prompts: z.custom<unknown>(Array.isArray),
  issues: z.custom<unknown>(Array.isArray),
});

/** From the worker to the extension host; validated there. */
export const workerReplySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('report'),
    id: z.number(),
    /** Null where the file is not a prompt. */
    report: z.custom<PromptReport | null>(
      (value) => value === null || reportOutline.safeParse(value).success,
    ),
    /** Where the file is a source of prices instead: how many models it has. */
    pricedModels: z.number().optional(),
  }),
  z.object({
    type: z.literal('comparison'),
    id: z.number(),
    /** In no order. */
    models: z.array(
      z.custom<ModelComparison>((value) => comparisonOutline.safeParse(value).success),
    ),
    /** How many of them are the prompt's own: they come first. */
    own: z.number(),
  }),
  z.object({
    type: z.literal('count'),
    id: z.number(),
    count: z.object({
      tokens: z.number(),
      estimated: z.boolean(),
      model: z.string(),
      band: z
        .object({ low: z.number(), high: z.number(), basis: z.enum(estimateBases) })
        .nullable(),
      usd: z.number().nullable(),
      price: z.custom<AppliedPrice | null>((value) => typeof value === 'object'),
    }),
  }),
  z.object({
    type: z.literal('tokens'),
    id: z.number(),
    places: z.array(z.object({ start: z.number(), end: z.number() })),
  }),
  z.object({ type: z.literal('models'), id: z.number(), models: z.array(listedModelSchema) }),
  z.object({
    type: z.literal('names'),
    id: z.number(),
    names: z.record(z.string(), z.array(z.string()).readonly()),
  }),
  z.object({
    type: z.literal('evaluation'),
    id: z.number(),
    evaluation: z.custom<ScenarioReport>((value) => evaluationOutline.safeParse(value).success),
  }),
  /** The worker does not hold the document's text (any more): open it again. */
  z.object({ type: z.literal('out-of-step'), id: z.number() }),
  /** What was wrong with the price inputs, and of which day the prices are now. */
  z.object({
    type: z.literal('prices'),
    data: z.object({ name: z.string(), asOf: z.string() }),
    problems: z.array(
      z.object({ file: z.string(), issue: z.custom<Issue>((value) => typeof value === 'object') }),
    ),
  }),
  z.object({ type: z.literal('cancelled'), id: z.number() }),
  z.object({ type: z.literal('failed'), id: z.number(), message: z.string() }),
  /** A file that a request's document names, its path relative to the document's workspace folder. */
  z.object({
    type: z.literal('need-file'),
    ask: z.number(),
    id: z.number(),
    path: z.string(),
  }),
  z.object({ type: z.literal('need-vocabulary'), encoding: z.enum(encodingNames) }),
  z.object({ type: z.literal('need-syntax'), name: z.enum(syntaxFiles) }),
  /** This worker can't parse source code any more: another one has to take its place. */
  z.object({ type: z.literal('spent'), reason: z.string() }),
]);

export type WorkerReply = z.infer<typeof workerReplySchema>;
