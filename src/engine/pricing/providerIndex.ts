import { matchModel, type MatchKind } from './modelMatch';
import type { NameResolution } from './price';
import type { MatchLogic, ModelData, ProviderData } from './priceData';

/** A provider's models, looked up by name without trying every rule of every model. */
export class ProviderIndex {
  private readonly byId = new Map<string, ModelData>();
  private readonly byAlias = new Map<string, number>();
  /** Positions of the models whose rules are more than a list of names. */
  private readonly withPatterns: number[] = [];
  private readonly shown = new Map<string, ModelData | null>();

  constructor(readonly provider: ProviderData) {
    for (const [position, model] of provider.models.entries()) {
      setFirst(this.byId, model.id.toLowerCase(), model);
      const names = namesOf(model.match);
      for (const name of names.names) setFirst(this.byAlias, name, position);
      if (names.more) this.withPatterns.push(position);
      if (model.name === undefined) continue;
      const slug = model.name.toLowerCase().replace(/[\s_]+/g, '-');
      // Several models may be shown by one name: then it means none of them.
      this.shown.set(slug, this.shown.has(slug) ? null : model);
    }
  }

  /** By id first, then by the data's other names and patterns, then by the name it shows. */
  find(
    ids: readonly string[],
  ): { model: ModelData; matched: string; by: NameResolution['by'] } | undefined {
    for (const matched of ids) {
      const byId = this.byId.get(matched);
      if (byId) return { model: byId, matched, by: 'id' };
      const byAlias = this.first(matched, 'name');
      if (byAlias) return { model: byAlias, matched, by: 'alias' };
      const byPattern = this.first(matched, 'pattern');
      if (byPattern) return { model: byPattern, matched, by: 'pattern' };
    }
    for (const matched of ids) {
      const model = this.shown.get(matched);
      if (model) return { model, matched, by: 'display-name' };
    }
    return undefined;
  }

  /** The first model, in the data's order, that the name fits in this way. */
  private first(name: string, kind: MatchKind): ModelData | undefined {
    const { models } = this.provider;
    const alias = kind === 'name' ? this.byAlias.get(name) : undefined;
    const position = this.withPatterns.find((each) => {
      const model = models[each];
      return model && matchModel(model.match, name, model.name) === kind;
    });
    const nearest = Math.min(alias ?? Infinity, position ?? Infinity);
    return models[nearest];
  }
}

function namesOf(logic: MatchLogic): { readonly names: readonly string[]; readonly more: boolean } {
  if ('equals' in logic) return { names: [logic.equals.toLowerCase()], more: false };
  if (!('or' in logic)) return { names: [], more: true };
  const parts = logic.or.map(namesOf);
  return { names: parts.flatMap(({ names }) => names), more: parts.some(({ more }) => more) };
}

function setFirst<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}
