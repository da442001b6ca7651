import * as z from 'zod';

/** Where the rows of a data file were read. Rows name it by its key in the file's `sources`. */
export const sourceSchema = z.strictObject({
  name: z.string().min(1),
  url: z.url(),
  /** The mirror that the data was taken from, where that is another place. */
  through: z.url().optional(),
  licence: z.string().min(1).optional(),
  /** Where somebody else reports what the provider said, and the provider's page could not be read. */
  secondHand: z.literal(true).optional(),
  /** A day on which it said so; see `dating`. */
  asOf: z.iso.date(),
  /** How `asOf` is known. */
  dating: z.string().min(1),
});

/** The line that a fact was read from, in the words and figures of its source. */
export const evidenceSchema = z.strictObject({ source: z.string(), line: z.string().min(1) });

export type Evidence = z.infer<typeof evidenceSchema>;
export type Sources = Readonly<Record<string, z.infer<typeof sourceSchema>>>;
