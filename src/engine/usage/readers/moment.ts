/** The years that a row may be of: what is outside of them is a mistake, such as a 0 for no time. */
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(10_000, 0, 1);

/**
 * The moment that a text names, in milliseconds since 1970: ISO 8601 as it is written by databases
 * and spreadsheets too, with a space for the T, digits below milliseconds, " UTC" for the Z, or a day
 * alone, which is its beginning. Without an offset it is UTC.
 *
 * @returns undefined for anything else, and for days that no calendar has.
 */
export function readMoment(text: string): number | undefined {
  const parts =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d:?(?:\d\d)?)?$/i.exec(
      text,
    );
  if (!parts) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = parts;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(date).getUTCDate() !== Number(day) || Number(month) > 12) return undefined;
  // A leap second is the next minute's first, as in Unix time.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const time = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1000;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  const at = date + time + ms - offsetOf(zone);
  return isPlausible(at) ? at : undefined;
}

/** Seconds or milliseconds since 1970, told apart by their size: as milliseconds, 1e11 is in 1973. */
export function readUnixTime(value: number): number | undefined {
  const at = Math.abs(value) < 1e11 ? Math.round(value * 1000) : Math.round(value);
  return isPlausible(at) ? at : undefined;
}

function isPlausible(at: number): boolean {
  return at >= earliest && at < latest;
}

function offsetOf(zone: string | undefined): number {
  const parts = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? '');
  if (!parts) return 0;
  const [, sign, hours, minutes = '0'] = parts;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
