import type { Located, PromptDocument, PromptFormat } from '../document';
import { IssueList } from '../issueList';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { entryValue, itemsOf, stringOf } from '../source';
import { textStart } from '../textFile';
import { readYaml } from '../yamlSource';

/**
 * A LiteLLM proxy's configuration: no prompt, nothing to count. It is recognised because it names
 * models and their prices, which pricing/liteLlmConfig.ts reads.
 */
export const liteLlmFormat: PromptFormat = {
  id: 'litellm',
  detect: ({ path }, text) => isLiteLlmConfig(path, text),
  parse: parseConfig,
};

/** Whether a YAML file is a LiteLLM configuration, whatever its name: by its two telling keys. */
export function isLiteLlmConfig(path: string, text: string): boolean {
  if (!/\.ya?ml$/.test(fileName(path))) return false;
  const start = text.slice(0, 100_000);
  return /^\uFEFF?model_list:/m.test(start) && start.includes('litellm_params');
}

function parseConfig(text: string): PromptDocument {
  const issues = new IssueList();
  const value = readYaml(text, { start: textStart(text), end: text.length }, issues);
  const models = itemsOf(entryValue(value, 'model_list')).flatMap((item): Located<string>[] => {
    const name = entryValue(item, 'model_name');
    const alias = stringOf(text, name);
    return name && alias ? [{ value: alias, range: name.range }] : [];
  });
  return promptDocument({ format: 'litellm', segments: [], models, issues: issues.toArray() });
}
