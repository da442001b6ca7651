import type { FormatHint, FormatId, PromptDocument, PromptFormat } from './document';
import { bamlFormat } from './formats/baml';
import { chatFormat } from './formats/chat';
import { cursorRuleFormat } from './formats/cursorRule';
import { dotpromptFormat } from './formats/dotprompt';
import { githubModelsFormat } from './formats/githubModels';
import { langchainFormat } from './formats/langchain';
import { liteLlmFormat } from './formats/litellm';
import { markdownFormats } from './formats/markdown';
import { pomlFormat } from './formats/poml';
import { promptfooFormat } from './formats/promptfoo';
import { promptyFormat } from './formats/prompty';
import { skillFormat } from './formats/skill';
import { sourceFormat } from './formats/source';
import { templateFormat } from './formats/template';
import { textFormat } from './formats/text';
import type { SyntaxParser } from './syntax';

/** Every format, in the order in which they are tried. */
const formats: readonly PromptFormat[] = [
  promptyFormat,
  dotpromptFormat,
  githubModelsFormat,
  skillFormat,
  cursorRuleFormat,
  ...markdownFormats,
  promptfooFormat,
  liteLlmFormat,
  langchainFormat,
  pomlFormat,
  bamlFormat,
  templateFormat,
  chatFormat,
  sourceFormat,
  textFormat,
];

/**
 * The format of a file that is a prompt; undefined for every other file. Cheap: no more than the
 * start of the text is looked at.
 *
 * @param syntax parses source code; without one, source code is no prompt. See `neededGrammar`.
 */
export function detectFormat(
  hint: FormatHint,
  text: string,
  syntax?: SyntaxParser,
): FormatId | undefined {
  return formats.find((format) => format.detect(hint, text, syntax))?.id;
}

/**
 * True for a format that is recognised because prices are read from its files (see
 * pricing/liteLlmConfig.ts): they hold no prompt, and have no count.
 */
export function isPriceSource(format: FormatId): boolean {
  return format === 'litellm';
}

/**
 * What a file that no format claims is read as where the user asks to count it all the same:
 * Markdown without its front matter, or plain text.
 */
export function formatOnRequest({ path, languageId }: FormatHint): FormatId {
  return languageId === 'markdown' || /\.(?:md|markdown)$/i.test(path) ? 'markdown' : 'text';
}

/**
 * Parses a prompt file. Total: whatever the text, what can be read is counted and what is wrong is
 * an issue of the document.
 *
 * @param formatId the format to read it as; where undefined it is detected, and a file that is not
 * a prompt gives undefined.
 * @param syntax parses source code; without one, prompts in it are not found, which is an issue.
 */
export function parsePrompt(
  text: string,
  hint: FormatHint,
  formatId: FormatId,
  syntax?: SyntaxParser,
): PromptDocument;
export function parsePrompt(
  text: string,
  hint: FormatHint,
  formatId?: FormatId,
  syntax?: SyntaxParser,
): PromptDocument | undefined;
export function parsePrompt(
  text: string,
  hint: FormatHint,
  formatId?: FormatId,
  syntax?: SyntaxParser,
): PromptDocument | undefined {
  const id = formatId ?? detectFormat(hint, text, syntax);
  return formats.find((format) => format.id === id)?.parse(text, hint, syntax);
}
