import type { ServiceTier } from '../../pricing/price';
import type { Fields } from './fields';
import { openPages } from './pages';
import type { UsageFormat } from './reader';
import type { RowDraft } from './rowWriter';
import type { ReadRow } from './rows';
import { tagsOfValues } from './tags';

/**
 * What OpenAI says of usage and costs: pages of its administration interface
 * (https://developers.openai.com/api/docs/api-reference/usage), and the CSV of the same that the
 * usage dashboard exports, with the fields of an amount as `amount_value` and `amount_currency`.
 * `input_tokens` has the cached ones, `input_cached_tokens`, in it.
 */
export const openAiFormat: UsageFormat = {
  id: 'openai',
  detect: ({ text, layout, columns }) =>
    layout === 'csv'
      ? columns.includes('start_time') &&
        ['amount_value', 'num_model_requests'].some((name) => columns.includes(name))
      : /"organization\.(?:costs|usage\.\w+)\.result"/.test(text),
  open: (context) => openPages(context, readResult),
};

const readResult: ReadRow = (fields) => {
  const amount = fields.object('amount');
  const stated = fields.has('amount_value') || (amount?.has('value') ?? false);
  const kind = /^organization\.usage\.(\w+)\.result$/.exec(fields.text('object') ?? '')?.[1];
  const isUsage =
    kind !== undefined || fields.has('num_model_requests') || fields.has('input_tokens');
  // A day without costs has a row without an amount.
  if (!stated && !isUsage) return 'no-usage';
  const place = placeOf(fields);
  if (!isUsage) return { ...place, ...costOf(fields, amount) };
  return { ...place, service: kind ?? null, ...usageOf(fields, kind) };
};

function placeOf(fields: Fields): RowDraft {
  return {
    at: fields.requiredMoment('start_time'),
    until: fields.moment('end_time'),
    provider: 'openai',
    project: fields.text('project_name') ?? fields.text('project_id'),
    apiKey: fields.text('api_key_id'),
    user: fields.text('user_email') ?? fields.text('user_id'),
    tags: tagsOfValues({ organization: fields.text('organization_name') }),
  };
}

/** A line item is a model and what of it was used: "gpt-4o, input". */
function costOf(fields: Fields, amount: Fields | undefined): Partial<RowDraft> {
  const item = fields.text('line_item');
  const comma = item?.indexOf(', ') ?? -1;
  return {
    category: item,
    model: comma > 0 ? (item?.slice(0, comma) ?? null) : null,
    cost: amount
      ? { currency: amount.currency('currency'), billed: amount.amount('value') }
      : { currency: fields.currency('amount_currency'), billed: fields.amount('amount_value') },
  };
}

function usageOf(fields: Fields, kind: string | undefined): Partial<RowDraft> {
  const audio =
    (fields.count('input_audio_tokens') ?? 0) + (fields.count('output_audio_tokens') ?? 0);
  return {
    model: fields.text('model'),
    requests: fields.count('num_model_requests'),
    tokens: {
      input: fields.count('input_tokens'),
      cacheRead: fields.count('input_cached_tokens'),
      output: kind === 'embeddings' ? 0 : fields.count('output_tokens'),
    },
    tier: tierOf(fields),
    // Audio has prices of its own.
    computable: audio === 0,
  };
}

function tierOf(fields: Fields): ServiceTier {
  if (fields.text('batch')?.toLowerCase() === 'true') return 'batch';
  const tier = fields.text('service_tier');
  return tier === 'flex' || tier === 'priority' ? tier : 'standard';
}
