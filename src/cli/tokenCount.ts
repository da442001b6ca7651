/**
 * A number of tokens that somebody has written, its digits grouped or not: 1000000, 1_000_000 or
 * 1,000,000.
 *
 * @returns undefined for anything else.
 */
export function readTokenCount(text: string): number | undefined {
  if (!/^\d+(?:[_,]\d+)*$/.test(text)) return undefined;
  const count = Number(text.replace(/[_,]/g, ''));
  return Number.isSafeInteger(count) ? count : undefined;
}
