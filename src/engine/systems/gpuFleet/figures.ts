import type { Instance } from '../../catalogs/instances';
import type { SystemContext } from '../context';
import {
  constant,
  fromCatalog,
  fromFigure,
  fromInput,
  type Figure,
  type Figures,
  type Formula,
  type Term,
} from '../figures';
import { currentInstance, fleetSource, savingsHeuristic } from './evaluate';
import type { GpuFleetResults } from './findings';
import type { GpuFleetInput, GpuMetrics } from './section';

/** What the figures of a fleet are explained from. */
export interface GpuFleetCase {
  readonly input: GpuFleetInput;
  readonly context: SystemContext;
  readonly results: GpuFleetResults;
}

export const gpuFleetFigures: Figures<GpuFleetCase> = {
  averageComputeUtilization: average('Compute utilisation', 'computeUtilization'),
  averageMemoryUtilization: average('Memory utilisation', 'memoryUtilization'),
  averageTensorCoreUtilization: average('Tensor core utilisation', 'tensorCoreUtilization'),
  averageIdleTime: average('Idle time', 'timeIdle'),
  potentialSavingsPct: {
    title: 'Savings to look for',
    unit: 'percent',
    headline: true,
    explain: ({ results }) =>
      heuristic({
        compute: ownPercent('averageComputeUtilization', results.averageComputeUtilization),
        memory: ownPercent('averageMemoryUtilization', results.averageMemoryUtilization),
        idle: ownPercent('averageIdleTime', results.averageIdleTime),
      }),
  },
  hourlyCost: {
    title: 'Price of the instance',
    unit: 'money/hour',
    explain: ({ input, context }) => {
      const instance = currentInstance(input, context);
      return inCurrency(typeof instance === 'string' ? undefined : instance, context);
    },
  },
  monthlyCost: {
    title: 'Cost of the GPUs',
    unit: 'money/month',
    headline: true,
    explain: ({ input, context, results }) => {
      const instance = currentInstance(input, context);
      return {
        formula: '{hourly} ÷ {gpusOfInstance} × {gpus} × {hoursPerMonth}',
        terms: {
          hourly: fromFigure('gpuFleet.hourlyCost', results.hourlyCost ?? 0, 'money/hour'),
          gpusOfInstance:
            typeof instance === 'string'
              ? fromCatalog(0, 'count', '')
              : fromCatalog(instance.gpus, 'count', sourceOf(instance)),
          gpus: fromInput('gpuFleet.metrics', input.metrics.length, 'count'),
          hoursPerMonth: fromInput(
            'assumptions.hoursPerMonth',
            context.hoursPerMonth,
            'hours/month',
          ),
        },
      };
    },
  },
  potentialMonthlySavings: {
    title: 'Savings to look for, a month',
    unit: 'money/month',
    headline: true,
    explain: ({ results }) => ({
      formula: '{monthly} × {savings} ÷ 100',
      terms: {
        monthly: fromFigure('gpuFleet.monthlyCost', results.monthlyCost ?? 0, 'money/month'),
        savings: ownPercent('potentialSavingsPct', results.potentialSavingsPct),
      },
    }),
  },
  'gpus[*].potentialSavingsPct': {
    title: 'Savings to look for',
    unit: 'percent',
    explain: ({ input }, [position = '']) => {
      const metrics = input.metrics[Number(position)];
      const term = (key: keyof GpuMetrics): Term =>
        fromInput(`gpuFleet.metrics[${position}].${key}`, Number(metrics?.[key]), 'percent');
      return heuristic({
        compute: term('computeUtilization'),
        memory: term('memoryUtilization'),
        idle: term('timeIdle'),
      });
    },
  },
  'instances[*].hourlyCost': {
    title: 'Price of the instance',
    unit: 'money/hour',
    explain: (of, [position]) => inCurrency(instanceAt(of, position), of.context),
  },
  'instances[*].savingsPct': {
    title: 'Savings by the instance',
    unit: 'percent',
    explain: (of, [position]) => {
      const current = currentInstance(of.input, of.context);
      return {
        formula: '(1 − {price} ÷ {current}) × 100',
        terms: {
          price: priceOf(instanceAt(of, position)),
          current: priceOf(typeof current === 'string' ? undefined : current),
        },
      };
    },
  },
};

type Averaged = 'computeUtilization' | 'memoryUtilization' | 'tensorCoreUtilization' | 'timeIdle';

function average(title: string, key: Averaged): Figure<GpuFleetCase> {
  return {
    title,
    unit: 'percent',
    explain: ({ input }) => ({
      formula: 'sum({values}) ÷ count({values})',
      terms: {
        values: fromInput(
          `gpuFleet.metrics[*].${key}`,
          input.metrics.flatMap(({ [key]: value }) => value ?? []),
          'percent',
        ),
      },
    }),
  };
}

function heuristic(terms: Readonly<Record<'compute' | 'memory' | 'idle', Term>>): Formula {
  const { gap, idle, most } = savingsHeuristic;
  return {
    formula: 'min({most}, (100 − max({compute}, {memory})) × {gapPart} + {idle} × {idlePart})',
    terms: {
      ...terms,
      most: constant(most, 'percent', fleetSource),
      gapPart: constant(gap, 'factor', fleetSource),
      idlePart: constant(idle, 'factor', fleetSource),
    },
  };
}

function ownPercent(key: keyof GpuFleetResults, value: number | null): Term {
  return fromFigure(`gpuFleet.${key}`, value ?? 0, 'percent');
}

/** The instance of that name beside the fleet's, of the same provider and region. */
function instanceAt(
  { input, context, results }: GpuFleetCase,
  position = '',
): Instance | undefined {
  const current = currentInstance(input, context);
  if (typeof current === 'string') return undefined;
  const name = results.instances[Number(position)]?.instance;
  return context.catalogs.instances.find(
    ({ instance, provider, region }) =>
      instance === name && provider === current.provider && region === current.region,
  );
}

function inCurrency(instance: Instance | undefined, { usdRate }: SystemContext): Formula {
  return {
    formula: '{price} × {usdRate}',
    terms: {
      price: priceOf(instance),
      usdRate: fromInput('assumptions.usdRate', usdRate ?? 0, 'factor'),
    },
  };
}

function priceOf(instance: Instance | undefined): Term {
  return fromCatalog(
    instance?.onDemandHourly ?? 0,
    'USD',
    instance === undefined ? '' : sourceOf(instance),
  );
}

function sourceOf({ id, source: { name, asOf } }: Instance): string {
  return `${id}: ${name}${asOf === undefined ? '' : `, ${asOf}`}`;
}
