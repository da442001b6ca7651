import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EvaluatedScenario } from '../../../../src/engine/scenario/evaluateScenario';
import type { SizingOption } from '../../../../src/engine/systems/sizing/option';
import type { SizingResults } from '../../../../src/engine/systems/sizing/options';
import { assertExplained } from '../scenario/assertExplained';
import { evaluated } from '../scenario/evaluated';

function scenario(input: object, others: object = {}): EvaluatedScenario {
  const found = evaluated({ sizing: input, ...others });
  assertExplained(found);
  return found;
}

function sizing(input: object, others: object = {}): SizingResults {
  const { results } = scenario(input, others);
  assert.ok(results.sizing);
  return results.sizing;
}

function option(input: object, gpu: string, gpuCount: number, others: object = {}): SizingOption {
  const found = sizing({ accelerators: [gpu], ...input }, others).options.find(
    (one) => one.gpuCount === gpuCount,
  );
  assert.ok(found);
  return found;
}

function near(found: number | null | undefined, expected: number, tolerance = 1e-9): void {
  assert.ok(
    typeof found === 'number' && Math.abs(found - expected) <= tolerance * Math.abs(expected),
    `${String(found)} is not ${expected}`,
  );
}

const llama70 = { model: 'llama-3.1-70b', contextTokens: 8192, concurrentSequences: 32 };

/** A small model with round figures: 1e9 parameters, 2 layers, 8 heads of 64, of which 4 have a cache. */
const small = { parameters: 1e9, layers: 2, attentionHeads: 8, kvHeads: 4, headDim: 64 };

/** A card of 10 GB, 1 TB/s and 100 TFLOP/s, in machines of 1 and of 8 at $1 and $6 an hour. */
const card = {
  accelerators: [
    {
      id: 'Card',
      name: 'Card',
      memoryBytes: 10e9,
      bandwidthBytesPerSecond: 1e12,
      bf16Flops: 1e14,
      source: 'a test',
    },
  ],
  instances: [1, 8].map((gpus) => ({
    id: `own/here/card-${gpus}`,
    instance: `card-${gpus}`,
    provider: 'own',
    region: 'here',
    accelerator: 'Card',
    gpus,
    onDemandHourly: gpus === 1 ? 1 : 6,
    source: 'a test',
  })),
};

function onCard(input: object, gpuCount = 1): SizingOption {
  const exact = { bandwidthEfficiency: 1, computeEfficiency: 1, targetUtilization: 1 };
  return option({ architecture: small, ...exact, ...input }, 'Card', gpuCount, { catalogs: card });
}

describe('sizing: memory', () => {
  it('KV cache of a token in FP16: 70B 327,680, 8B 131,072, 405B 516,096 bytes (published configurations)', () => {
    for (const [model, bytes] of [
      ['llama-3.1-70b', 327_680],
      ['llama-3.1-8b', 131_072],
      ['llama-3.1-405b', 516_096],
    ] as const) {
      assert.equal(sizing({ model }).kvBytesPerToken, bytes);
    }
  });

  it('weights of 70B: 140, 70 and 35 GB in FP16, INT8 and INT4', () => {
    for (const [weightPrecision, bytes] of [
      ['fp16', 140e9],
      ['bf16', 140e9],
      ['int8', 70e9],
      ['fp8', 70e9],
      ['int4', 35e9],
      ['fp4', 35e9],
    ] as const) {
      near(sizing({ model: 'llama-3.1-70b', weightPrecision }).weightBytes, bytes, 0.01);
    }
  });

  it('latent attention: DeepSeek-V3 keeps 61 × (512 + 64) numbers a token, on every GPU', () => {
    const input = { model: 'deepseek-v3', weightPrecision: 'fp8', concurrentSequences: 4 };
    const { kvBytesPerToken, kvBytes, weightBytes, overheadBytes, options } = sizing(input);
    assert.equal(kvBytesPerToken, 61 * 576 * 2);
    assert.equal(kvBytes, 61 * 576 * 2 * 8192 * 4);
    const eight = options.find(({ gpu, gpuCount }) => gpu === 'H200-SXM' && gpuCount === 8);
    near(eight?.bytesPerGpu, ((weightBytes ?? 0) + (overheadBytes ?? 0)) / 8 + kvBytes);
    assert.equal(eight?.fits, true);
  });

  it('layers with a window keep no more than that', () => {
    const window = { ...small, slidingWindow: { tokens: 1000, layers: 1 } };
    const bytes = (contextTokens: number): number | null =>
      sizing({ architecture: window, contextTokens, concurrentSequences: 3 }).kvBytes;
    assert.equal(bytes(1000), 3 * 1024 * 2 * 1000);
    assert.equal(bytes(4000), 3 * 1024 * (4000 + 1000));
  });

  it('total = weights + KV cache + 10 % of the weights', () => {
    const { weightBytes, kvBytes, overheadBytes, totalBytes } = sizing(llama70);
    near(overheadBytes, (weightBytes ?? 0) * 0.1);
    near(totalBytes, (weightBytes ?? 0) * 1.1 + (kvBytes ?? 0));
    near(sizing({ ...llama70, overheadShare: 0.2 }).overheadBytes, (weightBytes ?? 0) * 0.2);
  });

  it('405B on 8 × 80 GB: not in FP16, but in FP8', () => {
    for (const gpu of ['A100-SXM', 'H100-SXM']) {
      const fits = (weightPrecision: string): boolean =>
        option({ model: 'llama-3.1-405b', weightPrecision }, gpu, 8).fits;
      assert.equal(fits('fp16'), false);
      assert.equal(fits('fp8'), true);
    }
    assert.equal(
      option({ model: 'llama-3.1-405b', weightPrecision: 'fp16' }, 'H100-SXM', 8).reason,
      'sizing-several-nodes',
    );
  });

  it('fits up to exactly 0.9 of the memory', () => {
    // 1.1 × 2 bytes × parameters = 9e9, with a cache of next to nothing.
    const tiny = { layers: 1, attentionHeads: 1, headDim: 1 };
    const fits = (parameters: number): boolean =>
      onCard({
        architecture: { ...tiny, parameters },
        overheadShare: 0,
        contextTokens: 1,
        kvPrecision: 'fp8',
      }).fits;
    assert.equal(fits(4.5e9 - 1), true);
    assert.equal(fits(4.5e9 - 0.5), false);
  });

  it('fewer KV heads than GPUs are on several of them', () => {
    const { weightBytes, overheadBytes, kvBytes } = sizing({ architecture: small });
    const fixed = (weightBytes ?? 0) + (overheadBytes ?? 0);
    near(onCard({}, 4).bytesPerGpu, fixed / 4 + (kvBytes ?? 0) / 4);
    near(onCard({}, 8).bytesPerGpu, fixed / 8 + (kvBytes ?? 0) / 4);
    const three = { ...small, attentionHeads: 12, kvHeads: 3 };
    near(
      onCard({ architecture: three }, 2).bytesPerGpu,
      fixed / 2 + ((kvBytes ?? 0) * 0.75 * 2) / 3,
    );
  });

  it('heads have to be shared out evenly', () => {
    const odd = { ...small, attentionHeads: 12, kvHeads: 4 };
    assert.equal(onCard({ architecture: odd }, 4).fits, true);
    assert.deepEqual(
      [onCard({ architecture: odd }, 8).fits, onCard({ architecture: odd }, 8).reason],
      [false, 'sizing-heads'],
    );
  });

  it('head dimension and KV heads follow from the rest where they are not given', () => {
    const { kvBytesPerToken } = sizing({
      architecture: { parameters: 1e9, layers: 10, attentionHeads: 16, hiddenSize: 2048 },
    });
    assert.equal(kvBytesPerToken, 2 * 10 * 16 * 128 * 2);
  });
});

describe('sizing: speed', () => {
  it('a step reads weights and cache, or computes, whichever takes longer', () => {
    const kv = 1024 * 2 * 1000;
    const { timePerOutputTokenMs, decodeTokensPerSecond } = onCard({ contextTokens: 1000 });
    near(timePerOutputTokenMs, ((2e9 + kv) / 1e12) * 1000);
    near(decodeTokensPerSecond, 1e12 / (2e9 + kv));
    const batch = 1000;
    const many = onCard({ contextTokens: 1000, concurrentSequences: batch });
    const flops = (2 * 1e9 + 4 * 8 * 64 * 2 * 1000) * batch;
    near(many.timePerOutputTokenMs, (flops / 1e14) * 1000);
    near(onCard({ contextTokens: 1000 }, 2).timePerOutputTokenMs, ((1e9 + kv / 2) / 1e12) * 1000);
  });

  it('a prompt computes 2 × parameters for each token, and attention to those before it', () => {
    const { timeToFirstTokenMs, prefillTokensPerSecond } = onCard({ promptTokens: 1000 });
    const flops = 2 * 1e9 * 1000 + 4 * 8 * 64 * 2 * (1000 ** 2 / 2);
    near(timeToFirstTokenMs, (flops / 1e14) * 1000);
    near(prefillTokensPerSecond, (1000 * 1e14) / flops);
  });

  it('a batch touches 1 − (1 − k ÷ E)^batch of the experts', () => {
    // 64 experts of 10 million each, 8 of which a token goes through, beside 360 million.
    const mixture = {
      ...small,
      activeParameters: 440e6,
      experts: 64,
      expertsPerToken: 8,
    };
    const read = (concurrentSequences: number): number | null =>
      sizing({ architecture: mixture, concurrentSequences }).decodeWeightBytes;
    near(read(1), 440e6 * 2);
    near(read(16), (360e6 + 640e6 * (1 - (1 - 8 / 64) ** 16)) * 2);
    near(read(1000), 1e9 * 2, 1e-6);
  });

  it('is of the order that was measured: Llama 2 70B in FP16 on A100 at batch 1 (gpt-fast)', () => {
    for (const [gpuCount, measured] of [
      [2, 21.32],
      [4, 38.01],
      [8, 62.5],
    ] as const) {
      const { decodeTokensPerSecond } = option(
        { model: 'llama-2-70b', contextTokens: 200, memoryShare: 1, overheadShare: 0 },
        'A100-SXM',
        gpuCount,
      );
      near(decodeTokensPerSecond, measured, 0.25);
    }
  });

  it('a GPU without the format of the weights computes in 16 bits', () => {
    const precision = (gpu: string, weightPrecision: string): unknown =>
      option({ model: 'llama-3.1-8b', weightPrecision }, gpu, 1).computePrecision;
    assert.equal(precision('H100-SXM', 'fp8'), 'fp8');
    assert.equal(precision('A100-SXM', 'fp8'), 'bf16');
    assert.equal(precision('A100-SXM', 'int8'), 'int8');
    assert.equal(precision('H100-SXM', 'fp4'), 'fp8');
    assert.equal(precision('B200-SXM', 'fp4'), 'fp4');
    assert.equal(precision('B200-SXM', 'int4'), 'bf16');
    assert.equal(precision('T4', 'int4'), 'fp16');
  });

  it('an accelerator whose peak is not known fits, but has no speed', () => {
    const found = option({ model: 'llama-3.1-8b' }, 'RTX-PRO-6000', 1);
    assert.deepEqual([found.fits, found.reason], [true, 'sizing-no-peak']);
    assert.equal(found.decodeTokensPerSecond, null);
  });
});

describe('sizing: cost', () => {
  it('684.79 tokens a second at $2.50 an hour are $1.0141 a million (aiconfigurator’s example)', () => {
    const [first] = card.accelerators;
    // Two bytes of weights and next to no cache a token: so fast that it gives just that.
    const catalogs = {
      accelerators: [{ ...first, bandwidthBytesPerSecond: 684.79 * (2e9 + 4) }],
      instances: [{ ...card.instances[0], onDemandHourly: 2.5 }],
    };
    const { costPerMillionTokens, decodeTokensPerSecond } = option(
      {
        architecture: { parameters: 1e9, layers: 1, attentionHeads: 1, headDim: 1 },
        contextTokens: 1,
        bandwidthEfficiency: 1,
        targetUtilization: 1,
      },
      'Card',
      1,
      { catalogs },
    );
    near(decodeTokensPerSecond, 684.79);
    near(costPerMillionTokens, 1.0141, 5e-5);
  });

  it('$55.04 for 8 × H100 is $6.88 a GPU-hour (AWS price list)', () => {
    const { instance, hourlyCost, monthlyCost } = option(
      { ...llama70, providers: ['AWS'], regions: ['us-east-1'] },
      'H100-SXM',
      8,
    );
    assert.equal(instance, 'aws/us-east-1/p5.48xlarge');
    assert.equal(hourlyCost, 55.04);
    near(hourlyCost / 8, 6.88);
    assert.equal(monthlyCost, 55.04 * 720);
  });

  it('a million tokens: price ÷ tokens of an hour ÷ utilisation', () => {
    const { hourlyCost, decodeTokensPerSecond, costPerMillionTokens } = onCard({
      targetUtilization: 0.5,
    });
    near(
      costPerMillionTokens,
      ((hourlyCost ?? 0) / ((decodeTokensPerSecond ?? 0) * 3600) / 0.5) * 1e6,
    );
  });

  it('replicas serve the traffic at its peak and on average, spare ones beside them', () => {
    // A prompt of 1,000 tokens takes 20 ms, an answer of 100 takes 200 ms: 4.5 requests a second.
    const input = { contextTokens: 1000, outputTokens: 100, requestsPerSecond: 10 };
    const { maxRequestsPerSecond, replicas, averageReplicas } = onCard({ ...input, peakFactor: 3 });
    near(maxRequestsPerSecond, 4.53, 0.01);
    assert.deepEqual([replicas, averageReplicas], [7, 3]);
    const spare = onCard({ ...input, peakFactor: 3, spareReplicas: 2 });
    assert.deepEqual([spare.replicas, spare.averageReplicas], [9, 5]);
  });

  it('whole instances are rented, the cheapest way to have so many replicas', () => {
    const rent = (requestsPerSecond: number): unknown => {
      const { replicas, instance, instances, hourlyCost } = onCard({
        contextTokens: 1000,
        outputTokens: 100,
        peakFactor: 1,
        requestsPerSecond,
      });
      return [replicas, instance, instances, hourlyCost];
    };
    assert.deepEqual(rent(4), [1, 'own/here/card-1', 1, 1]);
    assert.deepEqual(rent(20), [5, 'own/here/card-1', 5, 5]);
    assert.deepEqual(rent(30), [7, 'own/here/card-8', 1, 6]);
    assert.deepEqual(rent(40), [9, 'own/here/card-1', 9, 9]);
  });

  it('where the answer’s length is not given, one replica', () => {
    const found = onCard({ requestsPerSecond: 1e6 });
    assert.deepEqual([found.replicas, found.maxRequestsPerSecond], [1, null]);
  });

  it('the cost of what is asked for: a month ÷ its tokens', () => {
    const input = { contextTokens: 1000, outputTokens: 100 };
    const { monthlyCost, costPerMillionTokensServed } = option(
      { architecture: small, ...input },
      'Card',
      1,
      { catalogs: card, workload: { requests: 1e6 } },
    );
    near(costPerMillionTokensServed, (monthlyCost ?? 0) / 100);
  });

  it('prices need the currency’s rate, without it the cheapest is still recommended', () => {
    const { results, reasons } = scenario(llama70, { currency: 'EUR' });
    const dollars = sizing(llama70).recommended;
    assert.equal(results.sizing?.recommended?.instance, dollars?.instance);
    assert.equal(results.sizing?.recommended?.hourlyCost, null);
    assert.equal(reasons['sizing.recommended.monthlyCost'], 'no-currency-rate');
    const euros = sizing(llama70, { currency: 'EUR', assumptions: { usdRate: 0.5 } });
    near(euros.recommended?.hourlyCost, (dollars?.hourlyCost ?? 0) / 2);
  });
});

describe('sizing: options', () => {
  it('each has a reason; feasible ones come first, the cheapest first, and that is recommended', () => {
    const { options, recommended } = sizing(llama70);
    assert.ok(options.length > 20);
    assert.deepEqual(options[0], recommended);
    const feasible = options.filter(({ reason }) => reason === 'sizing-feasible');
    assert.deepEqual(options.slice(0, feasible.length), feasible);
    const costs = feasible.map(({ monthlyCost }) => monthlyCost ?? 0);
    assert.deepEqual(
      costs,
      costs.toSorted((a, b) => a - b),
    );
    assert.ok(options.some(({ reason }) => reason === 'sizing-too-large'));
    assert.ok(options.some(({ reason }) => reason === 'sizing-several-nodes'));
  });

  it('targets rule out what is too slow', () => {
    const free = sizing(llama70).recommended;
    const targets = { timePerOutputTokenMs: (free?.timePerOutputTokenMs ?? 0) / 2 };
    const { recommended, options } = sizing({ ...llama70, targets });
    assert.ok((recommended?.timePerOutputTokenMs ?? 0) <= targets.timePerOutputTokenMs);
    assert.ok((recommended?.monthlyCost ?? 0) > (free?.monthlyCost ?? 0));
    assert.ok(options.some(({ reason }) => reason === 'sizing-slow-token'));
    const exact = { timePerOutputTokenMs: free?.timePerOutputTokenMs };
    assert.deepEqual(sizing({ ...llama70, targets: exact }).recommended, free);
    const { results, reasons } = scenario({ ...llama70, targets: { timeToFirstTokenMs: 0 } });
    assert.equal(results.sizing?.recommended, null);
    assert.equal(reasons['sizing.recommended'], 'no-option');
    assert.equal(results.sizing.options[0]?.reason, 'sizing-slow-first-token');
  });

  it('only what is allowed: accelerators, providers, regions', () => {
    const { options } = sizing({
      ...llama70,
      accelerators: ['NVIDIA H100 80GB HBM3', 'l40s'],
      providers: ['aws'],
    });
    assert.deepEqual([...new Set(options.map(({ gpu }) => gpu))].toSorted(), ['H100-SXM', 'L40S']);
    for (const { instance } of options) {
      assert.ok(instance === null || instance.startsWith('aws/'), instance ?? '');
    }
    const nowhere = option({ ...llama70, providers: ['nobody'] }, 'H100-SXM', 8);
    assert.deepEqual([nowhere.fits, nowhere.reason], [true, 'sizing-no-instance']);
    assert.equal(nowhere.hourlyCost, null);
    assert.ok(nowhere.decodeTokensPerSecond);
  });

  it('curves of the recommended one: throughput grows with the batch, sequences shrink with length', () => {
    const { throughput, concurrency, recommended } = sizing(llama70);
    const at32 = throughput.find(({ concurrentSequences }) => concurrentSequences === 32);
    near(at32?.decodeTokensPerSecond, recommended?.decodeTokensPerSecond ?? 0);
    const at8k = concurrency.find(({ contextTokens }) => contextTokens === 8192);
    assert.equal(at8k?.maxConcurrentSequences, recommended?.maxConcurrentSequences);
    for (const [index, point] of throughput.entries()) {
      const before = throughput[index - 1];
      if (!before) continue;
      assert.ok(point.decodeTokensPerSecond > before.decodeTokensPerSecond);
      assert.ok(point.timePerOutputTokenMs >= before.timePerOutputTokenMs);
    }
    for (const [index, point] of concurrency.entries()) {
      const before = concurrency[index - 1];
      assert.ok(!before || point.maxConcurrentSequences <= before.maxConcurrentSequences);
    }
  });

  it('a longer context, more sequences or more parameters never need less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 1e8, max: 1e11, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        fc.constantFrom('contextTokens', 'concurrentSequences', 'parameters'),
        (contextTokens, concurrentSequences, parameters, factor, key) => {
          const needs = (grow: string): readonly number[] => {
            const times = (name: string): number => (grow === name ? factor : 1);
            const found = evaluated({
              sizing: {
                architecture: { ...small, parameters: parameters * times('parameters') },
                contextTokens: contextTokens * times('contextTokens'),
                concurrentSequences: concurrentSequences * times('concurrentSequences'),
                accelerators: ['H100-SXM'],
              },
            }).results.sizing;
            return [
              found?.totalBytes ?? 0,
              ...(found?.options ?? [])
                .toSorted((a, b) => a.gpuCount - b.gpuCount)
                .map(({ timePerOutputTokenMs }) => timePerOutputTokenMs ?? Infinity),
            ];
          };
          const less = needs('');
          for (const [index, more] of needs(key).entries()) {
            assert.ok(more >= (less[index] ?? 0) * (1 - 1e-9));
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('sizing: inputs', () => {
  const issues = (input: object): readonly string[] =>
    scenario(input).issues.map(({ code, severity, path }) => `${code} ${severity} ${path}`);

  it('a model that the catalog does not know is an error that names what is near', () => {
    const { issues: found, reasons, results } = scenario({ model: 'lama-3.1-70b' });
    assert.deepEqual(
      found.map(({ code, severity, path }) => [code, severity, path]),
      [['model-similar', 'error', 'sizing.model']],
    );
    assert.match(String(found[0]?.params['nearest']), /llama-3\.1-70b/);
    assert.equal(reasons['sizing.weightBytes'], 'not-in-catalog');
    assert.deepEqual(results.sizing?.options, []);
  });

  it('either a model or an architecture, and its head size', () => {
    assert.deepEqual(issues({}), ['sizing-no-model error sizing']);
    assert.deepEqual(issues({ architecture: { parameters: 1e9, layers: 2, attentionHeads: 8 } }), [
      'sizing-no-head-size error sizing.architecture',
    ]);
  });

  it('where both are given, the architecture counts, and it is said', () => {
    assert.deepEqual(issues({ model: 'llama-3.1-8b', architecture: small }), [
      'sizing-two-models information sizing.model',
    ]);
    assert.equal(sizing({ model: 'llama-3.1-8b', architecture: small }).weightBytes, 2e9);
  });

  it('a context that the model does not take, and an accelerator that nobody knows', () => {
    assert.deepEqual(
      issues({ model: 'gemma-2-9b', contextTokens: 8193, accelerators: ['H100-SXM', 'H1000'] }),
      [
        'sizing-context-long warning sizing.contextTokens',
        'accelerator-similar error sizing.accelerators[1]',
      ],
    );
    assert.deepEqual(issues({ model: 'gemma-2-9b', contextTokens: 8192 }), []);
  });

  it('a model of the user’s own, and ranges', () => {
    const own = {
      id: 'ours',
      name: 'Ours',
      activeParameters: 1e9,
      hiddenSize: 512,
      maxContextTokens: 4096,
      source: 'us',
      ...small,
    };
    const { results } = evaluated({
      catalogs: { architectures: [own] },
      sizing: { model: 'ours', contextTokens: { low: 1000, high: 4000 } },
      assumptions: { samples: 100 },
    });
    near(results.sizing?.kvBytes, 1024 * 2 * 2000);
    assert.ok(results.distributions?.['sizing.totalBytes']);
    assert.ok(results.distributions['sizing.recommended.monthlyCost']);
  });
});
