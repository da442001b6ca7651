/** Which of two ways costs less; `equal` is an outcome of its own, never silently one of the two. */
export type Verdict = 'build' | 'buy' | 'equal';

/** Rounding alone makes costs differ that are the same: a few units in the last of 16 digits. */
const roundingError = 1e-12;

/** Less, more, or the same but for rounding: −1, 1 or 0. */
export function compareAmounts(a: number, b: number): -1 | 0 | 1 {
  if (Math.abs(a - b) <= roundingError * Math.max(Math.abs(a), Math.abs(b))) return 0;
  return a < b ? -1 : 1;
}

export function cheaperOf(build: number, buy: number): Verdict {
  const order = compareAmounts(build, buy);
  if (order === 0) return 'equal';
  return order < 0 ? 'build' : 'buy';
}
