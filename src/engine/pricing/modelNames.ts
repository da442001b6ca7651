/** One way to read a name that somebody wrote for a model. */
export interface NameReading {
  /** A provider's id in the price data, where the name says one. */
  readonly provider?: string;
  /** The rest, in the spelling of ids: lower case, dashes for spaces. Most likely spelling first. */
  readonly ids: readonly string[];
}

/** No model has a longer name; what is longer is not looked up. */
const maxLength = 200;

/**
 * The providers that tools write before a model's name, by the id they have in the price data.
 * The spellings are those of LiteLLM's routes (https://docs.litellm.ai/docs/providers), promptfoo's
 * providers (https://www.promptfoo.dev/docs/providers/), Dotprompt's and Pydantic AI's prefixes and
 * the publishers of GitHub Models; each id of the data stands for itself.
 */
const providerAliases: ReadonlyMap<string, string> = new Map([
  ['azure-openai', 'azure'],
  ['azureopenai', 'azure'],
  ['azure-ai', 'azure'],
  ['azure-text', 'azure'],
  ['text-completion-openai', 'openai'],
  ['openai-responses', 'openai'],
  ['openai-chat', 'openai'],
  ['amazon-bedrock', 'aws'],
  ['bedrock', 'aws'],
  ['bedrock-converse', 'aws'],
  ['sagemaker', 'aws'],
  ['amazon', 'aws'],
  ['gemini', 'google'],
  ['googleai', 'google'],
  ['google-ai', 'google'],
  ['google-gla', 'google'],
  ['google-vertex', 'google'],
  ['palm', 'google'],
  ['vertex', 'google'],
  ['vertexai', 'google'],
  ['vertex-ai', 'google'],
  ['vertex-ai-beta', 'google'],
  ['models', 'google'],
  ['mistralai', 'mistral'],
  ['mistral-ai', 'mistral'],
  ['codestral', 'mistral'],
  ['cohere-chat', 'cohere'],
  ['xai', 'x-ai'],
  ['togetherai', 'together'],
  ['together-ai', 'together'],
  ['fireworks-ai', 'fireworks'],
  ['moonshot', 'moonshotai'],
  ['voyage', 'voyageai'],
  ['voyage-ai', 'voyageai'],
  ['z-ai', 'zai'],
  ['zhipu', 'zhipuai'],
  ['copilot', 'github-copilot'],
  ['githubcopilot', 'github-copilot'],
  ['workers-ai', 'cloudflare'],
  ['cloudflare-ai', 'cloudflare'],
  ['ovh', 'ovhcloud'],
]);

/** Kinds of interface that promptfoo writes between provider and model: "openai:chat:gpt-4o". */
const interfaces = /^(?:chat|responses|messages|completions?|embeddings?|converse|invoke)[:/]/;

/** Names of models on Amazon Bedrock: "anthropic.claude-…", "us.amazon.nova-…". */
const bedrockName =
  /^(?:(?:global|us|us-gov|eu|apac|au|jp|in|ca|sa)\.)?(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshot|nvidia|openai|qwen|stability|writer|zai)\.[a-z]/;

/**
 * Reads a name: what provider it says and how the data may spell the model. Reading is by form
 * alone; whether there is such a model is for the catalog to find out.
 *
 * - "openai/gpt-4o", "openai:chat:gpt-4o", "azure/gpt-4o", "bedrock/us-east-1/anthropic.claude-…":
 *   a provider, then its own id. A path whose start is no provider is left whole.
 * - "GPT-4o", "Claude Sonnet 4.5 (copilot)", "Gemini 3 Pro (Preview)": names as VS Code shows them.
 *   "(copilot)" names the provider, "(Preview)" the stage.
 * - "claude-3.5-sonnet" and "Claude Sonnet 3.5": Anthropic has named its models both ways round.
 *
 * @param isProvider whether the data has a provider of this id.
 * @returns readings, best first; none for a name that no model can have.
 */
export function readModelName(
  written: string,
  isProvider: (id: string) => boolean,
): readonly NameReading[] {
  if (written.length > maxLength) return [];
  let name = written.trim().toLowerCase().replace(/\s+/g, ' ');
  const providerOf = (prefix: string): string | undefined => {
    const id = prefix.trim().replace(/[_ ]/g, '-');
    if (isProvider(prefix)) return prefix;
    return isProvider(id) ? id : providerAliases.get(id);
  };

  let noted: string | undefined;
  let preview = false;
  for (;;) {
    const [, before, note] = /^(.*\S)\s*\(([^()]*)\)$/.exec(name) ?? [];
    if (before === undefined || note === undefined) break;
    const provider = providerOf(note);
    // Another note may well change the price: "Claude Opus 4.8 (fast mode)".
    if (provider === undefined && note !== 'preview') break;
    noted ??= provider;
    preview ||= provider === undefined;
    name = before;
  }
  if (!/[a-z]/.test(name)) return [];

  const readings: NameReading[] = [];
  const ids = spellings(name, preview);
  if (noted !== undefined) readings.push({ provider: noted, ids });

  const path = /^([a-z0-9][a-z0-9._ -]*)[/:](.+)$/.exec(name);
  const prefix = path?.[1] === undefined ? undefined : providerOf(path[1]);
  if (prefix !== undefined && path?.[2] !== undefined) {
    readings.push({ provider: prefix, ids: spellings(insideProvider(prefix, path[2]), false) });
    return readings;
  }
  if (name.startsWith('arn:aws:bedrock:') || name.startsWith('arn:aws-us-gov:bedrock:')) {
    readings.push({ provider: 'aws', ids: [name.slice(name.lastIndexOf('/') + 1)] });
  } else if (/^(?:projects|publishers)\/.*\/models\/[^/]+$/.test(name)) {
    readings.push({ provider: 'google', ids: [name.slice(name.lastIndexOf('/') + 1)] });
  } else if (bedrockName.test(name)) {
    readings.push({ provider: 'aws', ids: [name] });
  } else {
    readings.push({ ids });
  }
  return readings;
}

/** The model's part of a name, without the region and the interface that some tools put first. */
function insideProvider(provider: string, rest: string): string {
  let name = rest.replace(interfaces, '');
  if (provider === 'aws') {
    name = name.replace(/^(?:us|eu|ap|ca|sa|me|af|il|mx)(?:-gov)?-[a-z]+-\d\//, '');
    if (name.startsWith('arn:')) name = name.slice(name.lastIndexOf('/') + 1);
  }
  if (provider === 'google') name = name.replace(/^(?:.*\/)?models\//, '');
  return name;
}

/** Ids that a name may stand for, the plainest first. */
function spellings(name: string, preview: boolean): readonly string[] {
  const dashed = name.replace(/[ _]+/g, '-').replace(/-{2,}/g, '-');
  const found = new Set([name, dashed]);
  // "claude-4.5-sonnet" → "claude-sonnet-4.5", and the other way round.
  const numberFirst = /^claude-(\d+(?:[.-]\d{1,2})?)-(haiku|sonnet|opus)(?=$|[-@:])/;
  const familyFirst = /^claude-(haiku|sonnet|opus)-(\d+(?:[.-]\d{1,2})?)(?=$|[-@:])/;
  found.add(dashed.replace(numberFirst, 'claude-$2-$1'));
  found.add(dashed.replace(familyFirst, 'claude-$2-$1'));
  // "gpt-4o-20240806" → "gpt-4o-2024-08-06".
  found.add(dashed.replace(/-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/, '-$1-$2-$3'));
  if (preview) for (const id of [...found]) found.add(`${id}-preview`);
  return [...found];
}
