import type { PromptDocument, PromptFormat } from '../document';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { textStart } from '../textFile';

/**
 * Any text, as one stretch without a role: what a file is read as on request. Of itself only a
 * `.prompt` file without Dotprompt's marks is one.
 */
export const textFormat: PromptFormat = {
  id: 'text',
  detect: ({ path }) => fileName(path).endsWith('.prompt'),
  parse: parseText,
};

export function parseText(text: string): PromptDocument {
  const start = textStart(text);
  const range = { start, end: text.length };
  return promptDocument({
    format: 'text',
    segments: [{ kind: 'text', role: 'none', range, pieces: [{ range }], request: 0 }],
    issues: [],
  });
}
