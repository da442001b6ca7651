import type { Issue } from '../issues';
import { CustomCatalog } from './customCatalog';
import { createGenaiPricesCatalog } from './genaiPrices';
import { readLiteLlmConfig } from './liteLlmConfig';
import type { ModelCatalog } from './price';
import { readPriceData } from './priceDataFile';
import { readUserPrices } from './userPrices';

/** A file that prices are read from. */
export interface PriceFile {
  /** What people call it: a path or a URL. */
  readonly name: string;
  readonly text: string;
  /** The day that it is of, ISO 8601. */
  readonly asOf: string;
}

/** Everything that prices can come from besides what is built in. */
export interface PriceInputs {
  /** The value of the setting with the user's own models and prices, unchecked. */
  readonly userPrices?: unknown;
  /** The day on which the setting was read, ISO 8601. */
  readonly readOn: string;
  /** LiteLLM configurations of the workspace. */
  readonly liteLlmConfigs: readonly PriceFile[];
  /** Newer data in the place of the built-in prices. */
  readonly priceData?: PriceFile | undefined;
}

/** An issue, and the file (or setting) that it is in. */
export interface PriceProblem {
  readonly file: string;
  readonly issue: Issue;
}

/** What the user's prices are called where their source is shown. */
const userPricesName = 'costlens.prices';

/**
 * The catalog that asks, in this order: the user's prices, the LiteLLM configurations, the newer
 * data or else what is built in. Whatever of them cannot be read is left out, with a problem.
 */
export function createCatalogStack(inputs: PriceInputs): {
  readonly catalog: ModelCatalog;
  readonly problems: readonly PriceProblem[];
} {
  const problems: PriceProblem[] = [];
  const note = (file: string, issues: readonly Issue[]): void => {
    problems.push(...issues.map((issue) => ({ file, issue })));
  };

  let catalog: ModelCatalog | undefined;
  if (inputs.priceData) {
    const { name, text, asOf } = inputs.priceData;
    const data = readPriceData(text, { name, asOf });
    if (data.ok) catalog = data.value;
    else note(name, data.issues);
  }
  catalog ??= createGenaiPricesCatalog();

  for (const { name, text, asOf } of inputs.liteLlmConfigs) {
    const { models, issues } = readLiteLlmConfig(text, { name, asOf });
    note(name, issues);
    const layer = { id: 'litellm', name: 'LiteLLM', overrides: false };
    catalog = new CustomCatalog(layer, models, catalog);
  }

  const user = readUserPrices(inputs.userPrices, { name: userPricesName, asOf: inputs.readOn });
  note(userPricesName, user.issues);
  if (user.models.length > 0) {
    const layer = { id: 'settings', name: 'Settings', overrides: true };
    catalog = new CustomCatalog(layer, user.models, catalog);
  }
  return { catalog, problems };
}
