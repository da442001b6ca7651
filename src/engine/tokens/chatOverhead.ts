import { openAiId } from './encodingForModel';

/** Tokens that a chat request costs beyond the contents of its messages. */
export interface ChatOverhead {
  /**
   * `published`: the provider published the figures for this model; `family`: for the version of it
   * that its function falls back to; `unpublished`: for none, and the figures are 0.
   */
  readonly basis: 'published' | 'family' | 'unpublished';
  /** For every message, besides the tokens of its role. */
  readonly perMessage: number;
  /** For a message with a name, besides the tokens of the name. */
  readonly perName: number;
  /** Once a request: the beginning of the answer is part of the input. */
  readonly perRequest: number;
  /** Whether the role's own text counts as tokens. */
  readonly roleCounts: boolean;
}

/*
 * OpenAI, "How to count tokens with tiktoken", section 6, function `num_tokens_from_messages`:
 * https://github.com/openai/openai-cookbook/blob/c81359cdc6744f001e40c08a192604c5113fdab3/examples/How_to_count_tokens_with_tiktoken.ipynb
 *
 *   tokens_per_message = 3
 *   tokens_per_name = 1
 *   num_tokens += len(encoding.encode(value))   (for every key of a message: role, content, name)
 *   num_tokens += 3  # every reply is primed with <|start|>assistant<|message|>
 *
 * It names seven models; other names that hold "gpt-3.5-turbo" or "gpt-4" get those figures with
 * the warning that the model may change. "Consider the counts … an estimate."
 */
const named: ReadonlySet<string> = new Set([
  'gpt-3.5-turbo-0125',
  'gpt-4-0314',
  'gpt-4-32k-0314',
  'gpt-4-0613',
  'gpt-4-32k-0613',
  'gpt-4o-mini-2024-07-18',
  'gpt-4o-2024-08-06',
]);

const figures = { perMessage: 3, perName: 1, perRequest: 3, roleCounts: true } as const;

/*
 * An earlier version of the same notebook (commit 06d9feb5e21e6fdc85f3ddce7731e05892758cd7) has one
 * more model: `elif model == "gpt-3.5-turbo-0301": tokens_per_message = 4`, `tokens_per_name = -1`
 * ("if there's a name, the role is omitted").
 */
const firstTurbo: ChatOverhead = {
  basis: 'published',
  perMessage: 4,
  perName: -1,
  perRequest: 3,
  roleCounts: true,
};

const unpublished: ChatOverhead = {
  basis: 'unpublished',
  perMessage: 0,
  perName: 0,
  perRequest: 0,
  roleCounts: false,
};

/**
 * The overhead of a chat request for a model, by any name that {@link openAiId} reads. No other
 * provider publishes such figures.
 */
export function chatOverheadFor(name: string): ChatOverhead {
  const id = openAiId(name);
  if (id === 'gpt-3.5-turbo-0301') return firstTurbo;
  if (named.has(id)) return { basis: 'published', ...figures };
  const family = /^(?:gpt-3\.5-turbo|gpt-35-turbo|(?:chat)?gpt-4)(?![a-np-z0-9])/.test(id);
  return family ? { basis: 'family', ...figures } : unpublished;
}
