import type { ModelCatalog } from '../pricing/price';
import type { PromptDocument } from '../prompts/document';

/** Longer strings, in UTF-16 code units, and more parts are no choice of models. */
const longestChoice = 1000;
const mostParts = 20;

/**
 * The models that a file names, in its order.
 *
 * VS Code takes one name or a list ("Custom agent file reference": `model`). People also write a
 * choice as one string, `GPT-4.1 | 'gpt-5' | 'Claude Sonnet 4.5'`: it is taken for the list that it
 * means where the catalog knows every part, and for one unknown model otherwise.
 */
export function namedModels(
  { models }: PromptDocument,
  catalog: ModelCatalog,
  at: Date,
): readonly string[] {
  const names = models.flatMap(({ value }) => choiceOf(value, catalog, at) ?? [value]);
  return [...new Set(names)];
}

function choiceOf(name: string, catalog: ModelCatalog, at: Date): readonly string[] | undefined {
  if (!name.includes('|') || name.length > longestChoice || catalog.findModel(name, at)) {
    return undefined;
  }
  const parts = name.split('|').map((part) => unquoted(part.trim()));
  const isChoice =
    parts.length <= mostParts && parts.every((part) => catalog.findModel(part, at) !== undefined);
  return isChoice ? parts : undefined;
}

function unquoted(name: string): string {
  return /^(["'`])(.*)\1$/.exec(name)?.[2]?.trim() ?? name;
}
