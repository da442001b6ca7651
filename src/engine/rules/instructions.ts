import type { CheckedPrompt } from './rule';
import type { SegmentText } from './promptText';

/**
 * The texts that tell a model what to do. What an assistant or a tool said, and definitions of tools,
 * are data: their words are not the author's to change.
 */
export function instructionTexts({ texts }: Pick<CheckedPrompt, 'texts'>): SegmentText[] {
  return texts.filter(
    ({ segment: { kind, role } }) =>
      (kind === 'message' || kind === 'text') && role !== 'assistant' && role !== 'tool',
  );
}
