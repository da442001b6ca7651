import type { ArchitecturesData, UserArchitecture } from './architectureSchema';
import { catalogOf, findRow, type Catalog, type LookUp } from './catalog';
import data from './data/architectures.json';
import { sourceNames } from './sourceNames';

/** An open-weight language model, as far as weights, KV cache and compute follow from it. */
export type Architecture = Readonly<UserArchitecture>;

/**
 * The architectures of `data/architectures.json`, in its order. A test validates the data. A model
 * is not in it where these fields cannot describe its KV cache: layers with linear attention or a
 * state space, compressed or sparse attention, layers whose heads differ. Nor is a model that is
 * another precision of one that is.
 */
export const builtInArchitectures: Catalog<Architecture> = catalogOf(
  architectures(data as ArchitecturesData),
);

/**
 * An architecture by id, name, alias or Hugging Face id, whoever publishes it, in whatever
 * precision, tuned or not: "meta-llama/Llama-3.1-70B-Instruct", "Llama-3.1-70B-Instruct-FP8".
 */
export function findArchitecture(
  catalog: Catalog<Architecture>,
  name: string,
): LookUp<Architecture> {
  return findRow(catalog, name, architectureKey);
}

/**
 * Endings that change neither the layers nor the context. Those of later releases ("-2507") and of
 * "thinking" models are none of them: such have other contexts.
 */
const variant =
  /(?:-(?:instruct|chat|it|base|pt|hf|fp8|nvfp4|mxfp4|fp16|bf16|int4|int8|w8a8|w4a16|4bit|8bit|bnb|awq|gptq|gguf|mlx|dynamic))+$/;

function architectureKey(name: string): string {
  const [, model = ''] = /([^/]*)$/.exec(name.trim().toLowerCase()) ?? [];
  return model
    .replaceAll(/[\s_-]+/g, '-')
    .replace(/^meta-(?=llama)/, '')
    .replace(variant, '');
}

function architectures({ sources, architectures }: ArchitecturesData): readonly Architecture[] {
  return architectures.map(({ evidence, ...row }) => ({
    ...row,
    aliases: [...row.aliases, row.huggingFaceId],
    source: sourceNames(sources, evidence.lines),
  }));
}
