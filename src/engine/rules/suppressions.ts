import type { FormatId, PromptDocument } from '../prompts/document';
import { lineStarts, positionAt } from '../text/lines';
import type { TextRange } from '../text/range';
import { ruleIds, type RuleId, type TextEdit } from './finding';

/** What comments of a file switch off. */
export interface Suppressions {
  /** Whether a finding of a rule at a place is switched off. */
  readonly covers: (rule: RuleId, range: TextRange) => boolean;
}

const directive = /costlens-disable-(next-line|file)(?=[\s:]|$)[ \t:]*([^\n\r]{0,500})/g;

/** What may stand before the directive in its line: the sign that begins a comment. */
const commentStart = /(?:<!--|\{#-?|\{\{~?!(?:--)?|#|\/\/|\/\*)[ \t]*$/;

const everyRule: ReadonlySet<RuleId> = new Set(ruleIds);

/**
 * Reads `costlens-disable-next-line RULE…` and `costlens-disable-file RULE…` in comments, of
 * whatever kind the format has; without a rule they are for all. The next line is the next that is
 * not blank; where a message begins there, or in the line after it, all of the message is meant: a
 * comment can't stand inside of a string.
 */
export function readSuppressions(source: string, document: PromptDocument): Suppressions {
  if (!source.includes('costlens-disable-')) return { covers: () => false };
  const starts = lineStarts(source);
  const inFile = new Set<RuleId>();
  const inLines: {
    readonly from: number;
    readonly to: number;
    readonly rules: ReadonlySet<RuleId>;
  }[] = [];
  for (const match of source.matchAll(directive)) {
    const { line } = positionAt(starts, match.index);
    const lineStart = starts[line] ?? 0;
    if (!commentStart.test(source.slice(Math.max(lineStart, match.index - 20), match.index)))
      continue;
    const rules = namedRules(match[2] ?? '');
    if (match[1] === 'file') for (const rule of rules) inFile.add(rule);
    else inLines.push({ ...coveredFrom(source, document, starts, line + 1), rules });
  }
  return {
    covers: (rule, { start }) =>
      inFile.has(rule) ||
      inLines.some(({ from, to, rules }) => from <= start && start < to && rules.has(rule)),
  };
}

/** The names that a directive lists, up to the end of its comment; a reason may follow `--`. */
function namedRules(text: string): ReadonlySet<RuleId> {
  const names = text.split(/-->|\*\/|[#!~-]*\}|\s--\s/)[0] ?? '';
  const listed = new Set(names.split(/[\s,]+/).filter((name) => name !== ''));
  return listed.size === 0 ? everyRule : new Set(ruleIds.filter((id) => listed.has(id)));
}

function coveredFrom(
  source: string,
  { segments }: PromptDocument,
  starts: readonly number[],
  line: number,
): { readonly from: number; readonly to: number } {
  let first = line;
  const lineAt = (index: number): string => source.slice(starts[index] ?? 0, starts[index + 1]);
  while (first < starts.length - 1 && lineAt(first).trim() === '') first++;
  const from = starts[first] ?? source.length;
  const to = starts[first + 1] ?? source.length + 1;
  const bodyEnd = starts[first + 2] ?? source.length;
  const begun = segments.filter(
    ({ range, kind }) => kind === 'message' && range.start >= from && range.start < bodyEnd,
  );
  return { from, to: begun.reduce((end, { range }) => Math.max(end, range.end), to) };
}

/** How a comment is written in a format, around its text; null where it has none. */
function commentOf(
  format: FormatId,
  source: string,
  path: string,
): { readonly open: string; readonly close: string } | null {
  switch (format) {
    case 'prompty':
      return /^\s*(?:format|kind|type|template):\s*mustache/m.test(source)
        ? { open: '{{! ', close: ' }}' }
        : { open: '{# ', close: ' #}' };
    case 'dotprompt':
      return { open: '{{! ', close: ' }}' };
    case 'template':
      return /\.(?:hbs|handlebars|mustache)$/i.test(path)
        ? { open: '{{! ', close: ' }}' }
        : { open: '{# ', close: ' #}' };
    case 'github-models':
      return { open: '# ', close: '' };
    case 'promptfoo':
    case 'langchain':
      return /\.json$/i.test(path) ? null : { open: '# ', close: '' };
    case 'baml':
      return { open: '// ', close: '' };
    case 'source':
      return /\.py$/i.test(path) ? { open: '# ', close: '' } : { open: '// ', close: '' };
    case 'chat':
    case 'litellm':
    case 'text':
      return null;
    default:
      return { open: '<!-- ', close: ' -->' };
  }
}

/** As much of a document, or of its report, as says where a comment can stand. */
export interface SuppressibleDocument {
  readonly format: FormatId;
  readonly segments: readonly { readonly range: TextRange }[];
}

/**
 * The edit that switches a rule off, for a finding or for the whole file; null where the format has
 * no comments, or none that could stand there.
 */
export function suppressionEdit(
  source: string,
  document: SuppressibleDocument,
  path: string,
  rule: RuleId,
  place: TextRange | 'file',
): TextEdit | null {
  const comment = commentOf(document.format, source, path);
  if (place === 'file') {
    // In front matter it costs no tokens.
    const front = /^\uFEFF?---[ \t]*\r?\n/.exec(source)?.[0].length;
    if (front !== undefined) {
      return insertion(front, `# costlens-disable-file ${rule}\n`);
    }
    return (
      comment && insertion(0, `${comment.open}costlens-disable-file ${rule}${comment.close}\n`)
    );
  }
  if (!comment) return null;
  const starts = lineStarts(source);
  // A string has no comments inside: the message's own line is meant.
  const isQuoted = comment.close === '';
  const segment = document.segments.find(
    ({ range }) => range.start <= place.start && place.start < range.end,
  );
  if (!segment) {
    // In front matter, or between messages.
    const at = starts[positionAt(starts, place.start).line] ?? 0;
    return insertion(at, `${indentationAt(source, at)}# costlens-disable-next-line ${rule}\n`);
  }
  const anchor = isQuoted ? segment.range.start : place.start;
  let { line } = positionAt(starts, anchor);
  if (
    isQuoted &&
    /[|>][-+\d]*[ \t]*(?:#.*)?\r?\n?$/.test(source.slice(starts[line - 1] ?? 0, starts[line]))
  )
    line--;
  const at = starts[line] ?? 0;
  const text = `${comment.open}costlens-disable-next-line ${rule}${comment.close}`;
  return insertion(at, `${indentationAt(source, at)}${text}\n`);
}

function insertion(at: number, text: string): TextEdit {
  return { range: { start: at, end: at }, text };
}

function indentationAt(source: string, at: number): string {
  return /^[ \t]*/.exec(source.slice(at, at + 200))?.[0] ?? '';
}
