import { callCost, exactCost } from './callCost';
import { listPrices, priceBands, ratesFor, thresholdsOf } from './modelPrices';
import type {
  CallCost,
  ModelCatalog,
  ModelInfo,
  PriceSchedule,
  PriceSource,
  ServiceTier,
  Usage,
} from './price';
import type { ModelPrices } from './priceData';

/** A model that the user's settings or a LiteLLM configuration defines or gives a price. */
export interface CustomModel {
  /** The name by which prompts call it. */
  readonly name: string;
  /** Prices by tier, in the shape of genai-prices; what is absent is taken from `like`. */
  readonly prices: Partial<Readonly<Record<ServiceTier, ModelPrices>>>;
  /** The model that it is, or is priced like, by a name that the catalog below knows. */
  readonly like?: string;
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  readonly source: PriceSource;
}

/** Whose names the models of a layer have. */
export interface CustomLayer {
  /** An id for a provider that the data does not have, such as "settings". */
  readonly id: string;
  readonly name: string;
  /**
   * True where a name that the catalog below knows means that model, by whatever name it is asked
   * for ("gpt-4o" is also "openai/gpt-4o"); false where names are aliases of the layer's own.
   */
  readonly overrides: boolean;
}

/** A catalog whose models and prices come before those of another one. */
export class CustomCatalog implements ModelCatalog {
  private readonly byName = new Map<string, CustomModel>();

  constructor(
    private readonly layer: CustomLayer,
    models: readonly CustomModel[],
    private readonly below: ModelCatalog,
  ) {
    for (const model of models) {
      const key = keyOf(model.name);
      if (!this.byName.has(key)) this.byName.set(key, model);
    }
  }

  get data(): PriceSource {
    return this.below.data;
  }

  findModel(name: string, at: Date): ModelInfo | undefined {
    const custom = this.find(name, at);
    return custom ? this.infoOf(custom, name, at) : this.below.findModel(name, at);
  }

  costOfCall(name: string, usage: Usage, at: Date, tier: ServiceTier = 'standard'): CallCost {
    const custom = this.find(name, at);
    if (!custom) return this.below.costOfCall(name, usage, at, tier);
    const model = this.infoOf(custom, name, at);
    const prices = custom.prices[tier];
    if (!prices) {
      // A price of one's own says nothing of the discounts of others.
      if (custom.prices.standard) return { known: false, reason: 'no-price-listed' };
      const cost = this.below.costOfCall(this.like(custom), usage, at, tier);
      if (cost.known) return { ...cost, model };
      return { known: false, reason: 'no-price-listed' };
    }
    const rates = ratesFor(prices, usage.inputTokens);
    const cost = exactCost(rates, usage);
    if (!cost) return { known: false, reason: 'no-price-listed' };
    return callCost(cost, rates, tier, model, custom.source);
  }

  priceSchedule(name: string, at: Date, tier: ServiceTier = 'standard'): PriceSchedule {
    const custom = this.find(name, at);
    if (!custom) return this.below.priceSchedule(name, at, tier);
    const model = this.infoOf(custom, name, at);
    const prices = custom.prices[tier];
    if (prices) {
      const bands = priceBands(thresholdsOf(prices), (tokens) => ratesFor(prices, tokens));
      return { known: true, model, source: custom.source, bands };
    }
    if (custom.prices.standard) return { known: false, reason: 'no-price-listed' };
    const schedule = this.below.priceSchedule(this.like(custom), at, tier);
    return schedule.known ? { ...schedule, model } : { known: false, reason: 'no-price-listed' };
  }

  listModels(at: Date): readonly ModelInfo[] {
    const own = [...this.byName.values()].map((model) => this.infoOf(model, undefined, at));
    const names = new Set(own.map(({ provider, id }) => `${provider}/${id}`));
    const others = this.below.listModels(at);
    return [...own, ...others.filter(({ provider, id }) => !names.has(`${provider}/${id}`))];
  }

  private find(name: string, at: Date): CustomModel | undefined {
    const key = keyOf(name);
    const own = this.byName.get(key);
    if (own) return own;
    // The name under which `listModels` shows it.
    if (key.startsWith(`${this.layer.id}/`))
      return this.byName.get(key.slice(this.layer.id.length + 1));
    if (!this.layer.overrides || this.byName.size === 0) return undefined;
    const known = this.below.findModel(name, at);
    if (!known) return undefined;
    for (const model of this.byName.values()) {
      const target = this.below.findModel(model.name, at);
      if (target?.id === known.id && target.provider === known.provider) return model;
    }
    return undefined;
  }

  private like({ name, like }: CustomModel): string {
    return like ?? name;
  }

  private infoOf(custom: CustomModel, written: string | undefined, at: Date): ModelInfo {
    const { name, contextWindow, maxOutputTokens, source } = custom;
    const like = this.below.findModel(this.like(custom), at);
    const known = this.layer.overrides ? this.below.findModel(name, at) : undefined;
    const { standard, ...tiers } = custom.prices;
    // A price of one's own says nothing of the discounts of others.
    const tierPrices = {
      ...(!standard && (known ?? like)?.tierPrices),
      ...Object.fromEntries(Object.entries(tiers).map(([tier, own]) => [tier, listPrices(own)])),
    };
    const stated = {
      ...(contextWindow !== undefined && { contextWindow }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      ...(standard && { prices: listPrices(standard), source }),
      ...(Object.keys(tierPrices).length > 0 && { tierPrices }),
      ...(written !== undefined && {
        resolution: { written, matched: name, by: 'alias', provider: 'named' } as const,
      }),
    };
    if (known) return { ...factsOf(known), ...stated };
    return {
      deprecated: false,
      prices: {},
      source,
      ...(like && factsOf(like)),
      ...stated,
      id: name,
      name,
      provider: this.layer.id,
      providerName: this.layer.name,
      ...(like && { basedOn: `${like.provider}/${like.id}` }),
    };
  }
}

/** What carries over from a model to one that is like it: all but how it was found and its tiers. */
function factsOf(info: ModelInfo): Omit<ModelInfo, 'resolution' | 'tierPrices'> {
  const facts: ModelInfo & { resolution?: unknown; tierPrices?: unknown } = { ...info };
  delete facts.resolution;
  delete facts.tierPrices;
  return facts;
}

/** Names are compared as people write them, but for letter case and spaces around. */
function keyOf(name: string): string {
  return name.trim().toLowerCase();
}
