import { callCost, exactCost } from './callCost';
import { matchesLoosely } from './modelMatch';
import { readModelName } from './modelNames';
import { listPrices, listRates, priceBands, pricesAt, ratesFor, thresholdsOf } from './modelPrices';
import type { Overlay, TierRates } from './overlay';
import type {
  CallCost,
  ListPrices,
  ModelCatalog,
  ModelInfo,
  NameResolution,
  PriceSchedule,
  PriceSource,
  ServiceTier,
  Usage,
} from './price';
import type { ModelData, ModelPrices, ProviderData } from './priceData';
import { ProviderIndex } from './providerIndex';
import { isRetired } from './retirement';

/**
 * Whose models a name without a provider may mean: the makers, at their own list price. Hosts that
 * offer others' models at prices of their own have to be named.
 */
const makers = [
  'openai',
  'anthropic',
  'google',
  'mistral',
  'cohere',
  'deepseek',
  'x-ai',
  'moonshotai',
  'minimax',
  'zhipuai',
  'zai',
  'voyageai',
  'perplexity',
  'arcee',
  'cursor',
  'typesafe',
  'cloudflare',
  'fireworks',
] as const;

/** A model of the data with its provider. */
interface Listing {
  readonly provider: ProviderData;
  readonly model: ModelData;
}

interface Found extends Listing {
  readonly resolution: NameResolution;
}

/** Names looked up before, so that a file with many requests matches its model once. */
const maxRemembered = 500;

/** A catalog over data in the shape of genai-prices. The data is taken as it is: check it before. */
export class DataCatalog implements ModelCatalog {
  readonly data: PriceSource;
  private readonly providers: ReadonlyMap<string, ProviderData>;
  private readonly indexes = new Map<string, ProviderIndex>();
  private readonly remembered = new Map<string, Found | null>();

  /** @param data the data's name and day; prices carry the provider's own price page besides. */
  constructor(
    providers: readonly ProviderData[],
    data: PriceSource,
    private readonly overlay?: Overlay,
  ) {
    this.data = data;
    this.providers = new Map(providers.map((provider) => [provider.id, provider]));
  }

  findModel(name: string, at: Date): ModelInfo | undefined {
    const found = this.find(name);
    return found && this.infoOf(found, at, found.resolution);
  }

  costOfCall(name: string, usage: Usage, at: Date, tier: ServiceTier = 'standard'): CallCost {
    const found = this.find(name);
    if (!found) return { known: false, reason: 'unknown-model' };
    const priced = this.ratesOf(found, usage.inputTokens, at, tier);
    const cost = priced && exactCost(priced.rates, usage);
    if (!cost) return { known: false, reason: 'no-price-listed' };
    const model = this.infoOf(found, at, found.resolution);
    return callCost(cost, priced.rates, tier, model, priced.source);
  }

  priceSchedule(name: string, at: Date, tier: ServiceTier = 'standard'): PriceSchedule {
    const found = this.find(name);
    if (!found) return { known: false, reason: 'unknown-model' };
    const { provider, model, resolution } = found;
    const thresholds = [
      ...thresholdsOf(standardPrices(model, at)),
      ...(this.overlay?.tierThresholds(tier, provider.id, model.id) ?? []),
    ];
    const bands = priceBands(
      thresholds,
      (inputTokens) => this.ratesOf(found, inputTokens, at, tier)?.rates,
    );
    const priced = bands.find(({ rates }) => rates);
    const first = priced && this.ratesOf(found, priced.above + 1, at, tier);
    if (!first) return { known: false, reason: 'no-price-listed' };
    return { known: true, model: this.infoOf(found, at, resolution), source: first.source, bands };
  }

  listModels(at: Date): readonly ModelInfo[] {
    return [...this.providers.values()].flatMap((provider) =>
      provider.models.map((model) => this.infoOf({ provider, model }, at)),
    );
  }

  private infoOf({ provider, model }: Listing, at: Date, resolution?: NameResolution): ModelInfo {
    const facts = this.overlay?.factsOf(provider.id, model.id) ?? {};
    // Who offers another's model at its price keeps it as long as they like.
    const retires = resolution?.provider === 'fallback' ? undefined : facts.retires;
    const contextWindow = facts.contextWindow ?? model.context_window;
    const { maxInputTokens, maxOutputTokens, cacheMinimumTokens } = facts;
    const prices = standardPrices(model, at);
    const tierPrices: Partial<Record<Exclude<ServiceTier, 'standard'>, ListPrices>> = {};
    if (resolution?.provider !== 'fallback') {
      for (const tier of ['batch', 'flex', 'priority'] as const) {
        const listed = this.overlay?.tierRates(tier, provider.id, model.id, prices, 0);
        if (listed) tierPrices[tier] = listRates(listed.rates);
      }
    }
    return {
      id: model.id,
      name: model.name ?? model.id,
      provider: provider.id,
      providerName: provider.name,
      ...(contextWindow !== undefined && { contextWindow }),
      ...(maxInputTokens !== undefined && { maxInputTokens }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      ...(cacheMinimumTokens !== undefined && { cacheMinimumTokens }),
      deprecated: (model.deprecated ?? false) || isRetired({ ...(retires && { retires }) }, at),
      ...(retires && { retires }),
      prices: listPrices(prices),
      ...(Object.keys(tierPrices).length > 0 && { tierPrices }),
      source: this.sourceOf(provider),
      ...(resolution && { resolution }),
    };
  }

  private sourceOf({ pricing_urls: urls }: ProviderData): PriceSource {
    const url = urls?.[0];
    return { ...this.data, ...(url !== undefined && { url }) };
  }

  private ratesOf(
    { provider, model, resolution }: Found,
    inputTokens: number,
    at: Date,
    tier: ServiceTier,
  ): TierRates | undefined {
    if (tier === 'standard') {
      return {
        rates: ratesFor(standardPrices(model, at), inputTokens),
        source: this.sourceOf(provider),
      };
    }
    // The maker's discounts are not those of another provider.
    if (resolution.provider === 'fallback') return undefined;
    const prices = standardPrices(model, at);
    return this.overlay?.tierRates(tier, provider.id, model.id, prices, inputTokens);
  }

  private find(name: string): Found | undefined {
    let found = this.remembered.get(name);
    if (found === undefined) {
      found = this.search(name) ?? null;
      if (this.remembered.size >= maxRemembered) this.remembered.clear();
      this.remembered.set(name, found);
    }
    return found ?? undefined;
  }

  private search(written: string): Found | undefined {
    let unpriced: Found | undefined;
    let named = false;
    for (const reading of readModelName(written, (id) => this.providers.has(id))) {
      const found =
        reading.provider === undefined
          ? this.searchMakers(written, reading.ids, named)
          : this.searchProvider(written, reading.provider, reading.ids);
      named ||= reading.provider !== undefined;
      if (found && hasPrices(found.model)) return found;
      unpriced ??= found;
    }
    return unpriced;
  }

  private searchProvider(written: string, id: string, ids: readonly string[]): Found | undefined {
    const own = this.searchModels(written, id, ids, 'named');
    if (own) return own;
    for (const fallback of this.providers.get(id)?.fallback_model_providers ?? []) {
      const found = this.searchModels(written, fallback, ids, 'fallback');
      if (found) return found;
    }
    return undefined;
  }

  private searchMakers(written: string, ids: readonly string[], named: boolean): Found | undefined {
    const claims = (id: string): boolean => {
      const rule = this.providers.get(id)?.model_match;
      return rule !== undefined && ids.some((name) => matchesLoosely(rule, name));
    };
    // Those first that the data says the name belongs to.
    const claiming = makers.filter(claims);
    for (const id of new Set<string>([...claiming, ...makers])) {
      const found = this.searchModels(written, id, ids, named ? 'fallback' : 'maker');
      if (found) return found;
    }
    return undefined;
  }

  private searchModels(
    written: string,
    id: string,
    ids: readonly string[],
    how: NameResolution['provider'],
  ): Found | undefined {
    const provider = this.providers.get(id);
    if (!provider) return undefined;
    let index = this.indexes.get(id);
    if (!index) {
      index = new ProviderIndex(provider);
      this.indexes.set(id, index);
    }
    const found = index.find(ids);
    if (!found) return undefined;
    const { model, matched, by } = found;
    return { provider, model, resolution: { written, matched, by, provider: how } };
  }
}

/** The data gives free variants no prices at all; only their name tells them from unpriced ones. */
function isFree({ id, name = '' }: ModelData): boolean {
  return id.endsWith(':free') || /\(free\)$/i.test(name);
}

function hasPrices(model: ModelData): boolean {
  return isFree(model) || Array.isArray(model.prices) || Object.keys(model.prices).length > 0;
}

/** Standard prices of the moment; 0 for a model that is free by its name. */
function standardPrices(model: ModelData, at: Date): ModelPrices {
  const prices = pricesAt(model, at);
  const unpriced = Object.keys(prices).length === 0;
  return unpriced && isFree(model) ? { input_mtok: 0, output_mtok: 0 } : prices;
}
