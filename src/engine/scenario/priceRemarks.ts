import type { ModelCatalog } from '../pricing/price';
import { priceAge } from '../pricing/priceAge';
import type { Finding, Path } from '../systems/system';
import type { Sections } from './sections';
import type { ValidScenario } from './validate';

/** What the age of prices depends on. */
interface PriceDay {
  /** YYYY-MM-DD. */
  readonly today: string;
  /** After how many days prices are worth a remark; left out where never. */
  readonly pricesStaleAfterDays?: number;
  readonly models: Pick<ModelCatalog, 'data'>;
}

const millisecondsADay = 86_400_000;

/**
 * Remarks on the day of prices: one that the file names and that is long past, or not yet there; or,
 * where it names none and prices of models are looked up, data that nobody has looked at for long.
 */
export function priceRemarks(
  { pricesAsOf, sections }: Pick<ValidScenario, 'pricesAsOf' | 'sections'>,
  { today, pricesStaleAfterDays = Infinity, models }: PriceDay,
): readonly Finding[] {
  if (pricesAsOf !== null) {
    const days = Math.round((Date.parse(today) - Date.parse(pricesAsOf)) / millisecondsADay);
    const path = ['pricesAsOf'];
    if (days < 0) {
      const params = { day: pricesAsOf };
      return [{ code: 'scenario-future-prices', severity: 'warning', params, path }];
    }
    if (days <= pricesStaleAfterDays) return [];
    const params = { day: pricesAsOf, days };
    return [{ code: 'scenario-stale-prices', severity: 'information', params, path }];
  }
  const days = priceAge(models, new Date(`${today}T00:00:00Z`));
  const path = days > pricesStaleAfterDays ? lookedUpPrice(sections) : undefined;
  if (!path) return [];
  const { name, asOf } = models.data;
  const params = { name, day: asOf, days };
  return [{ code: 'scenario-old-price-data', severity: 'information', params, path }];
}

/** The first place of a model whose price is looked up; undefined where there is none. */
function lookedUpPrice({ api, prompts }: Sections): Path | undefined {
  if (api?.model !== undefined && !statesPrices(api)) return ['api', 'model'];
  const cheaper = api?.cheaperModel;
  if (cheaper?.model !== undefined && !statesPrices(cheaper)) return ['api', 'cheaperModel'];
  const [prompt] = prompts ?? [];
  return prompt && ['prompts', 0, prompt.model === undefined ? 'file' : 'model'];
}

function statesPrices(prices: {
  readonly costPer1kTokens?: unknown;
  readonly inputPerMillion?: unknown;
  readonly outputPerMillion?: unknown;
}): boolean {
  const { costPer1kTokens, inputPerMillion, outputPerMillion } = prices;
  return [costPer1kTokens, inputPerMillion, outputPerMillion].some((price) => price !== undefined);
}
