import type { ModelCatalog } from './price';

const millisecondsADay = 86_400_000;

/** How old the catalog's prices are at a moment, in whole days; 0 where they are of a later day. */
export function priceAge(catalog: Pick<ModelCatalog, 'data'>, at: Date): number {
  const since = at.getTime() - new Date(`${catalog.data.asOf}T00:00:00Z`).getTime();
  return Math.max(0, Math.floor(since / millisecondsADay));
}

/** Whether prices should be looked at again: they are older than the given number of days. */
export function pricesAreStale(
  catalog: Pick<ModelCatalog, 'data'>,
  at: Date,
  maxDays: number,
): boolean {
  return priceAge(catalog, at) > maxDays;
}
