import type { Fields } from './fields';
import type { ReadContext, UsageFormat } from './reader';
import { openRows, type ReadRow } from './rows';
import type { RowDraft } from './rowWriter';
import { folderName, tagsOfValues } from './tags';

/**
 * Sessions of the Codex CLI, one JSON object a line (~/.codex/sessions). Their events of type
 * `token_count` tell the usage of the last call and the session's sum; the cached tokens are a part
 * of the input, reasoning is a part of the output, as ccusage reads them
 * (https://github.com/ryoppippi/ccusage/blob/main/apps/codex/src/data-loader.ts).
 *
 * An event is written again with new rate limits, and a session that is forked from another begins
 * with a copy of its events (https://github.com/ccusage/ccusage/issues/1370). Events have no id: one
 * with the same sums in the same session, or in a copy of it, is the same.
 */
export const codexFormat: UsageFormat = {
  id: 'codex',
  detect: ({ rows }) =>
    rows.some(
      ({ type, payload }) =>
        payload !== undefined &&
        ['session_meta', 'turn_context', 'event_msg', 'response_item'].includes(String(type)),
    ),
  open: (context: ReadContext) => {
    const session = new CodexSession();
    return openRows(context, (fields) => session.read(fields));
  },
};

/** What lines tell about those that follow. */
class CodexSession {
  private model: string | null = null;
  private project: string | null = null;
  private provider: string | null = null;
  /** The session of this file. */
  private own: string | null = null;
  /** The session whose events these are: this one, or the one that it was forked from. */
  private origin: string | null = null;

  read(fields: Fields): ReturnType<ReadRow> {
    const payload = fields.object('payload');
    switch (fields.text('type')) {
      case 'session_meta':
        if (payload) this.begin(payload);
        return 'no-usage';
      case 'turn_context':
        this.model = payload?.text('model') ?? this.model;
        this.project = folderName(payload?.text('cwd') ?? null) ?? this.project;
        return 'no-usage';
      case 'event_msg':
        return payload?.text('type') === 'token_count'
          ? this.readCount(fields, payload)
          : 'no-usage';
      default:
        return 'no-usage';
    }
  }

  private begin(meta: Fields): void {
    const id = meta.text('id');
    this.origin = this.own === null ? (meta.text('forked_from_id') ?? id) : id;
    this.own ??= id;
    this.provider = meta.text('model_provider') ?? this.provider;
    this.project = folderName(meta.text('cwd')) ?? this.project;
  }

  private readCount(fields: Fields, payload: Fields): RowDraft | 'no-usage' {
    const info = payload.object('info');
    const last = info?.object('last_token_usage');
    if (!info || !last) return 'no-usage';
    const total = info.object('total_token_usage');
    const at = fields.requiredMoment('timestamp');
    const sums = total ? printCounts(total) : `at ${String(at)}`;
    return {
      id: `${this.origin ?? ''} ${sums} ${printCounts(last)}`,
      at,
      provider: this.provider ?? 'openai',
      service: 'Codex',
      project: this.project,
      model: info.text('model') ?? this.model,
      tags: tagsOfValues({ session: this.own }),
      requests: 1,
      tokens: {
        input: last.count('input_tokens'),
        cacheRead: last.count('cached_input_tokens'),
        output: last.count('output_tokens'),
        reasoning: last.count('reasoning_output_tokens'),
      },
    };
  }
}

const counts = [
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
] as const;

function printCounts(usage: Fields): string {
  return counts.map((name) => String(usage.count(name) ?? 0)).join('/');
}
