import * as z from 'zod';
import { headRange } from './headRange';
import { defineRule } from './rule';

const options = z.strictObject({
  share: z
    .number()
    .positive()
    .max(1)
    .default(0.8)
    .describe('Input may fill this share of the context window.'),
});

/** The prompt nearly fills the model's window, or leaves no room for the output that it asks for. */
export const contextNearLimit = defineRule<z.infer<typeof options>>({
  id: 'context-near-limit',
  severity: 'warning',
  fix: 'none',
  options,
  docs: {
    title: 'Little room is left in the context window',
    description: `The largest request fills 80 % of its model's context window, or fits only without the output that the file (\`max_tokens\` and the like) or a setting expects. The two are told apart: the share is that of the input alone, and the output is named beside it. A conversation or a longer value of a variable will not fit.`,
    example: {
      file: 'minutes.prompt.md',
      before: `---\nmodel: gpt-4\n---\nSummarize these minutes:\n\n${'The group agreed to meet again. '.repeat(1100)}\n`,
    },
  },
  check: ({ source, document, report }, { share: most }) => {
    const { tokens, window, share } = report.context;
    if (window === null || share === null || tokens > window) return [];
    const range = headRange(source, document);
    const output = report.output ? report.output.tokens / Math.max(1, report.requests) : 0;
    // A limit on input of its own leaves the output out of account.
    const sharesWindow = report.model.info?.contextWindow === window;
    if (sharesWindow && tokens + output > window) {
      return [{ code: 'context-no-output', params: { tokens, output, window }, range }];
    }
    if (share < most) return [];
    const percent = Math.round(share * 100);
    return [{ code: 'context-near-limit', params: { tokens, percent, window }, range }];
  },
});
