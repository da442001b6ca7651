import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createGenaiPricesCatalog } from '../engine/pricing/genaiPrices';
import { serviceTiers } from '../engine/pricing/price';
import { UsageSet } from '../engine/usage/usageSet';
import { fillTemplate, issueTemplates } from '../engine/issues';
import { printable } from '../engine/text/printable';
import { exit, type ExitCode, type Io } from './io';

const usage = `costlens record FILE --model M --input N --output N [options]

Appends one usage event to FILE (JSON Lines, see docs/usage-events.md), in one write, so that many
programs can append to the same file.

  --input N           input tokens, the cached ones among them
  --cached N          of these, tokens read from the provider's prompt cache
  --cache-write N     of these, tokens written to it
  --cache-write-1h N  of those written, tokens kept for an hour
  --output N          output tokens, reasoning among them
  --reasoning N       of these, tokens of reasoning
  --cost AMOUNT       what it cost, where that is known; --currency CODE (USD)
  --provider P --service S --category C --team T --project P --api-key ID --user U
  --tag KEY=VALUE     as often as there are tags
  --tier T            standard, batch, flex or priority
  --at MOMENT         when it was, in ISO 8601 (now)
  --id ID             what tells the event from others (a new one)

Exit status: 0; 2 where the event is not valid, or could not be written.
`;

const texts = {
  id: 'id',
  at: 'at',
  provider: 'provider',
  service: 'service',
  category: 'category',
  team: 'team',
  project: 'project',
  model: 'model',
  'api-key': 'apiKey',
  user: 'user',
  tier: 'tier',
  cost: 'cost',
  currency: 'currency',
} as const;

const numbers = {
  input: 'inputTokens',
  cached: 'cacheReadTokens',
  'cache-write': 'cacheWriteTokens',
  'cache-write-1h': 'cacheWrite1hTokens',
  output: 'outputTokens',
  reasoning: 'reasoningTokens',
} as const;

/** `costlens record`. */
export async function recordCommand(
  args: string[],
  io: Io,
  now = new Date(),
  newId: () => string = randomUUID,
): Promise<ExitCode> {
  const parsed = parseRecordArgs(args);
  if (parsed === 'help') {
    io.out(usage);
    return exit.ok;
  }
  if ('problem' in parsed) return fail(parsed.problem, io);
  const event = eventOf(parsed, now, newId);
  if ('problem' in event) return fail(event.problem, io);
  try {
    await append(parsed.file, event.line);
    return exit.ok;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    io.error(`costlens record: ${printable(detail)}\n`);
    return exit.failed;
  }
}

function fail(problem: string, io: Io): ExitCode {
  io.error(`costlens record: ${printable(problem)}\n\n${usage}`);
  return exit.failed;
}

interface RecordArgs {
  readonly file: string;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly tags: readonly string[];
}

function parseRecordArgs(args: string[]): RecordArgs | 'help' | { readonly problem: string } {
  const names = [...Object.keys(texts), ...Object.keys(numbers)];
  const text = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...text,
        tag: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const {
      tag = [],
      help,
      ...others
    } = values as Record<string, unknown> & {
      readonly tag?: string[];
      readonly help: boolean;
    };
    if (help) return 'help';
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) return { problem: 'name one file' };
    return { file, values: others as RecordArgs['values'], tags: tag };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The event as a line; the reader of events says whether it is valid. */
function eventOf(
  { values, tags }: RecordArgs,
  now: Date,
  newId: () => string,
): { readonly line: string } | { readonly problem: string } {
  const event: Record<string, unknown> = { id: newId(), at: now.toISOString() };
  for (const [option, field] of Object.entries(texts)) {
    if (values[option] !== undefined) event[field] = values[option];
  }
  for (const [option, field] of Object.entries(numbers)) {
    const value = values[option];
    if (value !== undefined) event[field] = /^\d+$/.test(value) ? Number(value) : value;
  }
  const tier = values['tier'];
  if (tier !== undefined && !serviceTiers.some((each) => each === tier)) {
    return { problem: `--tier takes ${serviceTiers.join(', ')}, not "${tier}"` };
  }
  const tagsByKey: Record<string, string> = {};
  for (const tag of tags) {
    const equals = tag.indexOf('=');
    if (equals < 1) return { problem: `--tag takes KEY=VALUE, not "${tag}"` };
    tagsByKey[tag.slice(0, equals)] = tag.slice(equals + 1);
  }
  if (tags.length > 0) event['tags'] = tagsByKey;
  if (!['inputTokens', 'outputTokens', 'cost'].some((field) => field in event)) {
    return { problem: 'say what was used, or what it cost' };
  }
  const line = `${JSON.stringify(event)}\n`;
  const problem = problemOf(line);
  return problem === undefined ? { line } : { problem };
}

function problemOf(line: string): string | undefined {
  const set = new UsageSet(createGenaiPricesCatalog());
  const reader = set.open('');
  reader.push(line);
  reader.end();
  const finding = set.findings.list().find(({ severity }) => severity === 'error');
  return finding && fillTemplate(issueTemplates[finding.code], { rows: 1, ...finding.params });
}

/** One write at the end of the file; a last line that was cut off is ended before. */
async function append(file: string, line: string): Promise<void> {
  const handle = await open(file, 'a+');
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const isCutOff = size > 0 && last[0] !== 10;
    await handle.appendFile(isCutOff ? `\n${line}` : line);
  } finally {
    await handle.close();
  }
}
