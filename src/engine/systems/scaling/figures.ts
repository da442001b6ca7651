import { stepsExceeded } from '../capacitySteps';
import {
  constant,
  fromFigure,
  fromInput,
  type Figure,
  type Figures,
  type Formula,
  type Term,
} from '../figures';
import { explainMonthlyCosts, type MonthlyCosts } from '../monthlyCosts';
import { exponentConfidence, fitExponent, type ExponentFit, type ScalingResults } from './exponent';
import { growthOf, grownItem, type Growth } from './growth';
import type { ScalingInput, ScalingSections } from './scaling';

/** What the figures of scaling are explained from. */
export interface ScalingCase {
  readonly input: ScalingInput;
  readonly sections: ScalingSections;
  readonly results: ScalingResults;
}

type ProjectionKey = keyof ScalingResults['projections'][number];

export const scalingFigures: Figures<ScalingCase> = {
  currentUsers: {
    title: 'Users at present',
    unit: 'count/month',
    explain: ({ input, sections: { workload } }) => ({
      formula: '{users}',
      terms: {
        users:
          input.currentUsers === undefined
            ? fromInput('workload.users', workload.users ?? 0, 'count/month')
            : fromInput('scaling.currentUsers', input.currentUsers, 'count/month'),
      },
    }),
  },
  currentMonthlyCost: {
    title: 'Cost a month at present',
    unit: 'money/month',
    explain: ({ input, sections, results }) =>
      explainMonthlyCosts(
        'scaling.currentMonthlyCost',
        results.currentMonthlyCost ?? 0,
        input.currentMonthlyCost,
        sections,
      ),
  },
  'projections[*].scaleFactor': {
    title: 'Users, as a multiple of the present',
    unit: 'factor',
    explain: ({ input, results }, [position]) => ({
      formula: '{target} ÷ {users}',
      terms: { target: targetTerm(input, position), users: usersTerm(results) },
    }),
  },
  'projections[*].projectedCost': {
    title: 'Cost a month',
    unit: 'money/month',
    headline: true,
    explain: projectedCost,
  },
  'projections[*].costPerUserCurrent': {
    title: 'Cost of a user at present',
    unit: 'money/month',
    explain: ({ results }) => ({
      formula: '{cost} ÷ {users}',
      terms: { cost: costTerm(results), users: usersTerm(results) },
    }),
  },
  'projections[*].costPerUserProjected': {
    title: 'Cost of a user',
    unit: 'money/month',
    headline: true,
    explain: ({ input, results }, [position]) => ({
      formula: '{cost} ÷ {target}',
      terms: {
        cost: projectionTerm(results, position, 'projectedCost'),
        target: targetTerm(input, position),
      },
    }),
  },
  'projections[*].efficiencyGainPct': {
    title: 'What a user costs less',
    unit: 'percent',
    explain: ({ results }, [position]) => ({
      formula: '(1 − {later} ÷ {now}) × 100',
      terms: {
        later: projectionTerm(results, position, 'costPerUserProjected'),
        now: projectionTerm(results, position, 'costPerUserCurrent'),
      },
    }),
  },
  'projections[*].fittedCost': fittedCost('Cost a month by the history', 'fittedExponent'),
  'projections[*].fittedCostLow': fittedCost('Least cost a month by the history', 'min'),
  'projections[*].fittedCostHigh': fittedCost('Greatest cost a month by the history', 'max'),
  fittedExponent: {
    title: 'Exponent of growth in the history',
    unit: 'factor',
    explain: ({ input }) => ({
      formula: 'sum({products}) ÷ sum({squares})',
      terms: fitTerms(fitOf(input)),
    }),
  },
  fittedExponentLow: exponentEnd('Least exponent of growth', '−'),
  fittedExponentHigh: exponentEnd('Greatest exponent of growth', '+'),
};

function usersTerm({ currentUsers }: ScalingResults): Term {
  return fromFigure('scaling.currentUsers', currentUsers ?? 0, 'count/month');
}

function costTerm({ currentMonthlyCost }: ScalingResults): Term {
  return fromFigure('scaling.currentMonthlyCost', currentMonthlyCost ?? 0, 'money/month');
}

function targetTerm({ targetUsers }: ScalingInput, position = ''): Term {
  const target = targetUsers[Number(position)] ?? 0;
  return fromInput(`scaling.targetUsers[${position}]`, target, 'count/month');
}

function projectionTerm(results: ScalingResults, position = '', key: ProjectionKey): Term {
  const value = results.projections[Number(position)]?.[key] ?? 0;
  const unit = key === 'scaleFactor' ? 'factor' : 'money/month';
  return fromFigure(`scaling.projections[${position}].${key}`, value, unit);
}

function projectedCost(of: ScalingCase, [position]: readonly string[]): Formula {
  const { input, sections, results } = of;
  const grown = grownFormula(growthOf(input, sections, presentCost(of)), results, position);
  const stepped = withSteps(grown, input, results, position);
  const { commitments, steps } = input;
  if (!commitments) {
    return steps ? { ...stepped, formula: `max(0, ${stepped.formula})` } : stepped;
  }
  return {
    formula: `max(sum({committed}), ${stepped.formula})`,
    terms: {
      ...stepped.terms,
      committed: fromInput(
        'scaling.commitments',
        commitments.map(({ monthly }) => monthly),
        'money/month',
      ),
    },
  };
}

/** The cost that growth starts from, as it was when the figures were worked out. */
function presentCost({ input, results }: ScalingCase): MonthlyCosts {
  return input.currentMonthlyCost === undefined
    ? { value: results.currentMonthlyCost ?? 0, from: 'breakdown' }
    : { value: input.currentMonthlyCost, from: 'input' };
}

function grownFormula(
  growth: Growth,
  results: ScalingResults,
  position: string | undefined,
): Formula {
  const cost = costTerm(results);
  const scale = projectionTerm(results, position, 'scaleFactor');
  if (growth.model !== 'items') {
    const { fixed, linear, sublinear } = growth.shares;
    return {
      formula: '{cost} × ({fixed} + {linear} × {scale} + {sublinear} × {scale} ^ {exponent})',
      terms: {
        cost,
        scale,
        fixed: fromInput('scaling.shares.fixed', fixed, 'share'),
        linear: fromInput('scaling.shares.linear', linear, 'share'),
        sublinear: fromInput('scaling.shares.sublinear', sublinear, 'share'),
        exponent: fromInput('scaling.exponent', growth.exponent, 'factor'),
      },
    };
  }
  const factor = typeof scale.value === 'number' ? scale.value : 1;
  const terms = {
    cost,
    /** Each item × scale ^ its exponent, where it has a driver. */
    grown: fromFigure(
      'breakdown.items[*].monthlyCost',
      growth.items.map((_, index) => grownItem(growth, index, factor)),
      'money/month',
    ),
    items: fromFigure(
      'breakdown.items[*].monthlyCost',
      growth.breakdown.items.map(({ monthlyCost }) => monthlyCost),
      'money/month',
    ),
  };
  return growth.inAll
    ? { formula: '{cost} × sum({grown}) ÷ sum({items})', terms }
    : { formula: 'sum({grown}) + {cost} − sum({items})', terms };
}

function withSteps(
  grown: Formula,
  { steps, targetUsers }: ScalingInput,
  { currentUsers }: ScalingResults,
  position: string | undefined,
): Formula {
  if (!steps) return grown;
  const target = targetUsers[Number(position)] ?? 0;
  const added = steps.map(
    ({ users, cost }) =>
      cost * (stepsExceeded(target, users) - stepsExceeded(currentUsers ?? 0, users)),
  );
  return {
    formula: `${grown.formula} + sum({steps})`,
    terms: { ...grown.terms, steps: fromInput('scaling.steps', added, 'money/month') },
  };
}

function fitOf({ history = [] }: ScalingInput): ExponentFit {
  const none: ExponentFit = { exponent: 0, points: [], halfWidth: undefined, quantile: undefined };
  return fitExponent(history) ?? none;
}

/** The sums that the fit is made of: of the logarithms' deviations from their means. */
function fitTerms({
  points,
  exponent,
}: ExponentFit): Record<'products' | 'squares' | 'residuals', Term> {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const term = (of: (x: number, y: number) => number): Term =>
    fromInput(
      'scaling.history',
      points.map(({ x, y }) => of(x - meanX, y - meanY)),
      'factor',
    );
  return {
    products: term((x, y) => x * y),
    squares: term((x) => x * x),
    residuals: term((x, y) => (y - exponent * x) ** 2),
  };
}

function exponentEnd(title: string, sign: '−' | '+'): Figure<ScalingCase> {
  return {
    title,
    unit: 'factor',
    explain: ({ input }) => {
      const fit = fitOf(input);
      return {
        formula: `sum({products}) ÷ sum({squares}) ${sign} {t} × sqrt(sum({residuals}) ÷ {degrees} ÷ sum({squares}))`,
        terms: {
          ...fitTerms(fit),
          t: constant(
            fit.quantile ?? 0,
            'factor',
            `Student's distribution, ${exponentConfidence * 100} % within, months − 2 degrees of freedom`,
          ),
          degrees: constant(fit.points.length - 2, 'count', 'Months of the history − 2'),
        },
      };
    },
  };
}

function fittedCost(title: string, which: 'fittedExponent' | 'min' | 'max'): Figure<ScalingCase> {
  return {
    title,
    unit: 'money/month',
    explain: ({ results }, [position]) => {
      const exponent = (key: 'fittedExponent' | 'fittedExponentLow' | 'fittedExponentHigh'): Term =>
        fromFigure(`scaling.${key}`, results[key] ?? 0, 'factor');
      const cost = costTerm(results);
      const scale = projectionTerm(results, position, 'scaleFactor');
      if (which === 'fittedExponent') {
        return {
          formula: '{cost} × {scale} ^ {exponent}',
          terms: { cost, scale, exponent: exponent('fittedExponent') },
        };
      }
      return {
        formula: `{cost} × ${which}({scale} ^ {low}, {scale} ^ {high})`,
        terms: {
          cost,
          scale,
          low: exponent('fittedExponentLow'),
          high: exponent('fittedExponentHigh'),
        },
      };
    },
  };
}
