import * as z from 'zod';
import { nearestWords } from '../text/nearestWords';
import { rootOf } from './declaredVariables';
import { defineRule, type Draft } from './rule';

/** The prompt uses a variable that its inputs do not have. */
export const undefinedVariable = defineRule({
  id: 'undefined-variable',
  severity: 'warning',
  fix: 'none',
  options: z.strictObject({}),
  docs: {
    title: 'A placeholder without an input',
    description: `The file declares its inputs, and a placeholder takes one that is not among them: it will be empty, or an error, when the prompt runs. Not said where the file has a value for it anyway, where it declares no inputs at all, and of names that the template binds itself.`,
    example: {
      file: 'greet.prompty',
      before: '---\ninputs:\n  name: string\n---\nsystem:\nGreet {{nmae}}.\n',
    },
  },
  check: ({ document: { declared = [], variables } }) => {
    if (declared.length === 0) return [];
    const names = declared.map(({ value }) => value);
    const known = new Set(names);
    const told = new Set<string>();
    return variables.flatMap(({ name, range, sample }): Draft[] => {
      const root = rootOf(name);
      const isKnown =
        root === '' || known.has(root) || sample !== undefined || /^[@.]|^this$/.test(name);
      if (isKnown || told.has(root)) return [];
      told.add(root);
      const [nearest] = nearestWords(root, names);
      return nearest === undefined
        ? [{ code: 'variable-undefined', params: { name: root }, range }]
        : [{ code: 'variable-misspelt', params: { name: root, nearest }, range }];
    });
  },
});
