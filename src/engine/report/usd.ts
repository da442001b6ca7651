import type { Usd } from './report';

/** A sum that has no price where a part of it has none. */
export function addUsd(a: Usd, b: Usd): Usd {
  if (!a.known) return a;
  return b.known ? { known: true, usd: a.usd + b.usd } : b;
}
