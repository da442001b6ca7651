import type { Reference } from '../prompts/document';
import type { PromptReport } from './report';

/** Formats in which files are attached; in Markdown they are links, for the model to follow. */
const attaching: ReadonlySet<PromptReport['format']> = new Set([
  ...(['prompty', 'dotprompt', 'langchain', 'promptfoo', 'poml', 'template', 'chat'] as const),
]);

/** What goes with the prompt without being counted: images, audio, attached files, tools by name. */
export function uncountedReferences({
  format,
  references,
}: Pick<PromptReport, 'format' | 'references'>): readonly Reference[] {
  return references.filter(
    ({ kind, included }) => !included && (kind !== 'file' || attaching.has(format)),
  );
}
