import type { IssueCode, Severity } from '../issues';
import type { Decimal } from '../money/decimal';
import { dayOf } from './calendar';
import type { QualityNote } from './quality';
import type { PassedRow, RejectedRow, RejectReason } from './readers/reader';
import type { RowPlace, UsageRecord } from './record';

/** What there is to say about the data as a whole. */
export interface UsageFinding {
  readonly code: IssueCode;
  readonly severity: Severity;
  readonly params: Readonly<Record<string, string | number>>;
  /** How many rows it is about. */
  readonly rows: number;
  /** The first of them; absent where it is about all. */
  readonly first?: RowPlace;
}

const rejectCodes = {
  missing: 'usage-reject-missing',
  'not-a-number': 'usage-reject-number',
  'not-a-count': 'usage-reject-count',
  'not-a-time': 'usage-reject-time',
  'not-a-currency': 'usage-reject-currency',
  'not-text': 'usage-reject-text',
  'not-an-object': 'usage-reject-object',
  contradiction: 'usage-reject-contradiction',
  'field-count': 'usage-reject-field-count',
  'not-json': 'usage-reject-json',
  'broken-quotes': 'usage-reject-quotes',
  'too-long': 'usage-reject-long',
} as const satisfies Record<RejectReason, IssueCode>;

const noteSeverities = {
  'usage-literal-null': 'information',
  'usage-tag-spaces': 'warning',
  'usage-tags-unread': 'warning',
  'usage-list-cost-differs': 'warning',
  'usage-amount-missing': 'information',
  'usage-cost-zero': 'warning',
} as const satisfies Record<QualityNote['code'], Severity>;

const passCodes = {
  'no-usage': 'usage-lines-passed',
  repeated: 'usage-repeated',
} as const satisfies Record<PassedRow['reason'], IssueCode>;

interface DayCosts {
  /** A row states a cost and no tokens, as bills do. */
  billed: boolean;
  /** Rows whose cost is computed. */
  computed: number;
}

interface Tally {
  readonly finding: Omit<UsageFinding, 'rows'>;
  rows: number;
}

/** Gathers what is to be said of rows while they are read: how many, and which was the first. */
export class FindingTally {
  private readonly tallies = new Map<string, Tally>();
  private readonly effective = new Map<string, EffectiveCosts>();
  /** By provider and day: what its rows say of their cost. */
  private readonly days = new Map<string | null, Map<number, DayCosts>>();
  private records = 0;
  private untagged = 0;

  reject({ reason, field, file, line }: RejectedRow): void {
    const code = rejectCodes[reason];
    const params = field === undefined ? {} : { field };
    this.count({ code, severity: 'error', params, first: { file, line } });
  }

  pass({ reason, file, line }: PassedRow): void {
    const code = passCodes[reason];
    this.count({ code, severity: 'information', params: {}, first: { file, line } });
  }

  note({ code, subject, file, line }: QualityNote): void {
    const params = subject === undefined ? {} : { subject };
    this.count({ code, severity: noteSeverities[code], params, first: { file, line } });
  }

  record({ at, tags, provider, tokens, cost }: UsageRecord): void {
    this.records++;
    if (isEmpty(tags)) this.untagged++;
    if (!cost) return;
    const isBill = cost.from === 'ingested' && tokens.input === null && tokens.output === null;
    if (isBill || cost.from === 'computed') {
      const day = this.day(provider, dayOf(at));
      if (isBill) day.billed = true;
      else day.computed++;
    }
    if (!cost.effective) return;
    const key = provider ?? '';
    let costs = this.effective.get(key);
    if (!costs) this.effective.set(key, (costs = new EffectiveCosts()));
    costs.add(cost.effective, cost.billed);
  }

  /** All findings, errors first. */
  list(): readonly UsageFinding[] {
    const found = [...this.tallies.values()].map(({ finding, rows }) => ({ ...finding, rows }));
    const order = ['error', 'warning', 'information', 'hint'];
    return [...found, ...this.roundedCosts(), ...this.countedTwice(), ...this.untaggedRows()].sort(
      (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity),
    );
  }

  private day(provider: string | null, day: number): DayCosts {
    let days = this.days.get(provider);
    if (!days) this.days.set(provider, (days = new Map<number, DayCosts>()));
    let costs = days.get(day);
    if (!costs) days.set(day, (costs = { billed: false, computed: 0 }));
    return costs;
  }

  /** A provider's usage that is priced here, on days for which its bill is there as well. */
  private countedTwice(): readonly UsageFinding[] {
    return [...this.days].flatMap(([provider, days]): UsageFinding[] => {
      if (provider === null) return [];
      const rows = [...days.values()].reduce(
        (sum, { billed, computed }) => sum + (billed ? computed : 0),
        0,
      );
      const params = { provider };
      return rows === 0 ? [] : [{ code: 'usage-counted-twice', severity: 'warning', params, rows }];
    });
  }

  private count(finding: Tally['finding']): void {
    const key = `${finding.code} ${JSON.stringify(finding.params)}`;
    const tally = this.tallies.get(key);
    if (tally) tally.rows++;
    else this.tallies.set(key, { finding, rows: 1 });
  }

  private roundedCosts(): readonly UsageFinding[] {
    return [...this.effective].flatMap(([provider, costs]): UsageFinding[] =>
      costs.areRounded
        ? [
            {
              code: 'usage-effective-whole',
              severity: 'warning',
              params: { provider },
              rows: costs.rows,
            },
          ]
        : [],
    );
  }

  /** Without any tags at all, tags are simply not what the data has. */
  private untaggedRows(): readonly UsageFinding[] {
    if (this.untagged === 0 || this.untagged === this.records) return [];
    const params = { of: this.records };
    return [{ code: 'usage-untagged', severity: 'information', params, rows: this.untagged }];
  }
}

/** Whether a provider's effective costs look as if somebody had rounded them to whole units. */
class EffectiveCosts {
  rows = 0;
  private fractions = 0;
  private nonZero = 0;
  private billedFractions = 0;

  add(effective: Decimal, billed: Decimal | null): void {
    this.rows++;
    if (effective.units !== 0n) this.nonZero++;
    if (!isWhole(effective)) this.fractions++;
    if (billed && !isWhole(billed)) this.billedFractions++;
  }

  get areRounded(): boolean {
    return this.fractions === 0 && this.nonZero > 0 && this.billedFractions > 0;
  }
}

function isWhole({ units, scale }: Decimal): boolean {
  return units % 10n ** BigInt(scale) === 0n;
}

function isEmpty(tags: UsageRecord['tags']): boolean {
  for (const key in tags) if (Object.hasOwn(tags, key)) return false;
  return true;
}
