import * as z from 'zod';
import { reference } from '../systems/fields';
import { userAcceleratorSchema } from './acceleratorSchema';
import { userArchitectureSchema } from './architectureSchema';
import { userInstanceSchema } from './instanceSchema';

const rows = {
  accelerators: z
    .array(userAcceleratorSchema)
    .max(1000)
    .meta({ description: 'Accelerators that the catalog does not have, or has otherwise.' })
    .optional(),
  architectures: z
    .array(userArchitectureSchema)
    .max(1000)
    .meta({ description: 'Models that the catalog does not have, or has otherwise.' })
    .optional(),
  instances: z
    .array(userInstanceSchema)
    .max(1000)
    .meta({ description: 'Instances of your own, or with prices of your contract.' })
    .optional(),
};

/** A file of catalog rows: what the `catalogs` section may hold, in a file of its own. */
export const catalogFileSchema = z.strictObject(rows);

/** The `catalogs` section: rows of the user, in the scenario or in files of the workspace. */
export const catalogsSection = z.strictObject({
  ...rows,
  files: z
    .array(reference('catalog-file', 'The path of a file.'))
    .max(100)
    .meta({
      description: 'Files with such rows, in YAML or JSON, by their path from the scenario file.',
    })
    .optional(),
});

export type CatalogFile = z.infer<typeof catalogFileSchema>;
export type CatalogsInput = z.infer<typeof catalogsSection>;
