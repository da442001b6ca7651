/** All in UTC: days are counted since 1970. */
export const dayMs = 86_400_000;

/** The day that a moment is in. */
export function dayOf(at: number): number {
  return Math.floor(at / dayMs);
}

/** YYYY-MM-DD. */
export function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** @param text YYYY-MM-DD, or YYYY-MM for the first of a month. */
export function dayNumber(text: string): number {
  return dayOf(Date.parse(text));
}

/** The kinds of periods that budgets are for. */
export const periodKinds = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** A half-open range of days. */
export interface Period {
  /** 2026-10-03, 2026-W40, 2026-10, 2026-Q4 or 2026. */
  readonly label: string;
  readonly from: number;
  readonly until: number;
}

/** The period that a day is in. Weeks begin on Monday and are numbered as ISO 8601 has them. */
export function periodOf(day: number, kind: PeriodKind): Period {
  const date = new Date(day * dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (kind) {
    case 'day':
      return { label: dayText(day), from: day, until: day + 1 };
    case 'week':
      return weekOf(day);
    case 'month':
      return { label: dayText(day).slice(0, 'YYYY-MM'.length), ...months(year, month, 1) };
    case 'quarter': {
      const quarter = Math.floor(month / 3);
      return { label: `${yearText(year)}-Q${quarter + 1}`, ...months(year, quarter * 3, 3) };
    }
    case 'year':
      return { label: yearText(year), ...months(year, 0, 12) };
  }
}

function months(year: number, month: number, count: number): Pick<Period, 'from' | 'until'> {
  return {
    from: dayOf(Date.UTC(year, month, 1)),
    until: dayOf(Date.UTC(year, month + count, 1)),
  };
}

/** A week belongs to the year that its Thursday is in. */
function weekOf(day: number): Period {
  const from = day - weekday(day);
  const thursday = from + 3;
  const year = new Date(thursday * dayMs).getUTCFullYear();
  const week = Math.floor((thursday - dayOf(Date.UTC(year, 0, 1))) / 7) + 1;
  const label = `${yearText(year)}-W${String(week).padStart(2, '0')}`;
  return { label, from, until: from + 7 };
}

/** 0 for Monday to 6 for Sunday; 1970 began on a Thursday. */
export function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function yearText(year: number): string {
  return String(year).padStart(4, '0');
}
