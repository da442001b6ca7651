import type { FormatId } from '../prompts/document';
import type { CheckedPrompt } from './rule';
import type { SegmentText } from './promptText';
import type { TextRange } from '../text/range';

/** Formats whose file is all of a request; others become part of somebody else's. */
const wholeRequests: ReadonlySet<FormatId> = new Set<FormatId>([
  ...(['prompty', 'dotprompt', 'github-models', 'langchain', 'poml', 'baml', 'chat'] as const),
]);

/** The first request of a file, cut where it begins to change from call to call. */
export interface CachedParts {
  /** Tokens before the first placeholder: what a cache of prefixes can keep. */
  readonly before: number;
  /** Fixed tokens after it. */
  readonly after: number;
  /** The first placeholder; undefined where nothing changes. */
  readonly variable: { readonly name: string; readonly range: TextRange } | undefined;
}

/**
 * What of a request is the same in every call, before the first placeholder and after it. Tools and
 * schemas come first, as they do where a request is cached. Undefined where a file is no whole
 * request, or holds many.
 */
export function cachedParts(prompt: CheckedPrompt): CachedParts | undefined {
  const { document, report, texts, count } = prompt;
  if (
    !wholeRequests.has(document.format) ||
    document.requests !== 1 ||
    document.evaluation !== undefined
  ) {
    return undefined;
  }
  const printed = report.variables.filter((variable) => variable.printed);
  const isFixed = ({ segment: { kind } }: SegmentText): boolean =>
    kind === 'tools' || kind === 'schema';
  const inOrder = [...texts.filter(isFixed), ...texts.filter((text) => !isFixed(text))];
  let before = 0;
  let after = 0;
  let variable: CachedParts['variable'];
  for (const text of inOrder) {
    const whole = { start: 0, end: text.text.length };
    if (variable) {
      after += count(text.fixedText(whole));
      continue;
    }
    const { range } = text.segment;
    const first = isFixed(text)
      ? undefined
      : printed.find((each) => each.range.start >= range.start && each.range.start < range.end);
    const at = first && text.offsetOf(first.range.start);
    if (!first || at === undefined) {
      before += count(text.counted(whole));
      continue;
    }
    variable = { name: first.name, range: first.range };
    before += count(text.counted({ start: 0, end: at }));
    after += count(text.fixedText({ start: at, end: whole.end }));
  }
  return { before, after, variable };
}
