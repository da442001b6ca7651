import { constant, fromCatalog, fromFigure, fromInput, type Formula, type Term } from '../figures';
import { degree, figureOf, hoursPerMonth, shared, type Explained } from './explained';
import { sequences, type SizingCase } from './terms';

export function capacity({ of, option, at }: Explained): Formula {
  return {
    formula: '1000 ÷ ({prefill} + {outputTokens} × {step} ÷ {sequences})',
    terms: {
      prefill: figureOf(at, option, 'timeToFirstTokenMs', 'milliseconds'),
      outputTokens: outputTokens(of),
      step: figureOf(at, option, 'timePerOutputTokenMs', 'milliseconds'),
      sequences: sequences(of),
    },
  };
}

function outputTokens({ input }: SizingCase): Term {
  return fromInput('sizing.outputTokens', input.outputTokens ?? 0, 'tokens');
}

export function replicas({ of, option, at }: Explained, atPeak: boolean): Formula {
  const spare = shared(of, 'spareReplicas', 'count');
  const { requestsPerSecond } = of.results;
  if (requestsPerSecond === null || option.maxRequestsPerSecond === null) {
    return {
      formula: '{one} + {spare}',
      terms: {
        one: constant(
          1,
          'count',
          'One replica where the traffic, or the answer’s length, is not given',
        ),
        spare,
      },
    };
  }
  const peak = atPeak ? ' × {peakFactor}' : '';
  return {
    formula: `max(1, ceil({rate}${peak} ÷ ({capacity} × {utilization}) − 0.000000001)) + {spare}`,
    terms: {
      rate: fromFigure('sizing.requestsPerSecond', requestsPerSecond, 'count/second'),
      capacity: figureOf(at, option, 'maxRequestsPerSecond', 'count/second'),
      utilization: shared(of, 'targetUtilization', 'share'),
      spare,
      ...(atPeak && { peakFactor: shared(of, 'peakFactor', 'factor') }),
    },
  };
}

export const instancesFormula = 'ceil({replicas} ÷ floor({gpusOfInstance} ÷ {gpus}))';

export function instancesTerms(
  one: Explained,
  key: 'replicas' | 'averageReplicas',
): Formula['terms'] {
  const { option, at } = one;
  return {
    replicas: figureOf(at, option, key, 'count'),
    gpusOfInstance: fromCatalog(instanceOf(one).gpus, 'count', instanceSource(one)),
    gpus: degree(option),
  };
}

function instanceOf({ of, option }: Explained): { readonly gpus: number; readonly price: number } {
  const found = of.context.catalogs.instances.find(({ id }) => id === option.instance);
  return { gpus: found?.gpus ?? 0, price: found?.onDemandHourly ?? 0 };
}

function instanceSource({ of, option }: Explained): string {
  const found = of.context.catalogs.instances.find(({ id }) => id === option.instance);
  const asOf = found?.source.asOf;
  return `${option.instance ?? ''}: ${found?.source.name ?? ''}${asOf === undefined ? '' : `, ${asOf}`}`;
}

function priceTerms(one: Explained): Formula['terms'] {
  const { usdRate } = one.of.context;
  return {
    price: fromCatalog(instanceOf(one).price, 'USD', instanceSource(one)),
    usdRate: fromInput('assumptions.usdRate', usdRate ?? 0, 'factor'),
  };
}

export function hourlyCost(one: Explained): Formula {
  return {
    formula: '{instances} × {price} × {usdRate}',
    terms: { instances: figureOf(one.at, one.option, 'instances', 'count'), ...priceTerms(one) },
  };
}

export function averageCost(one: Explained): Formula {
  return {
    formula: `${instancesFormula} × {price} × {usdRate} × {hoursPerMonth}`,
    terms: {
      ...instancesTerms(one, 'averageReplicas'),
      ...priceTerms(one),
      hoursPerMonth: hoursPerMonth(one.of),
    },
  };
}

export function costPerMillion({ of, option, at }: Explained): Formula {
  return {
    formula:
      '{hourly} ÷ (({replicas} − {spare}) × {tokensPerSecond} × 3600) × 1000000 ÷ {utilization}',
    terms: {
      hourly: figureOf(at, option, 'hourlyCost', 'money/hour'),
      replicas: figureOf(at, option, 'replicas', 'count'),
      spare: shared(of, 'spareReplicas', 'count'),
      tokensPerSecond: figureOf(at, option, 'decodeTokensPerSecond', 'count/second'),
      utilization: shared(of, 'targetUtilization', 'share'),
    },
  };
}

export function costServed({ of, option, at }: Explained): Formula {
  return {
    formula: '{monthly} ÷ ({rate} × {outputTokens} × {hoursPerMonth} × 3600) × 1000000',
    terms: {
      monthly: figureOf(at, option, 'monthlyCost', 'money/month'),
      rate: fromFigure(
        'sizing.requestsPerSecond',
        of.results.requestsPerSecond ?? 0,
        'count/second',
      ),
      outputTokens: outputTokens(of),
      hoursPerMonth: hoursPerMonth(of),
    },
  };
}
