import type { ServiceTier } from '../../pricing/price';
import type { Decimal } from '../../money/decimal';
import type { QualityNote } from '../quality';
import { noTokens, type TokenCounts, type UsageCost, type UsageRecord } from '../record';
import type { RowProblem } from './fields';
import type { PassedRow, ReadContext, RejectReason } from './reader';
import { rejectedText, type TextRow } from './textRows';

type Text = string | null;

/** What a format's specification makes of a row. What it leaves out is not known. */
export interface RowDraft {
  /** null only where that is the row's problem. */
  readonly at: number | null;
  readonly until?: number | null;
  readonly provider?: Text;
  readonly service?: Text;
  readonly category?: Text;
  readonly team?: Text;
  readonly project?: Text;
  readonly model?: Text;
  readonly apiKey?: Text;
  readonly user?: Text;
  readonly tags?: Readonly<Record<string, string>>;
  readonly requests?: number | null;
  readonly tokens?: Partial<TokenCounts>;
  /** What the source says that it costs. */
  readonly cost?: StatedCost;
  /** How the calls were served, for computing what they cost; standard where nothing is said. */
  readonly tier?: ServiceTier;
  /** Input tokens of a typical call, where the row does not count calls and yet says something. */
  readonly callInput?: number;
  /** False where something was used whose price is not among those of tokens. */
  readonly computable?: boolean;
  /** Rows of the same id are counted once; null for a row that has none. */
  readonly id?: Text;
}

export interface StatedCost {
  readonly currency: Text;
  readonly billed?: Decimal | null;
  readonly effective?: Decimal | null;
  readonly list?: Decimal | null;
  readonly contracted?: Decimal | null;
}

export type RowRemark = Pick<QualityNote, 'code' | 'subject'>;

/** Makes records of drafts, and sees to it that every row goes to one place. */
export class RowWriter {
  constructor(private readonly context: ReadContext) {}

  /**
   * @param problem what was wrong with the row, where something was.
   * @param remarks what is odd in it, which is noted where the row counts.
   */
  write(
    draft: RowDraft | 'no-usage',
    problem: RowProblem | undefined,
    row: TextRow,
    remarks: readonly RowRemark[],
  ): void {
    const wrong = problem ?? (draft === 'no-usage' ? undefined : contradictionOf(draft));
    if (wrong) this.reject(wrong, row);
    else if (draft === 'no-usage') this.pass('no-usage', row);
    else if (this.isRepeated(draft)) this.pass('repeated', row);
    else if (draft.at === null) this.reject({ reason: 'missing' }, row);
    else {
      const { file, sink } = this.context;
      sink.record(this.recordOf(draft, draft.at, row.line));
      for (const remark of remarks) sink.note({ ...remark, file, line: row.line });
    }
  }

  reject({ reason, field }: RowProblem, { line, text }: TextRow): void {
    this.context.sink.reject({
      file: this.context.file,
      line,
      reason,
      ...(field !== undefined && { field }),
      text: rejectedText(text),
    });
  }

  rejectAs(reason: RejectReason, row: TextRow): void {
    this.reject({ reason }, row);
  }

  pass(reason: PassedRow['reason'], { line }: TextRow): void {
    this.context.sink.pass({ file: this.context.file, line, reason });
  }

  private isRepeated({ id = null }: RowDraft): boolean {
    if (id === null) return false;
    const { seen } = this.context;
    const before = seen.size;
    return seen.add(id).size === before;
  }

  private recordOf(draft: RowDraft, at: number, line: number): UsageRecord {
    const tokens = draft.tokens ? { ...noTokens, ...draft.tokens } : noTokens;
    const { provider = null, model = null, requests = null } = draft;
    return {
      at,
      until: draft.until ?? null,
      provider,
      service: draft.service ?? null,
      category: draft.category ?? null,
      team: draft.team ?? null,
      project: draft.project ?? null,
      model,
      apiKey: draft.apiKey ?? null,
      user: draft.user ?? null,
      tags: draft.tags ?? {},
      requests,
      tokens,
      cost: statedCost(draft.cost) ?? this.computedCost(draft, at, tokens),
      source: { file: this.context.file, line },
    };
  }

  private computedCost(draft: RowDraft, at: number, tokens: TokenCounts): UsageCost | null {
    if (draft.computable === false) return null;
    const { provider = null, model = null, requests = null, tier = 'standard' } = draft;
    const callInput = draft.callInput ?? null;
    const row = { at, provider, model, tier, requests, tokens, callInput };
    const cost = this.context.pricer.cost(row);
    return (
      cost && {
        currency: 'USD',
        billed: cost,
        effective: null,
        list: cost,
        contracted: null,
        from: 'computed',
      }
    );
  }
}

function statedCost(cost: StatedCost | undefined): UsageCost | undefined {
  if (!cost?.currency) return undefined;
  const { billed = null, effective = null, list = null, contracted = null } = cost;
  const isKnown = billed ?? effective ?? list ?? contracted;
  return isKnown
    ? { currency: cost.currency, billed, effective, list, contracted, from: 'ingested' }
    : undefined;
}

/** Cached tokens are a part of the input, and reasoning is a part of the output. */
function contradictionOf({ tokens, cost, at, until }: RowDraft): RowProblem | undefined {
  if (cost?.currency === null && (cost.billed ?? cost.effective ?? cost.list)) {
    return { reason: 'missing', field: 'currency' };
  }
  if (typeof until === 'number' && at !== null && until < at) return { reason: 'contradiction' };
  if (!tokens) return undefined;
  const { input = null, output = null, reasoning = null } = tokens;
  const cached = (tokens.cacheRead ?? 0) + (tokens.cacheWrite5m ?? 0) + (tokens.cacheWrite1h ?? 0);
  const isWrong =
    (input !== null && cached > input) || (output !== null && (reasoning ?? 0) > output);
  return isWrong ? { reason: 'contradiction' } : undefined;
}
