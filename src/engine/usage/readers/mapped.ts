import type { TokenCounts } from '../record';
import type { Fields } from './fields';
import type { UsageMapping } from './mapping';
import type { UsageFormat } from './reader';
import { openRows, type ReadRow } from './rows';
import { tagsOfValues } from './tags';

/** CSV and JSON of any kind, as a mapping says: files that have the columns that it names. */
export function mappedFormat(mapping: UsageMapping): UsageFormat {
  const { at, ...others } = mapping.fields;
  const columns = [at, ...Object.values(others), ...Object.values(mapping.tags ?? {})];
  return {
    id: 'mapped',
    detect: (head) =>
      head.layout === 'csv'
        ? columns.every((column) => column === undefined || head.columns.includes(column))
        : head.rows.some((row) => at in row),
    open: (context) => openRows(context, mappedRow(mapping)),
  };
}

type FieldName = keyof UsageMapping['fields'];

function mappedRow({ fields: names, tags = {}, values = {}, cachedTokens }: UsageMapping): ReadRow {
  return (fields) => {
    const read = <T>(name: FieldName, of: (column: string) => T | null): T | null => {
      const column = names[name];
      return column === undefined ? null : of(column);
    };
    const text = (name: FieldName) => read(name, (column) => fields.text(column));
    const count = (name: FieldName) => read(name, (column) => fields.count(column));
    const amount = (name: FieldName) => read(name, (column) => fields.amount(column));
    return {
      id: text('id'),
      at: fields.requiredMoment(names.at),
      until: read('until', (column) => fields.moment(column)),
      provider: text('provider') ?? values.provider ?? null,
      service: text('service') ?? values.service ?? null,
      category: text('category') ?? values.category ?? null,
      team: text('team') ?? values.team ?? null,
      project: text('project') ?? values.project ?? null,
      model: text('model'),
      apiKey: text('apiKey'),
      user: text('user'),
      tags: tagsOfValues(
        Object.fromEntries(Object.entries(tags).map(([key, column]) => [key, fields.text(column)])),
      ),
      requests: count('requests'),
      tokens: tokensOf(count, cachedTokens === 'beside', fields),
      cost: {
        currency:
          read('currency', (column) => fields.currency(column)) ??
          (values.currency ?? 'USD').toUpperCase(),
        billed: amount('cost'),
        effective: amount('effectiveCost'),
        list: amount('listCost'),
        contracted: amount('contractedCost'),
      },
    };
  };
}

function tokensOf(
  count: (name: FieldName) => number | null,
  isBeside: boolean,
  fields: Fields,
): Partial<TokenCounts> {
  const input = count('inputTokens');
  const cacheRead = count('cacheReadTokens');
  const written = count('cacheWriteTokens');
  const cacheWrite1h = count('cacheWrite1hTokens');
  if (written !== null && (cacheWrite1h ?? 0) > written) fields.fail('contradiction');
  const beside = isBeside ? (cacheRead ?? 0) + (written ?? 0) : 0;
  return {
    input: input === null ? null : input + beside,
    cacheRead,
    cacheWrite5m: written === null ? null : written - (cacheWrite1h ?? 0),
    cacheWrite1h,
    output: count('outputTokens'),
    reasoning: count('reasoningTokens'),
  };
}
