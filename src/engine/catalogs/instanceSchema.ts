import * as z from 'zod';
import { evidenceSchema, sourceSchema } from './sourceSchema';

const usdPerHour = z.number().positive().max(1e6);
const name = z.string().min(1).max(200);

/** What every row says of an instance, whoever wrote it. */
const offer = z.strictObject({
  /** "provider/region/instance", such as "aws/us-east-1/g5.2xlarge". */
  id: z.string().min(1).max(600),
  /** The name by which the provider, or else the source, calls it. */
  instance: name,
  provider: name,
  /** The provider's own id of the region, or "global" where one price holds everywhere. */
  region: name,
  /** Id of the accelerator catalog. */
  accelerator: name,
  gpus: z.int().positive(),
  vcpus: z.int().positive().optional(),
  memoryBytes: z.int().positive().optional(),
  /** US dollars per hour for the whole instance, Linux, pay as you go. */
  onDemandHourly: usdPerHour,
  /** US dollars per hour for the whole instance where it can be taken away at any time. */
  spotHourly: usdPerHour.optional(),
});

/**
 * `data/instances.json`. A row enters only with the URL and the line that its price was read from,
 * and a day for it; see docs/instances.md.
 */
export const instancesSchema = z.strictObject({
  sources: z.record(z.string(), sourceSchema),
  instances: z.array(
    z.strictObject({
      ...offer.shape,
      ...evidenceSchema.shape,
      /** Further lines that the row needs: its spot price, its GPUs, vCPUs and memory. */
      also: z.array(evidenceSchema).optional(),
      /** How the price follows from the line, or what another source says. */
      note: z.string().min(1).optional(),
    }),
  ),
});

/** An instance that the user adds, or whose price the user knows better. */
export const userInstanceSchema = z.strictObject({
  ...offer.shape,
  /** Where the price is from, in the user's words. */
  source: z.string().trim().min(1).max(500),
});

export type Offer = z.infer<typeof offer>;
export type InstancesData = z.infer<typeof instancesSchema>;
export type UserInstance = z.infer<typeof userInstanceSchema>;
