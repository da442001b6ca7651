import { toDecimalString } from '../../../../src/engine/money/decimal';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import type { QualityNote } from '../../../../src/engine/usage/quality';
import { usageFormats } from '../../../../src/engine/usage/readers/formats';
import type {
  PassedRow,
  RejectedRow,
  UsageFormat,
  UsageFormatId,
} from '../../../../src/engine/usage/readers/reader';
import { SeenIds, UsageFileReader } from '../../../../src/engine/usage/readers/usageFile';
import type { UsageRecord } from '../../../../src/engine/usage/record';
import { RowPricer } from '../../../../src/engine/usage/rowPricer';

const pricer = new RowPricer(createGenaiPricesCatalog());

/** What a text comes to. */
export interface ReadUsage {
  readonly format: UsageFormatId | undefined;
  readonly records: readonly UsageRecord[];
  readonly rejected: readonly RejectedRow[];
  readonly passed: readonly PassedRow[];
  readonly notes: readonly QualityNote[];
}

interface ReadOptions {
  readonly seen?: SeenIds;
  readonly formats?: readonly UsageFormat[];
}

/** Reads a text that comes in these pieces. */
export function readPieces(
  pieces: readonly string[],
  { seen = new SeenIds(), formats = usageFormats }: ReadOptions = {},
): ReadUsage {
  const read = {
    records: [] as UsageRecord[],
    rejected: [] as RejectedRow[],
    passed: [] as PassedRow[],
    notes: [] as QualityNote[],
  };
  const reader = new UsageFileReader(
    { file: 'usage', pricer, seen, formats },
    {
      record: (record) => read.records.push(record),
      reject: (row) => read.rejected.push(row),
      pass: (row) => read.passed.push(row),
      note: (note) => read.notes.push(note),
    },
  );
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return { format: reader.format, ...read };
}

export function readUsage(text: string, options?: ReadOptions): ReadUsage {
  return readPieces([text], options);
}

/** Rejected rows as "line: reason field". */
export function rejects({ rejected }: ReadUsage): readonly string[] {
  return rejected.map(({ line, reason, field }) => `${line}: ${reason} ${field ?? ''}`.trimEnd());
}

/** The billed amount as it would be printed; null where it is not known. */
export function billedOf({ cost }: UsageRecord): string | null {
  return cost?.billed ? `${toDecimalString(cost.billed)} ${cost.currency}` : null;
}

/** Cuts a text at these places. */
export function cut(text: string, places: readonly number[]): readonly string[] {
  const cuts = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => text.slice(from, cuts[index]));
}
