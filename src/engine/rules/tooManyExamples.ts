import * as z from 'zod';
import type { TextRange } from '../text/range';
import { exampleGroups } from './examples';
import { instructionTexts } from './instructions';
import { fewShotGroups } from './fewShot';
import { defineRule, type Draft } from './rule';

const options = z.strictObject({
  max: z
    .int()
    .positive()
    .default(3)
    .describe('So many examples of one kind may stand in a prompt.'),
});

/** A prompt shows the same thing by many examples. */
export const tooManyExamples = defineRule<z.infer<typeof options>>({
  id: 'too-many-examples',
  severity: 'information',
  fix: 'none',
  options,
  docs: {
    title: 'More examples than a task needs',
    description: `Finds series of more than three examples: under headings or labels ("Example 4:"), as pairs of input and output or of question and answer, in \`<example>\` elements, as messages that a user and an assistant exchange in a template, or as a JSON list of such pairs. One or two that differ show a model what is wanted; each one more is paid for with every request. The finding names the tokens from the fourth on.

Which ones to keep is left to a person: drop those that resemble each other most. Code samples of a reference, each under a heading of its own, are not a series.`,
    example: {
      file: 'sentiment.prompt.md',
      before:
        'Say whether a review is positive or negative.\n\nInput: Great phone.\nOutput: positive\n\nInput: It broke.\nOutput: negative\n\nInput: Love it.\nOutput: positive\n\nInput: Too loud.\nOutput: negative\n\nInput: As described.\nOutput: positive\n',
    },
  },
  check: (prompt, { max }) => {
    const drafts: Draft[] = [];
    const texts = instructionTexts(prompt);
    for (const text of texts) {
      for (const group of exampleGroups(text)) {
        const surplus = group.slice(max);
        const [first] = surplus;
        const [begin] = group;
        if (!first || !begin) continue;
        drafts.push({
          code: 'examples-many',
          params: { count: group.length, max },
          range: text.sourceRange(lineOf(text.text, first)),
          related: [
            {
              code: 'examples-first',
              params: {},
              range: text.sourceRange(lineOf(text.text, begin)),
            },
          ],
          tokensAtStake: surplus.reduce((sum, each) => sum + prompt.count(text.counted(each)), 0),
        });
      }
    }
    for (const group of fewShotGroups(prompt)) {
      const surplus = group.slice(max);
      const [first] = surplus;
      const [begin] = group;
      if (!first || !begin) continue;
      drafts.push({
        code: 'examples-many',
        params: { count: group.length, max },
        range: first.user.segment.range,
        related: [{ code: 'examples-first', params: {}, range: begin.user.segment.range }],
        tokensAtStake: surplus.reduce((sum, { user, assistant }) => {
          const said = [user, assistant].map((each) =>
            prompt.count(each.counted({ start: 0, end: each.text.length })),
          );
          return said.reduce((a, b) => a + b, sum);
        }, 0),
      });
    }
    return drafts;
  },
});

function lineOf(text: string, { start, end }: TextRange): TextRange {
  const lineEnd = text.indexOf('\n', start);
  return { start, end: lineEnd < 0 ? end : Math.min(end, lineEnd) };
}
