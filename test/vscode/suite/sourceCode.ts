import { equal } from '../assert';
import { activate, eventually, lensTitles, problems, showNewFile } from '../promptFile';

const python = `import openai

# costlens: prompt role=system
RULES = f"You greet {'people'!s}."
`;

const script = `import { generateText } from 'ai';

export const Greeting = () => <p>It's {generateText({ prompt: 'hello world' })}</p>;
`;

describe('Source code', () => {
  before(activate);

  const files = {
    // "You greet ." is 3 tokens, the role 1, what is around a message 3, and 3 prime the reply.
    'greet.py': [python, '0: 10 tok'],
    'greet.tsx': [script, '0: 2 tok'],
  } as const;
  for (const [name, [content, expected]] of Object.entries(files)) {
    it(`is parsed, and counted where it holds prompts: ${name}`, async () => {
      const { document } = await showNewFile(name, content);
      await eventually(
        () => lensTitles(document),
        ([first]) => first?.startsWith(expected) ?? false,
        'lenses',
      );
      equal(problems(document), []);
    });
  }
});
