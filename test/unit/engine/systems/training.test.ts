import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EvaluatedScenario } from '../../../../src/engine/scenario/evaluateScenario';
import type { TrainingResults } from '../../../../src/engine/systems/training/plan';
import { assertExplained } from '../scenario/assertExplained';
import { evaluated } from '../scenario/evaluated';

function scenario(input: object, others: object = {}): EvaluatedScenario {
  const found = evaluated({ training: input, ...others });
  assertExplained(found);
  return found;
}

function training(input: object, others: object = {}): TrainingResults {
  const { results } = scenario(input, others);
  assert.ok(results.training);
  return results.training;
}

function near(found: number | null | undefined, expected: number, tolerance = 1e-9): void {
  assert.ok(
    typeof found === 'number' && Math.abs(found - expected) <= tolerance * Math.abs(expected),
    `${String(found)} is not ${expected}`,
  );
}

/** 7B parameters on 2T tokens, 40 % of an A100. */
const llama = { parameters: 6.74e9, tokens: 2e12, gpu: 'A100-SXM', mfu: 0.4, gpus: 256 };

describe('training: published runs', () => {
  it('GPT-3: 3.14e23 FLOPs (Brown et al., 2020, table D.1)', () => {
    near(training({ parameters: 174.6e9, tokens: 300e9 }).flops, 3.14e23, 0.01);
  });

  it('Megatron: 175B on 1,024 A100 with recomputation takes 34 days (Narayanan et al., 2021, section 5.1)', () => {
    const { days, flops } = training({
      parameters: 175e9,
      tokens: 300e9,
      gpu: 'A100-SXM',
      hfu: 140 / 312,
      gpus: 1024,
    });
    assert.equal(flops, 8 * 175e9 * 300e9);
    near(days, 34, 0.015);
  });

  it('Llama 2: hours imply a utilisation of 0.38 to 0.43 (Touvron et al., 2023, table 2)', () => {
    for (const [parameters, publishedGpuHours, mfu] of [
      [6.74e9, 184_320, 0.391],
      [13.0e9, 368_640, 0.377],
      [69.0e9, 1_720_320, 0.428],
    ] as const) {
      const found = training({ parameters, tokens: 2e12, gpu: 'A100-SXM', publishedGpuHours });
      assert.ok(Math.abs((found.impliedMfu ?? 0) - mfu) <= 0.01);
      assert.deepEqual(found.flags, []);
    }
  });

  it('Llama 3.1: 405B as planned, 8B flagged (Llama 3.1 model card)', () => {
    const large = training({
      parameters: 405e9,
      tokens: 15.6e12,
      gpu: 'H100-SXM',
      publishedGpuHours: 30.84e6,
    });
    near(large.impliedMfu, 0.345, 0.01);
    assert.deepEqual(large.flags, []);
    const small = training({
      parameters: 8.03e9,
      tokens: 15e12,
      gpu: 'H100-SXM',
      publishedGpuHours: 1.46e6,
    });
    near(small.impliedMfu, 0.139, 0.01);
    assert.deepEqual(small.flags, ['low-mfu']);
  });

  it('DeepSeek-V3 by its active parameters (DeepSeek-AI, 2024, table 1)', () => {
    const { impliedMfu } = training({
      parameters: 671e9,
      activeParameters: 37e9,
      tokens: 14.8e12,
      gpu: 'H800',
      publishedGpuHours: 2.664e6,
    });
    near(impliedMfu, 0.346, 0.01);
  });

  it('DeepSeek-V3: 2.788M H800-hours at $2 are $5.576M (DeepSeek-AI, 2024, table 1)', () => {
    const { publishedCost } = training({
      parameters: 671e9,
      publishedGpuHours: 2.788e6,
      gpuHourlyCost: 2,
    });
    near(publishedCost, 5.576e6);
  });
});

describe('training: cost', () => {
  it('FLOPs ÷ (peak × mfu) × price, and days', () => {
    const { flops, gpuHours, cost, days } = training({ ...llama, gpuHourlyCost: 2 });
    const hours = (6 * 6.74e9 * 2e12) / (312e12 * 0.4) / 3600;
    assert.equal(flops, 6 * 6.74e9 * 2e12);
    near(gpuHours, hours);
    near(cost, hours * 2);
    near(days, hours / 256 / 24);
  });

  it('tokens come from gigabytes where only those are known, and epochs repeat them', () => {
    const { trainedTokens, flops } = training({ parameters: 1e9, datasetGb: 8, epochs: 3 });
    assert.equal(trainedTokens, 6e9);
    assert.equal(flops, 6 * 1e9 * 6e9);
    assert.equal(training({ parameters: 1e9, datasetGb: 8, bytesPerToken: 2 }).trainedTokens, 4e9);
  });

  it('the price defaults to 3 US dollars, in the scenario’s currency', () => {
    assert.equal(training(llama).gpuHourlyCost, 3);
    const rate = { currency: 'EUR', assumptions: { usdRate: 0.9 } };
    near(training(llama, rate).gpuHourlyCost, 2.7);
    const { results, reasons } = scenario(llama, { currency: 'EUR' });
    assert.equal(results.training?.cost, null);
    assert.equal(reasons['training.cost'], 'no-currency-rate');
    assert.equal(reasons['training.strategies[0].estimatedCost'], 'no-currency-rate');
    assert.ok(results.training.gpuHours);
  });

  it('an accelerator that the catalog does not know is an error that names what is near', () => {
    const { issues, reasons } = scenario({ ...llama, gpu: 'A100-SMX' });
    const [issue] = issues;
    assert.deepEqual(
      [issue?.code, issue?.severity, issue?.path],
      ['accelerator-similar', 'error', 'training.gpu'],
    );
    assert.match(String(issue?.params['nearest']), /A100-SXM/);
    assert.equal(reasons['training.cost'], 'not-in-catalog');
  });

  it('where both utilisations are given, the model’s counts, and it is said', () => {
    const { results, issues } = scenario({ ...llama, hfu: 0.6 });
    near(results.training?.gpuHours, training(llama).gpuHours ?? 0);
    assert.deepEqual(
      issues.map(({ code, path }) => [code, path]),
      [['training-mfu-and-hfu', 'training.hfu']],
    );
  });

  it('a utilisation of exactly 0.2 is not low, and above 1 is impossible', () => {
    // 6 × 3.744e9 × 1e10 FLOPs are 200 hours of an A100 at its peak.
    const flags = (publishedGpuHours: number): readonly string[] =>
      training({ parameters: 3.744e9, tokens: 1e10, gpu: 'A100-SXM', publishedGpuHours }).flags;
    assert.deepEqual(flags(1000), []);
    assert.deepEqual(flags(1001), ['low-mfu']);
    assert.deepEqual(flags(200), []);
    assert.deepEqual(flags(199), ['impossible-mfu']);
    assert.equal(training({ ...llama, publishedGpuHours: 0 }).impliedMfu, null);
  });

  it('the rule of thumb: 10 GPU-hours for 1B parameters, 1 GB and an epoch, at 80 % (the reference)', () => {
    const { ruleOfThumbCost } = training({ parameters: 7e9, datasetGb: 5, epochs: 1 });
    near(ruleOfThumbCost, ((7 * 5 * 10) / 0.8) * 3);
    near(
      training({ parameters: 7e9, datasetGb: 5 }).ruleOfThumbCost,
      ((7 * 5 * 10 * 10) / 0.8) * 3,
    );
    near(
      training({ parameters: 7e9, tokens: 1e9, epochs: 1 }).ruleOfThumbCost,
      ((7 * 4 * 10) / 0.8) * 3,
    );
    assert.equal(training({ parameters: 7e9 }).ruleOfThumbCost, null);
  });

  it('more parameters, tokens or epochs, or a higher price, never cost less', () => {
    const some = fc.double({ min: 1e6, max: 1e13, noNaN: true });
    fc.assert(
      fc.property(
        some,
        some,
        fc.double({ min: 1, max: 10, noNaN: true }),
        fc.constantFrom('parameters', 'tokens', 'epochs', 'gpuHourlyCost'),
        (parameters, tokens, factor, key) => {
          const input = { parameters, tokens, epochs: 1, gpuHourlyCost: 2, gpu: 'H100-SXM' };
          const less = evaluated({ training: input }).results.training;
          const more = evaluated({ training: { ...input, [key]: input[key] * factor } }).results
            .training;
          assert.ok((more?.cost ?? 0) >= (less?.cost ?? 0) * (1 - 1e-9));
          assert.ok((more?.ruleOfThumbCost ?? 0) >= (less?.ruleOfThumbCost ?? 0) * (1 - 1e-9));
        },
      ),
    );
  });
});

describe('training: strategies', () => {
  /** Full training by the rule of thumb at $1,000. */
  const thousand = { parameters: 1e9, datasetGb: 1, epochs: 1, gpuHourlyCost: 80 };

  it('are parts of the cost, or of the rule of thumb where only that is known', () => {
    const { strategies } = training({ ...thousand, targetPerformance: 0.9, budget: 400 });
    assert.deepEqual(
      strategies.map(({ strategy, estimatedCost, expectedPerformance, withinBudget }) => [
        strategy,
        estimatedCost,
        expectedPerformance,
        withinBudget,
      ]),
      [
        ['spot', 350, 0.9, true],
        ['fine-tune', 100, 0.9 * 0.95, true],
        ['lora', 50, 0.9 * 0.92, true],
        ['full', 1000, 0.9, false],
      ],
    );
    near(strategies[1]?.savingsVsFullPct, 90);
    const { cost, strategies: computed } = training({ ...thousand, gpu: 'A100-SXM' });
    const fineTune = computed.find(({ strategy }) => strategy === 'fine-tune');
    near(fineTune?.estimatedCost, (cost ?? 0) * 0.1);
  });

  it('the best that is affordable is recommended, of equals the cheaper, else the cheapest', () => {
    const choice = (budget?: number): unknown => {
      const { recommendation, flags } = training({
        ...thousand,
        ...(budget !== undefined && { budget }),
      });
      return [recommendation, ...flags];
    };
    assert.deepEqual(choice(), ['spot']);
    assert.deepEqual(choice(5000), ['spot']);
    assert.deepEqual(choice(350), ['spot']);
    assert.deepEqual(choice(349.99), ['fine-tune']);
    assert.deepEqual(choice(99.99), ['lora']);
    assert.deepEqual(choice(50), ['lora']);
    assert.deepEqual(choice(49.99), ['lora', 'over-budget']);
    assert.deepEqual(choice(0), ['lora', 'over-budget']);
  });

  it('spot instances with interruptions: √(2·C·MTBF) between checkpoints, √(2·C ÷ MTBF) lost (Young, 1974)', () => {
    const { spot, strategies } = training({
      ...thousand,
      spot: { discount: 0.65, meanHoursBetweenInterruptions: 6, checkpointMinutes: 5 },
    });
    near(spot?.checkpointIntervalHours, 1);
    near(spot?.overhead, 1 / 6);
    near(spot?.costFactor, 0.35 * (1 + 1 / 6));
    near(strategies[0]?.estimatedCost, 350 * (1 + 1 / 6));
  });

  it('without data on interruptions only the discount counts', () => {
    const { spot } = training({ ...thousand, spot: { discount: 0.7 } });
    near(spot?.costFactor, 0.3);
    assert.equal(spot?.overhead, null);
    near(training({ ...thousand, spot: {} }).spot?.costFactor, 0.35);
  });
});

describe('training: memory', () => {
  it('7.5B parameters: 120, 31.4, 16.6 and 1.9 GB a GPU on 64 (Rajbhandari et al., 2020, figure 1)', () => {
    const [full] = training({ parameters: 7.5e9, gpus: 64 }).memory;
    near(full?.zero0, 120e9);
    near(full?.zero1, 31.4e9, 0.01);
    near(full?.zero2, 16.6e9, 0.01);
    near(full?.zero3, 1.9e9, 0.02);
    assert.equal(full?.fitsFrom, null);
  });

  it('QLoRA fits 65B on one GPU of 48 GB, as LoRA does not (Dettmers et al., 2023)', () => {
    const { memory } = training({ parameters: 65e9, gpu: 'A40' });
    assert.deepEqual(
      memory.map(({ method, fitsFrom }) => [method, fitsFrom]),
      [
        ['full', 'none'],
        ['lora', 'none'],
        ['qlora', 'zero0'],
      ],
    );
    near(memory[2]?.zero0, 65e9 * (4.127 / 8 + 0.002 * 16));
  });

  it('the first stage that fits', () => {
    const stage = (parameters: number): unknown =>
      training({ parameters, gpus: 8, gpu: 'A100-SXM' }).memory[0]?.fitsFrom;
    assert.equal(stage(4.5e9), 'zero0');
    assert.equal(stage(4.6e9), 'zero1');
    assert.equal(stage(15e9), 'zero2');
    assert.equal(stage(30e9), 'zero3');
    assert.equal(stage(40e9), 'none');
  });
});
