import type { ModelCatalog } from '../pricing/price';
import { FindingTally } from './findings';
import { MemoryLedger } from './memoryLedger';
import { usageFormats } from './readers/formats';
import type { PassedRow, RejectedRow, UsageFormat, UsageSink } from './readers/reader';
import type { QualityNote } from './quality';
import { SeenIds, UsageFileReader } from './readers/usageFile';
import type { UsageRecord } from './record';
import { RowPricer } from './rowPricer';

/** What is done with rejected rows beside counting them: exporting them, say. */
export type OnReject = (row: RejectedRow) => void;

/**
 * Usage files that are read together: into one ledger, with one list of findings, and with rows of
 * the same id counted once over all of them.
 */
export class UsageSet implements UsageSink {
  readonly ledger = new MemoryLedger();
  readonly findings = new FindingTally();
  private readonly pricer: RowPricer;
  private readonly seen = new SeenIds();
  private rejectedRows = 0;

  constructor(
    catalog: ModelCatalog,
    private readonly onReject: OnReject = () => undefined,
  ) {
    this.pricer = new RowPricer(catalog);
  }

  get rejected(): number {
    return this.rejectedRows;
  }

  /**
   * A reader for one more file.
   *
   * @param formats further formats, which are asked first.
   */
  open(file: string, formats: readonly UsageFormat[] = []): UsageFileReader {
    const { pricer, seen } = this;
    return new UsageFileReader(
      { file, pricer, seen, formats: [...formats, ...usageFormats] },
      this,
    );
  }

  record(record: UsageRecord): void {
    this.ledger.add(record);
    this.findings.record(record);
  }

  reject(row: RejectedRow): void {
    this.rejectedRows++;
    this.findings.reject(row);
    this.onReject(row);
  }

  pass(row: PassedRow): void {
    this.findings.pass(row);
  }

  note(note: QualityNote): void {
    this.findings.note(note);
  }
}
