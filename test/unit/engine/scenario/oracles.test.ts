import assert from 'node:assert/strict';
import { builtInCatalogs } from '../../../../src/engine/catalogs/catalogs';
import { parsePath, valueAt } from '../../../../src/engine/systems/path';
import { dataSheets } from '../catalogs/dataSheets';
import { evaluated } from './evaluated';

/** A published or worked-out figure that a scenario has to come to. */
interface Oracle {
  readonly is: string;
  readonly source: string;
  readonly scenario: object;
  /** Values by the keys of figures; beside a number, how far it may be off, as a part of it. */
  readonly figures: Readonly<Record<string, number | string | readonly [number, number]>>;
}

const reference = 'cost engineering reference';
const llama31 = 'config.json of meta-llama/Llama-3.1 on Hugging Face';
const llama2 = 'Touvron et al., 2023, Llama 2, table 2';
const deepSeek = 'DeepSeek-AI, 2024, DeepSeek-V3 Technical Report, table 1';
const exactly = 1e-12;

const sizing = (model: string, key: string, value: number, off: number, precision = 'fp16') =>
  ({
    is: `${model} in ${precision}: ${key} ${value}`,
    source: llama31,
    scenario: { sizing: { model, weightPrecision: precision, kvPrecision: 'fp16' } },
    figures: { [`sizing.${key}`]: [value, off] },
  }) satisfies Oracle;

const published = (
  is: string,
  source: string,
  training: object,
  impliedMfu: number,
  off = 0.01 / impliedMfu,
): Oracle => ({
  is: `${is}: utilisation ${impliedMfu}`,
  source,
  scenario: { training },
  figures: { 'training.impliedMfu': [impliedMfu, off] },
});

const a100 = { tokens: 2e12, gpu: 'A100-SXM' };
const h100 = { gpu: 'H100-SXM' };

const oracles: readonly Oracle[] = [
  sizing('llama-3.1-70b', 'kvBytesPerToken', 327_680, exactly),
  sizing('llama-3.1-8b', 'kvBytesPerToken', 131_072, exactly),
  sizing('llama-3.1-405b', 'kvBytesPerToken', 516_096, exactly),
  sizing('llama-3.1-70b', 'weightBytes', 140e9, 0.01),
  sizing('llama-3.1-70b', 'weightBytes', 70e9, 0.01, 'int8'),
  sizing('llama-3.1-70b', 'weightBytes', 35e9, 0.01, 'int4'),
  {
    is: 'GPT-3 takes 3.14e23 FLOPs',
    source: 'Brown et al., 2020, Language Models are Few-Shot Learners, table D.1',
    scenario: { training: { parameters: 174.6e9, tokens: 300e9 } },
    figures: { 'training.flops': [3.14e23, 0.01] },
  },
  {
    is: '175B parameters, 300B tokens, 1,024 A100 at 140 TFLOP/s with recomputation take 34 days',
    source: 'Narayanan et al., 2021, Efficient Large-Scale Language Model Training, section 5.1',
    scenario: {
      training: { ...a100, parameters: 175e9, tokens: 300e9, gpus: 1024, hfu: 140 / 312 },
    },
    figures: { 'training.days': [34, 0.015] },
  },
  published(
    'Llama 2 7B',
    llama2,
    { ...a100, parameters: 6.74e9, publishedGpuHours: 184_320 },
    0.391,
  ),
  published(
    'Llama 2 13B',
    llama2,
    { ...a100, parameters: 13.0e9, publishedGpuHours: 368_640 },
    0.377,
  ),
  published(
    'Llama 2 70B',
    llama2,
    { ...a100, parameters: 69.0e9, publishedGpuHours: 1_720_320 },
    0.428,
  ),
  published(
    'Llama 3.1 405B',
    'Llama 3.1 model card',
    { ...h100, parameters: 405e9, tokens: 15.6e12, publishedGpuHours: 30.84e6 },
    0.345,
  ),
  {
    is: 'Llama 3.1 8B: utilisation 0.139, flagged',
    source: 'Llama 3.1 model card',
    scenario: {
      training: { ...h100, parameters: 8.03e9, tokens: 15e12, publishedGpuHours: 1.46e6 },
    },
    figures: { 'training.impliedMfu': [0.139, 0.01], 'training.flags[0]': 'low-mfu' },
  },
  published(
    'DeepSeek-V3 by active parameters',
    deepSeek,
    {
      parameters: 671e9,
      activeParameters: 37e9,
      tokens: 14.8e12,
      gpu: 'H800',
      publishedGpuHours: 2.664e6,
    },
    0.346,
  ),
  {
    is: 'DeepSeek-V3: 2.788M H800-hours at $2 are $5.576M',
    source: deepSeek,
    scenario: { training: { parameters: 671e9, publishedGpuHours: 2.788e6, gpuHourlyCost: 2 } },
    figures: { 'training.publishedCost': [5.576e6, exactly] },
  },
  {
    is: '$55.04 for eight H100 is $6.88 a GPU-hour',
    source: 'AWS price list, p5.48xlarge, us-east-1, on demand',
    scenario: {
      gpuFleet: {
        instance: 'p5.48xlarge',
        metrics: [{ gpuId: 'a', computeUtilization: 60, memoryUtilization: 60, timeIdle: 0 }],
      },
    },
    figures: {
      'gpuFleet.hourlyCost': [55.04, exactly],
      'gpuFleet.monthlyCost': [6.88 * 720, exactly],
    },
  },
  {
    is: '10,000 to 100,000 users at $20,000: $134,071.23, gain 32.964 %',
    source: reference,
    scenario: {
      scaling: {
        currentUsers: 10_000,
        currentMonthlyCost: 20_000,
        shares: { fixed: 0.2, linear: 0.5, sublinear: 0.3 },
        exponent: 0.7,
        targetUsers: [100_000],
      },
    },
    figures: {
      'scaling.projections[0].projectedCost': [134_071.23, 1e-7],
      'scaling.projections[0].efficiencyGainPct': [32.964, 2e-5],
    },
  },
  {
    is: '$6,290 a month and 80 hours at $150 are 263,376 a year',
    source: reference,
    scenario: { tco: { directCosts: { all: 6290 }, engineeringHours: { all: 80 } } },
    figures: {
      'tco.infrastructure': [75_480, exactly],
      'tco.engineering': [144_000, exactly],
      'tco.hidden': [43_896, exactly],
      'tco.total': [263_376, exactly],
    },
  },
  {
    is: '240,000 over 24 months, 0.0002 against 0.0012 a unit cross at 10,000,000',
    source: reference,
    scenario: {
      crossover: {
        build: { fixedCost: 240_000, amortizationMonths: 24, perUnit: 0.0002 },
        buy: { perUnit: 0.0012 },
        unitsPerMonth: 15e6,
      },
    },
    figures: {
      'crossover.crossoverVolume': [10e6, exactly],
      'crossover.buildMonthlyCost': [13_000, exactly],
      'crossover.buyMonthlyCost': [18_000, exactly],
      'crossover.annualSavings': [60_000, exactly],
    },
  },
  {
    is: 'investing 120,000 to save 60,000 a year is paid back in 24 months',
    source: `${reference}, which says 2.0 for it; the definition of a payback period says 24`,
    scenario: {
      tco: { directCosts: { all: 10_000 }, engineeringHours: {}, hiddenRate: 0 },
      buildVsBuy: { buyMonthly: 15_000, initialInvestment: 120_000, featureParity: 1 },
    },
    figures: { 'buildVsBuy.paybackMonths': [24, exactly] },
  },
  {
    is: 'the six factors of embeddings: 3.0417 against 3.7083',
    source: reference,
    scenario: {
      buildVsBuy: {
        factors: [
          [0.8, 2, 5],
          [1.0, 4, 2],
          [0.6, 5, 2],
          [0.9, 1, 5],
          [0.7, 5, 3],
          [0.8, 2, 5],
        ].map(([weight, build, buy]) => ({ factor: 'any', weight, build, buy })),
      },
    },
    figures: {
      'buildVsBuy.buildScore': [3.0417, 2e-5],
      'buildVsBuy.buyScore': [3.7083, 2e-5],
      'buildVsBuy.recommendation': 'buy',
    },
  },
  {
    is: 'six items of a recommendation system total 6,290',
    source: reference,
    scenario: {
      breakdown: {
        items: [
          [3, 160],
          [1, 2160],
          [23, 50],
          [0.15, 10_000],
          [0.1, 5000],
          [500, 1],
        ].map(([unitCost, monthlyVolume]) => ({
          ...{ category: 'infrastructure', description: 'any', unit: 'any' },
          ...{ unitCost, monthlyVolume },
        })),
      },
    },
    figures: { 'breakdown.totalMonthly': [6290, exactly] },
  },
];

/** Prices of calls: genai-prices 0.1.8, through the `api` section. */
const calls = (is: string, api: object, usd: number): Oracle => ({
  is: `${is} costs $${usd}`,
  source: 'genai-prices 0.1.8; for batches the provider’s own page',
  scenario: { api: { callsPerDay: 1, ...api } },
  figures: { 'api.costPerCall': [usd, exactly] },
});

const prices: readonly Oracle[] = [
  calls(
    'claude-sonnet-4-20250514, 4,740 in of which 4,735 are written to the cache, 255 out,',
    {
      model: 'claude-sonnet-4-20250514',
      inputTokens: 4740,
      outputTokens: 255,
      cacheWriteShare: 4735 / 4740,
    },
    0.02159625,
  ),
  calls(
    'gpt-5, 100,000 in of which 90,000 are cached, 2,000 out,',
    { model: 'gpt-5', inputTokens: 100_000, outputTokens: 2000, cachedInputShare: 0.9 },
    0.04375,
  ),
  calls(
    'gpt-3.5-turbo, 1,000 in, 100 out,',
    { model: 'gpt-3.5-turbo', inputTokens: 1000, outputTokens: 100 },
    0.00065,
  ),
  calls(
    'gpt-4o, a million in and out,',
    { model: 'gpt-4o', inputTokens: 1e6, outputTokens: 1e6 },
    12.5,
  ),
  calls(
    'the same in a batch',
    { model: 'gpt-4o', inputTokens: 1e6, outputTokens: 1e6, batchShare: 1 },
    6.25,
  ),
];

describe('oracles of the engine', () => {
  for (const { is, source, scenario, figures } of [...oracles, ...prices]) {
    it(`${is} (${source})`, () => {
      const { results } = evaluated(scenario);
      for (const [key, expected] of Object.entries(figures)) {
        const found = valueAt(results, parsePath(key) ?? []);
        if (!Array.isArray(expected)) assert.equal(found, expected, key);
        else {
          const [value, off] = expected as [number, number];
          assert.ok(
            typeof found === 'number' && Math.abs(found - value) <= off * value,
            `${key} is ${String(found)}, not ${value}`,
          );
        }
      }
    });
  }

  it('405B parameters on 8 × 80 GB fit in FP8, not in FP16 (405 GB and 810 GB against 640 GB)', () => {
    for (const [weightPrecision, fits] of [
      ['fp16', false],
      ['fp8', true],
    ] as const) {
      const { results } = evaluated({
        sizing: { model: 'llama-3.1-405b', weightPrecision, accelerators: ['H100-SXM'] },
      });
      const eight = results.sizing?.options.find(({ gpuCount }) => gpuCount === 8);
      assert.equal(eight?.fits, fits, weightPrecision);
    }
  });

  it('684.79 tokens a second a GPU at $2.50 an hour are $1.0141 a million (aiconfigurator’s example)', () => {
    const source = { source: 'a test' };
    const { results } = evaluated({
      catalogs: {
        // Two bytes of weights and four of cache a step: so fast that it gives just that.
        accelerators: [
          {
            ...{ id: 'Card', name: 'Card', memoryBytes: 80e9, bf16Flops: 1e18, ...source },
            bandwidthBytesPerSecond: 684.79 * (2e9 + 4),
          },
        ],
        instances: [
          {
            ...{ id: 'a/b/card', instance: 'card', provider: 'a', region: 'b', ...source },
            ...{ accelerator: 'Card', gpus: 1, onDemandHourly: 2.5 },
          },
        ],
      },
      sizing: {
        architecture: {
          ...{ parameters: 1e9, layers: 1, hiddenSize: 1, attentionHeads: 1, headDim: 1 },
        },
        ...{ contextTokens: 1, bandwidthEfficiency: 1, targetUtilization: 1 },
        accelerators: ['Card'],
        concurrentSequences: 1,
      },
    });
    const [card] = results.sizing?.options ?? [];
    assert.ok(Math.abs((card?.decodeTokensPerSecond ?? 0) - 684.79) < 1e-6);
    assert.ok(Math.abs((card?.costPerMillionTokens ?? 0) - 1.0141) < 5e-5);
  });

  for (const [name, [bf16, memory, bandwidth]] of Object.entries(dataSheets)) {
    it(`${name}: ${bf16} TFLOP/s, ${memory} GB, ${bandwidth} TB/s (the maker’s data sheet)`, () => {
      const found = builtInCatalogs.accelerator(name);
      assert.ok(found.known);
      assert.equal((found.row.bf16Flops ?? 0) / 1e12, bf16);
      assert.equal(found.row.memoryBytes / 1e9, memory);
      assert.equal(found.row.bandwidthBytesPerSecond / 1e12, bandwidth);
    });
  }
});
