import * as z from 'zod';
import type { Point } from '../uncertainty/quantity';
import { exact, quantity } from './fields';

/** The `assumptions` section: what all systems take for granted. */
export const assumptionsSection = z.strictObject({
  hoursPerMonth: quantity({
    description: 'Hours in a month: 720, or the 730 that clouds bill.',
    unit: 'hours/month',
    default: 720,
    min: 1,
    max: 744,
    plausible: [672, 744],
  }).optional(),
  usdRate: quantity({
    description: 'Units of the currency for one US dollar, to convert catalog prices.',
    unit: 'factor',
    min: 1e-6,
    max: 1e6,
  }).optional(),
  seed: exact({ description: 'Seed of the simulation.', unit: 'count', default: 1, max: 2 ** 31 })
    .int()
    .optional(),
  samples: exact({
    description: 'Samples of the simulation.',
    unit: 'count',
    default: 5000,
    min: 100,
    max: 100_000,
  })
    .int()
    .optional(),
});

export type AssumptionsInput = Point<z.infer<typeof assumptionsSection>>;

/** How the simulation is run. */
export interface SimulationSettings {
  readonly seed: number;
  readonly samples: number;
}

export function simulationSettings({
  seed = 1,
  samples = 5000,
}: AssumptionsInput = {}): SimulationSettings {
  return { seed, samples };
}
