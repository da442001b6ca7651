import * as vscode from 'vscode';
import type { PriceInputs } from '../../engine/pricing/catalogStack';
import type { SyntaxFile } from '../../engine/prompts/syntax';
import type { EncodingName } from '../../engine/tokens/counter';
import type { TextRange } from '../../engine/text/range';
import type { PromptReport } from '../../engine/report/report';
import type { KnownNames } from '../../engine/scenario/referenceNames';
import type { ScenarioReport } from '../../engine/scenario/scenarioReport';
import type { WorkerListener, WorkerThread } from '../../platform/platform';
import {
  workerReplySchema,
  type EvaluationOptions,
  type ListedModel,
  type ScenarioText,
  type SelectionCount,
  type WorkerReply,
  type WorkerReportOptions,
  type WorkerRequest,
} from '../../worker/protocol';

/** Starts the analysis worker. */
export type StartWorker = (listener: WorkerListener) => Promise<WorkerThread>;

/** Reads a file that a document names, by its path in the document's workspace folder. */
export type ReadNamedFile = (path: string) => Promise<string | undefined>;

/** The answer to a request for a report. */
export type ReportAnswer =
  | { readonly kind: 'report'; readonly report: PromptReport }
  | { readonly kind: 'not-a-prompt' }
  /** A file that prices are read from, and for how many models. */
  | { readonly kind: 'price-source'; readonly models: number }
  | { readonly kind: 'out-of-step' }
  | { readonly kind: 'cancelled' };

/** A prompt under several models, its own ones first. */
export type Comparison = Pick<Extract<WorkerReply, { type: 'comparison' }>, 'models' | 'own'>;

/** What became of the price inputs. */
export type PriceState = Extract<WorkerReply, { type: 'prices' }> & {
  readonly inputs: PriceInputs;
};

/** What was asked went down with the worker; another one may well answer it. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';
}

interface Pending {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: Error) => void;
  readonly readFile: ReadNamedFile;
}

/** For requests that name no files. */
const noFiles: ReadNamedFile = () => Promise.resolve(undefined);

/**
 * The extension host's side of the analysis worker: starts it with the first request, starts a new
 * one after a failure, and pairs requests with replies.
 */
export class AnalysisClient implements vscode.Disposable {
  private readonly pending = new Map<number, Pending>();
  private thread: Promise<WorkerThread> | undefined;
  private lastId = 0;
  private startedWorkers = 0;
  private isDisposed = false;
  /** True where this worker has said that another has to take its place. */
  private isSpent = false;
  private idleTimer: ReturnType<typeof setTimeout> | undefined;
  private priceInputs: PriceInputs | undefined;
  /** What this worker has been told and has not answered, the oldest first. */
  private readonly toldPrices: PriceInputs[] = [];
  /** What the last report of prices was about. */
  private knownPrices: PriceInputs | undefined;
  private readonly pricesRead = new vscode.EventEmitter<PriceState>();

  /** The worker has read its price inputs. */
  readonly onDidReadPrices = this.pricesRead.event;

  constructor(
    private readonly startWorker: StartWorker,
    private readonly readVocabulary: (encoding: EncodingName) => Promise<Uint8Array>,
    private readonly readSyntax: (name: SyntaxFile) => Promise<Uint8Array>,
    private readonly readIncluded: (uri: string, path: string) => Promise<string | undefined>,
    private readonly log: vscode.LogOutputChannel,
    /** A worker with nothing to do for so long is ended, and its memory with it. */
    private readonly idleMs = 5 * 60 * 1000,
  ) {}

  /** Tells the worker something that has no answer. */
  tell(request: Extract<WorkerRequest, { type: 'open' | 'change' | 'close' }>): void {
    this.post(request);
  }

  /**
   * Says where prices come from, to this worker and to any that takes its place.
   *
   * @param readNow starts a worker where there is none, so that the prices are read at once.
   */
  setPrices(inputs: PriceInputs, readNow = false): void {
    this.priceInputs = inputs;
    if (this.thread || readNow) this.post({ type: 'prices', inputs });
  }

  async report(
    uri: string,
    length: number,
    options: WorkerReportOptions,
    token?: vscode.CancellationToken,
  ): Promise<ReportAnswer> {
    const reply = await this.ask(
      (id) => ({ type: 'report', id, uri, length, options }),
      token,
      (path) => this.readIncluded(uri, path),
    );
    switch (reply.type) {
      case 'report':
        if (reply.report) return { kind: 'report', report: reply.report };
        return reply.pricedModels === undefined
          ? { kind: 'not-a-prompt' }
          : { kind: 'price-source', models: reply.pricedModels };
      case 'out-of-step':
        return { kind: 'out-of-step' };
      default:
        return { kind: 'cancelled' };
    }
  }

  /** @returns undefined where the request was cancelled. */
  async compare(
    uri: string,
    length: number,
    models: readonly string[],
    options: WorkerReportOptions,
    token?: vscode.CancellationToken,
  ): Promise<Comparison | 'out-of-step' | undefined> {
    const reply = await this.ask(
      (id) => ({ type: 'compare', id, uri, length, models, options }),
      token,
      (path) => this.readIncluded(uri, path),
    );
    if (reply.type === 'comparison') return reply;
    return reply.type === 'out-of-step' ? 'out-of-step' : undefined;
  }

  /** @returns undefined where the request was cancelled. */
  async count(
    texts: readonly string[],
    options: WorkerReportOptions,
    token?: vscode.CancellationToken,
  ): Promise<SelectionCount | undefined> {
    const reply = await this.ask((id) => ({ type: 'count', id, texts, options }), token);
    return reply.type === 'count' ? reply.count : undefined;
  }

  /** Where the tokens of a part of the document stand. */
  async tokens(
    uri: string,
    length: number,
    window: TextRange,
    options: WorkerReportOptions,
  ): Promise<readonly TextRange[] | 'out-of-step'> {
    const reply = await this.ask((id) => ({ type: 'tokens', id, uri, length, window, options }));
    return reply.type === 'tokens' ? reply.places : 'out-of-step';
  }

  /**
   * @param readFile reads the files that the scenario names.
   * @returns undefined where the request was cancelled.
   */
  async evaluate(
    scenario: ScenarioText,
    options: EvaluationOptions,
    readFile: ReadNamedFile,
    token?: vscode.CancellationToken,
  ): Promise<ScenarioReport | undefined> {
    const reply = await this.ask(
      (id) => ({ type: 'evaluate', id, scenario, options }),
      token,
      readFile,
    );
    return reply.type === 'evaluation' ? reply.evaluation : undefined;
  }

  /** The names that scenario files may refer to, by what they are of. */
  async referenceNames(at: Date): Promise<KnownNames> {
    const reply = await this.ask((id) => ({ type: 'names', id, at: at.getTime() }));
    return reply.type === 'names' ? reply.names : {};
  }

  async listModels(at: Date): Promise<readonly ListedModel[]> {
    const reply = await this.ask((id) => ({ type: 'models', id, at: at.getTime() }));
    return reply.type === 'models' ? reply.models : [];
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.idleTimer);
    this.pricesRead.dispose();
    this.lose(new vscode.CancellationError());
  }

  private ask(
    request: (id: number) => Extract<WorkerRequest, { id: number }>,
    token?: vscode.CancellationToken,
    readFile = noFiles,
  ): Promise<WorkerReply> {
    if (this.isDisposed) return Promise.reject(new vscode.CancellationError());
    const id = ++this.lastId;
    const reply = new Promise<WorkerReply>((resolve, reject) => {
      this.pending.set(id, { resolve, reject, readFile });
    });
    const cancellation = token?.onCancellationRequested(() => {
      this.post({ type: 'cancel', id });
    });
    this.post(request(id));
    return reply.finally(() => {
      cancellation?.dispose();
    });
  }

  /** The texts of open documents go with the worker: the next one is given them again. */
  private awaitIdleness(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      if (this.pending.size > 0) this.awaitIdleness();
      else this.lose(new vscode.CancellationError());
    }, this.idleMs);
  }

  private post(request: WorkerRequest): void {
    if (this.isDisposed) return;
    this.awaitIdleness();
    // A worker that has not started has nothing to cancel or to forget.
    if (!this.thread && (request.type === 'cancel' || request.type === 'close')) return;
    const isNew = !this.thread;
    const thread = (this.thread ??= this.start());
    if (isNew && request.type === 'prices') return; // It is given the newest when it starts.
    if (request.type === 'prices') this.toldPrices.push(request.inputs);
    // Promises settle in order, so that requests reach the thread in the order in which they came.
    thread
      .then((started) => {
        started.post(request);
      })
      .catch((error: unknown) => {
        if (thread !== this.thread) return; // It has been lost already.
        this.log.error('the analysis worker cannot be reached', asError(error));
        this.lose(asError(error));
      });
  }

  private start(): Promise<WorkerThread> {
    const generation = ++this.startedWorkers;
    this.log.debug(`starting analysis worker ${String(generation)}`);
    const thread = this.startWorker({
      onMessage: (message) => {
        if (generation === this.startedWorkers && this.thread) this.receive(message);
      },
      onFailure: (error) => {
        if (this.isDisposed || generation !== this.startedWorkers || !this.thread) return;
        this.log.error('the analysis worker failed', error);
        this.lose(new WorkerLostError(error.message));
      },
    });
    const inputs = this.priceInputs;
    if (inputs) this.toldPrices.push(inputs);
    const given = thread.then((started) => {
      if (inputs) started.post({ type: 'prices', inputs } satisfies WorkerRequest);
      return started;
    });
    given.catch((error: unknown) => {
      if (given !== this.thread) return; // It has been lost already.
      this.log.error('the analysis worker cannot be started', asError(error));
      this.lose(asError(error));
    });
    return given;
  }

  /**
   * The worker is gone, or of no use: what was asked of it fails, and the next request starts
   * another. One that fails in a browser lives on, so that it is ended in any case.
   */
  private lose(error: Error): void {
    this.thread?.then(
      (thread) => {
        thread.terminate();
      },
      () => undefined, // It never started.
    );
    this.thread = undefined;
    this.isSpent = false;
    this.toldPrices.length = 0;
    const lost = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of lost) reject(error);
  }

  private receive(message: unknown): void {
    const parsed = workerReplySchema.safeParse(message);
    if (!parsed.success) {
      this.log.error('the analysis worker sent what is no reply', parsed.error);
      return;
    }
    const reply = parsed.data;
    if (reply.type === 'need-vocabulary') {
      void this.sendVocabulary(reply.encoding);
      return;
    }
    if (reply.type === 'need-syntax') {
      void this.sendSyntax(reply.name);
      return;
    }
    if (reply.type === 'spent') {
      if (!this.isSpent) this.log.warn(`source code can't be parsed: ${reply.reason}`);
      this.isSpent = true;
      this.endWhenSpent();
      return;
    }
    if (reply.type === 'need-file') {
      void this.sendFile(reply);
      return;
    }
    if (reply.type === 'prices') {
      const inputs = this.toldPrices.shift();
      // A new worker reads what the one before it had read: nothing has changed by that.
      if (!inputs || inputs === this.knownPrices) return;
      this.knownPrices = inputs;
      this.pricesRead.fire({ ...reply, inputs });
      return;
    }
    const pending = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    if (reply.type === 'failed') pending?.reject(new Error(reply.message));
    else pending?.resolve(reply);
    this.endWhenSpent();
  }

  /** Ends a worker that can't do all it should, once it has answered. The next request starts another. */
  private endWhenSpent(): void {
    if (this.isSpent && this.pending.size === 0) this.lose(new vscode.CancellationError());
  }

  /** What can't be read is not there: the report says so at the reference. */
  private async sendFile({ ask, id, path }: WorkerReply & { type: 'need-file' }): Promise<void> {
    const generation = this.startedWorkers;
    const { readFile = noFiles } = this.pending.get(id) ?? {};
    const text = await readFile(path).catch((error: unknown) => {
      this.log.warn(`${path} could not be read`, asError(error));
      return undefined;
    });
    if (generation === this.startedWorkers && this.thread) this.post({ type: 'file', ask, text });
  }

  /** Without it, the report says that source code can't be parsed. */
  private async sendSyntax(name: SyntaxFile): Promise<void> {
    const generation = this.startedWorkers;
    const data = await this.readSyntax(name).catch((error: unknown) => {
      this.log.error(`${name}.wasm could not be read`, asError(error));
      return undefined;
    });
    if (generation === this.startedWorkers && this.thread)
      this.post({ type: 'syntax', name, data });
  }

  private async sendVocabulary(encoding: EncodingName): Promise<void> {
    try {
      this.post({ type: 'vocabulary', encoding, data: await this.readVocabulary(encoding) });
    } catch (error) {
      this.lose(asError(error));
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
