import type { Reference } from '../prompts/document';
import type { PromptReport } from './report';

/** Formats whose links are for the model to follow: the files behind them are not sent. */
const linking: ReadonlySet<PromptReport['format']> = new Set(['markdown', 'skill', 'cursor-rule']);

/** What goes with the prompt without being counted: images, audio, attached files, tools by name. */
export function uncountedReferences({
  format,
  references,
}: Pick<PromptReport, 'format' | 'references'>): readonly Reference[] {
  return references.filter(
    ({ kind, included }) => !included && !(kind === 'file' && linking.has(format)),
  );
}
