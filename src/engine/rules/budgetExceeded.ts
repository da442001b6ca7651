import * as z from 'zod';
import { compileGlobs } from '../prompts/fileGlobs';
import { headRange } from './headRange';
import { defineRule, type Draft } from './rule';

const tokens = z.int().positive();
const usd = z.number().positive();

const options = z.strictObject({
  tokens: tokens
    .nullable()
    .default(null)
    .describe('The most input tokens of a file; null for any.'),
  usd: usd
    .nullable()
    .default(null)
    .describe('The most that a run of a file may cost, in US dollars; null for any.'),
  files: z
    .record(
      z.string().min(1).max(500),
      z.strictObject({ tokens: tokens.optional(), usd: usd.optional() }),
    )
    .default({})
    .describe('Budgets of some files, by glob; the last glob that a file matches counts.'),
});
type Options = z.infer<typeof options>;

/** A prompt is longer, or costs more, than its team allows. */
export const budgetExceeded = defineRule<Options>({
  id: 'budget-exceeded',
  severity: 'warning',
  fix: 'none',
  options,
  docs: {
    title: 'Above the budget of tokens or of cost',
    description: `Budgets are yours to set: nothing is found without one. \`tokens\` and \`usd\` hold for every file, \`files\` for those that a glob matches, with paths relative to the workspace folder:

\`\`\`json
{ "budget-exceeded": { "severity": "error", "tokens": 4000, "files": { "prompts/router/**": { "tokens": 500 } } } }
\`\`\`

The cost is that of one run of the file, with the output that it is expected to have. A cost that is not known is not within any budget and not above it: see [unknown-model](unknown-model.md).`,
    example: {
      file: 'router.prompt.md',
      options: { tokens: 8 },
      before: 'Which of our forty departments should answer this?\n',
    },
  },
  check: ({ source, path, document, report }, given) => {
    const budget = budgetOf(path, given);
    const range = headRange(source, document);
    const drafts: Draft[] = [];
    if (budget.tokens !== null && report.tokens > budget.tokens) {
      drafts.push({
        code: 'budget-tokens',
        params: { tokens: report.tokens, budget: budget.tokens },
        range,
        tokensAtStake: report.tokens - budget.tokens,
      });
    }
    const { total } = report.cost;
    if (budget.usd !== null && total.known && total.usd > budget.usd) {
      const [cost, most] = [total.usd, budget.usd].map((each) => each.toPrecision(3));
      drafts.push({ code: 'budget-usd', params: { cost: cost ?? '', budget: most ?? '' }, range });
    }
    return drafts;
  },
});

function budgetOf(
  path: string,
  { tokens: all, usd: cost, files }: Options,
): { readonly tokens: number | null; readonly usd: number | null } {
  const own = Object.entries(files).findLast(([glob]) => compileGlobs([glob]).matches(path))?.[1];
  return { tokens: own?.tokens ?? all, usd: own?.usd ?? cost };
}
