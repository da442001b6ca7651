import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { choice, name, percent } from '../fields';

/** What the GPUs do. */
const fleetWorkloads = ['training', 'inference', 'both'] as const;

/** The reference's thresholds, and one of our own for GPUs that are used unevenly. */
export const fleetThresholds = {
  computeBelow: 50,
  memoryBelow: 40,
  idleAbove: 20,
  memoryAbove: 90,
  rightSizeBelow: 40,
  unevenAbove: 30,
} as const;

const metrics = z.strictObject({
  gpuId: name('Which GPU.'),
  computeUtilization: percent({ description: 'How much of the time it computes, 0 to 100.' }),
  memoryUtilization: percent({ description: 'How much of its memory is in use, 0 to 100.' }),
  tensorCoreUtilization: percent({
    description: 'How much of the time its tensor cores compute, where that is measured, 0 to 100.',
  }).optional(),
  timeIdle: percent({ description: 'How much of the time it does nothing at all, 0 to 100.' }),
});

/** The `gpuFleet` section: how GPUs that are paid for are used. */
export const gpuFleetSection = z.strictObject({
  instance: name('The instance that the GPUs are in, by its name in the catalog.').optional(),
  region: name('The region of the instance, where its price depends on it.').optional(),
  workload: choice(fleetWorkloads, {
    description: 'What the GPUs do: another instance has to be fast enough for it.',
    default: 'both',
  }).optional(),
  metrics: z.array(metrics).max(10_000).meta({ description: 'What was measured, GPU by GPU.' }),
  thresholds: z
    .strictObject({
      computeBelow: percent({
        description: 'Compute utilisation below this is low.',
        default: fleetThresholds.computeBelow,
      }).optional(),
      memoryBelow: percent({
        description: 'Memory utilisation below this is low.',
        default: fleetThresholds.memoryBelow,
      }).optional(),
      idleAbove: percent({
        description: 'Idle time above this is high.',
        default: fleetThresholds.idleAbove,
      }).optional(),
      memoryAbove: percent({
        description: 'Memory utilisation above this, with low compute, is bound by memory.',
        default: fleetThresholds.memoryAbove,
      }).optional(),
      rightSizeBelow: percent({
        description: 'Compute utilisation below which other instances are looked for.',
        default: fleetThresholds.rightSizeBelow,
      }).optional(),
      unevenAbove: percent({
        description:
          'A step this wide between the compute utilisations of GPUs means that they are used unevenly.',
        default: fleetThresholds.unevenAbove,
      }).optional(),
    })
    .meta({ description: 'From where on a utilisation is remarked upon.' })
    .optional(),
});

export type GpuFleetInput = Point<z.infer<typeof gpuFleetSection>>;
export type GpuMetrics = GpuFleetInput['metrics'][number];
