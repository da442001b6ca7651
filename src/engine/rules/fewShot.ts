import type { FormatId } from '../prompts/document';
import type { CheckedPrompt } from './rule';
import type { SegmentText } from './promptText';

/**
 * Formats that are written by hand, and in which a conversation would be a placeholder: an exchange
 * that stands in them is an example. A chat request may be a conversation that took place.
 */
const templates: ReadonlySet<FormatId> = new Set<FormatId>([
  ...(['prompty', 'dotprompt', 'github-models', 'poml', 'baml'] as const),
]);

/** What a user says, and the answer that is wanted. */
export interface Exchange {
  readonly user: SegmentText;
  readonly assistant: SegmentText;
}

/** Series of exchanges before the last message of the user, in each request. */
export function fewShotGroups({ document, texts }: CheckedPrompt): Exchange[][] {
  if (!templates.has(document.format)) return [];
  const groups: Exchange[][] = [];
  let group: Exchange[] = [];
  texts.forEach((text, at) => {
    const next = texts[at + 1];
    const isExchange =
      text.segment.role === 'user' &&
      next?.segment.role === 'assistant' &&
      next.segment.request === text.segment.request;
    if (isExchange) group.push({ user: text, assistant: next });
    else if (text.segment.role !== 'assistant' && group.length > 0) {
      groups.push(group);
      group = [];
    }
  });
  return group.length > 0 ? [...groups, group] : groups;
}
