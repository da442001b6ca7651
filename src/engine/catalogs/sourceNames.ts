import type { Evidence, Sources } from './sourceSchema';

/** The names of the sources that a row was read from, each once, for people to read. */
export function sourceNames(sources: Sources, evidence: readonly Evidence[]): string {
  const names = evidence.map(({ source }) => sources[source]?.name ?? source);
  return [...new Set(names)].join('; ');
}
