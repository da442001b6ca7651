import type { CallRates, PriceBand } from '../../pricing/price';
import type { SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import type { Notes, Path } from '../system';
import type { CallPrices } from './callCosts';
import type { DayPrice, PriceLookUp } from './dayPrices';
import type { PriceInput } from './section';

/** The prices of calls, and the model of the catalog that they are of. */
export interface ChosenPrices extends CallPrices {
  readonly from: DayPrice | 'input';
}

/**
 * The prices that a section gives, or else those of its model on the scenario's day. Of stated
 * prices those for input and output count before those for both.
 */
export function pricesOf(
  input: PriceInput,
  context: SystemContext,
  notes: Notes,
  path: Path = [],
): ChosenPrices | ReasonCode {
  if (hasOwnPrices(input)) {
    noteContradictions(input, notes, path);
    return statedPrices(input);
  }
  noteUnusedPrices(input, notes, path);
  if (input.model === undefined) return 'no-prices';
  const found = context.modelPrices.of(input.model);
  if (!found.known) {
    notes.add(unpricedModel(input.model, found, [...path, 'model']));
    return 'no-price';
  }
  if (context.usdRate === null) return 'no-currency-rate';
  return catalogPrices(found.price, context.usdRate);
}

export function catalogPrices(price: DayPrice, usdRate: number): ChosenPrices {
  return {
    standard: price.standard.bands,
    batch: price.batch?.bands,
    currencyRate: usdRate,
    from: price,
  };
}

/** Whether a section says itself what calls cost. */
function hasOwnPrices(input: PriceInput): boolean {
  return input.costPer1kTokens !== undefined || hasPerMillion(input);
}

export function hasPerMillion({ inputPerMillion, outputPerMillion }: PriceInput): boolean {
  return inputPerMillion !== undefined || outputPerMillion !== undefined;
}

function noteContradictions(input: PriceInput, notes: Notes, path: Path): void {
  if (input.model !== undefined) {
    const params = { model: input.model };
    const at = [...path, 'model'];
    notes.add({ code: 'call-prices-stated', severity: 'information', params, path: at });
  }
  if (input.costPer1kTokens !== undefined && hasPerMillion(input)) {
    const at = [...path, 'costPer1kTokens'];
    notes.add({ code: 'call-prices-twice', severity: 'warning', params: {}, path: at });
  }
}

/** What would complete stated prices does not change those of a catalog. */
function noteUnusedPrices(input: PriceInput, notes: Notes, path: Path): void {
  for (const key of ['cacheReadPerMillion', 'cacheWritePerMillion', 'batchDiscount'] as const) {
    if (input[key] === undefined) continue;
    const at = [...path, key];
    notes.add({ code: 'call-price-unused', severity: 'warning', params: { key }, path: at });
  }
}

function statedPrices(input: PriceInput): ChosenPrices {
  const rates = statedRates(input);
  const { batchDiscount } = input;
  return {
    standard: [{ above: 0, rates }],
    batch: batchDiscount === undefined ? undefined : discounted(rates, batchDiscount),
    currencyRate: 1,
    from: 'input',
  };
}

function statedRates(input: PriceInput): CallRates {
  const both = input.costPer1kTokens === undefined ? undefined : input.costPer1kTokens * 1000;
  const own = hasPerMillion(input);
  return rates(
    own ? input.inputPerMillion : both,
    own ? input.outputPerMillion : both,
    input.cacheReadPerMillion,
    input.cacheWritePerMillion,
  );
}

/** The discount of the cache does not stack with that of batches, unless a catalog says so. */
function discounted({ input, output }: CallRates, discount: number): readonly PriceBand[] {
  const kept = 1 - discount;
  const part = (price: number | undefined): number | undefined =>
    price === undefined ? undefined : price * kept;
  return [{ above: 0, rates: rates(part(input), part(output), undefined, undefined) }];
}

function rates(
  input: number | undefined,
  output: number | undefined,
  cacheRead: number | undefined,
  cacheWrite: number | undefined,
): CallRates {
  return {
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(cacheRead !== undefined && { cacheRead }),
    ...(cacheWrite !== undefined && { cacheWrite }),
    request: 0,
  };
}

/** A model that no price is known for, with the ids that may have been meant. */
export function unpricedModel(
  model: string,
  { why, nearest }: PriceLookUp & { readonly known: false },
  path: Path,
): Parameters<Notes['add']>[0] {
  if (why === 'no-price-listed') {
    return { code: 'priced-model-without-price', severity: 'error', params: { model }, path };
  }
  return nearest.length === 0
    ? { code: 'priced-model-unknown', severity: 'error', params: { model }, path }
    : {
        code: 'priced-model-similar',
        severity: 'error',
        params: { model, nearest: nearest.join(', ') },
        path,
      };
}
