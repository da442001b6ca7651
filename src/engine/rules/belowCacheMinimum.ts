import * as z from 'zod';
import { headRange } from './headRange';
import { cachedParts } from './requestParts';
import { defineRule } from './rule';

const options = z.strictObject({
  share: z
    .number()
    .positive()
    .max(1)
    .default(0.5)
    .describe('Only beginnings that have this share of the least length are named.'),
});

/** The part of a prompt that could be cached is a little too short for it. */
export const belowCacheMinimum = defineRule<z.infer<typeof options>>({
  id: 'below-cache-minimum',
  severity: 'hint',
  fix: 'none',
  options,
  docs: {
    title: 'Just too short for the prompt cache',
    description: `A provider caches only beginnings of a certain length; for a shorter one every call pays the full price. The prompt's fixed beginning has at least half of that length: with examples or definitions that help anyway, moved before the first placeholder, it may cost less than without them. Only where the least length is published for the model.`,
    example: {
      file: 'classify.prompty',
      before: `---\nmodel: claude-sonnet-4-5\ninputs:\n  text: string\n---\nsystem:\n${'- Name the article of the handbook that you rely on.\n'.repeat(70)}user:\n{{text}}\n`,
    },
  },
  check: (prompt, { share }) => {
    const { source, document, report } = prompt;
    const least = report.model.info?.cacheMinimumTokens;
    const { rates } = report.price ?? {};
    if (least === undefined || rates?.cacheRead === undefined) return [];
    const parts = cachedParts(prompt);
    if (!parts || parts.before >= least || parts.before < least * share) return [];
    return [
      {
        code: 'cache-minimum',
        params: {
          tokens: parts.before,
          least,
          missing: least - parts.before,
          model: report.model.name,
        },
        range: headRange(source, document),
        tokensAtStake: parts.before,
      },
    ];
  },
});
