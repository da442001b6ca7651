import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { day, name, quantity, text } from '../fields';

const policy = z.strictObject({
  name: name('What requests call the policy by.'),
  description: text('What the policy is for.').optional(),
  metric: name('What its amounts are: training-job, team-month, request.').optional(),
  threshold: quantity({ description: 'The most that needs no approval.', unit: 'money' }),
  warnAt: quantity({
    description: 'The share of the threshold from which on requests are remarked upon.',
    unit: 'share',
    max: 1,
  }).optional(),
  action: text('What happens above the threshold.').optional(),
  exceptionProcess: text('How to ask for more.').optional(),
});

const approverLevel = z.strictObject({
  below: quantity({
    description: 'The level is for amounts below this; without it, for all that are left.',
    unit: 'money',
  }).optional(),
  roles: z
    .array(name('A role.'))
    .min(1)
    .max(20)
    .meta({ description: 'Roles that all have to approve.' }),
});

const request = z.strictObject({
  policy: name('The policy that the request is under.'),
  subject: name('What the money is for: a job, a team’s month.'),
  amount: quantity({ description: 'What it costs.', unit: 'money' }),
  requestor: name('Who asks.'),
  justification: text('Why so much is needed.').optional(),
  businessImpact: text('What it is worth to the business.').optional(),
});

const approval = z.strictObject({
  subject: name('The subject of the request that is approved.'),
  requestId: name('Only the request with this id, and so with its amount.').optional(),
  by: name('Who approves.'),
  role: name('In which role.'),
  until: day('The last day on which the approval holds.'),
});

/**
 * The `governance` section: what may be spent, who asked for more, and who approved it. An amount
 * that is a range counts at its point.
 */
export const governanceSection = z.strictObject({
  policies: z.array(policy).max(1000).meta({ description: 'What may be spent.' }).optional(),
  approvers: z
    .array(approverLevel)
    .max(100)
    .meta({ description: 'Who has to approve which amounts.' })
    .optional(),
  requests: z.array(request).max(10_000).meta({ description: 'What is to be spent.' }).optional(),
  approvals: z
    .array(approval)
    .max(10_000)
    .meta({ description: 'What was approved, by whom and until when.' })
    .optional(),
});

export type GovernanceInput = Point<z.infer<typeof governanceSection>>;
export type Policy = Point<z.infer<typeof policy>>;
export type ApproverLevel = Point<z.infer<typeof approverLevel>>;
export type SpendingRequest = Point<z.infer<typeof request>>;
export type Approval = Point<z.infer<typeof approval>>;
