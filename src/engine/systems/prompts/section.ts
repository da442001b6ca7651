import * as z from 'zod';
import type { Point } from '../../uncertainty/quantity';
import { useFields } from '../calls/section';
import { quantity, reference } from '../fields';

const prompt = z.strictObject({
  file: reference('prompt-file', 'The prompt file, by its path from the scenario file.'),
  model: reference(
    'model',
    'The model that it is counted and priced for. By default the one that the file names.',
  ).optional(),
  callsPerMonth: quantity({
    description: 'How often it is sent a month. By default with every request of the workload.',
    unit: 'count/month',
  }).optional(),
  outputTokens: quantity({
    description: 'Output tokens of a call. By default the most that the file allows.',
    unit: 'tokens',
    max: 1e9,
    plausible: [0, 200_000],
  }).optional(),
  ...useFields,
  budget: z
    .strictObject({
      tokens: quantity({
        description: 'Input tokens that a call may have.',
        unit: 'tokens',
      }).optional(),
      costPerCall: quantity({
        description: 'What a call may cost.',
        unit: 'money/unit',
      }).optional(),
    })
    .meta({ description: 'What the prompt may come to: the worse of both counts.' })
    .optional(),
});

/** The `prompts` section: prompt files, counted and priced for a month. */
export const promptsSection = z
  .array(prompt)
  .max(1000)
  .meta({ description: 'Prompt files of the workspace.' });

export type PromptsInput = Point<z.infer<typeof promptsSection>>;
export type PromptEntry = Point<z.infer<typeof prompt>>;
