import type { EncodingName } from './counter';

/** The vocabulary that a model's text is counted with. */
export interface ModelEncoding {
  readonly encoding: EncodingName;
  /** False where the model's own vocabulary is another one, or is not known. */
  readonly exact: boolean;
  /** Why the count is an estimate; absent where it is exact. */
  readonly reason?: 'no-public-tokenizer' | 'unknown-model';
}

/**
 * Beginnings of the names of OpenAI's models, the more special ones first, and the vocabulary of
 * each: `MODEL_PREFIX_TO_ENCODING` and `MODEL_TO_ENCODING` of
 * https://github.com/openai/tiktoken/blob/main/tiktoken/model.py (the prefixes: lines 7–22 as of
 * 2026-10-04; "gpt-5": "o200k_base", "o4-mini": "o200k_base", "ft:gpt-4": "cl100k_base", …).
 * There gpt-oss is "o200k_harmony", which is o200k_base with more special tokens (tiktoken_ext/
 * openai_public.py): on plain text they count alike.
 */
const publicVocabularies: readonly (readonly [string, EncodingName])[] = [
  ['o1', 'o200k_base'],
  ['o3', 'o200k_base'],
  ['o4-mini', 'o200k_base'],
  ['gpt-5', 'o200k_base'],
  ['gpt-4.5', 'o200k_base'],
  ['gpt-4.1', 'o200k_base'],
  ['chatgpt-4o', 'o200k_base'],
  ['gpt-4o', 'o200k_base'],
  ['gpt-oss', 'o200k_base'],
  ['gpt-4', 'cl100k_base'],
  ['gpt-3.5', 'cl100k_base'],
  ['gpt-35-turbo', 'cl100k_base'],
  ['davinci-002', 'cl100k_base'],
  ['babbage-002', 'cl100k_base'],
  ['text-embedding-ada-002', 'cl100k_base'],
  ['text-embedding-3-small', 'cl100k_base'],
  ['text-embedding-3-large', 'cl100k_base'],
];

/** The newest public vocabulary: what text of models without one is counted with. */
const newest: EncodingName = 'o200k_base';

/**
 * The vocabulary to count a model's text with.
 *
 * @param name the model as people write it: "gpt-4o", "openai/gpt-4o", "azure/gpt-35-turbo",
 * "GPT-4o (copilot)", "ft:gpt-4o-mini-2024-07-18:org::id".
 * @param known whether a catalog knows the model; it tells a model whose vocabulary is not public
 * from one that nobody has heard of.
 */
export function encodingForModel(name: string, known: boolean): ModelEncoding {
  const id = openAiId(name);
  const found = publicVocabularies.find(([prefix]) => startsWithName(id, prefix));
  // An id has no blanks: words that begin like one and that no catalog knows may mean anything.
  if (found && (known || !/\s/.test(name.trim()))) return { encoding: found[1], exact: true };
  return {
    encoding: newest,
    exact: false,
    reason: known ? 'no-public-tokenizer' : 'unknown-model',
  };
}

/** No model has a longer name. */
const maxNameLength = 200;

/**
 * The name in the spelling of OpenAI's ids, without a provider before it and notes after it; empty
 * for what cannot be the id of one model ("gpt-4.1 | gpt-5").
 */
export function openAiId(name: string): string {
  if (name.length > maxNameLength) return '';
  const id = name
    .trim()
    .toLowerCase()
    .replace(/(?:\s*\([^()]*\))+$/, '')
    .replace(/[\s_]+/g, '-');
  // "openai/…", "openrouter/openai/…", "openai:chat:…", "openai.gpt-oss-20b-1:0", "ft:…".
  const last = id.slice(id.lastIndexOf('/') + 1);
  const plain = last
    .replace(/^(?:azure|openai)(?:-[a-z]+)?:(?:[a-z]+:)?(?=.)/, '')
    .replace(/^(?:[a-z-]+\.)?openai\./, '')
    .replace(/^ft:/, '');
  return /^[a-z0-9][a-z0-9.:@-]*$/.test(plain) ? plain : '';
}

/** Whether a name is of a family: "o1-mini" is of "o1", "o100" is not, "gpt-4.7" not of "gpt-4". */
function startsWithName(id: string, family: string): boolean {
  if (!id.startsWith(family)) return false;
  const rest = id.slice(family.length);
  // tiktoken counts every "gpt-5…" to one family, minor versions among them, and only there.
  return !(family === 'gpt-5' ? /^[a-z0-9]/ : /^(?:[a-z0-9]|\.\d)/).test(rest);
}
