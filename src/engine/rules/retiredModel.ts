import * as z from 'zod';
import { isRetired } from '../pricing/retirement';
import { namedModels } from '../report/namedModels';
import { defineRule, type Draft } from './rule';

const options = z.strictObject({
  days: z
    .int()
    .nonnegative()
    .default(30)
    .describe('So many days ahead an announced retirement is told.'),
});

const msADay = 86_400_000;

/** A model that its provider refuses, or soon will. */
export const retiredModel = defineRule<z.infer<typeof options>>({
  id: 'retired-model',
  severity: 'warning',
  fix: 'none',
  options,
  docs: {
    title: 'The model is retired, or soon will be',
    description: `The provider has announced a day from which on it refuses the model. Before that day it is said as information, 30 days ahead; from that day on as a warning. Which model to take instead is for a person to decide: prompts behave differently with each.`,
    example: {
      file: 'old.prompty',
      before: '---\nmodel: claude-3-opus-20240229\n---\nsystem:\nName the department.\n',
    },
  },
  check: ({ document, catalog, today }, { days }) =>
    document.models.flatMap((model): Draft[] => {
      const drafts: Draft[] = [];
      for (const name of namedModels({ ...document, models: [model] }, catalog, today)) {
        const info = catalog.findModel(name, today);
        if (!info?.retires) continue;
        const { on } = info.retires;
        const params = { model: name, day: on };
        const left = (Date.parse(`${on}T00:00:00Z`) - today.getTime()) / msADay;
        if (isRetired(info, today))
          drafts.push({ code: 'model-retired', params, range: model.range });
        else if (left <= days) {
          drafts.push({
            ...{ code: 'model-retires', params, range: model.range, severity: 'information' },
          });
        }
      }
      return drafts;
    }),
});
