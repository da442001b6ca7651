import * as z from 'zod';
import { firstLine } from './headRange';
import { defineRule } from './rule';

const options = z.strictObject({
  tokens: z
    .int()
    .positive()
    .default(2000)
    .describe('So many tokens of a file may go with every request.'),
});

/** An instruction file that goes with every request is long. */
export const alwaysOnBloat = defineRule<z.infer<typeof options>>({
  id: 'always-on-bloat',
  severity: 'information',
  fix: 'none',
  options,
  docs: {
    title: 'Much text goes with every request',
    description: `Instruction files such as \`AGENTS.md\`, \`CLAUDE.md\` and rules that always apply are sent with every request of a session, whether it needs them or not. Above 2,000 tokens it is worth asking what is needed always: rules for some files can be limited to them (\`applyTo\`, \`globs\`, \`paths\`), and long explanations can be skills, of which only the description is sent.`,
    example: {
      file: 'AGENTS.md',
      before: `# Rules\n\n${'- Name the article of the handbook that you rely on.\n'.repeat(200)}`,
    },
  },
  check: ({ source, report }, { tokens: most }) => {
    const always = report.segments.filter(({ tier }) => tier === 'always');
    const [first] = always;
    const tokens = always.reduce((sum, each) => sum + each.tokens, 0);
    if (!first || tokens <= most) return [];
    return [
      {
        code: 'always-on',
        params: { tokens, most },
        range: firstLine(source, first.range.start),
        tokensAtStake: tokens,
      },
    ];
  },
});
