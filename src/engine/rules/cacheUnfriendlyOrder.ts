import * as z from 'zod';
import { cachedParts } from './requestParts';
import { defineRule } from './rule';

const options = z.strictObject({
  minTokens: z
    .int()
    .positive()
    .default(1024)
    .describe('So many tokens of fixed text may stand behind the first placeholder.'),
});

/** Text that never changes stands behind text that does, where no cache can keep it. */
export const cacheUnfriendlyOrder = defineRule<z.infer<typeof options>>({
  id: 'cache-unfriendly-order',
  severity: 'information',
  fix: 'none',
  options,
  docs: {
    title: 'Fixed text behind text that changes',
    description: `Providers cache the beginning of a request, up to the first difference from an earlier one, and charge a fraction for it. Where a placeholder (a date, a name, a document) stands before much fixed text, none of that text is read from the cache. Put what is the same in every call first, and what changes last.

Only for models that have a price for cached input, and for files that are a whole request: what an editor adds to instructions is not known.`,
    example: {
      file: 'support.prompty',
      before: `---\nmodel: gpt-4o\ninputs:\n  date: string\n---\nsystem:\nToday is {{date}}.\n\n${'- Name the article of the handbook that you rely on.\n'.repeat(120)}`,
    },
  },
  check: (prompt, { minTokens }) => {
    const { rates } = prompt.report.price ?? {};
    if (rates?.cacheRead === undefined || rates.input === undefined) return [];
    if (rates.cacheRead >= rates.input || prompt.report.variables.length === 0) return [];
    const parts = cachedParts(prompt);
    if (!parts?.variable || parts.after < minTokens) return [];
    const { name, range } = parts.variable;
    return [
      {
        code: 'cache-order',
        params: {
          name,
          tokens: parts.after,
          percent: Math.round((100 * rates.cacheRead) / rates.input),
        },
        range,
        tokensAtStake: parts.after,
      },
    ];
  },
});
