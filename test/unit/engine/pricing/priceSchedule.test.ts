import assert from 'node:assert/strict';
import { CustomCatalog } from '../../../../src/engine/pricing/customCatalog';
import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import {
  serviceTiers,
  type CallRates,
  type ModelCatalog,
  type ServiceTier,
  type Usage,
} from '../../../../src/engine/pricing/price';
import { readUserPrices } from '../../../../src/engine/pricing/userPrices';

const builtIn = createGenaiPricesCatalog();
const at = new Date('2026-09-24T12:00:00Z');

/** The sizes at which a schedule may go wrong: around each of its thresholds. */
function sizes(catalog: ModelCatalog, name: string, tier: ServiceTier): readonly number[] {
  const schedule = catalog.priceSchedule(name, at, tier);
  const bands = schedule.known ? schedule.bands : [];
  return bands.flatMap(({ above }) => [above, above + 1, above + 1000]);
}

function costAt(rates: CallRates | undefined, usage: Required<Usage>): number | undefined {
  if (!rates) return undefined;
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = usage;
  const parts: readonly [number, number | undefined][] = [
    [inputTokens - cacheReadTokens - cacheWriteTokens, rates.input],
    [cacheReadTokens, rates.cacheRead ?? rates.input],
    [cacheWriteTokens, rates.cacheWrite ?? rates.input],
    [outputTokens, rates.output],
  ];
  let cost = rates.request;
  for (const [tokens, rate] of parts) {
    if (tokens > 0 && rate === undefined) return undefined;
    cost += (tokens * (rate ?? 0)) / 1e6;
  }
  return cost;
}

/** The schedule's cost of a call is that of `costOfCall`. */
function assertAgrees(catalog: ModelCatalog, name: string, tier: ServiceTier): void {
  const schedule = catalog.priceSchedule(name, at, tier);
  for (const inputTokens of sizes(catalog, name, tier)) {
    const usage = {
      inputTokens,
      cacheReadTokens: Math.floor(inputTokens / 2),
      cacheWriteTokens: Math.floor(inputTokens / 4),
      cacheWrite1hTokens: 0,
      outputTokens: 700,
    };
    const exact = catalog.costOfCall(name, usage, at, tier);
    assert.ok(schedule.known);
    const band = schedule.bands.findLast(({ above }) => inputTokens > above) ?? schedule.bands[0];
    const cost = costAt(band?.rates, usage);
    const where = `${name}, ${tier}, ${inputTokens} tokens`;
    assert.equal(cost !== undefined, exact.known, where);
    if (!exact.known || cost === undefined) continue;
    assert.ok(Math.abs(cost - exact.totalUsd) <= 1e-12 * (1 + exact.totalUsd), where);
    assert.deepEqual(schedule.model.id, exact.model.id, where);
  }
}

describe('priceSchedule', () => {
  it('gives the cost of every built-in model and tier, on both sides of every threshold', () => {
    let banded = 0;
    for (const { provider, id } of builtIn.listModels(at)) {
      for (const tier of serviceTiers) {
        const schedule = builtIn.priceSchedule(`${provider}/${id}`, at, tier);
        if (schedule.known && schedule.bands.length > 1) banded++;
        if (schedule.known) assertAgrees(builtIn, `${provider}/${id}`, tier);
        else {
          const usage = { inputTokens: 1, outputTokens: 1 };
          assert.equal(builtIn.costOfCall(`${provider}/${id}`, usage, at, tier).known, false);
        }
      }
    }
    assert.ok(banded > 10, `${banded} models have prices by size`);
  });

  it('follows the prices of the user, and what stands below them', () => {
    const { models } = readUserPrices(
      { 'gpt-4o': { input: 1, output: 2 }, mine: { like: 'claude-sonnet-4-5' } },
      { name: 'settings', asOf: '2026-09-24' },
    );
    const layer = { id: 'settings', name: 'Settings', overrides: true };
    const catalog = new CustomCatalog(layer, models, builtIn);
    for (const name of ['gpt-4o', 'openai/gpt-4o', 'mine', 'gpt-4o-mini']) {
      assertAgrees(catalog, name, 'standard');
    }
    assertAgrees(catalog, 'mine', 'batch');
    assert.deepEqual(catalog.priceSchedule('gpt-4o', at, 'batch'), {
      known: false,
      reason: 'no-price-listed',
    });
    assert.deepEqual(catalog.priceSchedule('nobody knows this', at), {
      known: false,
      reason: 'unknown-model',
    });
  });
});
