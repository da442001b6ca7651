import type { TokenCounts } from '../record';
import type { Fields } from './fields';
import type { UsageFormat } from './reader';
import { openRows, type ReadRow } from './rows';
import { tagsOfList, tagsOfValues } from './tags';

/**
 * Spend logs of the LiteLLM proxy: rows of its table LiteLLM_SpendLogs, as JSON (lines, or the
 * answer of /spend/logs) or CSV
 * (https://github.com/BerriAI/litellm/blob/main/schema.prisma, model LiteLLM_SpendLogs). `spend` is
 * in US dollars. What a provider calls cached is in `metadata.additional_usage_values`
 * (litellm/proxy/spend_tracking/spend_tracking_utils.py) and, whoever the provider is, a part of
 * `prompt_tokens`, save in logs of early versions.
 */
export const liteLlmFormat: UsageFormat = {
  id: 'litellm',
  detect: ({ columns, rows }) => {
    const marks = ['request_id', 'spend', 'startTime'];
    return [columns, ...rows.map((row) => Object.keys(row))].some((names) =>
      marks.every((mark) => names.includes(mark)),
    );
  },
  open: (context) => openRows(context, readSpendLog),
};

const readSpendLog: ReadRow = (fields, remark) => {
  const metadata = fields.object('metadata');
  const tokens = tokensOf(fields, metadata);
  const spend = fields.amount('spend');
  const isFree = isCacheHit(fields) || fields.text('status') === 'failure';
  if (spend?.units === 0n && (tokens.input ?? 0) > 0 && !isFree) remark('usage-cost-zero');
  return {
    id: fields.text('request_id'),
    at: fields.requiredMoment('startTime'),
    provider: fields.text('custom_llm_provider'),
    category: fields.text('call_type'),
    team: metadata?.text('user_api_key_team_alias') ?? fields.text('team_id'),
    project:
      metadata?.text('user_api_key_project_alias') ??
      metadata?.text('user_api_key_project_id') ??
      null,
    model: fields.text('model'),
    apiKey: metadata?.text('user_api_key_alias') ?? fields.text('api_key'),
    user: fields.text('user') ?? metadata?.text('user_api_key_user_id') ?? null,
    tags: {
      ...tagsOfList(fields.raw('request_tags')),
      ...tagsOfValues({
        end_user: fields.text('end_user'),
        organization: fields.text('organization_id'),
        status: fields.text('status') === 'failure' ? 'failure' : null,
      }),
    },
    requests: 1,
    tokens,
    cost: { currency: 'USD', billed: spend },
  };
};

/** An answer from the proxy's own cache costs nothing. */
function isCacheHit(fields: Fields): boolean {
  return fields.text('cache_hit')?.toLowerCase() === 'true';
}

function tokensOf(fields: Fields, metadata: Fields | undefined): Partial<TokenCounts> {
  const prompt = fields.count('prompt_tokens');
  const usage = metadata?.object('additional_usage_values') ?? metadata?.object('usage_object');
  const details = usage?.object('prompt_tokens_details');
  const cacheRead =
    usage?.count('cache_read_input_tokens') ?? details?.count('cached_tokens') ?? null;
  const written = usage?.count('cache_creation_input_tokens') ?? null;
  const cached = (cacheRead ?? 0) + (written ?? 0);
  // Early versions passed Anthropic's own count on, which leaves the cached tokens out.
  const isBeside = prompt !== null && cached > prompt;
  return {
    input: isBeside ? prompt + cached : prompt,
    cacheRead,
    cacheWrite5m: written,
    output: fields.count('completion_tokens'),
    reasoning: usage?.object('completion_tokens_details')?.count('reasoning_tokens') ?? null,
  };
}
