import { generateText } from 'ai';

export interface Fit {
  readonly boot: string;
  readonly feet: string;
}

/** One call: CostLens counts its system text and its prompt, and prices them for the model. */
export async function suggestSize({ boot, feet }: Fit): Promise<string> {
  const { text } = await generateText({
    model: 'openai/gpt-4o-mini',
    maxOutputTokens: 80,
    system:
      'You fit boots at Northwind Outfitters. Name one size and one reason. ' +
      'If the feet are between two sizes, take the larger one for hiking and the smaller one for town.',
    prompt: `Boot: ${boot}\nFeet: ${feet}\n\nWhich size?`,
  });
  return text;
}
