import * as z from 'zod';
import { evidenceSchema, sourceSchema } from './sourceSchema';

const name = z.string().trim().min(1).max(200);
const parameters = z.number().positive().max(1e18);
const size = z.int().positive().max(1e9);

/** What every row says of an architecture, whoever wrote it. */
const common = {
  id: name,
  name,
  /** All weights; a vision encoder's too where the note says so. */
  parameters,
  /** Those that one token is multiplied with; as many as `parameters` where there are no experts. */
  activeParameters: parameters,
  /** Routed experts of a layer that has them. */
  experts: size.optional(),
  /** Routed experts that a token goes through. */
  expertsPerToken: size.optional(),
  /** Experts that every token goes through. */
  sharedExperts: size.optional(),
  layers: size,
  hiddenSize: size,
  attentionHeads: size,
  /** Heads of the KV cache: fewer than `attentionHeads` with grouped queries. */
  kvHeads: size,
  /** Of keys and values; with `mla` of a query, and the cache is that of `mla`. */
  headDim: size,
  /** Multi-head latent attention: a layer keeps so many numbers for each token, of all heads. */
  mla: z.strictObject({ kvLoraRank: size, ropeHeadDim: size }).optional(),
  /** So many of the layers keep no more tokens than these. */
  slidingWindow: z.strictObject({ tokens: size, layers: size }).optional(),
  maxContextTokens: size,
  note: z.string().min(1).max(2000).optional(),
};

/** What a test counts the parameters from: sizes of matrices. */
const weights = z.strictObject({
  vocabSize: size,
  /** The embedding is the unembedding too. */
  tiedEmbeddings: z.boolean(),
  /** Of the layers without experts. */
  intermediateSize: size.optional(),
  /** Of one expert. */
  moeIntermediateSize: size.optional(),
  /** How many layers have experts. */
  moeLayers: size.optional(),
  mla: z.strictObject({ qLoraRank: size, nopeHeadDim: size, valueHeadDim: size }).optional(),
});

/** Fields that contradict each other have an issue at one of them. */
function agree(row: z.infer<z.ZodObject<typeof common>>, context: z.core.$RefinementCtx): void {
  const { experts, expertsPerToken, slidingWindow } = row;
  const faults: Readonly<Record<string, boolean>> = {
    activeParameters: row.activeParameters > row.parameters,
    expertsPerToken: (expertsPerToken ?? 0) > (experts ?? 0),
    experts: experts !== undefined && expertsPerToken === undefined,
    kvHeads: row.attentionHeads % row.kvHeads !== 0,
    slidingWindow: (slidingWindow?.layers ?? 0) > row.layers,
  };
  for (const [field, isWrong] of Object.entries(faults)) {
    if (isWrong) context.addIssue({ code: 'custom', path: [field], input: row });
  }
}

const line = z.strictObject({
  /** Further lines say what the configuration's does not. */
  of: z.enum(['config', 'parameters', 'context', 'slidingWindow', 'headDim']),
  ...evidenceSchema.shape,
});

/**
 * `data/architectures.json`. A row enters only with the lines that its configuration and its
 * parameter counts were read from; see docs/catalogs.md for the rules, and for what is left out
 * because these fields cannot describe its cache.
 */
export const architecturesSchema = z.strictObject({
  sources: z.record(z.string(), sourceSchema),
  architectures: z.array(
    z
      .strictObject({
        ...common,
        huggingFaceId: name,
        aliases: z.array(name),
        evidence: z.strictObject({
          lines: z.array(line).min(2),
          /** The configuration has no head dimension: it is hidden size ÷ attention heads. */
          derivedHeadDim: z.literal(true).optional(),
          weights,
        }),
      })
      .superRefine(agree),
  ),
});

/** An architecture that the user adds, or knows better. */
export const userArchitectureSchema = z
  .strictObject({
    ...common,
    huggingFaceId: name.optional(),
    aliases: z.array(name).max(100).default([]),
    /** Where the figures are from, in the user's words. */
    source: z.string().trim().min(1).max(500),
  })
  .superRefine(agree);

export type ArchitecturesData = z.infer<typeof architecturesSchema>;
export type UserArchitecture = z.infer<typeof userArchitectureSchema>;
