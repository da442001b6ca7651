import * as z from 'zod';
import { catalogsSection } from '../catalogs/catalogsSection';
import { assumptionsSection } from '../systems/assumptions';
import { apiSection } from '../systems/api/section';
import { attributionSection } from '../systems/attribution/section';
import { breakdownSection } from '../systems/breakdown';
import { buildVsBuySection } from '../systems/buildVsBuy/buildVsBuy';
import { crossoverSection } from '../systems/crossover/crossover';
import { currencyPattern, day, name } from '../systems/fields';
import { scalingSection } from '../systems/scaling/scaling';
import { governanceSection } from '../systems/governance/section';
import { ledgerSection } from '../systems/ledger';
import { promptsSection } from '../systems/prompts/section';
import { sizingSection } from '../systems/sizing/section';
import { tcoSection } from '../systems/tco/tco';
import { trainingSection } from '../systems/training/section';
import { unitEconomicsSection } from '../systems/unitEconomics/unitEconomics';
import { gpuFleetSection } from '../systems/gpuFleet/section';
import { inferenceSection } from '../systems/inference/section';
import { workloadSection } from '../systems/workload';
import { budgetsSection } from '../usage/budgets/section';
import type { Point } from '../uncertainty/quantity';

/** The version of the format that is read. */
export const formatVersion = 1;

/** The sections of a scenario file, each valid or not on its own. */
export const sectionSchemas = {
  workload: workloadSection,
  breakdown: breakdownSection,
  tco: tcoSection,
  unitEconomics: unitEconomicsSection,
  inference: inferenceSection,
  buildVsBuy: buildVsBuySection,
  crossover: crossoverSection,
  scaling: scalingSection,
  gpuFleet: gpuFleetSection,
  sizing: sizingSection,
  training: trainingSection,
  catalogs: catalogsSection,
  api: apiSection,
  prompts: promptsSection,
  attribution: attributionSection,
  governance: governanceSection,
  ledger: ledgerSection,
  budgets: budgetsSection,
  assumptions: assumptionsSection,
} as const;

export type SectionName = keyof typeof sectionSchemas;

/** More variants than these are not compared. */
export const mostVariants = 100;

/** What one variant sets: values by the paths of inputs. */
const variant = z.strictObject({
  name: name('What the variant is called.'),
  set: z
    .record(z.string(), z.unknown())
    .meta({ description: 'New values by path: "inference.cache.hitRate": 0.5.' }),
});

/** What stands at the top of a scenario file beside its sections. */
export const headerSchemas = {
  costlens: z.literal(formatVersion).meta({ description: 'The version of the format.' }),
  system: name('What the AI system is called.'),
  currency: z
    .string()
    .regex(currencyPattern)
    .meta({ description: 'ISO 4217 code of the currency of all amounts.', default: 'USD' }),
  pricesAsOf: day('Prices of models are those that held on this day.'),
  variants: z
    .array(variant)
    .max(mostVariants)
    .meta({ description: 'Named changes of the inputs.' }),
} as const;

/** A whole scenario file: what its JSON Schema is made from. */
export const scenarioSchema = z.strictObject({
  costlens: headerSchemas.costlens,
  system: headerSchemas.system.optional(),
  currency: headerSchemas.currency.optional(),
  pricesAsOf: headerSchemas.pricesAsOf.optional(),
  variants: headerSchemas.variants.optional(),
  ...(z.object(sectionSchemas).partial().shape as PartialShape<typeof sectionSchemas>),
});

type PartialShape<Shape extends Record<string, z.ZodType>> = {
  [Key in keyof Shape]: z.ZodOptional<Shape[Key]>;
};

/** Sections as they are written, ranges and all. */
export type Sections = { readonly [Key in SectionName]?: z.infer<(typeof sectionSchemas)[Key]> };

/** Sections with one number for each input: what systems compute with. */
export type SectionInputs = { readonly [Key in keyof Sections]: Point<Sections[Key]> };
