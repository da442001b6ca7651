import { decimalOf, readDecimal, type Decimal } from '../../money/decimal';
import { readMoment, readUnixTime } from './moment';
import type { RejectReason } from './reader';

/** What is wrong with a row. */
export interface RowProblem {
  readonly reason: RejectReason;
  readonly field?: string;
}

/**
 * What exporters of CSV write for a value that is not there. FOCUS files have a literal NULL,
 * PostgreSQL \N, pandas nan.
 */
const nullWords = new Set(['NULL', 'null', '\\N', 'None', 'NaN', 'nan']);

/**
 * The fields of one row, whatever it is written in, read as what they should be. A field that is
 * not there is null; one that is wrong is null too, and the row's problem: the first one counts. So
 * a row's specification is read like a list of its fields, and asks for the problem once.
 */
export class Fields {
  private constructor(
    private readonly get: (name: string) => unknown,
    private readonly names: () => readonly string[],
    private readonly found: { problem?: RowProblem },
    private readonly prefix: string,
  ) {}

  /** The fields of a JSON object. */
  static ofObject(object: Readonly<Record<string, unknown>>): Fields {
    return Fields.over(object, {}, '');
  }

  /** The fields of a CSV record: empty ones, and words for null, are not there. */
  static ofRecord(columns: ReadonlyMap<string, number>, values: readonly string[]): Fields {
    const get = (name: string): unknown => {
      const index = columns.get(name);
      const value = index === undefined ? undefined : values[index];
      return value === undefined || value === '' || nullWords.has(value) ? undefined : value;
    };
    return new Fields(get, () => [...columns.keys()], {}, '');
  }

  private static over(
    object: Readonly<Record<string, unknown>>,
    found: { problem?: RowProblem },
    prefix: string,
  ): Fields {
    const get = (name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);
    return new Fields(get, () => Object.keys(object), found, prefix);
  }

  get problem(): RowProblem | undefined {
    return this.found.problem;
  }

  /** Notes what is wrong with a field, where nothing was wrong before. */
  fail(reason: RejectReason, field?: string): null {
    this.found.problem ??= { reason, ...(field !== undefined && { field: this.prefix + field }) };
    return null;
  }

  has(name: string): boolean {
    const value = this.get(name);
    return value !== undefined && value !== null;
  }

  keys(): readonly string[] {
    return this.names();
  }

  /** The value as it is. */
  raw(name: string): unknown {
    return this.get(name);
  }

  text(name: string): string | null {
    const value = this.get(name);
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : this.fail('not-text', name);
  }

  /** A whole number, 0 or more. Exporters write 12 as 12.0 where a column has gaps. */
  count(name: string): number | null {
    const value = this.get(name);
    if (value === undefined || value === null || value === '') return null;
    const number = typeof value === 'string' ? numberOf(value) : value;
    return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
      ? number
      : this.fail('not-a-count', name);
  }

  /** An amount of money, exactly as it is written. */
  amount(name: string): Decimal | null {
    const value = this.get(name);
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'number' && Number.isFinite(value)) return decimalOf(value);
    const amount = typeof value === 'string' ? readDecimal(value.trim()) : undefined;
    return amount ?? this.fail('not-a-number', name);
  }

  moment(name: string): number | null {
    const value = this.get(name);
    if (value === undefined || value === null || value === '') return null;
    const at =
      typeof value === 'number'
        ? readUnixTime(value)
        : typeof value === 'string'
          ? momentOf(value.trim())
          : undefined;
    return at ?? this.fail('not-a-time', name);
  }

  /** A moment that the row can't do without. */
  requiredMoment(name: string): number | null {
    return this.has(name) ? this.moment(name) : this.fail('missing', name);
  }

  /** An ISO 4217 code, in upper case. */
  currency(name: string): string | null {
    const code = this.text(name);
    if (code === null) return null;
    return /^[A-Za-z]{3}$/.test(code) ? code.toUpperCase() : this.fail('not-a-currency', name);
  }

  /** An object, or the JSON of one, in a field; undefined where there is none. */
  object(name: string): Fields | undefined {
    const value = this.get(name);
    const object = typeof value === 'string' ? parsedObject(value) : value;
    return isObject(object) ? Fields.over(object, this.found, `${this.prefix}${name}.`) : undefined;
  }
}

/** Whether a value is an object with keys: no list, not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text is as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function parsedObject(text: string): unknown {
  return text.startsWith('{') ? parseJson(text) : undefined;
}

function numberOf(text: string): number {
  return /^\s*\d+(?:\.0*)?\s*$/.test(text) ? Number(text) : NaN;
}

function momentOf(text: string): number | undefined {
  return (
    readMoment(text) ?? (/^\d{9,13}(?:\.\d+)?$/.test(text) ? readUnixTime(Number(text)) : undefined)
  );
}
