import type { ModelCatalog } from '../pricing/price';
import type { PromptDocument, Role, SegmentKind } from '../prompts/document';
import {
  isNamedIn,
  type EvaluatedPrompt,
  type EvaluatedProvider,
  type Evaluation,
  type EvaluationTest,
} from '../prompts/evaluation';
import type { Inclusions } from '../prompts/includes';
import { fillableSegments, type FillablePart } from '../prompts/samples';
import { chatOverheadFor, type ChatOverhead } from '../tokens/chatOverhead';
import { rememberingCounter, type EncodingName, type TokenCounter } from '../tokens/counter';
import { chooseModel, type ReportOptions } from './analyzePrompt';
import { overheadCounter, tokenEstimator, type Estimator } from './countSegments';
import type { EvaluationReport, EvaluatedModel, Usd } from './report';
import { addUsd } from './usd';

/**
 * Calls that are counted one by one for a model, and the characters of their prompts together; what
 * more there are is taken to be like these on average. An evaluation may have a million calls.
 */
const mostCounted = 5000;
const mostCharacters = 20_000_000;

/** A configuration with all that it sends. */
export interface EvaluatedFile {
  readonly text: string;
  readonly document: PromptDocument;
  readonly inclusions: Inclusions;
  readonly evaluation: Evaluation;
}

/**
 * What running an evaluation costs: every prompt, filled with every test's values, is counted and
 * priced for every provider's model. Caches of the evaluation's own tool are not looked into, and
 * what graders cost is not in it.
 *
 * @param counterFor a counter in an encoding.
 */
export function* evaluationReport(
  file: EvaluatedFile,
  options: ReportOptions,
  catalog: ModelCatalog,
  counterFor: (encoding: EncodingName) => TokenCounter,
): Generator<undefined, EvaluationReport> {
  const { evaluation, document } = file;
  const { tests, testCount, repeat, unread } = evaluation;
  const providers =
    evaluation.providers.length > 0
      ? evaluation.providers
      : [{ model: chooseModel(document, options, catalog).model.name, names: [] }];
  const sources = evaluation.prompts.map((prompt) => promptSource(file, prompt));
  const counters = new Map<EncodingName, TokenCounter>();
  const models: EvaluatedModel[] = [];
  for (const provider of providers) {
    const { model, encoding } = chooseModel(
      document,
      { ...options, modelOverride: provider.model },
      catalog,
    );
    const counter =
      counters.get(encoding.encoding) ?? rememberingCounter(counterFor(encoding.encoding));
    counters.set(encoding.encoding, counter);
    const overhead = chatOverheadFor(model.info?.basedOn ?? model.name);
    const counting: Counting = {
      counter,
      estimator: tokenEstimator(encoding, model, options.tokenFactors),
      overhead,
      overheadOf: overheadCounter(overhead, counter),
    };
    const calls = yield* countCalls(sources, provider, tests, counting);
    const scale = tests.length === 0 ? 1 : testCount / tests.length;
    const output = provider.maxOutputTokens ?? options.expectedOutputTokens ?? null;
    models.push({
      model: provider.model,
      calls: Math.round(calls.all * scale) * repeat,
      inputTokens: Math.round(averageOf(calls.tokens) * calls.all * scale) * repeat,
      outputTokens: output,
      estimated: !encoding.exact || calls.tokens.length < calls.all || scale !== 1,
      cost: costOf(provider.model, calls, output ?? 0, scale * repeat, options, catalog),
    });
  }
  const noCost: Usd = { known: true, usd: 0 };
  return {
    prompts: sources.reduce((sum, { count }) => sum + count, 0),
    tests: testCount,
    repeat,
    calls: models.reduce((sum, { calls }) => sum + calls, 0),
    models,
    cost: models.reduce<Usd>((sum, { cost }) => addUsd(sum, cost), noCost),
    unread: [
      ...evaluation.prompts.filter(({ isProgram }) => isProgram).map(({ label }) => label),
      ...unread,
    ],
  };
}

/** One prompt of the configuration; a text file may hold several. */
interface PromptSource {
  readonly label: string;
  readonly count: number;
  render(values: ReadonlyMap<string, string>): readonly Rendered[];
}

type Rendered = readonly {
  readonly kind: SegmentKind;
  readonly role: Role;
  readonly text: string;
}[];

function promptSource(
  { text, document, inclusions }: EvaluatedFile,
  prompt: EvaluatedPrompt,
): PromptSource {
  const { start, end } = prompt.range;
  const own = fillableSegments(text, document).filter(
    ({ segment }) => segment.range.start === start && segment.range.end === end,
  );
  const files = inclusions.files.filter(
    ({ reference }) => reference.range.start === start && reference.range.end === end,
  );
  const segments = [...own, ...files.flatMap((file) => fillableSegments(file.text, file.document))];
  const isSplit = /\.txt$/i.test(files[0]?.path ?? '');
  const render = (values: ReadonlyMap<string, string>): Rendered[] => {
    if (segments.length === 0) return [];
    const rendered = segments.map(({ segment: { kind, role }, parts }) => ({
      kind,
      role,
      text: filled(parts, values),
    }));
    return isSplit ? splitPrompts(rendered) : [rendered];
  };
  return { label: prompt.label, count: render(new Map()).length, render };
}

function filled(parts: readonly FillablePart[], values: ReadonlyMap<string, string>): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      // A part of a value is looked up in the first test's, as the file's own count is.
      return values.get(part.name) ?? (part.name.includes('.') ? part.otherwise : '');
    })
    .join('');
}

/** Prompts of a text file stand between lines of three dashes (promptfoo's processors/text.ts). */
function splitPrompts(rendered: Rendered): Rendered[] {
  const text = rendered.map((segment) => segment.text).join('');
  const prompts = text.split(/^[^\S\r\n]*---[^\S\r\n]*$/m).map((prompt) => prompt.trim());
  return prompts
    .filter((prompt) => prompt !== '')
    .map((prompt) => [{ kind: 'text', role: 'none', text: prompt }]);
}

interface Counting {
  readonly counter: TokenCounter;
  readonly estimator: Estimator;
  readonly overhead: ChatOverhead;
  readonly overheadOf: (role: Role) => number;
}

/** Calls of one model, and the input tokens of those that were counted. */
interface Calls {
  readonly all: number;
  readonly tokens: readonly number[];
}

function* countCalls(
  sources: readonly PromptSource[],
  provider: EvaluatedProvider,
  tests: readonly EvaluationTest[],
  counting: Counting,
): Generator<undefined, Calls> {
  const allowed = sources.filter(({ label }) => isNamedIn(provider.prompts, [label]));
  const tokens: number[] = [];
  let all = 0;
  let characters = 0;
  for (const test of tests) {
    if (!isNamedIn(test.providers, provider.names)) continue;
    for (const source of allowed) {
      if (!isNamedIn(test.prompts, [source.label])) continue;
      all += source.count;
      if (tokens.length >= mostCounted || characters >= mostCharacters) continue;
      for (const prompt of source.render(test.values)) {
        tokens.push(yield* countPrompt(prompt, counting));
        characters += prompt.reduce((sum, { text }) => sum + text.length, 0);
      }
    }
  }
  return { all, tokens };
}

/** A prompt that has no messages of its own is sent as one of the user's. */
function* countPrompt(
  prompt: Rendered,
  { counter, estimator, overhead, overheadOf }: Counting,
): Generator<undefined, number> {
  let tokens = overhead.perRequest;
  for (const { kind, role, text } of prompt) {
    tokens += estimator(yield* counter.steps(text), text).tokens;
    if (kind === 'message') tokens += overheadOf(role);
  }
  return prompt.some(({ kind }) => kind === 'message') ? tokens : tokens + overheadOf('user');
}

function averageOf(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

/** Calls of one size are priced once. */
function costOf(
  model: string,
  { all, tokens }: Calls,
  outputTokens: number,
  times: number,
  options: ReportOptions,
  catalog: ModelCatalog,
): Usd {
  const known = new Map<number, number>();
  let usd = 0;
  for (const inputTokens of tokens) {
    let price = known.get(inputTokens);
    if (price === undefined) {
      const cost = catalog.costOfCall(model, { inputTokens, outputTokens }, options.at);
      if (!cost.known) return cost;
      price = cost.totalUsd;
      known.set(inputTokens, price);
    }
    usd += price;
  }
  const counted = tokens.length === 0 ? 1 : all / tokens.length;
  return { known: true, usd: usd * counted * times };
}
