import { distance } from 'fastest-levenshtein';
import type { ModelCatalog, ModelInfo } from './price';

/** More proposals than this are no help. */
export const mostSimilar = 5;

/**
 * Models that somebody may have meant by a name that the catalog does not know, as `provider/id`,
 * the likeliest first. Those whose names hold all parts of it come first: of a model that several
 * hosts offer, one has to be named. Without any, those whose id is nearly spelled so.
 *
 * @returns all of them: callers show {@link mostSimilar}.
 */
export function similarModels(name: string, catalog: ModelCatalog, at: Date): readonly string[] {
  const proposals = proposed.get(catalog) ?? new Map<string, readonly string[]>();
  proposed.set(catalog, proposals);
  let names = proposals.get(name);
  if (!names) {
    names = search(name, catalog, at);
    if (proposals.size >= mostRemembered) proposals.clear();
    proposals.set(name, names);
  }
  return names;
}

/**
 * Searching takes tens of milliseconds, and a prompt with an unknown model is counted again and
 * again. The names of a catalog's models do not depend on the day.
 */
const proposed = new WeakMap<ModelCatalog, Map<string, readonly string[]>>();
const mostRemembered = 100;

function search(name: string, catalog: ModelCatalog, at: Date): readonly string[] {
  const parts = name.toLowerCase().match(/[a-z0-9.]+/g) ?? [];
  if (parts.join('').length < 3 || name.length > longestName) return [];
  const holding = catalog
    .listModels(at)
    .map(fullName)
    .filter((full) => parts.every((part) => full.toLowerCase().includes(part)))
    .sort((a, b) => a.length - b.length);
  return holding.length > 0 ? holding : nearlySpelled(name, catalog, at);
}

/** Longer names are no model's. */
const longestName = 200;

function fullName({ provider, id }: ModelInfo): string {
  return `${provider}/${id}`;
}

/** One wrong character in five is a slip; more is another name. A model's maker comes before hosts. */
function nearlySpelled(name: string, catalog: ModelCatalog, at: Date): readonly string[] {
  const id = name
    .trim()
    .toLowerCase()
    .slice(name.trim().lastIndexOf('/') + 1);
  const most = Math.floor(id.length / 5);
  return catalog
    .listModels(at)
    .map((model) => ({ model, slips: distance(id, model.id.toLowerCase()) }))
    .filter(({ slips }) => slips <= most)
    .map(({ model, slips }) => ({
      name: fullName(model),
      slips,
      hosted: catalog.findModel(model.id, at)?.provider === model.provider ? 0 : 1,
    }))
    .sort((a, b) => a.slips - b.slips || a.hosted - b.hosted || a.name.length - b.name.length)
    .map((each) => each.name);
}
