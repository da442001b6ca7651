import type { TokenCounts } from '../record';
import type { Fields } from './fields';
import type { UsageFormat } from './reader';
import type { StatedCost } from './rowWriter';
import { openRows, type ReadRow } from './rows';
import { hasEntries, tagsOfList, tagsOfValues } from './tags';

/**
 * Observations that Langfuse exports, to blob storage (snake case) or from its tables and its
 * interface (camel case), as CSV or JSON
 * (https://langfuse.com/docs/api-and-data-platform/features/blob-storage-export-fields). Costs are
 * in US dollars. The kinds of `usage_details` stand beside one another: when Langfuse takes in the
 * usage of OpenAI, it subtracts what is told apart from the rest (OpenAICompletionUsageSchema in
 * packages/shared/src/server/ingestion/types.ts of https://github.com/langfuse/langfuse), so that
 * all input is the sum of the kinds with "input" in their names, and so for the output.
 */
export const langfuseFormat: UsageFormat = {
  id: 'langfuse',
  detect: ({ columns, rows }) =>
    [columns, ...rows.map((row) => Object.keys(row))].some(
      (names) =>
        ['trace_id', 'traceId'].some((name) => names.includes(name)) &&
        ['usage_details', 'usageDetails', 'total_cost', 'totalCost', 'calculatedTotalCost'].some(
          (name) => names.includes(name),
        ),
    ),
  open: (context) => openRows(context, readObservation),
};

const readObservation: ReadRow = (fields) => {
  const tokens = tokensOf(fields);
  const cost = costOf(fields);
  const hasUsage = (tokens.input ?? 0) + (tokens.output ?? 0) > 0;
  if (!hasUsage && !cost.billed && !fields.problem) return 'no-usage';
  return {
    id: fields.text('id'),
    at:
      either(fields, 'start_time', 'startTime', (name) => fields.moment(name)) ??
      missingTime(fields),
    project: textOf(fields, 'project_id', 'projectId'),
    model:
      textOf(fields, 'provided_model_name', 'providedModelName') ??
      textOf(fields, 'model', 'modelId'),
    user: textOf(fields, 'user_id', 'userId'),
    tags: {
      ...tagsOfList(fields.raw('tags')),
      ...tagsOfValues({
        environment: fields.text('environment'),
        trace: textOf(fields, 'trace_name', 'traceName'),
      }),
    },
    requests: 1,
    tokens,
    cost,
  };
};

function missingTime(fields: Fields): null {
  return fields.problem ? null : fields.fail('missing', 'start_time');
}

function either<T>(
  fields: Fields,
  first: string,
  second: string,
  read: (name: string) => T | null,
): T | null {
  return read(fields.has(first) ? first : second);
}

function textOf(fields: Fields, first: string, second: string): string | null {
  return either(fields, first, second, (name) => fields.text(name));
}

function tokensOf(fields: Fields): Partial<TokenCounts> {
  const details = fields.object('usage_details') ?? fields.object('usageDetails');
  if (!details || details.keys().length === 0) {
    return {
      input: either(fields, 'inputUsage', 'promptTokens', (name) => fields.count(name)),
      output: either(fields, 'outputUsage', 'completionTokens', (name) => fields.count(name)),
    };
  }
  const sum = (holds: (kind: string) => boolean): number | null => {
    const kinds = details.keys().filter((kind) => details.has(kind) && holds(kind));
    return kinds.length === 0
      ? null
      : kinds.reduce((total, kind) => total + (details.count(kind) ?? 0), 0);
  };
  const isWrite = (kind: string): boolean => isCached(kind) && /creation|write/.test(kind);
  return {
    input: sum((kind) => kind.includes('input')),
    cacheRead: sum((kind) => isCached(kind) && !isWrite(kind)),
    cacheWrite5m: sum((kind) => isWrite(kind) && !kind.includes('1h')),
    cacheWrite1h: sum((kind) => isWrite(kind) && kind.includes('1h')),
    output: sum((kind) => kind.includes('output')),
    reasoning: sum((kind) => kind.includes('output') && kind.includes('reasoning')),
  };
}

function isCached(kind: string): boolean {
  return kind.includes('input') && kind.includes('cache');
}

/** Where nothing has a price, Langfuse has no details of the cost, and a total of 0. */
function costOf(fields: Fields): StatedCost {
  const stated = ['total_cost', 'totalCost', 'calculatedTotalCost'].find((name) =>
    fields.has(name),
  );
  const billed = stated === undefined ? null : fields.amount(stated);
  const hasDetails = ['cost_details', 'costDetails'].some((name) => hasEntries(fields.raw(name)));
  return { currency: 'USD', billed: billed?.units === 0n && !hasDetails ? null : billed };
}
