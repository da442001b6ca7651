import type { ModelCatalog, ModelInfo, NoPriceReason, PriceSchedule } from '../../pricing/price';
import { similarModels } from '../../pricing/similarModels';

type KnownSchedule = PriceSchedule & { readonly known: true };

/** What a model costs on a scenario's day. */
export interface DayPrice {
  readonly model: ModelInfo;
  readonly standard: KnownSchedule;
  /** Absent where the model has no price for batches. */
  readonly batch?: KnownSchedule;
}

/** The prices of a model, or the models that may have been meant, as `provider/id`. */
export type PriceLookUp =
  | { readonly known: true; readonly price: DayPrice }
  | { readonly known: false; readonly why: NoPriceReason; readonly nearest: readonly string[] };

/** How many are offered for a name that nobody knows. */
const mostNearest = 3;

/**
 * The prices of models at noon (UTC) of a day, where some change with the hour. Each name is looked
 * up once, so that a simulation can ask for it in every sample.
 */
export class DayPrices {
  private readonly at: Date;
  private readonly found = new Map<string, PriceLookUp>();

  /** @param day YYYY-MM-DD. */
  constructor(
    private readonly catalog: ModelCatalog,
    day: string,
  ) {
    this.at = new Date(`${day}T12:00:00Z`);
  }

  of(model: string): PriceLookUp {
    let found = this.found.get(model);
    if (!found) {
      found = lookUp(this.catalog, model, this.at);
      this.found.set(model, found);
    }
    return found;
  }
}

function lookUp(catalog: ModelCatalog, name: string, at: Date): PriceLookUp {
  const standard = catalog.priceSchedule(name, at);
  if (!standard.known) {
    const nearest =
      standard.reason === 'unknown-model'
        ? similarModels(name, catalog, at).slice(0, mostNearest)
        : [];
    return { known: false, why: standard.reason, nearest };
  }
  const batch = catalog.priceSchedule(name, at, 'batch');
  const { model } = standard;
  return { known: true, price: { model, standard, ...(batch.known && { batch }) } };
}
