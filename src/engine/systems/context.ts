/** What a system is told beside its own section: assumptions, and what stands outside the file. */
export interface SystemContext {
  readonly hoursPerMonth: number;
  /** Units of the scenario's currency for one US dollar; null where they are not known. */
  readonly usdRate: number | null;
  /** Prices are those of this day, YYYY-MM-DD. */
  readonly pricesAsOf: string;
  /** Sections that are in the file but have errors: what would default from them has no value. */
  readonly invalidSections: ReadonlySet<string>;
}

/** Days of a month, which turn daily figures into monthly ones. */
export function daysPerMonth({ hoursPerMonth }: SystemContext): number {
  return hoursPerMonth / 24;
}
