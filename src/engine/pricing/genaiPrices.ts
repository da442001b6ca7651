import { findProvider } from '@pydantic/genai-prices';
import { DataCatalog } from './dataCatalog';
import { createOverlay } from './overlay';
import type { ModelCatalog } from './price';

/** The version of `@pydantic/genai-prices` whose data is built in. */
export const genaiPricesVersion = '0.1.8';

/**
 * The day that version was published, up to which its prices were kept: npm's publication time of
 * `@pydantic/genai-prices@0.1.8` is 2026-09-23T10:11:04Z. A test compares the version with the one
 * installed, so that neither changes without the other.
 */
export const genaiPricesAsOf = '2026-09-23';

/**
 * The ids of the package's providers, in its order. The package looks providers up by id and hands
 * the whole list out only asynchronously (`waitForUpdate`); a test compares the two.
 */
export const genaiPricesProviders = [
  'anthropic',
  'arcee',
  'avian',
  'aws',
  'azure',
  'baseten',
  'cerebras',
  'cloudflare',
  'cohere',
  'cursor',
  'deepseek',
  'doubleword',
  'fireworks',
  'github-copilot',
  'google',
  'groq',
  'huggingface_cerebras',
  'huggingface_fireworks-ai',
  'huggingface_groq',
  'huggingface_hyperbolic',
  'huggingface_nebius',
  'huggingface_novita',
  'huggingface_nscale',
  'huggingface_ovhcloud',
  'huggingface_publicai',
  'huggingface_sambanova',
  'huggingface_together',
  'minimax',
  'mistral',
  'modal',
  'moonshotai',
  'novita',
  'openai',
  'openrouter',
  'ovhcloud',
  'perplexity',
  'quicksilverpro',
  'together',
  'typesafe',
  'voyageai',
  'x-ai',
  'zai',
  'zhipuai',
] as const;

/** The catalog that is built in: genai-prices with the overlay over it. */
export function createGenaiPricesCatalog(): ModelCatalog {
  const providers = genaiPricesProviders
    .map((providerId) => findProvider({ providerId }))
    .filter((provider) => provider !== undefined);
  return new DataCatalog(
    providers,
    { name: `genai-prices ${genaiPricesVersion}`, asOf: genaiPricesAsOf },
    createOverlay(),
  );
}
