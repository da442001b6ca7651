import { createCatalogStack } from '../engine/pricing/catalogStack';
import type { ModelCatalog, ModelInfo } from '../engine/pricing/price';
import { countLiteLlmModels } from '../engine/pricing/liteLlmConfig';
import {
  detectFormat,
  formatOnRequest,
  isPriceSource,
  parsePrompt,
} from '../engine/prompts/formats';
import type { FormatId, PromptDocument } from '../engine/prompts/document';
import { neededGrammar } from '../engine/prompts/formats/source';
import { readOtherFiles, type CompletePrompt } from '../engine/prompts/otherFiles';
import type { SyntaxFile, SyntaxParser } from '../engine/prompts/syntax';
import { analyzePrompt, chooseModel, type ReportOptions } from '../engine/report/analyzePrompt';
import {
  compareModel,
  eachModelOnce,
  ownModels,
  type ModelComparison,
} from '../engine/report/compareModels';
import { capReport } from '../engine/report/capReport';
import { tokenEstimator, type Estimate } from '../engine/report/countSegments';
import { evaluationReport, type EvaluatedFile } from '../engine/report/evaluationReport';
import type { PromptReport } from '../engine/report/report';
import { tokenPlaces } from '../engine/report/tokenPlaces';
import { checkPrompt } from '../engine/rules/checkPrompt';
import { readRuleSettings } from '../engine/rules/settings';
import { catalogNames } from '../engine/scenario/referenceNames';
import { promptMeasure } from '../engine/scenario/promptMeasure';
import { readScenarioFile } from '../engine/scenario/scenarioFile';
import { scenarioReport, type ScenarioReport } from '../engine/scenario/scenarioReport';
import type { PromptMeasure } from '../engine/systems/prompts/measure';
import type { TextRange } from '../engine/text/range';
import { applyChanges } from '../engine/text/textChange';
import {
  encodingNames,
  plainCounter,
  rememberingCounter,
  type EncodingName,
  type TokenCounter,
} from '../engine/tokens/counter';
import { RevisionCounter } from '../engine/tokens/revisionCounter';
import { createVocabulary, type Vocabulary } from '../engine/tokens/vocabulary';
import { LazySyntax } from '../syntax/lazySyntax';
import type {
  EvaluationOptions,
  ListedModel,
  ScenarioText,
  SelectionCount,
  WorkerReply,
  WorkerReportOptions,
  WorkerRequest,
} from './protocol';
import { filesOf } from './surroundings';

/** What the session needs of the thread that it runs in. */
export interface SessionHost {
  post(reply: WorkerReply): void;
  /** Lets waiting messages in, so that a cancellation is heard. */
  giveWay(): Promise<void>;
  /** Milliseconds, monotone. */
  now(): number;
}

/** How long the session computes before it gives way, in milliseconds. */
const sliceMs = 12;

interface OpenText {
  readonly uri: string;
  readonly path: string;
  readonly workspacePath?: string | undefined;
  readonly languageId: string;
  readonly forced: boolean;
  text: string;
  /** The text as its last report read it, with sample values: for the places of its tokens. */
  parsed: { readonly text: string; readonly document: PromptDocument } | undefined;
  /** Counts the document in the encoding that it was last counted in. */
  counter: RevisionCounter | undefined;
}

/** A file that a request waits for. */
interface AwaitedFile {
  readonly request: number;
  readonly resolve: (text: string | undefined) => void;
}

/** Data that parsing waits for. */
interface AwaitedData {
  readonly resolve: (data: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The worker's side of counting: holds the texts of open prompt files, follows their edits, and
 * answers requests for reports one step at a time, so that each can be cancelled.
 */
export class AnalysisSession {
  private readonly texts = new Map<string, OpenText>();
  private readonly running = new Set<number>();
  private readonly vocabularies = new Map<EncodingName, Promise<Vocabulary>>();
  private readonly awaitedVocabularies = new Map<EncodingName, (data: Uint8Array) => void>();
  private readonly awaitedFiles = new Map<number, AwaitedFile>();
  private readonly awaitedSyntax = new Map<SyntaxFile, AwaitedData>();
  private readonly syntax: LazySyntax;
  private lastAsk = 0;
  private catalog: ModelCatalog;

  constructor(private readonly host: SessionHost) {
    this.syntax = new LazySyntax(
      (name) => this.syntaxFile(name),
      () => host.now(),
    );
    this.catalog = createCatalogStack({ readOn: '', liteLlmConfigs: [] }).catalog;
  }

  handle(request: WorkerRequest): void {
    switch (request.type) {
      case 'open':
        this.texts.set(request.uri, { ...request, counter: undefined, parsed: undefined });
        break;
      case 'change': {
        const open = this.texts.get(request.uri);
        if (open) open.text = applyChanges(open.text, request.changes);
        break;
      }
      case 'close':
        this.texts.delete(request.uri);
        break;
      case 'report':
        this.answer(request.id, async () => {
          const open = this.textOf(request);
          if (!open) return { type: 'out-of-step', id: request.id };
          const { id, options } = request;
          const { text, forced } = open;
          const syntax = await this.syntax.with(neededGrammar(open, text));
          // Parsing is not interrupted: that it is out of date has to be heard before.
          await this.host.giveWay();
          if (!this.running.has(id)) return undefined;
          const format =
            detectFormat(open, text, syntax) ?? (forced ? formatOnRequest(open) : undefined);
          if (format === undefined) return { type: 'report', id, report: null };
          if (isPriceSource(format)) {
            const pricedModels = countLiteLlmModels(text);
            return { type: 'report', id, report: null, pricedModels };
          }
          const report = await this.report(id, { open, text, format, syntax }, options);
          return report && { type: 'report', id, report: capReport(report) };
        });
        break;
      case 'compare':
        this.answer(request.id, async () => {
          const open = this.textOf(request);
          if (!open) return { type: 'out-of-step', id: request.id };
          const comparison = await this.compare(request.id, open, request.models, request.options);
          return comparison && { type: 'comparison', id: request.id, ...comparison };
        });
        break;
      case 'count':
        this.answer(request.id, async () => {
          const count = await this.count(request.id, request.texts, request.options);
          return count && { type: 'count', id: request.id, count };
        });
        break;
      case 'tokens':
        this.answer(request.id, async () => {
          const open = this.textOf(request);
          if (!open) return { type: 'out-of-step', id: request.id };
          const places = await this.tokens(open, request.window, request.options);
          return { type: 'tokens', id: request.id, places };
        });
        break;
      case 'models':
        this.answer(request.id, () =>
          Promise.resolve({
            type: 'models',
            id: request.id,
            models: this.listModels(new Date(request.at)),
          }),
        );
        break;
      case 'names':
        this.answer(request.id, () =>
          Promise.resolve({
            type: 'names',
            id: request.id,
            names: {
              ...catalogNames(),
              model: this.listModels(new Date(request.at)).map(({ name }) => name),
            },
          }),
        );
        break;
      case 'evaluate':
        this.answer(request.id, async () => {
          const { id, scenario, options } = request;
          const evaluation = await this.evaluate(id, scenario, options);
          return evaluation && { type: 'evaluation', id, evaluation };
        });
        break;
      case 'cancel':
        this.running.delete(request.id);
        for (const [ask, { request: id }] of this.awaitedFiles) {
          if (id === request.id) this.giveFile(ask, undefined);
        }
        break;
      case 'file':
        this.giveFile(request.ask, request.text);
        break;
      case 'prices': {
        const { catalog, problems } = createCatalogStack(request.inputs);
        this.catalog = catalog;
        const { name, asOf } = catalog.data;
        this.host.post({ type: 'prices', data: { name, asOf }, problems: [...problems] });
        break;
      }
      case 'vocabulary':
        this.awaitedVocabularies.get(request.encoding)?.(request.data);
        break;
      case 'syntax': {
        const awaited = this.awaitedSyntax.get(request.name);
        if (request.data) awaited?.resolve(request.data);
        else awaited?.reject(new Error(`${request.name}.wasm could not be read`));
        break;
      }
    }
  }

  private listModels(at: Date): ListedModel[] {
    return this.catalog.listModels(at).map((model) => {
      const { id, provider } = model;
      const found = this.catalog.findModel(id, at);
      const isOwnName = found?.id === id && found.provider === provider;
      return listedModel(isOwnName ? id : `${provider}/${id}`, model);
    });
  }

  /** The document's text, where it is what the host has. */
  private textOf(request: { uri: string; length: number }): OpenText | undefined {
    const open = this.texts.get(request.uri);
    return open?.text.length === request.length ? open : undefined;
  }

  /** Runs one request to its reply; whatever goes wrong becomes a reply too. */
  private answer(id: number, work: () => Promise<WorkerReply | undefined>): void {
    this.running.add(id);
    const reply = work().then(
      (done) => done ?? ({ type: 'cancelled', id } as const),
      (error: unknown) => ({ type: 'failed', id, message: String(error) }) as const,
    );
    void reply.then((message) => {
      this.running.delete(id);
      this.host.post(message);
      const reason = this.syntax.failure;
      if (reason !== undefined) this.host.post({ type: 'spent', reason });
    });
  }

  /** @returns undefined where the request was cancelled. */
  private async report(
    id: number,
    { open, text, format, syntax }: Recognised,
    options: WorkerReportOptions,
  ): Promise<PromptReport | undefined> {
    const complete = await this.complete(id, { open, text, format, syntax });
    const { document, inclusions, evaluation } = complete;
    if (!this.running.has(id)) return undefined;
    if (open.text === text) open.parsed = { text, document };
    const reportOptions = { ...options, at: new Date(options.at) };
    const { encoding } = chooseModel(document, reportOptions, this.catalog);
    const counter = await this.revisionCounter(open, encoding.encoding);
    const report = await this.drive(
      id,
      analyzePrompt(text, document, reportOptions, this.catalog, counter, inclusions),
    );
    if (!report) return undefined;
    const run = evaluation && { text, document, inclusions, evaluation };
    const evaluated = run ? await this.withEvaluation(id, report, run, reportOptions) : report;
    if (!evaluated || options.rules === undefined) return evaluated;
    const input = {
      ...{ source: text, document, report, catalog: this.catalog, today: reportOptions.at },
      path: open.workspacePath ?? open.path,
      counter: plainCounter(await this.vocabulary(encoding.encoding)),
      parse: (changed: string) => parsePrompt(changed, open, format, syntax),
    };
    const { settings } = readRuleSettings(options.rules);
    const check = await this.drive(id, checkPrompt(input, settings));
    return check && { ...evaluated, check };
  }

  /** @returns undefined where the request was cancelled. */
  private async withEvaluation(
    id: number,
    report: PromptReport,
    file: EvaluatedFile,
    options: ReportOptions,
  ): Promise<PromptReport | undefined> {
    const counters = new Map<EncodingName, TokenCounter>();
    for (const encoding of encodingNames) {
      counters.set(encoding, plainCounter(await this.vocabulary(encoding)));
    }
    const counterFor = (encoding: EncodingName): TokenCounter => {
      const counter = counters.get(encoding);
      if (!counter) throw new Error(`no vocabulary ${encoding}`);
      return counter;
    };
    const steps = evaluationReport(file, options, this.catalog, counterFor);
    const evaluation = await this.drive(id, steps);
    return evaluation && { ...report, evaluation };
  }

  /** Parses a text, and reads what stands in other files. */
  private complete(
    id: number,
    { open, text, format, syntax }: Recognised,
  ): Promise<CompletePrompt> {
    const parsed = parsePrompt(text, open, format, syntax);
    return readOtherFiles(parsed, open.workspacePath ?? open.path, (path) =>
      this.readFile(id, open.workspacePath, path),
    );
  }

  /** @returns undefined where the request was cancelled before its turn came. */
  private async evaluate(
    id: number,
    { text, language, workspacePath }: ScenarioText,
    options: EvaluationOptions,
  ): Promise<ScenarioReport | undefined> {
    const file = readScenarioFile(text, language);
    const { today, pricesStaleAfterDays, mostSamples } = options;
    const files = await filesOf(file, workspacePath, {
      readFile: (path) => this.readFile(id, workspacePath, path),
      measurePrompt: (path, model) => this.measurePrompt(id, path, model, options),
    });
    // The evaluation itself is not interrupted: that it is out of date has to be heard before.
    await this.host.giveWay();
    if (!this.running.has(id)) return undefined;
    return scenarioReport(file, {
      today,
      models: this.catalog,
      ...files,
      ...(pricesStaleAfterDays !== undefined && { pricesStaleAfterDays }),
      ...(mostSamples !== undefined && { mostSamples }),
    });
  }

  /** Counts a prompt file as a report of it does. */
  private async measurePrompt(
    id: number,
    path: string,
    model: string | undefined,
    { today, defaultModel, tokenFactors }: EvaluationOptions,
  ): Promise<PromptMeasure> {
    const text = await this.readFile(id, path, path);
    if (text === undefined) return { kind: 'missing' };
    const open: OpenText = {
      ...{ uri: '', path, workspacePath: path, languageId: '', forced: true, text },
      ...{ parsed: undefined, counter: undefined },
    };
    const syntax = await this.syntax.with(neededGrammar(open, text));
    const format = detectFormat(open, text, syntax) ?? formatOnRequest(open);
    if (isPriceSource(format)) return { kind: 'missing' };
    const at = Date.parse(today);
    const options = { modelOverride: model, defaultModel, tokenFactors, at };
    const report = await this.report(id, { open, text, format, syntax }, options);
    return report ? promptMeasure(report) : { kind: 'missing' };
  }

  /** Asks the host for a file of the document's workspace folder; a request that ended gets none. */
  private readFile(
    id: number,
    workspacePath: string | undefined,
    path: string,
  ): Promise<string | undefined> {
    if (workspacePath === undefined || !this.running.has(id)) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const ask = ++this.lastAsk;
      this.awaitedFiles.set(ask, { request: id, resolve });
      this.host.post({ type: 'need-file', ask, id, path });
    });
  }

  private giveFile(ask: number, text: string | undefined): void {
    const awaited = this.awaitedFiles.get(ask);
    this.awaitedFiles.delete(ask);
    awaited?.resolve(text);
  }

  /** Asks the host for a file of the parser; each is asked for once. */
  private syntaxFile(name: SyntaxFile): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.awaitedSyntax.set(name, { resolve, reject });
      this.host.post({ type: 'need-syntax', name });
    });
  }

  private async tokens(
    open: OpenText,
    window: TextRange,
    options: WorkerReportOptions,
  ): Promise<TextRange[]> {
    const { text } = open;
    if (open.parsed?.text !== text) {
      const syntax = await this.syntax.with(neededGrammar(open, text));
      const format = detectFormat(open, text, syntax) ?? formatOnRequest(open);
      open.parsed = { text, document: parsePrompt(text, open, format, syntax) };
    }
    const { document } = open.parsed;
    const reportOptions = { ...options, at: new Date(options.at) };
    const { encoding } = chooseModel(document, reportOptions, this.catalog);
    const vocabulary = await this.vocabulary(encoding.encoding);
    return tokenPlaces(text, document, vocabulary, window);
  }

  /** @returns undefined where the request was cancelled. */
  private async compare(
    id: number,
    open: OpenText,
    models: readonly string[],
    options: WorkerReportOptions,
  ): Promise<{ models: ModelComparison[]; own: number } | undefined> {
    const { text } = open;
    const syntax = await this.syntax.with(neededGrammar(open, text));
    const format = detectFormat(open, text, syntax) ?? formatOnRequest(open);
    if (isPriceSource(format)) return { models: [], own: 0 };
    const { document, inclusions } = await this.complete(id, { open, text, format, syntax });
    const reportOptions = { ...options, at: new Date(options.at) };
    const ownNames = ownModels(document, reportOptions, this.catalog);
    const once = (names: readonly string[]): readonly string[] =>
      eachModelOnce(names, this.catalog, reportOptions.at);
    const counters = new Map<EncodingName, TokenCounter>();
    const compared: ModelComparison[] = [];
    for (const name of once([...ownNames, ...models])) {
      const forModel = { ...reportOptions, modelOverride: name };
      const { encoding } = chooseModel(document, forModel, this.catalog);
      const counter =
        counters.get(encoding.encoding) ??
        rememberingCounter(plainCounter(await this.vocabulary(encoding.encoding)));
      counters.set(encoding.encoding, counter);
      const prompt = { text, document, inclusions };
      const steps = compareModel(name, prompt, forModel, this.catalog, counter);
      const comparison = await this.drive(id, steps);
      if (!comparison) return undefined;
      compared.push(comparison);
    }
    return { models: compared, own: once(ownNames).length };
  }

  private async count(
    id: number,
    texts: readonly string[],
    options: WorkerReportOptions,
  ): Promise<SelectionCount | undefined> {
    const reportOptions = { ...options, at: new Date(options.at) };
    const { encoding, model } = chooseModel(noDocument, reportOptions, this.catalog);
    const counter = plainCounter(await this.vocabulary(encoding.encoding));
    const estimator = tokenEstimator(encoding, model, options.tokenFactors);
    const estimates: Estimate[] = [];
    for (const text of texts) {
      const count = await this.drive(id, counter.steps(text));
      if (count === undefined) return undefined;
      estimates.push(estimator(count, text));
    }
    const sum = (part: (estimate: Estimate) => number): number =>
      estimates.reduce((total, estimate) => total + part(estimate), 0);
    const tokens = sum((estimate) => estimate.tokens);
    const cost = this.catalog.costOfCall(
      model.name,
      { inputTokens: tokens, outputTokens: 0 },
      reportOptions.at,
    );
    return {
      tokens,
      estimated: !encoding.exact,
      model: model.name,
      band: encoding.exact
        ? null
        : {
            low: sum(({ low }) => low),
            high: sum(({ high }) => high),
            basis: estimates[0]?.basis ?? 'unknown',
          },
      usd: cost.known ? cost.inputUsd : null,
      price: cost.known ? { rates: cost.rates, source: cost.source } : null,
    };
  }

  /** Runs steps in slices; undefined where the request was cancelled between two of them. */
  private async drive<T>(id: number, steps: Generator<undefined, T>): Promise<T | undefined> {
    let sliceEnd = this.host.now() + sliceMs;
    for (;;) {
      if (!this.running.has(id)) return undefined;
      const step = steps.next();
      if (step.done) return step.value;
      if (this.host.now() >= sliceEnd) {
        await this.host.giveWay();
        sliceEnd = this.host.now() + sliceMs;
      }
    }
  }

  /** The document's own counter, at the start of a revision. */
  private async revisionCounter(open: OpenText, encoding: EncodingName): Promise<RevisionCounter> {
    const vocabulary = await this.vocabulary(encoding);
    if (open.counter?.encoding !== encoding) open.counter = new RevisionCounter(vocabulary);
    open.counter.startRevision();
    return open.counter;
  }

  /** Vocabularies come from the host, each once, when the first count needs it. */
  private vocabulary(encoding: EncodingName): Promise<Vocabulary> {
    let vocabulary = this.vocabularies.get(encoding);
    if (!vocabulary) {
      vocabulary = new Promise<Uint8Array>((resolve) => {
        this.awaitedVocabularies.set(encoding, resolve);
        this.host.post({ type: 'need-vocabulary', encoding });
      }).then((data) => createVocabulary(data, encoding));
      this.vocabularies.set(encoding, vocabulary);
    }
    return vocabulary;
  }
}

/** A text that is a prompt, as it was when a report was asked for. */
interface Recognised {
  readonly open: OpenText;
  readonly text: string;
  readonly format: FormatId;
  readonly syntax: SyntaxParser | undefined;
}

/** What a picker shows of a model. */
function listedModel(name: string, model: ModelInfo): ListedModel {
  const { provider, providerName, contextWindow, deprecated, retires } = model;
  return {
    name,
    provider,
    providerName,
    deprecated,
    ...(contextWindow && { contextWindow }),
    ...(retires && { retiresOn: retires.on }),
  };
}

/** A selection has no file of its own: the model is what the options say. */
const noDocument: PromptDocument = parsePrompt('', { path: '' }, 'text');
