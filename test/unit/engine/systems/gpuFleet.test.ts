import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EvaluatedScenario } from '../../../../src/engine/scenario/evaluateScenario';
import type { GpuFleetResults } from '../../../../src/engine/systems/gpuFleet/findings';
import { assertExplained } from '../scenario/assertExplained';
import { evaluated } from '../scenario/evaluated';

function gpu(compute: number, memory: number, idle: number, gpuId = 'a'): object {
  return { gpuId, computeUtilization: compute, memoryUtilization: memory, timeIdle: idle };
}

function scenario(input: object, others: object = {}): EvaluatedScenario {
  const found = evaluated({ gpuFleet: { instance: 'g5.2xlarge', ...input }, ...others });
  assertExplained(found);
  return found;
}

function fleet(input: object, others: object = {}): GpuFleetResults {
  const { results } = scenario(input, others);
  assert.ok(results.gpuFleet);
  return results.gpuFleet;
}

function codes(list: readonly { readonly code: string }[]): readonly string[] {
  return list.map(({ code }) => code);
}

describe('gpu fleet: utilisation', () => {
  it('averages, and the savings heuristic on them (cost engineering reference)', () => {
    const found = fleet({
      metrics: [
        { ...gpu(30, 60, 20), tensorCoreUtilization: 10 },
        { ...gpu(40, 50, 30, 'b'), tensorCoreUtilization: 30 },
      ],
    });
    assert.equal(found.averageComputeUtilization, 35);
    assert.equal(found.averageMemoryUtilization, 55);
    assert.equal(found.averageTensorCoreUtilization, 20);
    assert.equal(found.averageIdleTime, 25);
    assert.equal(found.potentialSavingsPct, 45 * 0.3 + 25 * 0.8);
  });

  it('the heuristic never says more than 50 %', () => {
    assert.equal(fleet({ metrics: [gpu(0, 0, 100)] }).potentialSavingsPct, 50);
    assert.equal(fleet({ metrics: [gpu(100, 50, 0)] }).potentialSavingsPct, 0);
  });

  it('thresholds: below 50 and 40, above 20, above 90 with low compute', () => {
    const issues = (compute: number, memory: number, idle: number): readonly string[] =>
      codes(fleet({ metrics: [gpu(compute, memory, idle)] }).issues);
    assert.deepEqual(issues(50, 40, 20), []);
    assert.deepEqual(issues(49.9, 40, 20), ['gpu-low-compute']);
    assert.deepEqual(issues(50, 39.9, 20), ['gpu-low-memory']);
    assert.deepEqual(issues(50, 40, 20.1), ['gpu-high-idle']);
    assert.deepEqual(issues(50, 95, 20), []);
    assert.deepEqual(issues(49.9, 90, 20), ['gpu-low-compute']);
    assert.deepEqual(issues(49.9, 90.1, 20), ['gpu-low-compute', 'gpu-memory-bound']);
  });

  it('each issue has its recommendation', () => {
    assert.deepEqual(codes(fleet({ metrics: [gpu(10, 95, 50)] }).recommendations), [
      'gpu-batch-more',
      'gpu-share',
      'gpu-more-memory',
    ]);
    assert.deepEqual(codes(fleet({ metrics: [gpu(60, 10, 0)] }).recommendations), [
      'gpu-less-memory',
    ]);
  });

  it('a bimodal fleet, which averages hide, is told, GPU by GPU', () => {
    const found = fleet({
      metrics: [gpu(95, 80, 0, 'a'), gpu(90, 80, 0, 'b'), gpu(2, 50, 45, 'c'), gpu(20, 50, 0, 'd')],
    });
    assert.equal(found.averageComputeUtilization, 51.75);
    assert.deepEqual(codes(found.issues), ['gpu-uneven']);
    assert.deepEqual(found.issues[0]?.params, { from: 20, to: 90 });
    assert.deepEqual(
      found.gpus.map(({ gpuId, issues }) => [gpuId, issues]),
      [
        ['a', []],
        ['b', []],
        ['c', ['gpu-low-compute', 'gpu-high-idle']],
        ['d', ['gpu-low-compute']],
      ],
    );
    assert.deepEqual(codes(fleet({ metrics: [gpu(60, 80, 0), gpu(90, 80, 0, 'b')] }).issues), []);
  });

  it('thresholds can be given', () => {
    const input = { metrics: [gpu(35, 55, 25)], thresholds: { computeBelow: 30, idleAbove: 30 } };
    assert.deepEqual(fleet(input).issues, []);
  });

  it('no GPUs, no figures', () => {
    const { results, reasons } = scenario({ metrics: [] });
    assert.equal(results.gpuFleet?.potentialSavingsPct, null);
    assert.equal(results.gpuFleet.monthlyCost, null);
    assert.equal(reasons['gpuFleet.averageComputeUtilization'], 'no-metrics');
    assert.deepEqual(results.gpuFleet.instances, []);
  });
});

describe('gpu fleet: cost', () => {
  it('price of the instance by GPU × GPUs × hours of the month', () => {
    assert.equal(fleet({ metrics: [gpu(35, 55, 25)] }).monthlyCost, 1.212 * 720);
    const two = { metrics: [gpu(35, 55, 25), gpu(35, 55, 25, 'b')] };
    assert.equal(fleet(two, { assumptions: { hoursPerMonth: 730 } }).monthlyCost, 1.212 * 2 * 730);
  });

  it('an instance with eight GPUs is paid once for eight', () => {
    const metrics = Array.from({ length: 8 }, (_, index) => gpu(60, 60, 0, `gpu-${index}`));
    const { monthlyCost, hourlyCost } = fleet({ instance: 'p5.48xlarge', metrics });
    assert.equal(hourlyCost, 55.04);
    assert.equal(monthlyCost, 55.04 * 720);
  });

  it('half of the heuristic’s savings are half of the cost', () => {
    const { potentialMonthlySavings, monthlyCost } = fleet({ metrics: [gpu(0, 0, 100)] });
    assert.equal(potentialMonthlySavings, (monthlyCost ?? 0) / 2);
  });

  it('prices are US dollars: in another currency they need its rate', () => {
    const metrics = [gpu(35, 55, 25)];
    const euro = { currency: 'EUR', assumptions: { usdRate: 0.5 } };
    assert.equal(fleet({ metrics }, euro).monthlyCost, 0.606 * 720);
    const { results, reasons } = scenario({ metrics }, { currency: 'EUR' });
    assert.equal(results.gpuFleet?.monthlyCost, null);
    assert.equal(reasons['gpuFleet.monthlyCost'], 'no-currency-rate');
    assert.equal(results.gpuFleet.instances[0]?.hourlyCost, null);
    assert.ok(results.gpuFleet.instances[0].savingsPct > 0);
  });

  it('an instance that the catalog does not know is an error that names what is near', () => {
    const { issues, reasons } = scenario({ instance: 'g5.2xlrge', metrics: [gpu(35, 55, 25)] });
    assert.deepEqual(
      issues.map(({ code, severity, path }) => [code, severity, path]),
      [['instance-similar', 'error', 'gpuFleet.instance']],
    );
    assert.equal(reasons['gpuFleet.monthlyCost'], 'not-in-catalog');
  });

  it('without an instance only the utilisation is known', () => {
    const { results, reasons } = scenario({ instance: undefined, metrics: [gpu(35, 55, 25)] });
    assert.equal(results.gpuFleet?.monthlyCost, null);
    assert.equal(reasons['gpuFleet.hourlyCost'], 'not-given');
  });
});

describe('gpu fleet: other instances', () => {
  const names = (input: object): readonly string[] =>
    fleet(input).instances.map(({ instance }) => instance);

  it('as many GPUs for less: g6.xlarge for g5.2xlarge', () => {
    const { instances } = fleet({ metrics: [gpu(35, 55, 25)] });
    const [best] = instances;
    assert.deepEqual(best, {
      instance: 'g6.xlarge',
      hourlyCost: 0.8048,
      savingsPct: (1 - 0.8048 / 1.212) * 100,
      reason: 'gpu-same-gpus',
    });
    assert.ok(instances.length <= 3);
    const prices = instances.map(({ hourlyCost }) => hourlyCost ?? 0);
    assert.deepEqual(
      prices,
      prices.toSorted((a, b) => a - b),
    );
  });

  it('are looked for below 40 % compute, not at it', () => {
    assert.equal(names({ metrics: [gpu(39.9, 55, 0)] }).length, 3);
    assert.deepEqual(names({ metrics: [gpu(40, 55, 0)] }), []);
  });

  it('have the memory in use and the speed, of the fullest and busiest GPU', () => {
    // A quarter of p4d's memory is 80 GB: no instance with less than that.
    const metrics = (memory: number): object[] =>
      Array.from({ length: 8 }, (_, index) => gpu(10, memory, 0, `gpu-${index}`));
    assert.equal(
      names({ instance: 'p4d.24xlarge', workload: 'training', metrics: metrics(10) })[0],
      'g6e.xlarge',
    );
    assert.deepEqual(
      fleet({ instance: 'p4d.24xlarge', workload: 'training', metrics: metrics(10) }).instances[0]
        ?.reason,
      'gpu-fewer-gpus',
    );
    const fuller = names({ instance: 'p4d.24xlarge', workload: 'training', metrics: metrics(25) });
    assert.ok(!fuller.includes('g6e.xlarge'), fuller.join(', '));
    const oneFull = [...metrics(10).slice(1), gpu(10, 90, 0, 'full')];
    assert.ok(
      !names({ instance: 'p4d.24xlarge', workload: 'training', metrics: oneFull }).includes(
        'g6e.xlarge',
      ),
    );
  });

  it('are of the same provider and region, and have BF16 where the present GPU has it', () => {
    const found = names({ metrics: [gpu(1, 1, 0)] });
    assert.ok(!found.some((name) => name.startsWith('g4dn')), found.join(', '));
  });

  it('inference needs bandwidth too: L4 reads memory more slowly than A10G', () => {
    const metrics = [gpu(39, 50, 0), gpu(39, 50, 0, 'b'), gpu(0, 50, 0, 'c'), gpu(60, 50, 0, 'd')];
    assert.ok(names({ workload: 'training', metrics }).includes('g6.xlarge'));
    assert.ok(!names({ workload: 'inference', metrics }).includes('g6.xlarge'));
    assert.ok(!names({ metrics }).includes('g6.xlarge'));
  });

  it('a user’s own price counts', () => {
    const own = {
      id: 'aws/us-east-1/g5.xlarge',
      instance: 'g5.xlarge',
      provider: 'aws',
      region: 'us-east-1',
      accelerator: 'A10G',
      gpus: 1,
      onDemandHourly: 0.4,
      source: 'savings plan',
    };
    const { results } = scenario(
      { metrics: [gpu(35, 55, 25)] },
      { catalogs: { instances: [own] } },
    );
    assert.equal(results.gpuFleet?.instances[0]?.instance, 'g5.xlarge');
  });

  it('each costs less, whatever the fleet', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom('g5.2xlarge', 'p4d.24xlarge', 'p5.48xlarge', 'g6.48xlarge', 'T4'),
        fc.array(fc.tuple(percent, percent, percent), { maxLength: 5 }),
        (instance, metrics) => {
          const { results } = evaluated({
            gpuFleet: {
              instance,
              metrics: metrics.map(([c, m, i], index) => gpu(c, m, i, `gpu-${index}`)),
            },
          });
          for (const { savingsPct } of results.gpuFleet?.instances ?? []) {
            assert.ok(savingsPct > 0 && savingsPct < 100);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
