import * as z from 'zod';
import { isSelfContained, rootOf } from './declaredVariables';
import { defineRule } from './rule';

/** An input is declared, and the prompt does not use it. */
export const unusedVariable = defineRule({
  id: 'unused-variable',
  severity: 'hint',
  fix: 'none',
  options: z.strictObject({}),
  docs: {
    title: 'An input that the prompt does not use',
    description: `The file declares an input (\`inputs\` of Prompty, \`input.schema\` of Dotprompt, \`input_variables\` of LangChain), and no placeholder takes it: whoever calls the prompt fetches a value for nothing, or the placeholder is misspelt. Not said of files that take in other templates, which may use it.`,
    example: {
      file: 'greet.prompty',
      before: '---\ninputs:\n  name: string\n  age: integer\n---\nsystem:\nGreet {{name}}.\n',
    },
  },
  check: ({ document }) => {
    const { declared = [], variables } = document;
    if (!isSelfContained(document)) return [];
    const used = new Set(variables.map(({ name }) => rootOf(name)));
    return declared
      .filter(({ value, needsNoPlaceholder }) => !needsNoPlaceholder && !used.has(value))
      .map(({ value, range }) => ({ code: 'variable-unused', params: { name: value }, range }));
  },
});
