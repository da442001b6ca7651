import OpenAI from 'openai';
import * as z from 'zod';

/** What a call was billed for. */
export interface Billed {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const usageSchema = z.object({ prompt_tokens: z.number(), completion_tokens: z.number() });

const client = new OpenAI();

/** The one way to a model: every answer comes with the tokens that it was billed for. */
export async function ask(
  request: OpenAI.ChatCompletionCreateParamsNonStreaming,
): Promise<{ readonly answer: string; readonly billed: Billed }> {
  const completion = await client.chat.completions.create(request);
  const usage = usageSchema.parse(completion.usage);
  return {
    answer: completion.choices[0]?.message.content ?? '',
    billed: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens },
  };
}
