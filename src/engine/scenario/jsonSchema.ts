import * as z from 'zod';
import { scenarioSchema } from './sections';

/**
 * The format of scenario files as a JSON Schema of draft 7, the newest that editors complete and
 * validate by.
 */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(scenarioSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    // A day has a format: with its pattern too, editors would say twice what is wrong with it.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date') delete jsonSchema.pattern;
    },
  });
}
