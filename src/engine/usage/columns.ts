import type { Decimal } from '../money/decimal';

/** Rows of a block. Blocks are made as rows come, so that nothing is ever copied to grow. */
const blockBits = 14;
const blockRows = 1 << blockBits;
const inBlock = blockRows - 1;

/** Numbers by row, 8 bytes each; a block in which no row has one takes none. */
export class NumberColumn {
  private readonly blocks: (Float64Array | undefined)[] = [];

  set(row: number, value: number | null): void {
    if (value === null) return;
    const at = row >> blockBits;
    const block = (this.blocks[at] ??= new Float64Array(blockRows).fill(NaN));
    block[row & inBlock] = value;
  }

  /** NaN where the row has none. */
  get(row: number): number {
    return this.blocks[row >> blockBits]?.[row & inBlock] ?? NaN;
  }
}

/** Small whole numbers by row, 4 bytes each; 0 where nothing was set. */
class CodeColumn {
  private readonly blocks: (Uint32Array | undefined)[] = [];

  set(row: number, code: number): void {
    if (code === 0) return;
    const block = (this.blocks[row >> blockBits] ??= new Uint32Array(blockRows));
    block[row & inBlock] = code;
  }

  get(row: number): number {
    return this.blocks[row >> blockBits]?.[row & inBlock] ?? 0;
  }
}

/** Values that many rows share, each kept once: rows hold its code. Code 0 is null. */
export class SharedColumn<T> {
  private readonly codes = new CodeColumn();
  private readonly codeOf = new Map<string, number>();
  /** The value of each code. */
  readonly values: (T | null)[] = [null];

  /** @param id tells values apart. */
  set(row: number, id: string | null, value: T | null): void {
    if (id === null) return;
    let code = this.codeOf.get(id);
    if (code === undefined) {
      code = this.values.length;
      this.codeOf.set(id, code);
      this.values.push(value);
    }
    this.codes.set(row, code);
  }

  code(row: number): number {
    return this.codes.get(row);
  }
}

/**
 * Exact decimals by row. Those whose units a float holds exactly, which are nearly all, take 12
 * bytes; the others are kept as they are.
 */
export class DecimalColumn {
  private readonly units = new NumberColumn();
  private readonly scales = new CodeColumn();
  private readonly large = new Map<number, Decimal>();

  set(row: number, value: Decimal | null): void {
    if (value === null) return;
    const units = Number(value.units);
    if (Number.isSafeInteger(units)) {
      this.units.set(row, units);
      this.scales.set(row, value.scale);
    } else {
      this.large.set(row, value);
    }
  }

  has(row: number): boolean {
    return !Number.isNaN(this.units.get(row)) || this.large.has(row);
  }

  /** Adds the row's value to a sum; nothing where the row has none. */
  addTo(sum: ExactSum, row: number): void {
    const units = this.units.get(row);
    if (!Number.isNaN(units)) {
      sum.addUnits(units, this.scales.get(row));
      return;
    }
    const value = this.large.get(row);
    if (value) sum.add(value);
  }
}

/** A sum of decimals to the last digit, without a big integer for each term. */
export class ExactSum {
  /** By scale: what of the sum a float still holds exactly. */
  private readonly small: number[] = [];
  /** By scale: the rest. */
  private readonly large = new Map<number, bigint>();

  /** @param units a safe integer. */
  addUnits(units: number, scale: number): void {
    const next = (this.small[scale] ?? 0) + units;
    if (Number.isSafeInteger(next)) {
      this.small[scale] = next;
      return;
    }
    this.add({ units: BigInt(this.small[scale] ?? 0), scale });
    this.small[scale] = units;
  }

  add({ units, scale }: Decimal): void {
    this.large.set(scale, (this.large.get(scale) ?? 0n) + units);
  }

  total(): Decimal {
    const parts = [...this.large].map(([scale, units]): Decimal => ({ units, scale }));
    this.small.forEach((units, scale) => parts.push({ units: BigInt(units), scale }));
    const scale = parts.reduce((most, part) => Math.max(most, part.scale), 0);
    const units = parts.reduce(
      (sum, part) => sum + part.units * 10n ** BigInt(scale - part.scale),
      0n,
    );
    return { units, scale };
  }
}
