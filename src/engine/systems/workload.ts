import * as z from 'zod';
import type { Point } from '../uncertainty/quantity';
import { quantity } from './fields';

/** The `workload` section, which all systems share: what the AI system does in a month. */
export const workloadSection = z.strictObject({
  requests: quantity({
    description: 'Requests (predictions, calls) a month.',
    unit: 'count/month',
  }).optional(),
  users: quantity({ description: 'Users a month.', unit: 'count/month' }).optional(),
  payingUsers: quantity({
    description: 'Users who pay. By default all of them.',
    unit: 'count/month',
  }).optional(),
  tokens: quantity({ description: 'Tokens a month.', unit: 'count/month' }).optional(),
  successfulTasks: quantity({
    description: 'Tasks done to the end a month: what users came for.',
    unit: 'count/month',
  }).optional(),
  revenue: quantity({ description: 'Revenue a month.', unit: 'money/month' }).optional(),
});

export type Workload = Point<z.infer<typeof workloadSection>>;
