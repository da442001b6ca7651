import type { PromptDocument, PromptFormat } from '../document';
import { promptDocument } from '../promptDocument';

/** Any text, as one stretch without a role. Never detected: it is what a file is read as on request. */
export const textFormat: PromptFormat = {
  id: 'text',
  detect: () => false,
  parse: parseText,
};

export function parseText(text: string): PromptDocument {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const range = { start, end: text.length };
  return promptDocument({
    format: 'text',
    segments: [{ kind: 'text', role: 'none', range, pieces: [{ range }], request: 0 }],
    issues: [],
  });
}
