import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import type { BreakdownInput } from '../breakdown';
import { stepsExceeded } from '../capacitySteps';
import { reasonWithout, type SystemContext } from '../context';
import { exact, name, quantity, share } from '../fields';
import { monthlyCostsOf, type CostSections } from '../monthlyCosts';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';
import type { Workload } from '../workload';
import { growthOf, grownCost, wrongSum, type Growth, type GrowthModel } from './growth';

const shares = z.strictObject({
  fixed: share({ description: 'The share that does not grow.' }).optional(),
  linear: share({ description: 'The share that grows in proportion.' }).optional(),
  sublinear: share({ description: 'The share that grows more slowly.' }).optional(),
});

const step = z.strictObject({
  users: quantity({
    description: 'Users that one step of capacity carries.',
    unit: 'count',
    min: 0.001,
  }),
  cost: quantity({
    description: 'What is added a month each time these users are exceeded.',
    unit: 'money/month',
  }),
});

const commitment = z.strictObject({
  name: name('What is committed to.').optional(),
  monthly: quantity({
    description: 'The least that is paid a month, whatever is used.',
    unit: 'money/month',
  }),
});

const observation = z.strictObject({
  users: exact({ description: 'Users of a month.', unit: 'count/month' }),
  monthlyCost: exact({ description: 'What the month cost.', unit: 'money/month' }),
});

/** The `scaling` section: what growth costs. */
export const scalingSection = z.strictObject({
  currentUsers: quantity({
    description: "Users at present. By default the workload's users.",
    unit: 'count/month',
  }).optional(),
  currentMonthlyCost: quantity({
    description:
      'Cost a month at present. By default the monthly total of the cost of ownership, or else of the breakdown.',
    unit: 'money/month',
  }).optional(),
  shares: shares
    .meta({
      description:
        'How the cost grows; the shares add up to 1, and one that is left out is what remains. By default what the drivers of the breakdown say, or else 0.2 fixed, 0.5 linear and 0.3 sublinear.',
    })
    .optional(),
  exponent: quantity({
    description: 'The sublinear share grows with users to this power.',
    unit: 'factor',
    default: 0.7,
    max: 3,
    plausible: [0.3, 1],
  }).optional(),
  targetUsers: z
    .array(quantity({ description: 'Users to look ahead to.', unit: 'count/month' }))
    .max(100)
    .meta({ description: 'Numbers of users to look ahead to.' }),
  steps: z
    .array(step)
    .max(20)
    .meta({ description: 'Capacity that is bought in steps. The steps up to now are in the cost.' })
    .optional(),
  commitments: z
    .array(commitment)
    .max(20)
    .meta({ description: 'What is paid in any case: the cost never falls below their sum.' })
    .optional(),
  history: z
    .array(observation)
    .max(500)
    .meta({ description: 'Past months, from which the exponent of growth is fitted.' })
    .optional(),
});

export type ScalingInput = Point<z.infer<typeof scalingSection>>;

export interface Projection {
  readonly targetUsers: number;
  readonly scaleFactor: number | null;
  readonly projectedCost: number | null;
  readonly costPerUserCurrent: number | null;
  readonly costPerUserProjected: number | null;
  /** What a user costs less, in percent. */
  readonly efficiencyGainPct: number | null;
}

export interface ScalingProjections {
  readonly currentUsers: number | null;
  readonly currentMonthlyCost: number | null;
  readonly model: GrowthModel;
  readonly projections: readonly Projection[];
}

/** The reference's shares and exponent, taken where nothing else is said. */
export const scalingDefaults = { fixed: 0.2, linear: 0.5, sublinear: 0.3, exponent: 0.7 } as const;

/** The three shares, none left open. */
export interface GrowthShares {
  readonly fixed: number;
  readonly linear: number;
  readonly sublinear: number;
}

/** What scaling is told of the sections that it defaults from. */
export interface ScalingSections extends CostSections {
  readonly workload: Workload;
  readonly items: BreakdownInput['items'] | undefined;
}

/**
 * Cost at other numbers of users. With s = targetUsers ÷ currentUsers:
 *
 * - by shares: cost × (fixed + linear × s + sublinear × s^exponent)
 * - by items, where the breakdown's have drivers and no shares are given: Σ item × s^exponent of
 *   those that grow, users, requests and tokens alike, since each user is taken to do the same as
 *   before; what the cost has beside the items (engineering hours, hidden costs) stays. A cost that
 *   is stated here, or is less than the items, grows as they do in all.
 * - further Σ step.cost × the steps that are exceeded at the target and not yet at present, where
 *   ⌈users ÷ step.users⌉ − 1 are exceeded
 * - at least Σ commitments, and never below 0
 * - costPerUser = cost ÷ users; efficiencyGainPct = (1 − projected ÷ current cost per user) × 100
 */
export function evaluateScaling(
  input: ScalingInput,
  sections: ScalingSections,
  context: SystemContext,
): Evaluated<ScalingProjections> {
  const notes = new Notes();
  const cost = monthlyCostsOf(input.currentMonthlyCost, sections, context);
  const users = input.currentUsers ?? sections.workload.users;
  const growth = growthOf(input, sections, cost);
  const sum = wrongSum(growth);
  if (sum !== undefined) {
    notes.add({ code: 'scaling-shares', severity: 'error', params: { sum }, path: ['shares'] });
  }
  const present: Present = {
    users: users === undefined ? { value: null, reason: withoutUsers(context) } : { value: users },
    cost,
    growth,
    isWhole: sum === undefined,
  };
  return notes.evaluated({
    currentUsers: users ?? notes.none('currentUsers', withoutUsers(context)),
    currentMonthlyCost: cost.value ?? notes.none('currentMonthlyCost', cost.reason),
    model: growth.model,
    projections: input.targetUsers.map((target, index) =>
      projectionOf(input, present, target, `projections[${index}]`, notes),
    ),
  });
}

function withoutUsers(context: SystemContext): ReasonCode {
  return reasonWithout('workload', context);
}

/** A number, or why there is none. */
type Known = { readonly value: number } | { readonly value: null; readonly reason: ReasonCode };

/** What growth starts from. */
interface Present {
  readonly users: Known;
  readonly cost: Known;
  readonly growth: Growth;
  /** The shares add up to 1. */
  readonly isWhole: boolean;
}

function projectionOf(
  input: ScalingInput,
  present: Present,
  targetUsers: number,
  at: string,
  notes: Notes,
): Projection {
  const none = (figure: keyof Projection, { reason }: { reason: ReasonCode }): null =>
    notes.none(`${at}.${figure}`, reason);
  const { users, cost } = present;
  const scale = scaleOf(targetUsers, users);
  const projected = projectedCost(input, present, targetUsers);
  const current = perUser(cost, users);
  const later = perUser(projected, { value: targetUsers });
  const gain = gainOf(current, later);
  return {
    targetUsers,
    scaleFactor: scale.value ?? none('scaleFactor', scale),
    projectedCost: projected.value ?? none('projectedCost', projected),
    costPerUserCurrent: current.value ?? none('costPerUserCurrent', current),
    costPerUserProjected: later.value ?? none('costPerUserProjected', later),
    efficiencyGainPct: gain.value ?? none('efficiencyGainPct', gain),
  };
}

function scaleOf(target: number, users: Known): Known {
  if (users.value === null) return users;
  return users.value === 0 ? { value: null, reason: 'no-users' } : { value: target / users.value };
}

function projectedCost(
  input: ScalingInput,
  { users, cost, growth, isWhole }: Present,
  targetUsers: number,
): Known {
  if (cost.value === null) return cost;
  const scale = scaleOf(targetUsers, users);
  if (scale.value === null || users.value === null) return scale;
  if (!isWhole) return { value: null, reason: 'shares-not-one' };
  const grown = grownCost(growth, cost.value, scale.value);
  const stepped = grown + addedSteps(input, users.value, targetUsers);
  return { value: Math.max(stepped, committed(input)) };
}

/** What further steps of capacity add to the cost, or steps that are given up take from it. */
function addedSteps({ steps = [] }: ScalingInput, from: number, to: number): number {
  let cost = 0;
  for (const step of steps) {
    cost += step.cost * (stepsExceeded(to, step.users) - stepsExceeded(from, step.users));
  }
  return cost;
}

function committed({ commitments = [] }: ScalingInput): number {
  let sum = 0;
  for (const { monthly } of commitments) sum += monthly;
  return sum;
}

function perUser(cost: Known, users: Known): Known {
  if (cost.value === null) return cost;
  if (users.value === null) return users;
  return users.value === 0
    ? { value: null, reason: 'no-users' }
    : { value: cost.value / users.value };
}

function gainOf(current: Known, later: Known): Known {
  if (current.value === null) return current;
  if (later.value === null) return later;
  return current.value === 0
    ? { value: null, reason: 'no-cost' }
    : { value: (1 - later.value / current.value) * 100 };
}
