import { serviceTiers } from '../../pricing/price';
import type { Fields } from './fields';
import type { UsageFormat } from './reader';
import type { RowDraft } from './rowWriter';
import { openRows, type ReadRow } from './rows';
import { tagsOfObject } from './tags';

/**
 * Usage events in our own format, one JSON object a line, which any program can append to: see
 * docs/usage-events.md. `inputTokens` is all input, cached tokens among it.
 */
export const eventsFormat: UsageFormat = {
  id: 'events',
  detect: ({ rows }) =>
    rows.some(
      (row) => 'at' in row && ['inputTokens', 'outputTokens', 'cost'].some((name) => name in row),
    ),
  open: (context) => openRows(context, readEvent),
};

const readEvent: ReadRow = (fields) => ({
  id: fields.text('id'),
  at: fields.requiredMoment('at'),
  until: fields.moment('until'),
  provider: fields.text('provider'),
  service: fields.text('service'),
  category: fields.text('category'),
  team: fields.text('team'),
  project: fields.text('project'),
  model: fields.text('model'),
  apiKey: fields.text('apiKey'),
  user: fields.text('user'),
  tags: tagsOfObject(fields.object('tags')),
  requests: fields.has('requests') ? fields.count('requests') : 1,
  ...tierOf(fields),
  tokens: tokensOf(fields),
  cost: {
    currency: fields.has('currency') ? fields.currency('currency') : 'USD',
    billed: fields.amount('cost'),
    effective: fields.amount('effectiveCost'),
    list: fields.amount('listCost'),
    contracted: fields.amount('contractedCost'),
  },
});

function tokensOf(fields: Fields) {
  const written = fields.count('cacheWriteTokens');
  const anHour = fields.count('cacheWrite1hTokens');
  if (written !== null && (anHour ?? 0) > written) {
    fields.fail('contradiction', 'cacheWrite1hTokens');
  }
  return {
    input: fields.count('inputTokens'),
    cacheRead: fields.count('cacheReadTokens'),
    cacheWrite5m: written === null ? null : written - (anHour ?? 0),
    cacheWrite1h: anHour,
    output: fields.count('outputTokens'),
    reasoning: fields.count('reasoningTokens'),
  };
}

/** What a tier costs that is not known is not known either. */
function tierOf(fields: Fields): Pick<RowDraft, 'tier' | 'computable'> {
  const name = fields.text('tier');
  if (name === null) return {};
  const tier = serviceTiers.find((each) => each === name);
  return tier ? { tier } : { computable: false };
}
