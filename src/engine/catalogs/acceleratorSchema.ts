import * as z from 'zod';
import { evidenceSchema, sourceSchema } from './sourceSchema';

const name = z.string().trim().min(1).max(200);
const note = z.string().min(1).max(2000).optional();
const perSecond = z.number().positive().max(1e24);

/** The figures of an accelerator, each optional one left out where no two sources agree on it. */
const figures = {
  /**
   * Nominal gigabytes × 10⁹, also where the maker's "GB" are GiB: an 80 GB card has 80 × 10⁹ bytes
   * here, and up to 7 % more in truth, of which the driver takes some.
   */
  memoryBytes: z.int().positive(),
  bandwidthBytesPerSecond: perSecond,
  /** Dense peak, as all the following: never the doubled figure for sparse matrices. */
  bf16Flops: perSecond.optional(),
  /** Only where the hardware has no BF16. */
  fp16Flops: perSecond.optional(),
  fp8Flops: perSecond.optional(),
  fp4Flops: perSecond.optional(),
  int8Flops: perSecond.optional(),
  powerWatts: z.number().positive().max(1e6).optional(),
  /** To the other accelerators of the machine (NVLink, Infinity Fabric), in one direction. */
  interconnectBytesPerSecond: perSecond.optional(),
};

const figureNames = z.enum(Object.keys(figures) as [keyof typeof figures]);

/**
 * `data/accelerators.json`. A figure enters only with the lines of two sources at least that state
 * it; what they do not agree on is left out. See docs/catalogs.md.
 */
export const acceleratorsSchema = z.strictObject({
  sources: z.record(z.string(), sourceSchema),
  accelerators: z.array(
    z.strictObject({
      id: name,
      name,
      vendor: name,
      aliases: z.array(name),
      ...figures,
      /** What sources get wrong or do not agree on. */
      note,
      /** What was read where, and which figures it states. */
      evidence: z
        .array(z.strictObject({ ...evidenceSchema.shape, figures: z.array(figureNames).min(1) }))
        .min(1),
    }),
  ),
});

/** An accelerator that the user adds, or knows better. */
export const userAcceleratorSchema = z.strictObject({
  id: name,
  name,
  vendor: name.optional(),
  aliases: z.array(name).max(100).default([]),
  ...figures,
  note,
  /** Where the figures are from, in the user's words. */
  source: z.string().trim().min(1).max(500),
});

export type AcceleratorsData = z.infer<typeof acceleratorsSchema>;
export type UserAccelerator = z.infer<typeof userAcceleratorSchema>;
