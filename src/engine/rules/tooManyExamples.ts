import * as z from 'zod';
import type { TextRange } from '../text/range';
import { exampleGroups } from './examples';
import { instructionTexts } from './instructions';
import { fewShotGroups } from './fewShot';
import type { SegmentText } from './promptText';
import { defineRule, type CheckedPrompt, type Draft } from './rule';

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
  check: (prompt, { max }) => [
    ...instructionTexts(prompt).flatMap((text) =>
      exampleGroups(text).flatMap((group) =>
        surplusOf(
          group,
          max,
          (each) => text.sourceRange(lineOf(text.text, each)),
          (each) => prompt.count(text.counted(each)),
        ),
      ),
    ),
    ...fewShotGroups(prompt).flatMap((group) =>
      surplusOf(
        group,
        max,
        ({ user }) => user.segment.range,
        ({ user, assistant }) => countWhole(prompt, user) + countWhole(prompt, assistant),
      ),
    ),
  ],
});

/** A finding about the examples of a series beyond so many; none where there are no more. */
function surplusOf<Example>(
  group: readonly Example[],
  max: number,
  rangeOf: (example: Example) => TextRange,
  tokensOf: (example: Example) => number,
): Draft[] {
  const surplus = group.slice(max);
  const [first] = surplus;
  const [begin] = group;
  if (!first || !begin) return [];
  return [
    {
      code: 'examples-many',
      params: { count: group.length, max },
      range: rangeOf(first),
      related: [{ code: 'examples-first', params: {}, range: rangeOf(begin) }],
      tokensAtStake: surplus.reduce((sum, each) => sum + tokensOf(each), 0),
    },
  ];
}

function countWhole({ count }: CheckedPrompt, text: SegmentText): number {
  return count(text.counted({ start: 0, end: text.text.length }));
}

function lineOf(text: string, { start, end }: TextRange): TextRange {
  const lineEnd = text.indexOf('\n', start);
  return { start, end: lineEnd < 0 ? end : Math.min(end, lineEnd) };
}
