import * as z from 'zod';
import type { Issue } from '../issues';
import type { PromptDocument } from '../prompts/document';
import type { PromptReport } from '../report/report';
import { headRange } from './headRange';
import { defineRule } from './rule';

/** The prompt is longer than the model takes. */
export const contextOverflow = defineRule({
  id: 'context-overflow',
  severity: 'error',
  fix: 'none',
  options: z.strictObject({}),
  docs: {
    title: 'More tokens than the model takes',
    description: `The largest request of the file has more input tokens than the context window of its model, as its provider publishes it: the request will be refused, or cut. Shorten the prompt (\`costlens compress\` shows what can go), fetch only the part of the material that a request needs, or take a model with a larger window.

Output is not part of this: see [context-near-limit](context-near-limit.md).`,
    example: {
      file: 'minutes.prompt.md',
      before: `---\nmodel: gpt-4\n---\nSummarize these minutes:\n\n${'The group agreed to meet again. '.repeat(1400)}\n`,
    },
  },
  check: ({ source, document, report }) => {
    const issue = overflowIssue(source, document, report);
    return issue ? [{ ...issue, tokensAtStake: Number(issue.params['over']) }] : [];
  },
});

/** That the largest request does not fit into the window; undefined where it does, or nobody knows. */
export function overflowIssue(
  source: string,
  document: PromptDocument,
  { context: { tokens, window }, model }: PromptReport,
): Issue | undefined {
  if (window === null || tokens <= window) return undefined;
  return {
    code: 'context-overflow',
    severity: 'error',
    params: { tokens, over: tokens - window, model: model.name, window },
    range: headRange(source, document),
  };
}
