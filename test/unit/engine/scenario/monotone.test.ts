import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { catalogFileNames } from '../../../../src/engine/scenario/scenarioCatalogs';
import { languageOfScenario, readScenarioFile } from '../../../../src/engine/scenario/scenarioFile';
import { withValue } from '../../../../src/engine/scenario/withValue';
import { parsePath, valueAt } from '../../../../src/engine/systems/path';
import { pointsOf } from '../../../../src/engine/uncertainty/quantity';
import { projectRoot } from '../../../host/paths';
import { countedPrompts, evaluated } from './evaluated';

/** Volumes and prices of a sample, and the figures that never fall where one of them rises. */
interface Rising {
  readonly sample: string;
  readonly inputs: readonly string[];
  readonly figures: readonly string[];
  /** The input may be multiplied by no more than this. */
  readonly most?: number;
}

const support = 'support.cost.yaml';
const search = 'search.cost.json';

const all: readonly Rising[] = [
  {
    sample: support,
    inputs: ['breakdown.items[0].unitCost', 'breakdown.items[1].monthlyVolume'],
    figures: [
      'breakdown.totalMonthly',
      'breakdown.costPerPrediction',
      'breakdown.costPerUser',
      'tco.infrastructure',
      'tco.total',
      'tco.netPresentValue',
      'unitEconomics.monthlyCosts',
      'unitEconomics.costPerRequest',
      'unitEconomics.breakEvenPrice',
      'buildVsBuy.buildAnnual',
      'scaling.projections[0].projectedCost',
    ],
  },
  {
    sample: support,
    inputs: ['tco.engineeringRate', 'tco.engineeringHours.operations', 'tco.components.compliance'],
    figures: ['tco.total', 'tco.netPresentValue', 'unitEconomics.costPerUser'],
  },
  { sample: search, inputs: ['tco.hiddenRate'], figures: ['tco.hidden', 'tco.total'], most: 10 },
  {
    sample: search,
    inputs: ['unitEconomics.monthlyCosts'],
    figures: [
      'unitEconomics.costPerRequest',
      'unitEconomics.costPerToken',
      'unitEconomics.costPerSuccessfulTask',
      'unitEconomics.costPerDollarRevenue',
    ],
  },
  {
    sample: support,
    inputs: ['buildVsBuy.buyMonthly'],
    figures: ['buildVsBuy.buyAnnual', 'buildVsBuy.buyAdjusted'],
  },
  {
    sample: support,
    inputs: [
      'crossover.unitsPerMonth',
      'crossover.build.perUnit',
      'crossover.build.fixedCost',
      'crossover.build.step.cost',
      'crossover.buy.perUnit',
      'crossover.buy.monthlyMinimum',
    ],
    figures: ['crossover.buildMonthlyCost', 'crossover.buyMonthlyCost'],
  },
  {
    sample: support,
    inputs: ['scaling.targetUsers[0]', 'scaling.commitments[0].monthly', 'scaling.steps[0].cost'],
    figures: ['scaling.projections[0].projectedCost'],
  },
  {
    sample: search,
    inputs: ['assumptions.usdRate'],
    figures: ['gpuFleet.hourlyCost', 'gpuFleet.monthlyCost', 'sizing.recommended.monthlyCost'],
  },
  {
    sample: search,
    inputs: ['assumptions.hoursPerMonth'],
    figures: ['gpuFleet.monthlyCost', 'inference.caching.monthlySavings'],
    most: 744 / 730,
  },
  {
    sample: support,
    inputs: [
      'workload.requests',
      'sizing.outputTokens',
      'sizing.promptTokens',
      'sizing.peakFactor',
    ],
    figures: ['sizing.recommended.monthlyCost'],
  },
  {
    sample: search,
    inputs: [
      'sizing.architecture.parameters',
      'sizing.contextTokens',
      'sizing.concurrentSequences',
    ],
    figures: ['sizing.totalBytes'],
    most: 100,
  },
  {
    sample: search,
    inputs: [
      'inference.requestsPerSecond',
      'inference.averageLatencyMs',
      'inference.gpuHourlyCost',
    ],
    figures: [
      'inference.gpuTimeDailyCost',
      'inference.gpusNeeded',
      'inference.provisionedDailyCost',
    ],
  },
  {
    sample: search,
    inputs: [
      'training.activeParameters',
      'training.datasetGb',
      'training.epochs',
      'training.gpuHourlyCost',
    ],
    figures: ['training.cost', 'training.ruleOfThumbCost', 'training.gpuHours', 'training.days'],
    most: 8,
  },
  {
    sample: search,
    inputs: [
      'api.callsPerDay',
      'api.inputTokens',
      'api.outputTokens',
      'api.inputPerMillion',
      'api.outputPerMillion',
      'api.cacheReadPerMillion',
      'api.cacheWritePerMillion',
    ],
    figures: ['api.costPerCall', 'api.dailyCost', 'api.monthlyCost', 'api.budgetUse'],
  },
  {
    sample: support,
    inputs: ['api.inputTokens', 'api.outputTokens', 'workload.requests'],
    figures: ['api.costPerCall', 'api.dailyCost'],
  },
  {
    sample: support,
    inputs: ['prompts[0].callsPerMonth', 'prompts[1].callsPerMonth'],
    figures: ['prompts.total', 'prompts.items[0].monthlyCost', 'prompts.items[1].monthlyCost'],
  },
  {
    sample: search,
    inputs: ['prompts[0].outputTokens', 'prompts[0].callsPerMonth'],
    figures: ['prompts.items[0].costPerCall', 'prompts.total'],
  },
  {
    sample: search,
    inputs: ['attribution.costs[0].amount'],
    figures: [
      'attribution.total',
      'attribution.byCategory.compute_inference',
      'attribution.owners.web.total',
    ],
  },
];

interface Sample {
  readonly value: object;
  readonly figuresWith: (value: object, figures: readonly string[]) => readonly unknown[];
}

function readSample(name: string): Sample {
  const read = (file: string): string =>
    readFileSync(path.join(projectRoot, 'samples', file), 'utf8');
  const file = readScenarioFile(read(name), languageOfScenario(name));
  const names = catalogFileNames(file.value);
  const more = {
    prompts: countedPrompts(file),
    catalogFiles: new Map(names.map((one) => [one, read(one)])),
  };
  return {
    value: pointsOf(file.value as object),
    figuresWith: (value, figures) => {
      const { results } = evaluated(value, more);
      return figures.map((key) => valueAt(results, parsePath(key) ?? []));
    },
  };
}

const samples = new Map([support, search].map((name) => [name, readSample(name)]));

describe('figures rise with volumes and prices', () => {
  for (const { sample, inputs, figures, most = 1000 } of all) {
    for (const input of inputs) {
      it(`${input} of ${sample}`, () => {
        const { value, figuresWith } = samples.get(sample) ?? assert.fail();
        const at = parsePath(input) ?? [];
        const now = valueAt(value, at);
        assert.ok(typeof now === 'number', input);
        const factor = fc.double({ min: 1, max: most, noNaN: true });
        const withFactor = (by: number): readonly unknown[] =>
          figuresWith(withValue(value, at, () => now * by) as object, figures);
        fc.assert(
          fc.property(factor, factor, (one, other) => {
            const lower = withFactor(Math.min(one, other));
            const higher = withFactor(Math.max(one, other));
            figures.forEach((key, index) => {
              const [low, high] = [lower[index], higher[index]];
              // Where even the least does not fit, nothing larger does.
              if (typeof high !== 'number' && key.startsWith('sizing.recommended')) return;
              assert.ok(typeof low === 'number' && typeof high === 'number', key);
              assert.ok(low <= high * (1 + 1e-12), `${key}: ${low}, then ${high}`);
            });
          }),
          { numRuns: 20 },
        );
      });
    }
  }
});
