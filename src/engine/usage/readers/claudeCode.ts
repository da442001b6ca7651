import type { TokenCounts } from '../record';
import { Fields, isObject, parseJson } from './fields';
import { LineSplitter, type LineSink } from './jsonLines';
import type { ReadContext, UsageFormat, UsageReader } from './reader';
import { RowWriter, type RowDraft } from './rowWriter';
import { folderName, tagsOfValues } from './tags';
import type { TextRow } from './textRows';

/**
 * Sessions of Claude Code, one JSON object a line (~/.claude/projects). Nothing official describes
 * them; the fields are those that ccusage reads
 * (https://github.com/ryoppippi/ccusage/blob/main/apps/ccusage/src/adapter/claude/data-loader.ts)
 * and their usage is that of the Messages API
 * (https://platform.claude.com/docs/en/build-with-claude/prompt-caching): cached tokens stand beside
 * `input_tokens`.
 *
 * A message is written once for each of its blocks, each time with the usage as far as it was known,
 * and again in every session that resumes this one. It counts once, by its id, with the most output
 * that any of its lines tells.
 */
export const claudeCodeFormat: UsageFormat = {
  id: 'claude-code',
  detect: ({ rows }) =>
    rows.some(
      (row) =>
        ('sessionId' in row && ('message' in row || 'type' in row)) ||
        'leafUuid' in row ||
        row['type'] === 'file-history-snapshot',
    ),
  open: (context) => new ClaudeSession(context),
};

interface Message {
  readonly draft: RowDraft;
  readonly fields: Fields;
  readonly row: TextRow;
}

class ClaudeSession implements UsageReader, LineSink {
  private readonly lines = new LineSplitter(this);
  private readonly writer: RowWriter;
  /** Messages that may not be whole yet, by their id. */
  private readonly messages = new Map<string, Message>();

  constructor(context: ReadContext) {
    this.writer = new RowWriter(context);
  }

  push(text: string): void {
    this.lines.push(text);
  }

  end(): void {
    this.lines.end();
    for (const message of this.messages.values()) this.write(message);
  }

  line(row: TextRow): void {
    const value = parseJson(row.text);
    if (value === undefined) this.writer.rejectAs('not-json', row);
    else if (!isObject(value)) this.writer.rejectAs('not-an-object', row);
    else this.readLine(Fields.ofObject(value), row);
  }

  tooLong(row: TextRow): void {
    this.writer.rejectAs('too-long', row);
  }

  private readLine(fields: Fields, row: TextRow): void {
    const draft = readMessage(fields);
    if (draft === 'no-usage') {
      this.writer.pass('no-usage', row);
      return;
    }
    const message = { draft, fields, row };
    if (!draft.id || fields.problem) this.write(message);
    else this.keep(draft.id, message);
  }

  private keep(id: string, message: Message): void {
    const before = this.messages.get(id);
    if (!before) {
      this.messages.set(id, message);
      return;
    }
    this.writer.pass('repeated', message.row);
    const isMore = (message.draft.tokens?.output ?? 0) > (before.draft.tokens?.output ?? 0);
    // It stays where it was first written, and when.
    if (isMore) {
      const draft = { ...message.draft, at: before.draft.at };
      this.messages.set(id, { draft, fields: message.fields, row: before.row });
    }
  }

  private write({ draft, fields, row }: Message): void {
    this.writer.write(draft, fields.problem, row, []);
  }
}

function readMessage(fields: Fields): RowDraft | 'no-usage' {
  const message = fields.object('message');
  const usage = message?.object('usage');
  const model = message?.text('model') ?? null;
  // Messages that the tool itself writes, such as errors, are of no model.
  if (!message || !usage || model === '<synthetic>') return 'no-usage';
  const tier = usage.text('service_tier');
  return {
    id: message.text('id'),
    at: fields.requiredMoment('timestamp'),
    provider: 'anthropic',
    service: 'Claude Code',
    project: folderName(fields.text('cwd')),
    model,
    tags: tagsOfValues({
      session: fields.text('sessionId'),
      branch: fields.text('gitBranch'),
    }),
    requests: 1,
    tokens: tokensOf(usage),
    tier: tier === 'batch' || tier === 'priority' ? tier : 'standard',
    // A faster mode has prices of its own.
    computable: usage.text('speed') !== 'fast',
    cost: { currency: 'USD', billed: fields.amount('costUSD') },
  };
}

function tokensOf(usage: Fields): Partial<TokenCounts> {
  const uncached = usage.count('input_tokens');
  const cacheRead = usage.count('cache_read_input_tokens');
  const written = usage.count('cache_creation_input_tokens');
  const cacheWrite1h = usage.object('cache_creation')?.count('ephemeral_1h_input_tokens') ?? null;
  if (written !== null && (cacheWrite1h ?? 0) > written) usage.fail('contradiction');
  return {
    input: uncached === null ? null : uncached + (cacheRead ?? 0) + (written ?? 0),
    cacheRead,
    cacheWrite5m: written === null ? null : written - (cacheWrite1h ?? 0),
    cacheWrite1h,
    output: usage.count('output_tokens'),
  };
}
