import * as z from 'zod';
import { similarModels } from '../pricing/similarModels';
import { namedModels } from '../report/namedModels';
import { defineRule, type Draft } from './rule';

/** Another number is another model: "Llama-3" is no slip of "Llama-3.1". */
function digitsOf(name: string): string {
  return name.slice(name.indexOf('/') + 1).replaceAll(/[^\d.]/g, '');
}

/** A model that nobody has a price for. */
export const unknownModel = defineRule({
  id: 'unknown-model',
  severity: 'information',
  fix: 'unsafe',
  options: z.strictObject({}),
  docs: {
    title: 'The model is not in the price list',
    description: `The file names a model that the price data does not have: its prompt is counted with the newest public vocabulary, which is an estimate, and has no cost. Mostly a slip of spelling; the fix takes the likeliest name. A deployment or a model of your own gets a price by the setting \`costlens.prices\` or a LiteLLM configuration.`,
    example: {
      file: 'router.prompty',
      before: '---\nmodel: gpt-4o-mni\n---\nsystem:\nName the department.\n',
      after: '---\nmodel: gpt-4o-mini\n---\nsystem:\nName the department.\n',
    },
  },
  check: ({ source, document, catalog, today }) =>
    document.models.flatMap((model): Draft[] => {
      const { value, range } = model;
      const names = namedModels({ ...document, models: [model] }, catalog, today);
      if (names.length !== 1 || catalog.findModel(value, today)) return [];
      const nearest = similarModels(value, catalog, today).find(
        (name) => digitsOf(name) === digitsOf(value),
      );
      if (nearest === undefined)
        return [{ code: 'rule-model-unknown', params: { model: value }, range }];
      const short = nearest.slice(nearest.indexOf('/') + 1);
      const name = catalog.findModel(short, today) ? short : nearest;
      const isPlain = source.slice(range.start, range.end) === value;
      return [
        {
          code: 'rule-model-similar',
          params: { model: value, nearest: name },
          range,
          ...(isPlain && { fix: { kind: 'unsafe', edits: [{ range, text: name }] } }),
        },
      ];
    }),
});
