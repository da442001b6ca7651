import { divideByPowerOfTen } from '../../money/decimal';
import { minorDigits } from '../../money/minorDigits';
import type { ServiceTier } from '../../pricing/price';
import type { TokenCounts } from '../record';
import type { Fields } from './fields';
import { openPages } from './pages';
import type { UsageFormat } from './reader';
import type { RowDraft, StatedCost } from './rowWriter';
import type { ReadRow } from './rows';
import { tagsOfValues } from './tags';

/**
 * What Anthropic says of usage and costs: pages of its administration interface
 * (https://platform.claude.com/docs/en/api/admin-api/usage-cost/get-messages-usage-report.md,
 * https://platform.claude.com/docs/en/api/admin/cost_report), and the CSV files that the Console
 * exports. Tokens that were read from the cache or written to it stand beside the uncached input.
 * The interface states amounts in cents, the CSV in dollars.
 */
export const anthropicFormat: UsageFormat = {
  id: 'anthropic',
  detect: ({ text, layout, columns }) =>
    layout === 'csv'
      ? columns.includes('usage_date_utc')
      : /"starting_at"\s*:/.test(text) && /"results"\s*:/.test(text),
  open: (context) =>
    openPages(context, context.head.layout === 'csv' ? readConsoleRow : readResult),
};

const readResult: ReadRow = (fields) => {
  const place: RowDraft = {
    at: fields.requiredMoment('starting_at'),
    until: fields.moment('ending_at'),
    provider: 'anthropic',
    model: fields.text('model'),
    project: fields.text('workspace_id'),
    apiKey: fields.text('api_key_id'),
    user: fields.text('account_id'),
    tags: tagsOfValues({ service_tier: fields.text('service_tier') }),
  };
  if (fields.has('amount'))
    return { ...place, category: fields.text('cost_type'), ...costOf(fields) };
  const creation = fields.object('cache_creation');
  return {
    ...place,
    tokens: tokensOf(
      fields.count('uncached_input_tokens'),
      fields.count('cache_read_input_tokens'),
      creation?.count('ephemeral_5m_input_tokens') ?? null,
      creation?.count('ephemeral_1h_input_tokens') ?? null,
      fields.count('output_tokens'),
    ),
    tier: tierOf(fields.text('service_tier')),
    callInput: callInputOf(fields),
  };
};

const readConsoleRow: ReadRow = (fields) => {
  const usageType = fields.text('usage_type');
  const place: RowDraft = {
    at: fields.requiredMoment('usage_date_utc'),
    provider: 'anthropic',
    model: fields.text('model_version') ?? fields.text('model'),
    project: fields.text('workspace'),
    apiKey: fields.text('api_key'),
    service: usageType,
  };
  if (fields.has('cost_usd')) {
    const cost: StatedCost = {
      currency: 'USD',
      billed: fields.amount('cost_usd'),
      list: fields.amount('list_price_usd'),
    };
    return { ...place, category: fields.text('token_type') ?? fields.text('cost_type'), cost };
  }
  return {
    ...place,
    tokens: tokensOf(
      fields.count('usage_input_tokens_no_cache'),
      fields.count('usage_input_tokens_cache_read'),
      fields.count('usage_input_tokens_cache_write_5m'),
      fields.count('usage_input_tokens_cache_write_1h'),
      fields.count('usage_output_tokens'),
    ),
    tier: tierOf(usageType),
    callInput: callInputOf(fields),
    // A faster mode has prices of its own.
    computable: fields.text('speed') !== 'fast',
  };
};

/** Amounts are in the currency's lowest unit: "123.45" is $1.2345. */
function costOf(fields: Fields): { readonly cost: StatedCost } {
  const currency = fields.currency('currency');
  const amount = fields.amount('amount');
  const digits = currency === null ? 0 : minorDigits(currency);
  return { cost: { currency, billed: amount && divideByPowerOfTen(amount, digits) } };
}

/** All input is what was not cached, what was read from the cache, and what was written to it. */
function tokensOf(
  uncached: number | null,
  cacheRead: number | null,
  cacheWrite5m: number | null,
  cacheWrite1h: number | null,
  output: number | null,
): Partial<TokenCounts> {
  const cached = (cacheRead ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0);
  const input = uncached === null ? null : uncached + cached;
  return { input, cacheRead, cacheWrite5m, cacheWrite1h, output };
}

function tierOf(tier: string | null): ServiceTier {
  return tier === 'batch' || tier === 'priority' ? tier : 'standard';
}

/** Calls of more than 200,000 input tokens are reported apart from the others. */
function callInputOf(fields: Fields): number {
  const context = fields.text('context_window') ?? '';
  return /^(?:200k-1M|> ?200k)/i.test(context) ? 200_001 : 0;
}
