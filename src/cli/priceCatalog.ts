import { createCatalogStack } from '../engine/pricing/catalogStack';
import { countLiteLlmModels } from '../engine/pricing/liteLlmConfig';
import type { ModelCatalog } from '../engine/pricing/price';
import { locatedIssue, placer, type LocatedIssue } from './located';
import { readPriceSources, type FileRules } from './promptFiles';

/** A LiteLLM configuration whose models and prices are those of the run. */
export interface PriceSourceReport {
  readonly file: string;
  readonly models: number;
  readonly issues: readonly LocatedIssue[];
}

/** The prices of the run: those that are built in, and over them those of LiteLLM configurations. */
export async function readPrices(
  paths: readonly string[],
  rules: FileRules,
  at: Date,
): Promise<{ readonly catalog: ModelCatalog; readonly sources: readonly PriceSourceReport[] }> {
  const liteLlmConfigs = await readPriceSources(paths, rules);
  const readOn = at.toISOString().slice(0, 10);
  const { catalog, problems } = createCatalogStack({ readOn, liteLlmConfigs });
  const sources = liteLlmConfigs.map(({ name, text }) => {
    const place = placer(text);
    const own = problems.filter(({ file }) => file === name);
    const issues = own.map(({ issue }) => locatedIssue(issue, place));
    return { file: name, models: countLiteLlmModels(text), issues };
  });
  return { catalog, sources };
}
