import { isNode, parseDocument } from 'yaml';
import { maxYamlDepth, yamlIsTooDeep } from '../text/yamlDepth';
import * as z from 'zod';
import type { Issue, IssueCode } from '../issues';
import type { CustomModel } from './customCatalog';
import { decimalOf, multiply, toNumber } from '../money/decimal';
import type { PriceSource, ServiceTier } from './price';
import type { ModelPrices, PriceData } from './priceData';
import { firstProblem } from './userPrices';

/** YAML 1.1, which LiteLLM reads, takes "2e-06" for a string, and LiteLLM makes a number of it. */
const cost = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i)
      .transform(Number),
  ])
  .pipe(z.number().nonnegative().max(1));

const params = z.looseObject({ model: z.string().min(1).max(300) });
const info = z.looseObject({
  base_model: z.string().max(300).optional(),
  max_input_tokens: z.int().positive().optional(),
  max_output_tokens: z.int().positive().optional(),
});

/**
 * A model of a LiteLLM proxy's configuration; custom prices stand in `litellm_params` or in
 * `model_info` (https://docs.litellm.ai/docs/proxy/custom_pricing).
 */
const deployment = z.looseObject({
  model_name: z.string().min(1).max(300),
  litellm_params: params,
  model_info: info.nullish(),
});

/** LiteLLM's names of prices per token, without the tier and threshold that may follow. */
const priceKeys: ReadonlyMap<string, string> = new Map([
  ['input_cost_per_token', 'input_mtok'],
  ['output_cost_per_token', 'output_mtok'],
  ['cache_read_input_token_cost', 'cache_read_mtok'],
  ['cache_creation_input_token_cost', 'cache_write_mtok'],
  ['cache_creation_input_token_cost_above_1hr', 'cache_write_1h_mtok'],
]);

const tierSuffixes: ReadonlyMap<string, ServiceTier> = new Map([
  ['_batches', 'batch'],
  ['_flex', 'flex'],
  ['_priority', 'priority'],
]);

/** How many models a configuration gives prices or aliases for. */
export function countLiteLlmModels(text: string): number {
  return readLiteLlmConfig(text, { name: '', asOf: '' }).models.length;
}

function modelListOf(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { model_list: list } = value as { model_list?: unknown };
  return Array.isArray(list) ? list : undefined;
}

/**
 * Reads the models of a LiteLLM configuration: an alias for the model behind it, with the prices
 * that the configuration states. Entries that cannot be read are left out, with an issue where they
 * stand.
 *
 * @param source the file's name, and the day on which it was read.
 */
export function readLiteLlmConfig(
  text: string,
  source: PriceSource,
): { readonly models: readonly CustomModel[]; readonly issues: readonly Issue[] } {
  const models = new Map<string, CustomModel>();
  const issues: Issue[] = [];
  const report = (
    code: IssueCode,
    params: Issue['params'],
    [start, end]: readonly [number, number] = [0, 0],
  ) => {
    issues.push({ code, severity: 'warning', params, range: { start, end } });
  };
  if (yamlIsTooDeep(text)) {
    report('yaml-deep', { limit: maxYamlDepth });
    return { models: [], issues };
  }
  const document = parseDocument(text, { logLevel: 'silent', merge: true });
  const [error] = document.errors;
  if (error) {
    report('yaml-invalid', { detail: error.message.split('\n')[0] ?? '' }, error.pos);
    return { models: [], issues };
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (thrown) {
    // Aliases that would grow without bounds.
    report('yaml-invalid', { detail: thrown instanceof Error ? thrown.message : String(thrown) });
    return { models: [], issues };
  }
  const list = modelListOf(value);
  if (!list) {
    report('litellm-not-a-config', {});
    return { models: [], issues };
  }
  for (const [index, entry] of list.entries()) {
    const node: unknown = document.getIn(['model_list', index], true);
    const at: [number, number] =
      isNode(node) && node.range ? [node.range[0], node.range[1]] : [0, 0];
    const parsed = deployment.safeParse(entry);
    if (!parsed.success) {
      report('litellm-model-invalid', { detail: firstProblem(parsed.error) }, at);
      continue;
    }
    const { model_name: name, litellm_params: own, model_info: more } = parsed.data;
    const stated = readPrices({ ...more, ...own });
    if ('problem' in stated) {
      report('litellm-model-invalid', { detail: stated.problem }, at);
      continue;
    }
    const model: CustomModel = {
      name,
      prices: stated.prices,
      like: more?.base_model ?? own.model,
      ...(more?.max_input_tokens !== undefined && { contextWindow: more.max_input_tokens }),
      ...(more?.max_output_tokens !== undefined && { maxOutputTokens: more.max_output_tokens }),
      source,
    };
    const key = name.trim().toLowerCase();
    const before = models.get(key);
    if (!before) {
      models.set(key, model);
    } else if (JSON.stringify(before.prices) !== JSON.stringify(model.prices)) {
      report('litellm-prices-differ', { model: name }, at);
      if (!before.prices.standard && model.prices.standard) models.set(key, model);
    }
  }
  return { models: [...models.values()], issues };
}

/** US dollars per token, by LiteLLM's keys → per million tokens, by tier and genai-prices' keys. */
function readPrices(
  fields: Readonly<Record<string, unknown>>,
): { prices: Partial<Record<ServiceTier, ModelPrices>> } | { problem: string } {
  const bases = new Map<ServiceTier, Record<string, PriceData>>();
  const thresholds: { tier: ServiceTier; key: string; start: number; price: number }[] = [];
  for (const [field, value] of Object.entries(fields)) {
    const read = readKey(field);
    if (!read || value === null || value === undefined) continue;
    const parsed = cost.safeParse(value);
    if (!parsed.success) return { problem: `${field}: ${firstProblem(parsed.error)}` };
    const price = toNumber(multiply(decimalOf(parsed.data), decimalOf(1_000_000)));
    const { tier, key, above } = read;
    if (above !== undefined) {
      thresholds.push({ tier, key, start: above, price });
      continue;
    }
    const prices = bases.get(tier) ?? {};
    prices[key] = price;
    bases.set(tier, prices);
  }
  for (const { tier, key, start, price } of thresholds) {
    const prices = bases.get(tier);
    const base = prices?.[key];
    if (!prices || base === undefined) continue;
    const tiers = typeof base === 'number' ? [] : base.tiers;
    prices[key] = {
      base: typeof base === 'number' ? base : base.base,
      tiers: [...tiers, { start, price }],
    };
  }
  return { prices: Object.fromEntries(bases) };
}

function readKey(
  field: string,
): { tier: ServiceTier; key: string; above: number | undefined } | undefined {
  let name = field;
  let tier: ServiceTier = 'standard';
  for (const [suffix, named] of tierSuffixes) {
    if (!name.endsWith(suffix)) continue;
    name = name.slice(0, -suffix.length);
    tier = named;
    break;
  }
  let above: number | undefined;
  const threshold = /^(.*)_above_(\d{1,5})k_tokens$/.exec(name);
  if (threshold?.[1] !== undefined) {
    name = threshold[1];
    above = Number(threshold[2]) * 1000;
  }
  const key = priceKeys.get(name);
  return key === undefined ? undefined : { tier, key, above };
}
