import type { FormatHint, FormatId, PromptDocument, PromptFormat } from './document';
import { chatFormat } from './formats/chat';
import { markdownFormat } from './formats/markdown';
import { promptyFormat } from './formats/prompty';
import { textFormat } from './formats/text';

/** Every format, in the order in which they are tried. */
const formats: readonly PromptFormat[] = [promptyFormat, markdownFormat, chatFormat, textFormat];

/** The format of a file that is a prompt; undefined for every other file. Cheap: it does not parse. */
export function detectFormat(hint: FormatHint, text: string): FormatId | undefined {
  return formats.find((format) => format.detect(hint, text))?.id;
}

/**
 * What a file that no format claims is read as where the user asks to count it all the same:
 * Markdown without its front matter, or plain text.
 */
export function formatOnRequest({ path, languageId }: FormatHint): FormatId {
  return languageId === 'markdown' || /\.(?:md|markdown|mdc)$/i.test(path) ? 'markdown' : 'text';
}

/**
 * Parses a prompt file. Total: whatever the text, what can be read is counted and what is wrong is
 * an issue of the document.
 *
 * @param formatId the format to read it as; without one it is detected, and a file that is not a
 * prompt gives undefined.
 */
export function parsePrompt(text: string, hint: FormatHint, formatId: FormatId): PromptDocument;
export function parsePrompt(
  text: string,
  hint: FormatHint,
  formatId?: FormatId,
): PromptDocument | undefined;
export function parsePrompt(
  text: string,
  hint: FormatHint,
  formatId: FormatId | undefined = detectFormat(hint, text),
): PromptDocument | undefined {
  return formats.find(({ id }) => id === formatId)?.parse(text, hint);
}
